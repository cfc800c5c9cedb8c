"""What a collector does next with a customer, by the age of the oldest open item."""

from __future__ import annotations

from typing import Literal

NextAction = Literal["wait", "remind", "call", "escalate"]

# Days overdue from which each step is due. Dunning policies replace this table per customer.
_STEPS: tuple[tuple[int, NextAction], ...] = ((61, "escalate"), (15, "call"), (1, "remind"))


def next_action(days_overdue: int) -> NextAction:
    """The step for so many days overdue; zero and less is not overdue.

    >>> [next_action(days) for days in (-3, 1, 20, 90)]
    ['wait', 'remind', 'call', 'escalate']
    """
    return next((step for days, step in _STEPS if days_overdue >= days), "wait")
