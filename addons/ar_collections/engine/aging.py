"""How old is what customers owe: the days of an item, and the column that they fall into."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

MOST_LIMITS = 6


class BucketsError(ValueError):
    """Limits that make no columns: none, too many, not whole numbers that rise from one on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """Columns of days, each up to its limit, the last one without end.

    >>> Buckets(limits=(30, 60)).spans
    ((None, 0), (1, 30), (31, 60), (61, None))

    By the day of issue nothing is "not due": the first column begins with the day itself.

    >>> Buckets(limits=(30, 60), not_due=False).spans
    ((None, 30), (31, 60), (61, None))
    """

    limits: tuple[int, ...] = (30, 60, 90, 120)
    not_due: bool = True

    def __post_init__(self) -> None:
        rising = all(low < high for low, high in pairwise((0, *self.limits)))
        if not self.limits or len(self.limits) > MOST_LIMITS or not rising:
            raise BucketsError(self.limits)

    @classmethod
    def read(cls, text: str, *, not_due: bool = True) -> Buckets:
        """The limits as a person writes them.

        >>> Buckets.read("30, 60,90").limits
        (30, 60, 90)
        """
        try:
            limits = tuple(int(part) for part in text.split(","))
        except ValueError:
            raise BucketsError(text) from None
        return cls(limits=limits, not_due=not_due)

    @property
    def starts(self) -> tuple[int, ...]:
        """The first day of each column but the first."""
        firsts = tuple(limit + 1 for limit in self.limits)
        return (1, *firsts) if self.not_due else firsts

    @property
    def spans(self) -> tuple[tuple[int | None, int | None], ...]:
        """First and last day of each column; None where it has no end."""
        lasts = (*(start - 1 for start in self.starts), None)
        return tuple(zip((None, *self.starts), lasts, strict=True))

    def of(self, days: int) -> int:
        """The column of so many days.

        >>> [Buckets().of(days) for days in (-5, 0, 1, 30, 31, 120, 121)]
        [0, 0, 1, 1, 2, 4, 5]
        """
        return bisect_right(self.starts, days)


def age(items: Iterable[tuple[date, Decimal]], day: date, buckets: Buckets) -> tuple[Decimal, ...]:
    """The sums of the columns on a day, of items with the date they count from.

    >>> day = date(2026, 6, 30)
    >>> items = [(date(2026, 7, 15), Decimal(5)), (date(2026, 6, 1), Decimal(7))]
    >>> age(items, day, Buckets(limits=(30,)))
    (Decimal('5'), Decimal('7'), Decimal('0'))
    """
    sums = [Decimal(0)] * len(buckets.spans)
    for since, amount in items:
        sums[buckets.of((day - since).days)] += amount
    return tuple(sums)


def apart(
    residual: Decimal, disputed: Decimal, promised: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """What of an open item is disputed, what of the others is promised, and what is left to age.

    No more is apart than is open, and of a credit nothing.

    >>> apart(Decimal(100), Decimal(30), Decimal(90))
    (Decimal('30'), Decimal('70'), Decimal('0'))
    >>> apart(Decimal(-100), Decimal(30), Decimal(0))
    (Decimal('0'), Decimal('0'), Decimal('-100'))
    """
    open_ = max(residual, Decimal(0))
    disputed = min(disputed, open_)
    promised = min(promised, open_ - disputed)
    return disputed, promised, residual - disputed - promised
