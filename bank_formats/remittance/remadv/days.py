"""Dates of EDIFACT (``DTM``, C507): value and the code of its form (2379)."""

from __future__ import annotations

from datetime import date

from ...text import read_day
from ..amounts import read_calendar_day
from ..segments import Segment, Text

# Code -> length of the day in it; what follows is a time, which moves no day.
_FORMS = {
    "102": 8,
    "203": 8,
    "204": 8,
    "303": 8,
    "304": 8,
    "101": 6,
    "201": 6,
    "202": 6,
}


def read_dtm(segment: Segment, text: Text) -> date:
    """The day of a ``DTM``.

    Raises:
        FormatError: no such day, or a form that is no day (such as a period).
    """
    value, form, place = segment.get(1, 2), segment.get(1, 3), text.place(segment)
    length = _FORMS.get(form)
    if not length:
        raise place.error("not a date in a known form", segment.raw)
    day = value[:length]
    return read_day(day, place) if length == 6 else read_calendar_day(day, place)
