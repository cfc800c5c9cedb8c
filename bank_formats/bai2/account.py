"""Record 03: an account, its balances and totals; and what its transactions add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model import Origin
from ..text import Place
from .codes import TypeCode, type_code
from .funds import UNSAID, Funds, funds_type, funds_width, read_funds
from .headers import FileHeader, GroupHeader, fields_of, padded
from .money import Money, money, read_count
from .records import Record

LEDGER = ("010", "015")
"""Opening and closing ledger balance."""
_CODE = re.compile(r"[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Summary:
    """One balance or total of a 03; amount and ``count`` are None where none is stated."""

    code: str
    minor: int | None
    count: int | None = None
    funds: Funds = UNSAID


@dataclass(slots=True)
class Account:
    """An account while its transactions are read: header values, and running sums (minor units)."""

    number: str
    money: Money
    group: GroupHeader
    header: FileHeader
    origin: Origin
    summaries: dict[str, Summary]
    """The first of each code."""
    extra: list[tuple[str, str]]
    stated: int
    """Sum of all amounts in the 03, for the control total."""
    records: int
    """Of the account itself (03, 49), with their continuations."""
    general: bool
    """Transactions are to be read the general way: fields or lines are of a kind of their own."""
    listed: int = 0
    """Records of transactions, continuations included."""
    credits: int = 0
    debits: int = 0
    others: int = 0
    number_of: dict[int, int] = field(default_factory=lambda: {1: 0, -1: 0, 0: 0})
    availability: tuple[int, int, Origin] | None = None
    """An amount and the sum of its parts: the first that differ, else the last."""

    @property
    def total(self) -> int:
        """The control total: every amount of the account's 03 and 16 as written."""
        return self.stated + self.credits + self.debits + self.others

    def add(self, direction: int, minor: int) -> None:
        """One more transaction."""
        self.number_of[direction] += 1
        if direction > 0:
            self.credits += minor
        elif direction < 0:
            self.debits += minor
        else:
            self.others += minor


def read_account(
    record: Record, header: FileHeader, group: GroupHeader, source: str, place: Place
) -> Account:
    """The account with its summaries. Its currency overrides the group's."""
    number, currency = padded(fields_of(record), 2)[:2]
    if not number:
        raise place.error("an account without number", record.raw[0][:40])
    unit = money(currency or group.currency, place)
    read = _nai_summaries if header.nai else _summaries
    notes: list[str] = []
    summaries = list(read(record, unit, place, notes))
    first: dict[str, Summary] = {}
    for summary in summaries:
        first.setdefault(summary.code, summary)
    return Account(
        number=number,
        money=unit,
        group=group,
        header=header,
        origin=Origin(source=source, line=record.line),
        summaries=first,
        extra=[
            *(_shown(each, unit, header) for each in summaries),
            *(("text", note) for note in notes),
        ],
        stated=sum(each.minor or 0 for each in summaries),
        records=record.records,
        general=header.nai or header.width > 0 or not 0 < unit.decimals < 3,
    )


def _summaries(record: Record, unit: Money, place: Place, notes: list[str]) -> Iterator[Summary]:
    """Type code, amount, item count, funds type: any of the last three may be blank."""
    fields = fields_of(record)
    starts = _starts(record)
    position = 2
    while position < len(fields):
        code = fields[position]
        if not code:
            position += 1
        elif not _CODE.fullmatch(code) and position in starts:
            place.forgive("text in the continuation of an account")
            piece = starts[position]
            notes.append(record.pieces[piece].strip())
            position += record.pieces[piece].count(",") + 1
        else:
            summary, position = _read_summary(fields, position, unit, place)
            yield from summary


def _starts(record: Record) -> dict[int, int]:
    """Position of the first field of each continuation -> which piece it is."""
    starts, position = {}, 0
    for number, piece in enumerate(record.pieces):
        if number:
            starts[position] = number
        position += piece.count(",") + 1
    return starts


def _read_summary(
    fields: list[str], position: int, unit: Money, place: Place
) -> tuple[list[Summary], int]:
    """The summary at ``position`` (none if it states no amount and no count), and what follows."""
    _known(fields[position], place)
    code, amount, count, kind, first = padded(fields[position : position + 5], 5)
    kind = funds_type(kind, place)
    end = position + 4 + funds_width(kind, first, place)
    own = fields[position + 4 : end]
    if end - position - 4 > len(own):
        if kind == "D":
            raise place.error("fewer distributions than stated", first)
        own = padded(own, end - position - 4)
    funds = read_funds(kind, own, unit, place)
    if not amount and not count:
        return [], end
    if not amount and code < "100":
        _leave_open(code, count, place)
    minor = unit.read(amount, place) if amount else None
    return [Summary(code, minor, read_count(count, place) if count else None, funds)], end


def _leave_open(code: str, count: str, place: Place) -> None:
    """A balance is the amount; without that of a ledger balance nothing proves the account."""
    problem = "a balance with a number of items, but no amount"
    if code in LEDGER:
        raise place.error(problem, f"{code},,{count}")
    place.forgive(problem)


def _nai_summaries(
    record: Record, unit: Money, place: Place, notes: list[str]
) -> Iterator[Summary]:
    """NAI: pairs of code and amount; 102 and 402 count items, written like amounts (hundredths)."""
    fields = fields_of(record)[2:]
    for code, amount in zip(fields[::2], padded(fields[1::2], (len(fields) + 1) // 2), strict=True):
        if code:
            _known(code, place)
            if amount:
                yield Summary(code, unit.read(amount, place))


def _known(code: str, place: Place) -> TypeCode:
    """Balances and totals of any code of three digits are kept; nothing is booked from them."""
    if not _CODE.fullmatch(code):
        raise place.error("not a type code of three digits", code)
    return type_code(code) or TypeCode(code, 0, "")


def _shown(summary: Summary, unit: Money, header: FileHeader) -> tuple[str, str]:
    """NAI gives codes from 500 on a meaning of its own (interest, limits, rates)."""
    known = None if header.nai and summary.code >= "500" else type_code(summary.code)
    parts = [] if summary.minor is None else [f"{unit.amount(summary.minor)}"]
    if summary.count is not None:
        parts.append(f"{summary.count} items")
    parts += [f"{unit.amount(minor)} after {days} days" for days, minor in summary.funds.parts]
    if summary.funds.day:
        parts.append(f"value {summary.funds.day} {summary.funds.time}".rstrip())
    return (str(known) if known else summary.code, ", ".join(parts))
