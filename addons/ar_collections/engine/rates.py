"""What one currency is worth in another on a day, by the rates of the books."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .items import Rate


class Rates:
    """Rates by currency and day: each holds until the next; the first also for the days before."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._of: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        for rate in rates:
            self._of[rate.currency].append((rate.since, rate.units))
        for each in self._of.values():
            each.sort()

    def __bool__(self) -> bool:
        return bool(self._of)

    def worth(self, amount: Decimal, currency: str, other: str, day: date) -> Decimal | None:
        """An amount in the other currency, not rounded; None without a rate of both."""
        if currency == other:
            return amount
        here, there = self._on(currency, day), self._on(other, day)
        return amount * there / here if here and there else None

    def _on(self, currency: str, day: date) -> Decimal | None:
        known = self._of.get(currency)
        if not known:
            return None
        return known[max(bisect_right(known, day, key=lambda rate: rate[0]) - 1, 0)][1]
