"""Who is to look at a customer next when nothing else helps: levels of people, one above the other.

A level is reached by what is overdue; each person gets some days before the next is asked. Going up
and falling back is decided here, who is meant by a level is not.

Amounts are float in company currency: they are compared here, not booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Cause = Literal["days", "broken", "amount", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level; a threshold of zero is not looked at."""

    key: int
    days: int = 0
    """Days overdue of the oldest item from which it is reached."""
    broken: int = 0
    """Broken promises from which it is reached, however young the items are."""
    amount: float = 0.0
    """At least so much is overdue; alone it is reason enough."""
    patience: int = 0
    """Days that its people have before the next level is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one customer today."""

    overdue: float
    days: int = 0
    broken: int = 0
    waits: bool = False
    """Promised in time, disputed, on hold, or its cash is here: nobody is asked to do more."""
    level: int | None = None
    """The key of the level on which it is."""
    since: date | None = None
    by_hand: bool = False
    """A person raised it: it stays until nothing is overdue."""


@dataclass(frozen=True, slots=True)
class Step:
    """To which level, and what passed its threshold; ``None``: nobody is asked any more."""

    level: int | None
    causes: tuple[Cause, ...] = ()


def next_step(levels: Sequence[Level], now: Standing, today: date) -> Step | None:
    """Where the customer goes from here; ``None``: it stays.

    ``levels`` from the lowest to the highest. Levels whose people get no days are passed in one
    night.

    >>> levels = [Level(key=1, days=14, patience=7), Level(key=2, days=30)]
    >>> next_step(levels, Standing(overdue=900.0, days=40), date(2026, 3, 2))
    Step(level=1, causes=('days',))
    >>> told = Standing(overdue=900.0, days=46, level=1, since=date(2026, 3, 2))
    >>> next_step(levels, told, date(2026, 3, 8)) is None
    True
    >>> next_step(levels, told, date(2026, 3, 9))
    Step(level=2, causes=('days',))
    >>> next_step(levels, replace(told, overdue=0.0, days=0), date(2026, 3, 9))
    Step(level=None, causes=())
    """
    if falls_back(levels, now):
        return Step(None)
    if now.waits:
        return None
    step, at = None, now
    while found := _above(levels, at, today):
        step, at = found, replace(at, level=found.level, since=today)
    return step


def falls_back(levels: Sequence[Level], now: Standing) -> bool:
    """Nothing is overdue any more, or less than any level asks for up to the one it is on."""
    if now.level is None:
        return False
    if now.overdue <= 0:
        return True
    upto = _position(levels, now.level)
    if now.by_hand or upto is None:
        return False
    asked = [level for level in levels[: upto + 1] if _has_threshold(level)]
    return bool(asked) and not any(causes(level, now) for level in asked)


def causes(level: Level, now: Standing) -> tuple[Cause, ...]:
    """What passes the thresholds of the level; nothing if they are not passed.

    >>> causes(Level(key=1, days=30, broken=2, amount=500.0), Standing(overdue=499.0, days=90))
    ()
    >>> causes(Level(key=1, days=30, broken=2, amount=500.0), Standing(overdue=500.0, broken=3))
    ('broken',)
    """
    if now.overdue <= 0 or now.overdue < level.amount:
        return ()
    found: list[Cause] = []
    if level.days and now.days >= level.days:
        found.append("days")
    if level.broken and now.broken >= level.broken:
        found.append("broken")
    if level.amount and not level.days and not level.broken:
        found.append("amount")
    return tuple(found)


def _above(levels: Sequence[Level], now: Standing, today: date) -> Step | None:
    """The next level, if it is reached and the one before has had its days."""
    below = None if now.level is None else _position(levels, now.level)
    if now.level is not None and below is None:  # it is gone: begin with what the others say
        return None
    here = -1 if below is None else below
    if here + 1 >= len(levels):
        return None
    level = levels[here + 1]
    if below is not None and not _patience_over(levels[below], now, today):
        return None
    if _has_threshold(level):
        found = causes(level, now)
        return Step(level.key, found) if found else None
    # Without thresholds it is time alone: never the first thing, and never all at once.
    is_later = below is not None and levels[below].patience > 0
    return Step(level.key, ("time",)) if is_later else None


def _patience_over(level: Level, now: Standing, today: date) -> bool:
    return now.since is None or (today - now.since).days >= level.patience


def _has_threshold(level: Level) -> bool:
    return bool(level.days or level.broken or level.amount)


def _position(levels: Sequence[Level], key: int) -> int | None:
    return next((at for at, level in enumerate(levels) if level.key == key), None)
