"""Dates (OFX 1.6, 2.2 section 3.2.8): ``YYYYMMDD[HHMMSS[.XXX]][[offset:zone]]``.

The booking day is the day as the bank wrote it. The time zone never moves it: turning late
evenings into GMT would book them a day late.
"""

from __future__ import annotations

import re
from datetime import date

from ..text import Place

_AS_SPECIFIED = re.compile(
    r"[0-9]{8}(?:[0-9]{6}(?:\.[0-9]{1,6})?)?"
    r"[ ]?(?:\[[+-]?[0-9]{1,2}(?:\.[0-9]{1,2})?(?::[A-Za-z0-9/_+-]*)?\])?"
)
_WITH_MARKS = re.compile(r"([0-9]{4})([-/.])([0-9]{2})\2([0-9]{2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(1[3-9]|2[0-9]|3[01])([-/.])([0-9]{2})\2([0-9]{4})")
_DAY_AND_MORE = re.compile(r"[0-9]{8}.*")
_MOST_KNOWN = 10_000


class Days:
    """Reads dates, and remembers those that come again and again."""

    def __init__(self) -> None:
        self._known: dict[str, date] = {}

    def known(self, text: str) -> date | None:
        """The day, if this text was read before."""
        return self._known.get(text)

    def read(self, text: str, place: Place) -> date:
        """The calendar day in ``text``, which is not blank."""
        known = self._known.get(text)
        if known is not None:
            return known
        day = _read(text, place)
        if _AS_SPECIFIED.fullmatch(text):
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[text] = day
        return day


def is_filled_in(text: str) -> bool:
    """Some banks write zeros for a date that they do not know."""
    return bool(text.strip("0"))


def _read(text: str, place: Place) -> date:
    if found := _WITH_MARKS.fullmatch(text):
        place.forgive("date with marks")
        return _day(found[1], found[3], found[4], text, place)
    if found := _DAY_FIRST.fullmatch(text):
        place.forgive("date with the day first")  # after the 12th it can be no month
        return _day(found[4], found[3], found[1], text, place)
    if not _DAY_AND_MORE.fullmatch(text):
        raise place.error("not a date YYYYMMDD", text)
    if not _AS_SPECIFIED.fullmatch(text):
        place.forgive("time or zone in another form")
    return _day(text[:4], text[4:6], text[6:8], text, place)


def _day(year: str, month: str, day: str, text: str, place: Place) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise place.error("no such day", text) from None
    if found.year < 1900:
        raise place.error("no such day", text)
    return found
