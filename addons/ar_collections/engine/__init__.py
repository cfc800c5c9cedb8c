"""Which payment pays what: pure values in, decisions with their reasons out."""

from .items import (
    Allocation,
    Ambiguous,
    Customer,
    Decision,
    Evidence,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Policy,
    Unmatched,
)
from .matching import match

__all__ = [
    "Allocation",
    "Ambiguous",
    "Customer",
    "Decision",
    "Evidence",
    "Ledger",
    "Matched",
    "OpenItem",
    "Payment",
    "Policy",
    "Unmatched",
    "match",
]
