"""A movement at the bank as the demonstration plans it, and what must become of it.

A movement names the invoices it pays by the customer's number and a letter: ``10026b``. Those
invoices are made for it (``days old``); the rest of the 400 come from ``invoices.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

State = Literal["posted", "suggested", "left", "returned"]
EITHER: tuple[State, ...] = ("posted", "suggested")
NOT_POSTED: tuple[State, ...] = ("suggested", "left")


def whole(total: Decimal) -> Decimal:
    """Exactly what is asked."""
    return total


def share(part: str) -> Callable[[Decimal], Decimal]:
    """A part of it."""
    return lambda total: (total * Decimal(part)).quantize(Decimal("0.01"))


def more(surplus: str) -> Callable[[Decimal], Decimal]:
    """Too much."""
    return lambda total: total + Decimal(surplus)


def less(missing: str) -> Callable[[Decimal], Decimal]:
    """A little too little."""
    return lambda total: total - Decimal(missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A customer's payment. ``text`` may use {0}, {1}: the invoice numbers (``InvoiceNumber``)."""

    case: str
    text: str
    open: dict[str, int] = field(default_factory=dict)
    """Invoice -> days old; made for this payment."""
    again: tuple[str, ...] = ()
    """Invoices made for another payment."""
    credit: str = ""
    """The one of ``open`` that is a credit note."""
    alike: bool = False
    """All invoices of ``open`` have the same amount, and one of them is paid."""
    paid_before: bool = False
    amount: Callable[[Decimal], Decimal] = whole
    settles: bool = False
    """The invoice is settled although less was paid: discount, rounding."""
    returned: bool = False
    """The bank takes the payment back."""
    payer: str = ""
    """Who pays, if not the customer."""
    currency: str = ""
    """Of the invoices, if not the company's."""
    advice: str = ""
    """The number of the remittance advice that names the invoices."""
    announced: bool = False
    """Only its advice is there; the money is still on its way."""
    accepted: bool = False
    """The treasurer accepts what is suggested."""
    expect: tuple[State, ...] = ("posted",)
    """What may become of it."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.open, *self.again)

    @property
    def customer(self) -> str:
        return self.keys[0][:5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A movement that has to do with no invoice."""

    case: str
    text: str
    amount: Decimal
    name: str = ""
    expect: tuple[State, ...] = ("left",)


def full(key: str, days_old: int, text: str) -> Receipt:
    return Receipt(case="full number", open={key: days_old}, text=text)


def mangled(key: str, days_old: int, text: str) -> Receipt:
    return Receipt(case="mangled number", open={key: days_old}, text=text)


def other(case: str, amount: str, text: str, name: str = "") -> Other:
    return Other(case=case, amount=Decimal(amount), text=text, name=name)
