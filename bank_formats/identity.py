"""What makes a statement and a movement the same one when a bank sends it again.

Neither the file's name nor the place in it counts, nor text that banks wrap anew: a second
delivery under another name, or with other line ends, has the same keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from .model import Balance, Statement, Transaction

Place = Literal["continues", "gap", "overlaps", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """A statement of the account that is already in the books; ``last_day`` of its movements."""

    last_day: date
    opening: Decimal
    closing: Decimal


def place(statement: Statement, stored: Sequence[StoredStatement]) -> Place:
    """Where a statement stands among the stored ones (oldest first) of its account.

    ``continues``: it opens where one of them closed and none went on from there, so all of it is
    new. ``gap``: all of it is new, but something before it is missing. ``overlaps``: it tells a
    stretch again that is stored. ``unknown``: it lies among them and fits nowhere.
    """
    opening, closing = statement.opening, statement.closing
    if not stored or opening is None:
        return "continues"
    first_day = min((t.booked for t in statement.transactions), default=opening.day)
    if _open_end(opening.amount, first_day, stored):
        return "continues"
    if first_day > max(other.last_day for other in stored):
        return "gap"
    if any(o.opening == opening.amount and o.last_day >= first_day for o in stored):
        return "overlaps"
    if _open_end(opening.amount, date.max, stored):
        return "continues"  # with movements that the bank dated back
    return "gap" if closing and _open_start(closing.amount, stored) else "unknown"


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """The statements of a file by day, each after the one it goes on from (banks sort either way)."""
    rest = sorted(statements, key=_first_day)
    ordered = []
    while rest:
        free = (n for n, each in enumerate(rest) if not _goes_on(each, rest))
        ordered.append(rest.pop(next(free, 0)))
    return ordered


def statement_key(statement: Statement) -> str:
    """One key for one statement of one account: number, days, balances, count and sum."""
    total = sum((t.amount for t in statement.transactions), start=0)
    parts = (
        statement.account,
        statement.currency,
        statement.number,
        _balance(statement.opening),
        _balance(statement.closing),
        str(len(statement.transactions)),
        str(total),
    )
    return _digest(parts)


def content_hashes(statement: Statement) -> tuple[str, ...]:
    """What each movement says, one hash each; two equal fees of one day have equal hashes."""
    return tuple(_content(statement, transaction) for transaction in statement.transactions)


def import_keys(hashes: tuple[str, ...], already: Mapping[str, int]) -> tuple[str, ...]:
    """A unique key for each movement: its hash and its occurrence.

    ``already`` says how many equal movements were stored from other statements that this one
    *continues*; they are counted on from there. For a statement that *overlaps* stored ones pass
    nothing: its movements then get the keys of the stored ones, and only the missing are new.
    """
    seen: Counter[str] = Counter(already)
    keys = []
    for content in hashes:
        seen[content] += 1
        keys.append(f"{content}:{seen[content]}")
    return tuple(keys)


def _open_end(amount: Decimal, day: date, stored: Sequence[StoredStatement]) -> bool:
    """Whether a stored statement closed with the amount by that day, and none went on from it."""
    return any(
        other.closing == amount
        and other.last_day <= day
        and not any(later.opening == amount for later in stored[position + 1 :])
        for position, other in enumerate(stored)
    )


def _open_start(amount: Decimal, stored: Sequence[StoredStatement]) -> bool:
    """Whether a stored statement opened with the amount, and none led to it."""
    return any(
        other.opening == amount
        and not any(earlier.closing == amount for earlier in stored[:position])
        for position, other in enumerate(stored)
    )


def _goes_on(statement: Statement, others: Sequence[Statement]) -> bool:
    return any(_leads_to(other, statement) for other in others if other is not statement)


def _leads_to(first: Statement, second: Statement) -> bool:
    return bool(
        first.account == second.account
        and first.closing
        and second.opening
        and first.closing.amount == second.opening.amount
        and _first_day(first) <= _first_day(second)
    )


def _first_day(statement: Statement) -> date:
    return statement.opening.day if statement.opening else date.min


def _content(statement: Statement, transaction: Transaction) -> str:
    party = transaction.counterparty
    return _digest(
        (
            statement.account,
            statement.currency,
            transaction.booked.isoformat(),
            transaction.value_date.isoformat() if transaction.value_date else "",
            str(transaction.amount),
            transaction.reference,
            transaction.remittance,
            party.account,
            party.name,
        )
    )


def _balance(balance: Balance | None) -> str:
    return f"{balance.day} {balance.amount} {balance.currency}" if balance else ""


def _digest(parts: tuple[str, ...]) -> str:
    return sha256("|".join(map(_folded, parts)).encode()).hexdigest()[:32]


def _folded(text: str) -> str:
    """Blanks do not count (banks wrap anew), nor case and composition of letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).upper()
