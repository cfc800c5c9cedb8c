"""The values that every reader of a bank file gives: frozen, hashable, amounts in ``Decimal``.

Money in is positive, money out negative, whatever mark the format used. A wrong total is a
result (``Statement.failed_checks``), not an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value stood in the file.

    ``source`` is the name the caller gave, ``line`` the 1-based line of its first character,
    ``raw`` the text exactly as decoded.
    """

    source: str
    line: int
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The other side of a payment; a field the bank did not fill is empty."""

    name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance on a day, signed: a debit balance is negative."""

    day: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One booked movement in the statement's currency; money in is positive."""

    booked: date
    amount: Decimal
    origin: Origin
    value_date: date | None = None
    reference: str = ""
    """What the payer meant: end-to-end id or structured reference."""
    remittance: str = ""
    """Free text for the payee, line breaks of the bank's columns joined by the dialect's rule."""
    counterparty: Party = Party()
    bank_reference: str = ""
    """What the bank calls the movement (MT940: after ``//``)."""
    reversal: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    """Everything else the file said of this movement, verbatim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A total of the file that does not hold; ``expected`` is what the file states."""

    check: Literal["closing balance", "currency", "count", "sum", "page"]
    expected: str
    found: str
    origin: Origin

    def __str__(self) -> str:
        return (
            f"{self.origin.source}, line {self.origin.line}: {self.check}: "
            f"the file says {self.expected}, its entries give {self.found}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account: pages joined, checks done."""

    account: str
    currency: str
    origin: Origin
    number: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    transactions: tuple[Transaction, ...] = ()
    failed_checks: tuple[FailedCheck, ...] = ()
    leniencies: tuple[str, ...] = ()
    """Named departures from the format that the reader accepted, such as ``charset cp1252``."""
    extra: tuple[tuple[str, str], ...] = ()
