"""What makes a statement and a movement the same one when a bank sends it again.

Neither the file's name nor the place in it counts, nor text that banks wrap anew: a second
delivery under another name, or with other line ends, has the same keys.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from .model import Balance, Statement, Transaction

Place = Literal["continues", "gap", "overlaps", "unknown", "no balances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """A statement with both balances that is already in the books; ``last_day`` of its movements."""

    last_day: date
    opening: Decimal
    closing: Decimal
    first_day: date | None = None
    """Of its movements; None: all are of one day."""


def place(statement: Statement, stored: Sequence[StoredStatement]) -> Place:
    """Where a statement stands among the stored ones (oldest first) of its account.

    ``continues``: it opens where one of them closed and none went on from there, so all of it is
    new (if :func:`stretch` finds nothing as well). ``gap``: all of it is new, but something before
    it is missing. ``overlaps``: it tells a stretch again that is stored. ``unknown``: it lies among
    them and fits nowhere. ``no balances``: only its movements can tell.
    """
    opening, closing = statement.opening, statement.closing
    if opening is None:
        return "no balances"
    if not stored:
        return "continues"
    first_day = _days(statement)[0]
    if _open_end(opening.amount, first_day, stored):
        return "continues"
    if first_day > max(other.last_day for other in stored):
        return "gap"
    if any(o.opening == opening.amount and o.last_day >= first_day for o in stored):
        return "overlaps"
    if _open_end(opening.amount, date.max, stored):
        return "continues"  # with movements that the bank dated back
    return "gap" if closing and _open_start(closing.amount, stored) else "unknown"


def stretch(statement: Statement, stored: Sequence[StoredStatement]) -> frozenset[int]:
    """Which of the stored statements (oldest first) a statement tells again, by its opening balance.

    The last of them may go on beyond it.
    """
    opening = statement.opening
    if opening is None:
        return frozenset()
    first_day, last_day = _days(statement)
    starts = (
        position
        for position, other in enumerate(stored)
        if other.opening == opening.amount and other.last_day >= first_day
    )
    start = next(starts, len(stored))
    return frozenset(
        position
        for position in range(start, len(stored))
        if position == start or stored[position - 1].last_day <= last_day
    )


def inside(statement: Statement, stored: Sequence[StoredStatement]) -> frozenset[int]:
    """Which of the stored statements lie in its days, beside those that the balances put elsewhere.

    These lead to its opening balance on these days or go on from its closing balance, unless that
    fits in two ways (:func:`ends_twice`).
    """
    near = _of_its_days(statement, stored)
    links = [(statement.opening, "closing", "opening")]
    if not ends_twice(statement, stored):
        links.append((statement.closing, "opening", "closing"))
    for balance, end, start in links:
        amount = balance and balance.amount
        while linked := {n for n in near if getattr(stored[n], end) == amount}:
            near -= linked
            amount = getattr(stored[min(linked)], start)
    return frozenset(near)


def ends_twice(statement: Statement, stored: Sequence[StoredStatement]) -> bool:
    """Whether stored statements of its days both came to its closing balance and went on from it.

    It may lie before the latter, or tell the end of the former again.
    """
    near = [stored[position] for position in _of_its_days(statement, stored)]
    amount = statement.closing and statement.closing.amount
    return any(o.closing == amount for o in near) and any(o.opening == amount for o in near)


def stretch_end(
    statement: Statement, stored: Sequence[StoredStatement], again: Collection[int]
) -> Decimal | None:
    """The balance after the stored statements that a statement tells again as a whole."""
    if not again:
        return None
    last_day = _days(statement)[1]
    whole = (position for position in again if stored[position].last_day <= last_day)
    return stored[max(whole, default=min(again))].closing


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """The statements of a file by day, each after the one it goes on from (banks sort either way)."""
    rest = sorted(statements, key=_first_day)
    leading: dict[tuple[str, Decimal], list[Statement]] = defaultdict(list)
    for each in rest:
        if each.closing:
            leading[each.account, each.closing.amount].append(each)
    ordered = []
    while rest:
        free = (n for n, each in enumerate(rest) if not _goes_on(each, leading))
        ordered.append(first := rest.pop(next(free, 0)))
        if first.closing:
            # By identity: comparing statements would compare all their transactions.
            others = leading[first.account, first.closing.amount]
            others[:] = [each for each in others if each is not first]
    return ordered


def statement_key(statement: Statement) -> str:
    """One key for one statement of an account: number, days, balances, count and sum.

    Without both balances also what its movements say and are called, in whatever order.
    """
    total = sum((t.amount for t in statement.transactions), start=Decimal())
    proved = statement.opening and statement.closing
    named = (
        zip(content_hashes(statement), statement.transactions, strict=True) if not proved else ()
    )
    return _digest(
        statement.account,
        statement.currency,
        statement.number,
        *map(str, _days(statement) if statement.transactions else ()),
        _balance(statement.opening),
        _balance(statement.closing),
        str(len(statement.transactions)),
        f"{total.normalize():f}",
        *sorted(content + each.bank_reference for content, each in named),
    )


def content_hashes(statement: Statement) -> tuple[str, ...]:
    """What each movement says, one hash each; two equal fees of one day have equal hashes.

    Not the account: it is spelled in several ways. Not the bank's reference: some banks give
    another one each time.
    """
    return tuple(map(_content, statement.transactions))


def import_keys(hashes: Sequence[str], already: Mapping[str, int]) -> tuple[str, ...]:
    """A unique key for each of the movements that are new: its hash and its occurrence.

    ``already`` says how many equal movements are stored; they are counted on from there.
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


def _of_its_days(statement: Statement, stored: Sequence[StoredStatement]) -> set[int]:
    """Which of the stored statements have days in common with a statement."""
    first_day, last_day = _days(statement)
    return {
        position
        for position, other in enumerate(stored)
        if (other.first_day or other.last_day) <= last_day and other.last_day >= first_day
    }


def _goes_on(
    statement: Statement, leading: Mapping[tuple[str, Decimal], Sequence[Statement]]
) -> bool:
    """Whether one of the others closes with the balance that it opens with."""
    if not statement.opening:
        return False
    return any(
        other is not statement and _first_day(other) <= _first_day(statement)
        for other in leading.get((statement.account, statement.opening.amount), ())
    )


def _first_day(statement: Statement) -> date:
    return statement.opening.day if statement.opening else _days(statement)[0]


def _days(statement: Statement) -> tuple[date, date]:
    """The first and last day of its movements, or of its balances if it has none."""
    days = [each.booked for each in statement.transactions] or [
        balance.day for balance in (statement.opening, statement.closing) if balance
    ]
    return (min(days), max(days)) if days else (date.min, date.min)


def _content(transaction: Transaction) -> str:
    party = transaction.counterparty
    return _digest(
        transaction.booked.isoformat(),
        transaction.value_date.isoformat() if transaction.value_date else "",
        f"{transaction.amount.normalize():f}",
        transaction.reference,
        transaction.remittance,
        party.account,
        party.name,
    )


def _balance(balance: Balance | None) -> str:
    return f"{balance.day} {balance.amount.normalize():f} {balance.currency}" if balance else ""


def _digest(*parts: str) -> str:
    """Blanks do not count (banks wrap anew), nor case and composition of letters."""
    text = unicodedata.normalize("NFC", "|".join(parts)).upper()
    return sha256("".join(text.split()).encode(errors="replace")).hexdigest()[:32]
