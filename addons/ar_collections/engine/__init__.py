"""Which payment pays what: pure values in, decisions with their reasons out."""

from .calibration import Calibration, TierHistory
from .items import (
    Adjustment,
    Advice,
    AdviceLine,
    Allocation,
    Ambiguous,
    Customer,
    Decision,
    Discount,
    Draft,
    Evidence,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Receipt,
    Returned,
    Unmatched,
)
from .matching import match
from .policy import Policies, Policy, Rule, Tolerance

__all__ = [
    "Adjustment",
    "Advice",
    "AdviceLine",
    "Allocation",
    "Ambiguous",
    "Calibration",
    "Customer",
    "Decision",
    "Discount",
    "Draft",
    "Evidence",
    "Ledger",
    "Matched",
    "OpenItem",
    "Payment",
    "Policies",
    "Policy",
    "Receipt",
    "Returned",
    "Rule",
    "TierHistory",
    "Tolerance",
    "Unmatched",
    "match",
]
