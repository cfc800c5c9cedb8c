"""How often decisions of a tier are right: what is known beforehand, and what history adds.

>>> history = Calibration((TierHistory("A", confirmed=500, reversed=1),))
>>> UNTRIED.confidence("A"), history.confidence("A"), history.lower_bound("A")
(Decimal('0.9980'), Decimal('0.9980'), Decimal('0.9920'))
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PRIOR = {
    # A and B: number and amount agree; what is left are numbers of the payer's own other books.
    "A": Decimal("0.998"),
    "B": Decimal("0.997"),
    # C: measured 0.9999 for a unique set in the payer's book, less for accounts shared or moved.
    "C": Decimal("0.99"),
    # D: 0.95 to 0.99 by name, amount open once in the ledger.
    "D": Decimal("0.97"),
    "E": Decimal("0.50"),
}
"""How often a posted decision of the tier is right, before there is any history."""
WEIGHT = 100
"""As many decisions of its own a tier needs until they count as much as what was known before."""
LIKELY = Decimal("1.645")
"""Standard deviations: with 95 % probability the true rate is above the lower bound."""
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class TierHistory:
    """What became of the posted decisions of a tier."""

    tier: str
    confirmed: int = 0
    reversed: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The history of the tiers; a tier without one keeps its prior."""

    tiers: tuple[TierHistory, ...] = ()

    def confidence(self, tier: str) -> Decimal:
        """How often it is right: the mean of the Beta distribution that prior and history make."""
        right, wrong = self._counts(tier)
        return (right / (right + wrong)).quantize(_PLACES)

    def lower_bound(self, tier: str) -> Decimal:
        """What it is right in at least, nearly for sure (after Wilson)."""
        right, wrong = self._counts(tier)
        count = right + wrong
        mean, square = right / count, LIKELY * LIKELY
        spread = LIKELY * (mean * (1 - mean) / count + square / (4 * count * count)).sqrt()
        bound = (mean + square / (2 * count) - spread) / (1 + square / count)
        return max(bound, Decimal(0)).quantize(_PLACES)

    def _counts(self, tier: str) -> tuple[Decimal, Decimal]:
        known = [one for one in self.tiers if one.tier == tier]
        right, wrong = PRIOR[tier] * WEIGHT, (1 - PRIOR[tier]) * WEIGHT
        return (
            right + sum(one.confirmed for one in known),
            wrong + sum(one.reversed for one in known),
        )


UNTRIED = Calibration()
