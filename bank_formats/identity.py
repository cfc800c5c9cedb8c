"""What makes a statement and a movement the same one when a bank sends it again.

Neither the file's name nor the place in it counts, nor text that banks wrap anew: a second
delivery under another name, or with other line ends, has the same keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from .model import Balance, Statement, Transaction


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
