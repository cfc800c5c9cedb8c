"""How likely a customer's debt is lost or paid late: points of named rules, and a class.

The score is the sum of the points, at most 100; the rules that gave most are its reasons.

What each rule weighs was set by judgement, in the order in which credit managers name them: what
has gone wrong already (insolvency, old debt, broken promises) before what may (a limit that is
nearly used, a habit of paying late), and that before what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RiskClass = Literal["low", "medium", "high", "very_high"]
Rule = Literal[
    "insolvent",
    "oldest",
    "overdue",
    "over_limit",
    "limit_used",
    "limit_expired",
    "late",
    "slower",
    "broken",
    "returned",
    "unknown",
]

MOST = 100
_CLASSES: tuple[tuple[int, RiskClass], ...] = ((70, "very_high"), (45, "high"), (20, "medium"))
# From so many days, or so much of the limit, so many points; the first that fits.
_OLDEST = ((90, 30), (60, 22), (30, 14), (7, 6))
_LATE = ((30, 25), (14, 16), (5, 8))
_USED = ((0.9, 10), (0.75, 5))
_OVERDUE = 20  # when all that is open is overdue
_OVER_LIMIT = 20
_SLOWER = (7, 8)
_EACH_BROKEN, _MOST_BROKEN = 10, 20
_RETURNED = 15
_UNKNOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one customer today; amounts in company currency.

    ``limit`` is ``None`` without a credit limit, and zero when the last one has expired.
    """

    open: float = 0.0
    overdue: float = 0.0
    oldest_days: int = 0
    exposure: float = 0.0
    limit: float | None = None
    limit_expired: bool = False
    days_late: int | None = None
    trend: int | None = None
    broken_promises: int = 0
    returned_payments: int = 0
    insolvent: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule and the points that it gave."""

    rule: Rule
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """``reasons`` has the weightiest first."""

    score: int
    risk_class: RiskClass
    reasons: tuple[Reason, ...]


def assess(customer: Standing) -> Risk:
    """The risk of one customer.

    >>> assess(Standing(open=100.0, overdue=100.0, oldest_days=70, days_late=20))
    ... # doctest: +NORMALIZE_WHITESPACE
    Risk(score=58, risk_class='high', reasons=(Reason(rule='oldest', points=22),
         Reason(rule='overdue', points=20), Reason(rule='late', points=16)))
    """
    given = [*_of_debts(customer), *_of_limit(customer), *_of_payments(customer)]
    reasons = sorted((each for each in given if each.points), key=lambda each: -each.points)
    score = min(MOST, sum(each.points for each in reasons))
    return Risk(score, _class_of(score), tuple(reasons))


def used_share(exposure: float, limit: float | None) -> float | None:
    """How much of the limit is used, 1 being all of it; of a limit of nothing, all or more.

    >>> used_share(50.0, 200.0), used_share(10.0, 0.0), used_share(0.0, 0.0), used_share(10.0, None)
    (0.25, 10.0, 0.0, None)
    """
    if limit is None:
        return None
    owed = max(0.0, exposure)
    if limit <= 0:
        return MOST_USED if owed else 0.0
    return min(MOST_USED, owed / limit)


MOST_USED = 10.0
"""Ten times the limit, and any multiple beyond it."""


def _of_debts(customer: Standing) -> list[Reason]:
    owes = customer.overdue > 0
    share = min(1.0, customer.overdue / customer.open) if owes and customer.open > 0 else 0.0
    return [
        Reason("insolvent", MOST if customer.insolvent else 0),
        Reason("oldest", _points(_OLDEST, customer.oldest_days) if owes else 0),
        Reason("overdue", round(_OVERDUE * share)),
        Reason("broken", min(_MOST_BROKEN, _EACH_BROKEN * customer.broken_promises)),
    ]


def _of_limit(customer: Standing) -> list[Reason]:
    used = used_share(customer.exposure, customer.limit)
    if used is None:
        return []
    if customer.limit_expired:
        return [Reason("limit_expired", _OVER_LIMIT if used else 0)]
    if used > 1:
        return [Reason("over_limit", _OVER_LIMIT)]
    return [Reason("limit_used", _points(_USED, used))]


def _of_payments(customer: Standing) -> list[Reason]:
    if customer.days_late is None:
        habit = [Reason("unknown", _UNKNOWN if customer.exposure > 0 else 0)]
    else:
        slower_from, points = _SLOWER
        slower = customer.trend is not None and customer.trend >= slower_from
        habit = [
            Reason("late", _points(_LATE, customer.days_late)),
            Reason("slower", points if slower else 0),
        ]
    return [*habit, Reason("returned", _RETURNED if customer.returned_payments else 0)]


def _points(steps: tuple[tuple[float, int], ...], value: float) -> int:
    return next((points for least, points in steps if value >= least), 0)


def _class_of(score: int) -> RiskClass:
    return next((name for least, name in _CLASSES if score >= least), "low")
