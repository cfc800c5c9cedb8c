"""Fields ``:90D:`` and ``:90C:``, number and sum of the debits and credits: ``5n3!a15d``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ..checks import check_amount, check_count
from ..errors import FormatError
from ..model import Check, Origin, Transaction
from ..text import Place, read_amount
from .fields import Field

TOTALS = ("90D", "90C")
_TOTAL = re.compile(r"([0-9]{1,9}) ?([A-Z]{3})([0-9][0-9.,]*)\s*")

Tally = tuple[int, Decimal]


class Tallies:
    """Counts and sums of the movements, apart for each mark."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[bool, bool, bool], Tally] = {}

    def add(self, transaction: Transaction) -> None:
        """One more."""
        amount = transaction.amount
        key = (amount < 0, transaction.reversal, transaction.expected)
        count, total = self._tallies.get(key, _NOTHING)
        self._tallies[key] = (count + 1, total + amount)

    @property
    def booked(self) -> Decimal:
        """The sum of what is booked."""
        return sum(
            (total for key, (_count, total) in self._tallies.items() if not key[2]), Decimal()
        )

    @property
    def has_expected(self) -> bool:
        """Whether there is anything announced."""
        return any(expected for _negative, _reversal, expected in self._tallies)

    def readings(self) -> Iterator[dict[str, Tally]]:
        """``:90D:`` and ``:90C:`` as banks make them up, the most usual first.

        They count by what the movement does or by the letter of its mark (a reversed debit is
        money in), and with what is expected or without.
        """
        for by_letter in (False, True):
            for with_expected in (True, False):
                yield {
                    "90D": self._sum(True, by_letter, with_expected),
                    "90C": self._sum(False, by_letter, with_expected),
                }

    def _sum(self, debit: bool, by_letter: bool, with_expected: bool) -> Tally:
        chosen = [
            tally
            for (negative, reversal, expected), tally in self._tallies.items()
            if (negative != (by_letter and reversal)) == debit and (with_expected or not expected)
        ]
        return sum(count for count, _ in chosen), sum(
            (abs(total) for _, total in chosen), Decimal()
        )


_NOTHING: Tally = (0, Decimal())


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
        return int(found[1]), read_amount(found[3], currency, place, mark=",")
    except FormatError:
        return None
