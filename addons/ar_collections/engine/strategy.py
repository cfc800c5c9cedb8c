"""Which strategy a customer is worked by: the first whose segment it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What tells one segment from another; ``open`` in company currency."""

    tags: frozenset[int] = frozenset()
    country: int | None = None
    risk_class: str | None = None
    open: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A segment, and how its customers are worked; an empty condition fits everybody."""

    key: int = 0
    tags: frozenset[int] = frozenset()
    countries: frozenset[int] = frozenset()
    risk_classes: frozenset[str] = frozenset()
    open_from: float = 0.0
    open_to: float | None = None
    factor: float = 1.0
    before_due: int = 0

    def fits(self, profile: Profile) -> bool:
        """Whether the customer belongs to the segment.

        >>> Strategy(open_from=1000).fits(Profile(open=999.0))
        False
        """
        return (
            (not self.tags or bool(self.tags & profile.tags))
            and (not self.countries or profile.country in self.countries)
            and (not self.risk_classes or profile.risk_class in self.risk_classes)
            and profile.open >= self.open_from
            and (self.open_to is None or profile.open < self.open_to)
        )


PLAIN = Strategy()
"""Where none fits."""


def strategy_for(profile: Profile, strategies: Iterable[Strategy]) -> Strategy:
    return next((each for each in strategies if each.fits(profile)), PLAIN)
