"""What an advice must keep: its lines give its total, gross less deductions is what was paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..checks import check_amount
from ..model import Check, Origin
from .model import AdviceLine

NO_DOCUMENTS = "no documents named"
"""The leniency of an advice that states a payment, and not what it is for: no total to check."""


def check_total(
    total: Decimal, lines: Iterable[AdviceLine], currency: str, origin: Origin, *, of: str = "lines"
) -> Check:
    """Whether the paid amounts of the lines give the total that stands at ``origin``."""
    found = sum((line.paid for line in lines), Decimal())
    return check_amount("sum", total, found, currency, origin, of=of)


def check_paid(line: AdviceLine, currency: str) -> Check | None:
    """Whether gross less deductions is what was paid; None where the line states no gross."""
    if line.gross is None:
        return None
    found = line.gross - sum((each.amount for each in line.deductions), Decimal())
    of = f"{line.document}: gross less deductions"
    return check_amount("sum", line.paid, found, currency, line.origin, of=of)


def check_deductions(lines: Sequence[AdviceLine], currency: str) -> tuple[Check, ...]:
    """:func:`check_paid` of each line that states deductions.

    A line without any may be a part payment: that it is less than the gross is no fault.
    """
    checks = (check_paid(line, currency) for line in lines if line.deductions)
    return tuple(check for check in checks if check)
