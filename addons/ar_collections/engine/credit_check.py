"""What speaks against selling more to a customer on credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ground = Literal["insolvent", "limit_expired", "over_limit", "overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An order and its customer; amounts in company currency, ``exposure`` without this order.

    ``limit`` is ``None`` where there is none. ``most_days``: items may be overdue for so long;
    zero: that is not looked at.
    """

    amount: float
    exposure: float
    limit: float | None = None
    limit_expired: bool = False
    overdue: float = 0.0
    oldest_days: int = 0
    most_days: int = 0
    insolvent: bool = False

    @property
    def over(self) -> float:
        """By how much the limit would be exceeded."""
        if self.limit is None:
            return 0.0
        return max(0.0, self.exposure + self.amount - self.limit)


def grounds(asked: Asked) -> tuple[Ground, ...]:
    """Why the order should not go through, the gravest first; empty where nothing speaks against.

    An order of nothing adds no risk.

    >>> grounds(Asked(amount=300.0, exposure=800.0, limit=1000.0))
    ('over_limit',)
    >>> grounds(Asked(amount=200.0, exposure=800.0, limit=1000.0))
    ()
    """
    if asked.amount <= 0:
        return ()
    late = asked.most_days and asked.overdue > 0 and asked.oldest_days > asked.most_days
    found: list[tuple[Ground, bool]] = [
        ("insolvent", asked.insolvent),
        ("limit_expired", asked.limit_expired),
        ("over_limit", asked.over > 0 and not asked.limit_expired),
        ("overdue", bool(late)),
    ]
    return tuple(ground for ground, holds in found if holds)
