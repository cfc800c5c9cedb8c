"""What payers say their payments are for: bytes -> ``RemittanceAdvice``."""
