"""A movement of an account as it is compared: what every format tells of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .identity import content_hashes
from .model import Statement, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement as it is compared: of a statement, or stored in the books."""

    day: date
    amount: Decimal
    content: str
    """Its content hash."""
    reference: str = ""
    """What the bank calls it."""
    text: str = ""
    """What it says, as :func:`plain` makes it; unlike the content, every format tells it."""
    format: str = ""
    file: str = ""
    stretch: bool = False
    """Stored, and between the balances of the statement: the statement must tell it again."""
    proved: bool = True
    """Stored from a statement with both balances: its day is complete."""
    here: bool = False
    """Not stored yet: of an earlier statement of the same file."""
    by_hand: bool = False
    """Stored, but not from a bank file that was read here: only its day and amount tell."""


def movements(statement: Statement, *, format: str = "", file: str = "") -> list[Movement]:
    """The booked transactions of a statement, to be compared or already in the books.

    A reference that stands twice in the statement is none.
    """
    times = Counter(each.bank_reference for each in statement.transactions)
    return [
        Movement(
            day=each.booked,
            amount=each.amount,
            content=content,
            reference=each.bank_reference if times[each.bank_reference] == 1 else "",
            text=plain(label(each)),
            format=format,
            file=file,
        )
        for each, content in zip(statement.transactions, content_hashes(statement), strict=True)
    ]


def label(transaction: Transaction) -> str:
    """What a movement says, if only who paid."""
    return transaction.remittance or transaction.reference or transaction.counterparty.name


def plain(text: str) -> str:
    """What banks wrap anew and write in capitals or not."""
    return "".join(text.split()).upper()
