"""Records 49, 98 and 99, and the totals of 03: everything the file states is compared.

A control total is the sum of all amounts below it as they are written, balances and totals
included; the one of a group is the sum of its accounts', the one of the file of its groups'.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..checks import check_amount, check_balances, check_count
from ..model import Balance, Check, Origin
from ..text import Place
from .account import LEDGER, Account, Summary
from .codes import type_code
from .headers import fields_of, padded
from .money import Money, read_count
from .records import Record

OPENING, CLOSING = LEDGER
_CREDITS, _DEBITS = "100", "400"
_NOT_DETAILED = {_CREDITS: "105", _DEBITS: "406"}
# NAI states in amounts of their own how many credits and debits there are.
_NAI_COUNTS = {"102": 1, "402": -1}


@dataclass(slots=True)
class Sums:
    """What a group or a file holds so far; the total is of what its parts state."""

    total: int = 0
    parts: int = 0
    records: int = 0

    def add(self, total: int) -> None:
        """One more account or group."""
        self.total += total
        self.parts += 1


def balance(account: Account, code: str) -> Balance | None:
    """The balance of this type code on the as-of date, if the account states it."""
    found = account.summaries.get(code)
    if found is None or found.minor is None:
        return None
    unit = account.money
    return Balance(day=account.group.day, amount=unit.amount(found.minor), currency=unit.currency)


def lists_nothing(account: Account) -> bool:
    """Whether something moved, as balances and totals say, and no movement is listed."""
    if account.number_of[1] or account.number_of[-1]:
        return False
    totals = [account.summaries.get(code) for code in (_CREDITS, _DEBITS)]
    opening, closing = balance(account, OPENING), balance(account, CLOSING)
    moved = opening and closing and opening.amount != closing.amount
    return bool(moved) or any(each and (each.minor or each.count) for each in totals)


def check_account(account: Account) -> Iterator[Check]:
    """Balances and totals of 03 against the 16 of the account.

    Without any 16 the bank reports balances and totals only: they are checked against each other.
    """
    unlisted = lists_nothing(account)
    yield from _check_closing(account, unlisted)
    if not unlisted:
        yield from _check_totals(account)
    if account.availability:
        minor, found, origin = account.availability
        amount = account.money.amount
        currency = account.money.currency
        of = "16 availability"
        yield check_amount("sum", amount(minor), amount(found), currency, origin, of=of)


def _check_closing(account: Account, unlisted: bool) -> Iterator[Check]:
    opening, closing = balance(account, OPENING), balance(account, CLOSING)
    if not opening or not closing:
        return
    moved = account.credits - account.debits
    if unlisted:
        totals = [account.summaries.get(code) for code in (_CREDITS, _DEBITS)]
        if not any(totals) or any(each and each.minor is None for each in totals):
            return
        credits, debits = (each.minor or 0 if each else 0 for each in totals)
        moved = credits - debits
    yield from check_balances(opening, account.money.amount(moved), closing, account.origin)


def _check_totals(account: Account) -> Iterator[Check]:
    unit, origin = account.money, account.origin
    for code, direction, found in (
        (_CREDITS, 1, account.credits),
        (_DEBITS, -1, account.debits),
    ):
        stated = account.summaries.get(code)
        if stated:
            of = str(type_code(code))
            rest = account.summaries.get(_NOT_DETAILED[code], Summary("", 0))
            if stated.minor is not None and rest.minor is not None:
                total = unit.amount(found + rest.minor)
                yield check_amount(
                    "sum", unit.amount(stated.minor), total, unit.currency, origin, of=of
                )
            if stated.count is not None:
                number = account.number_of[direction] + (rest.count or 0)
                yield check_count(stated.count, number, origin, of=of)
    if account.header.nai:
        yield from _check_nai_counts(account)


def _check_nai_counts(account: Account) -> Iterator[Check]:
    for code, direction in _NAI_COUNTS.items():
        stated: Summary | None = account.summaries.get(code)
        if stated and stated.minor is not None:
            found = account.number_of[direction]
            count, rest = divmod(stated.minor, 100)
            of = str(type_code(code))
            yield check_count(stated.minor if rest else count, found, account.origin, of=of)


def check_account_trailer(
    record: Record, account: Account, origin: Origin, place: Place
) -> tuple[int, list[Check]]:
    """Record 49: the total that it states (ours if it states none), and the checks of it."""
    total, count = padded(fields_of(record), 2)[:2]
    stated = account.money.read(total, place) if total else account.total
    checks = []
    if total:
        checks.append(_control(stated, account.total, origin, "49 account control total"))
    if count and not account.header.nai:
        expected, number = read_count(count, place), account.records + account.listed
        checks.append(check_count(expected, number, origin, of="49 account record count"))
    return stated, checks


def check_trailer(
    record: Record, sums: Sums, unit: Money, nai: bool, origin: Origin, place: Place
) -> tuple[int, list[Check]]:
    """Record 98 or 99: the same for a group and its accounts, or a file and its groups.

    NAI's 98 states no number of records, but a second total of a definition of its own.
    """
    whole, part = ("98 group", "account") if record.code == "98" else ("99 file", "group")
    total, parts, records = padded(fields_of(record), 3)[:3]
    stated = unit.read(total, place) if total else sums.total
    checks = []
    if total:
        checks.append(_control(stated, sums.total, origin, f"{whole} control total"))
    counts = [(parts, sums.parts, f"{whole} {part} count")]
    if not (nai and record.code == "98"):
        counts.append((records, sums.records, f"{whole} record count"))
    for count, found, of in counts:
        if count:
            checks.append(check_count(read_count(count, place), found, origin, of=of))
    return stated, checks


def _control(stated: int, found: int, origin: Origin, of: str) -> Check:
    """Control totals have no currency: they are sums of figures."""
    return Check(
        check="control total",
        holds=stated == found,
        expected=str(stated),
        found=str(found),
        origin=origin,
        of=of,
    )
