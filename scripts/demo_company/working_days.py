"""Days on which offices and banks work: Monday to Friday."""

from __future__ import annotations

from datetime import date, timedelta

STATEMENTS = 3


def working_day(day: date) -> date:
    """The day itself, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def statement_days(today: date) -> tuple[date, ...]:
    """The last working days before today, oldest first."""
    days = [working_day(today - timedelta(days=1))]
    while len(days) < STATEMENTS:
        days.append(working_day(days[-1] - timedelta(days=1)))
    return tuple(reversed(days))
