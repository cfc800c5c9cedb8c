"""Dates of X12 (type DT)."""

from __future__ import annotations

from datetime import date

from ...text import read_day
from ..amounts import read_calendar_day
from ..segments import Segment, Text


def read_x12_day(segment: Segment, value: str, text: Text) -> date:
    """``CCYYMMDD``; before 004010 also ``YYMMDD``."""
    place = text.place(segment)
    return read_day(value, place) if len(value) == 6 else read_calendar_day(value, place)
