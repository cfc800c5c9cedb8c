"""``TxsSummry``: how many entries there are and what they sum up to, compared with the entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..checks import check_amount, check_count
from ..errors import FormatError
from ..model import Check, Origin
from .entry import Booking
from .frame import Header
from .values import read_number

_ALL = "TxsSummry/TtlNtries"
_NET = (f"{_ALL}/TtlNetNtry/Amt", f"{_ALL}/TtlNetNtryAmt")
_NET_MARK = (f"{_ALL}/TtlNetNtry/CdtDbtInd", f"{_ALL}/CdtDbtInd")


@dataclass(slots=True)
class Tally:
    """Entries counted and summed up."""

    credits: int = 0
    debits: int = 0
    credit: Decimal = Decimal()
    debit: Decimal = Decimal()
    """Without sign."""
    reversed: Decimal = Decimal()
    """What the reversals among them move, with their sign."""

    def add(self, booking: Booking) -> None:
        """Count one entry."""
        if booking.reversal:
            self.reversed += booking.amount
        if booking.amount >= 0:
            self.credits += 1
            self.credit += booking.amount
        else:
            self.debits += 1
            self.debit -= booking.amount

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.credits + other.credits,
            self.debits + other.debits,
            self.credit + other.credit,
            self.debit + other.debit,
            self.reversed + other.reversed,
        )


def check_summary(
    header: Header, booked: Tally, expected: Tally, currency: str, source: str
) -> list[Check]:
    """Every total that is stated: with what is only expected, or else without it."""
    every = list(_checks(header, booked + expected, currency, source))
    if all(check.holds for check in every):
        return every
    only_booked = list(_checks(header, booked, currency, source))
    return only_booked if all(check.holds for check in only_booked) else every


def _checks(header: Header, tally: Tally, currency: str, source: str) -> Iterator[Check]:
    parts = (
        (_ALL, tally.credits + tally.debits, tally.credit + tally.debit),
        ("TxsSummry/TtlCdtNtries", tally.credits, tally.credit),
        ("TxsSummry/TtlDbtNtries", tally.debits, tally.debit),
    )
    for path, count, total in parts:
        name = path.partition("/")[2]
        stated = _number(header, source, f"{path}/NbOfNtries")
        if stated is not None:
            origin = _origin(header, source, f"{path}/NbOfNtries")
            yield check_count(int(stated), count, origin, of=name)
        stated = _number(header, source, f"{path}/Sum")
        if stated is not None:
            origin = _origin(header, source, f"{path}/Sum")
            yield check_amount("sum", stated, total, currency, origin, of=name)
    net = _number(header, source, *_NET)
    mark = header.get(*_NET_MARK)
    if net is not None and mark in ("CRDT", "DBIT"):
        yield check_amount(
            "sum",
            net if mark == "CRDT" else -net,
            tally.credit - tally.debit,
            currency,
            _origin(header, source, *_NET),
            of="TtlNetNtry",
        )


def _number(header: Header, source: str, *paths: str) -> Decimal | None:
    text = header.get(*paths)
    number = read_number(text)
    if text and number is None:
        raise FormatError(
            "not a number", source=source, line=header.line_of(*paths), field=paths[0], value=text
        )
    return number


def _origin(header: Header, source: str, *paths: str) -> Origin:
    return Origin(source=source, line=header.line_of(*paths))
