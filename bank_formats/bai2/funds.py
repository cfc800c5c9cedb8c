"""Funds types: when the money can be disposed of.

=======  ==================================================================
blank    not said
0, 1, 2  immediately, after one day, after two or more days
Z        not known
S        three amounts follow: immediately, after one day, after two or more
D        a number follows, and so many pairs: days, amount
V        the value date and time follow
=======  ==================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ..text import Place
from .money import Money, read_count, read_date

PLAIN = frozenset(("", "0", "1", "2", "Z"))
"""Funds types without fields of their own."""

_MOST_PAIRS = 9999


class Funds(NamedTuple):
    """``parts`` are days and minor units."""

    type: str
    parts: tuple[tuple[int, int], ...] = ()
    day: date | None = None
    time: str = ""


UNSAID = Funds("")


def funds_type(text: str, place: Place) -> str:
    """The funds type; forgives lower case."""
    text = text.strip()
    known = text.upper()
    if known not in PLAIN and known not in ("S", "D", "V"):
        raise place.error("not a funds type (0, 1, 2, S, V, D, Z)", text)
    if known != text:
        place.forgive("funds type in lower case")
    return known


def funds_width(kind: str, first: str, place: Place) -> int:
    """How many fields belong to the funds type; ``first`` is the one after it."""
    if kind in PLAIN:
        return 0
    if kind != "D":
        return 3 if kind == "S" else 2
    pairs = read_count(first, place)
    if pairs > _MOST_PAIRS:
        raise place.error("too many distributions", first)
    return 1 + 2 * pairs


def read_funds(kind: str, fields: Sequence[str], money: Money, place: Place) -> Funds:
    """``fields`` are those that belong to the type, as many as :func:`funds_width` says."""
    if kind == "V":
        day, time = fields
        known = day.strip(" 0")
        return Funds(kind, day=read_date(day, place) if known else None, time=time.strip())
    if kind == "S":
        parts = [(days, _amount(text, money, place)) for days, text in enumerate(fields)]
    elif kind == "D":
        pairs = zip(fields[1::2], fields[2::2], strict=True)
        parts = [(read_count(d, place), _amount(text, money, place)) for d, text in pairs]
    else:
        parts = []
    return Funds(kind, parts=tuple(parts))


def _amount(text: str, money: Money, place: Place) -> int:
    return money.read(text, place) if text.strip() else 0
