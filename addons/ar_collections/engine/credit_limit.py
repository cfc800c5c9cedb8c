"""Which credit limit a customer has today, out of all that were ever approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limit:
    """An approved limit; ``amount`` in company currency, ``end`` its last day."""

    kind: Literal["standing", "temporary"]
    amount: float
    start: date
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """From its first to its last day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class InForce:
    """``amount`` with the increase in it; ``until`` is the last day on which it is as it is.

    ``expired``: there was a limit, its time is over and none has followed; the amount is nothing.
    """

    amount: float
    increase: float = 0.0
    until: date | None = None
    expired: bool = False


def in_force(limits: Iterable[Limit], today: date) -> InForce | None:
    """The limit of today; ``None`` for a customer who never had one.

    >>> standing = Limit("standing", 1000.0, date(2026, 1, 1), date(2026, 3, 31))
    >>> more = Limit("temporary", 500.0, date(2026, 3, 1), date(2026, 3, 15))
    >>> in_force([standing, more], date(2026, 3, 10))
    InForce(amount=1500.0, increase=500.0, until=datetime.date(2026, 3, 15), expired=False)
    >>> in_force([standing, more], date(2026, 4, 1))
    InForce(amount=0.0, increase=0.0, until=None, expired=True)
    >>> in_force([], date(2026, 4, 1))
    """
    begun = [each for each in limits if each.start <= today]
    now = [each for each in begun if each.holds_on(today)]
    if not now:
        had_one = any(each.kind == "standing" for each in begun)
        return InForce(0.0, expired=True) if had_one else None
    increase = sum(each.amount for each in now if each.kind == "temporary")
    ends = [each.end for each in now if each.end]
    return InForce(
        amount=sum(each.amount for each in now), increase=increase, until=min(ends, default=None)
    )
