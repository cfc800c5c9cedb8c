"""How a customer usually pays, seen in the invoices that it has paid.

Only what its payments show: with fewer than five of them nothing is called a habit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

ENOUGH = 5
"""Payments from which on something may be called usual."""
RECENT = 40
"""The last payments of a customer that count; what it did years ago is no habit."""
LATEST = 5
"""The payments that are compared with those before them."""
_SHARE_OF_WEEKDAY = 0.5


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice, or one of its instalments, that was paid in full.

    ``paid`` is the day on which the last payment was credited, ``amount`` in company currency.
    """

    due: date
    paid: date
    amount: float

    @property
    def days_late(self) -> int:
        """Below zero: paid before it was due."""
        return (self.paid - self.due).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """``None`` where the payments do not show it."""

    count: int = 0
    days_late: int | None = None
    """The median."""
    weekday: int | None = None
    """The day on which at least half of them were credited; Monday is 0."""
    trend: int | None = None
    """By how many days the last five were later than those before them."""
    largest: float = 0.0
    last: date | None = None


def habits(paid: Sequence[Paid]) -> Habits:
    """What these payments have in common; only the last forty count.

    >>> fridays = [Paid(date(2026, 1, 7), date(2026, 1, 16), 100.0)] * 3
    >>> fridays += [Paid(date(2026, 2, 11), date(2026, 2, 20), 250.0)] * 2
    >>> habits(fridays)  # doctest: +NORMALIZE_WHITESPACE
    Habits(count=5, days_late=9, weekday=4, trend=None, largest=250.0,
           last=datetime.date(2026, 2, 20))
    """
    if not paid:
        return Habits()
    latest = sorted(paid, key=lambda each: (each.paid, each.due))[-RECENT:]
    return Habits(
        count=len(latest),
        days_late=_middle(latest) if len(latest) >= ENOUGH else None,
        weekday=_usual_weekday(latest),
        trend=_trend(latest),
        largest=max(each.amount for each in latest),
        last=latest[-1].paid,
    )


def _middle(paid: Sequence[Paid]) -> int:
    """The median of the days; half a day counts for the customer."""
    return int(median(each.days_late for each in paid) // 1)


def _usual_weekday(paid: Sequence[Paid]) -> int | None:
    if len(paid) < ENOUGH:
        return None
    [(weekday, count)] = Counter(each.paid.weekday() for each in paid).most_common(1)
    return weekday if count >= len(paid) * _SHARE_OF_WEEKDAY else None


def _trend(paid: Sequence[Paid]) -> int | None:
    before, latest = paid[:-LATEST], paid[-LATEST:]
    if len(before) < ENOUGH:
        return None
    return _middle(latest) - _middle(before)
