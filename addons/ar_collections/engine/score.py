"""How much a customer asks for attention: points of named rules, whose sum ranks the worklist.

Each rule gives part of its points in proportion to what it looks at, and all of them from a given
measure on: 20 points of "age" that are full at 90 days are 10 points for an item 45 days old. The
parts are whole numbers and add up to the score, so that a person can check it in the head.

Amounts are float in company currency: they are ranked here, not booked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "overdue",
    "age",
    "late_payer",
    "broken_promise",
    "credit_limit",
    "no_contact",
    "late_dispute",
    "key_account",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one customer today; ``None`` where nothing is known."""

    open: float = 0.0
    """All that is owed, less what is credited."""
    overdue: float = 0.0
    """What is owed of items past their due date; credits do not lower it."""
    not_due: float = 0.0
    """What is owed of the other items."""
    oldest_due: date | None = None
    promised: float = 0.0
    """Promised in time: the day of the promise is still to come."""
    promised_until: date | None = None
    broken_promises: int = 0
    broken_amount: float = 0.0
    disputed: float = 0.0
    disputed_due: float | None = None
    """Of that, on items past their due date; ``None`` where only the sum is known."""
    promised_due: float | None = None
    dispute_days_late: int = 0
    last_contact: date | None = None
    next_contact: date | None = None
    """The agreed next step."""
    snoozed_until: date | None = None
    """Somebody looked at it and put it off to that day."""
    worked_on: date | None = None
    """The last day on which somebody called, wrote or put it off."""
    held: str | None = None
    held_until: date | None = None
    held_due: float = 0.0
    """Overdue on items that are on hold by themselves: with an agency, or talked about."""
    credit_used: float | None = None
    """Share of the credit limit."""
    usual_delay: int | None = None
    """Days after the due date on which it usually pays."""
    risk_class: str | None = None
    unapplied: float = 0.0
    """Cash that is here and not applied to its items yet, and credits."""
    key_account: bool = False

    def days_overdue(self, today: date) -> int:
        """Of the oldest item; negative when nothing is due yet."""
        return (today - self.oldest_due).days if self.oldest_due else 0

    def silent_days(self, today: date) -> int:
        """Days in which nobody spoke with the customer though something was overdue."""
        since = [day for day in (self.oldest_due, self.last_contact) if day]
        return max(0, (today - max(since)).days) if since else 0


@dataclass(frozen=True, slots=True)
class Rule:
    """At most so many ``points``, which are full from the measure ``full`` on."""

    kind: Kind
    points: int
    full: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gave, and the measure that it gave it for."""

    kind: Kind
    points: int
    most: int
    measure: float


RULES: tuple[Rule, ...] = (
    Rule("overdue", 25, 10_000),
    Rule("age", 20, 90),
    Rule("late_payer", 10, 30),
    Rule("broken_promise", 15, 2),
    Rule("credit_limit", 10, 1.0),
    Rule("no_contact", 10, 30),
    Rule("late_dispute", 5, 14),
    Rule("key_account", 5, 1),
)
"""Of a new company; they make a hundred together."""

# Who has used less of its limit than this gives no reason to call.
_LIMIT_FROM = 0.5


def measure(kind: Kind, facts: Facts, today: date) -> float:
    """What a rule of that kind looks at; zero gives no points."""
    if kind == "overdue":
        return max(0.0, facts.overdue - facts.held_due)
    if kind == "age":
        return max(0, facts.days_overdue(today))
    if kind == "late_payer":
        return max(0, facts.usual_delay or 0)
    if kind == "broken_promise":
        return facts.broken_promises
    if kind == "credit_limit":
        return facts.credit_used or 0.0
    if kind == "no_contact":
        return facts.silent_days(today) if facts.overdue > 0 else 0
    if kind == "late_dispute":
        return max(0, facts.dispute_days_late)
    return 1 if facts.key_account and facts.overdue > 0 else 0


def score(
    facts: Facts, rules: Iterable[Rule], today: date, factor: float = 1.0
) -> tuple[Part, ...]:
    """The parts of the score, the most points first; ``factor`` is what the strategy makes of them.

    >>> day = date(2026, 3, 1)
    >>> facts = Facts(overdue=5000, oldest_due=date(2026, 1, 15), last_contact=date(2026, 2, 19))
    >>> [(part.kind, part.points, part.most) for part in score(facts, RULES, day)]
    [('overdue', 13, 25), ('age', 10, 20), ('no_contact', 3, 10)]
    """
    parts = (_part(rule, measure(rule.kind, facts, today), factor) for rule in rules)
    return tuple(sorted((part for part in parts if part.points), key=lambda each: -each.points))


def total(parts: Iterable[Part]) -> int:
    """The score.

    >>> total([Part("overdue", 13, 25, 5000.0), Part("age", 10, 20, 45.0)])
    23
    """
    return sum(part.points for part in parts)


def _part(rule: Rule, found: float, factor: float) -> Part:
    share = found / rule.full if rule.full else float(found > 0)
    if rule.kind == "credit_limit":  # half a limit is what a limit is for
        share = (share - _LIMIT_FROM) / (1 - _LIMIT_FROM)
    most = rule.points * factor
    return Part(rule.kind, int(most * min(1.0, max(0.0, share)) + 0.5), round(most), found)
