"""A remittance advice: what a payer says a payment is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..model import Check, Origin, Party

_UNKNOWN = Party()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What the payer kept back of a document: positive; ``reason`` is a code or the payer's words.

    What was added (interest) is negative, and what was kept back of a credit note.
    """

    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """One document that is paid; the paid amount of a credit note is negative."""

    document: str
    paid: Decimal
    origin: Origin
    gross: Decimal | None = None
    """What the document was for, before deductions."""
    deductions: tuple[Deduction, ...] = ()
    day: date | None = None
    """The document's date."""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceAdvice:
    """What one payment is for. Checked: the lines give the total, gross less deductions the paid."""

    origin: Origin
    lines: tuple[AdviceLine, ...]
    payer: Party = _UNKNOWN
    payment_reference: str = ""
    """What the payment itself carries: end-to-end id, cheque or transfer number."""
    day: date | None = None
    """The day of the payment."""
    currency: str = ""
    total: Decimal | None = None
    """The stated total, or None if the advice states none."""
    checks: tuple[Check, ...] = ()
    leniencies: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def failed_checks(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.holds)
