"""Until which day what is owed can be enforced: years from the due date, or from that year's end."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Literal

Start = Literal["due", "year_end"]


def limitation_date(due: date, years: int, start: Start, restarted: date | None = None) -> date:
    """The last day.

    ``restarted``: the debt was acknowledged or part of it paid that day; the years begin anew then,
    never with the end of a year.

    >>> limitation_date(date(2026, 3, 2), 3, "year_end")
    datetime.date(2029, 12, 31)
    >>> limitation_date(date(2026, 3, 2), 6, "due")
    datetime.date(2032, 3, 2)
    >>> limitation_date(date(2026, 3, 2), 3, "year_end", date(2028, 5, 4))
    datetime.date(2031, 5, 4)
    """
    if restarted:
        return _later(restarted, years)
    if start == "year_end":
        return date(due.year + years, 12, 31)
    return _later(due, years)


def latest_due(day: date, years: int, start: Start) -> date:
    """The latest due date of what cannot be enforced after ``day``, or before it.

    >>> latest_due(date(2029, 12, 30), 3, "year_end"), latest_due(date(2029, 12, 31), 3, "year_end")
    (datetime.date(2025, 12, 31), datetime.date(2026, 12, 31))
    """
    if start == "year_end":
        is_end = (day.month, day.day) == (12, 31)
        return date(day.year - years - (not is_end), 12, 31)
    if (day.month, day.day) == (2, 28) and isleap(day.year - years):
        # Due on 29 February ends on the 28th of a shorter one.
        return date(day.year - years, 2, 28 if isleap(day.year) else 29)
    return _later(day, -years)


def _later(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
