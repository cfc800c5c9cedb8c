"""Which payment pays what: pure values in, decisions with their reasons out."""

from .items import (
    Adjustment,
    Advice,
    AdviceLine,
    Allocation,
    Ambiguous,
    Customer,
    Decision,
    Discount,
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
    "Adjustment",
    "Advice",
    "AdviceLine",
    "Allocation",
    "Ambiguous",
    "Customer",
    "Decision",
    "Discount",
    "Evidence",
    "Ledger",
    "Matched",
    "OpenItem",
    "Payment",
    "Policy",
    "Unmatched",
    "match",
]
