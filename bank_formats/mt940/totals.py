"""Fields ``:90D:`` and ``:90C:``, number and sum of the debits and credits: ``5n3!a15d``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..checks import check_amount, check_count
from ..errors import FormatError
from ..model import Check, Origin
from ..text import Place
from .amounts import read_amount
from .entry import MARKS
from .fields import Field

TOTALS = ("90D", "90C")
_TOTAL = re.compile(r"([0-9]{1,9}) ?([A-Z]{3})([0-9][0-9.,]*)\s*")

Tally = tuple[int, Decimal]
# A reversed credit counts among the debits, or with the others of its letter and then against
# them; what is expected counts or does not.
_READINGS = (
    (("D", "RC", "ED"), ("C", "RD", "EC")),
    (("D", "RC"), ("C", "RD")),
    (("D", "RD", "ED"), ("C", "RC", "EC")),
    (("D", "RD"), ("C", "RC")),
)


class Tallies:
    """Counts and sums of the movements, apart for each mark."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(MARKS, 0)
        self._sums = dict.fromkeys(MARKS, Decimal())

    def add(self, mark: str, amount: Decimal) -> None:
        """One more; ``amount`` is signed."""
        self._counts[mark] += 1
        self._sums[mark] += amount

    @property
    def booked(self) -> Decimal:
        """The sum of what is booked."""
        return sum((self._sums[mark] for mark in MARKS if mark[0] != "E"), Decimal())

    @property
    def has_expected(self) -> bool:
        """Whether there is anything announced."""
        return bool(self._counts["EC"] or self._counts["ED"])

    def readings(self) -> Iterator[dict[str, Tally]]:
        """``:90D:`` and ``:90C:`` as banks make them up, the most usual first."""
        for debits, credits in _READINGS:
            yield {"90D": self._tally(debits), "90C": self._tally(credits)}

    def _tally(self, marks: Iterable[str]) -> Tally:
        count = sum(self._counts[mark] for mark in marks)
        return count, abs(sum((self._sums[mark] for mark in marks), Decimal()))


def check_totals(
    fields: Sequence[Field], tallies: Tallies, currency: str, source: str
) -> list[Check]:
    """All that ``fields`` state against the movements, in the first reading in which it holds."""
    if not fields:
        return []
    readings = [
        [check for field in fields for check in _checks(field, reading, currency, source)]
        for reading in tallies.readings()
    ]
    return next((each for each in readings if all(c.holds for c in each)), readings[0])


def _checks(field: Field, reading: dict[str, Tally], currency: str, source: str) -> Iterable[Check]:
    origin = Origin(source=source, line=field.line, raw=field.raw)
    count, total = reading[field.tag]
    of = f":{field.tag}:"
    stated = _read(field, currency, source)
    if not stated:
        return [
            Check(
                check="sum",
                holds=False,
                expected=field.text,
                found=f"{count} entries, {total} {currency}",
                origin=origin,
                of=of,
            )
        ]
    return [
        check_count(stated[0], count, origin, of=of),
        check_amount("sum", stated[1], total, currency, origin, of=of),
    ]


def _read(field: Field, currency: str, source: str) -> Tally | None:
    """What the field states, or None if that cannot be compared: that is no reason to refuse."""
    found = _TOTAL.fullmatch(field.text)
    if not found or found[2] != currency:
        return None
    try:
        place = Place(source, field.line, f":{field.tag}:", {})
        return int(found[1]), read_amount(found[3], currency, place)
    except FormatError:
        return None
