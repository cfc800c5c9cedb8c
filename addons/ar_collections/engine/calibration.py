"""How often decisions of a tier are right: what is known beforehand, and what history adds.

>>> history = Calibration((TierHistory("A", confirmed=500, reversed=1),))
>>> UNTRIED.confidence("A"), history.confidence("A"), history.has_failed("A")
(Decimal('0.9980'), Decimal('0.9980'), False)
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
DOUBTED = {
    "A": Decimal("0.60"),
    "B": Decimal("0.55"),
    "C": Decimal("0.50"),
    "D": Decimal("0.45"),
    "E": Decimal("0.30"),
}
"""How often a suggestion of the tier is right: a reason not to post is as good as the reason to."""
WEIGHT = 100
"""As many decisions of its own a tier needs until they count as much as what was known before."""
FLOOR = Decimal("0.95")
"""A tier that was right less often in this company, by its own history, waits for a person."""
FAILED = 3
"""As many taken back are no chance: of 60 decisions that are right in 95 % three are wrong."""
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class TierHistory:
    """What became of the decisions of a tier: of those posted, and of those only suggested."""

    tier: str
    confirmed: int = 0
    reversed: int = 0
    accepted: int = 0
    """Suggestions that a person posted as they were."""
    changed: int = 0
    """Suggestions in place of which a person posted something else."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The history of the tiers; a tier without one keeps its prior."""

    tiers: tuple[TierHistory, ...] = ()

    def confidence(self, tier: str) -> Decimal:
        """How often it is right: the mean of the Beta distribution that prior and history make."""
        known = self._of(tier)
        return _mean(PRIOR[tier], known.confirmed, known.reversed)

    def suggested(self, tier: str) -> Decimal:
        """How often a suggestion is right; never more than what is posted."""
        known = self._of(tier)
        right, wrong = known.accepted, known.changed
        if tier == "E":  # never posted by itself: what was posted was accepted
            right, wrong = max(right, known.confirmed), max(wrong, known.reversed)
        return min(_mean(DOUBTED[tier], right, wrong), self.confidence(tier))

    def has_failed(self, tier: str) -> bool:
        """Whether what it has posted was taken back too often; what is known beforehand holds nothing."""
        failed = self.taken_back(tier) >= FAILED and PRIOR[tier] >= FLOOR
        return failed and self.confidence(tier) < FLOOR

    def posted(self, tier: str) -> int:
        """Decisions of which is known what became of them."""
        known = self._of(tier)
        return known.confirmed + known.reversed

    def taken_back(self, tier: str) -> int:
        return self._of(tier).reversed

    def _of(self, tier: str) -> TierHistory:
        known = [one for one in self.tiers if one.tier == tier]
        return TierHistory(
            tier,
            confirmed=sum(one.confirmed for one in known),
            reversed=sum(one.reversed for one in known),
            accepted=sum(one.accepted for one in known),
            changed=sum(one.changed for one in known),
        )


def _mean(prior: Decimal, right: int, wrong: int) -> Decimal:
    return ((prior * WEIGHT + right) / (WEIGHT + right + wrong)).quantize(_PLACES)


UNTRIED = Calibration()
