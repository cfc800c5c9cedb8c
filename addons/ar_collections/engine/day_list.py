"""Whether a customer is on today's list, waits for something, or is done for today; and why.

Off the list is only what surely needs no call: where just sums are known, disputes and promises
are taken to be on items that are not due yet, as far as there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .score import Facts

State = Literal["today", "waiting", "done"]
Reason = Literal[
    "overdue",
    "due_soon",
    "promised",
    "disputed",
    "unapplied",
    "held",
    "next_action",
    "nothing_due",
    "worked",
]

# Less than this is rounding.
_NOTHING = 0.005


@dataclass(frozen=True, slots=True)
class Place:
    """Where the customer stands today, for what reason, and until when if that is known."""

    state: State
    reason: Reason
    until: date | None = None


def place(facts: Facts, today: date, before_due: int = 0) -> Place:
    """Where a customer with open items stands.

    ``before_due``: so many days before the first item is due, it is time to speak with it.

    >>> owes = Facts(open=100.0, overdue=100.0, oldest_due=date(2026, 2, 1))
    >>> place(owes, date(2026, 3, 1))
    Place(state='today', reason='overdue', until=None)
    """
    if facts.worked_on == today:
        return Place("done", "worked", _later(facts, today))
    if facts.held and (facts.held_until is None or facts.held_until >= today):
        return Place("waiting", "held", facts.held_until)
    if facts.overdue < _NOTHING:
        return _not_due(facts, today, before_due)
    if reason := _covered(facts):
        return Place("waiting", reason, facts.promised_until if reason == "promised" else None)
    if until := _later(facts, today):
        return Place("waiting", "next_action", until)
    return Place("today", "overdue")


def _not_due(facts: Facts, today: date, before_due: int) -> Place:
    due = facts.oldest_due
    soon = before_due > 0 and due is not None and due - timedelta(days=before_due) <= today
    if not soon:
        return Place("waiting", "nothing_due", due)
    if until := _later(facts, today):
        return Place("waiting", "next_action", until)
    return Place("today", "due_soon", due)


def _later(facts: Facts, today: date) -> date | None:
    """The agreed next step, or the day to which it was put off, if that is still to come."""
    days = [day for day in (facts.next_contact, facts.snoozed_until) if day and day > today]
    return max(days, default=None)


def _covered(facts: Facts) -> Reason | None:
    """The largest of what covers all that is overdue; none where some of it is to be asked for."""
    shares: dict[Reason, float] = {
        "disputed": _due_part(facts.disputed, facts.disputed_due, facts),
        "promised": _due_part(facts.promised, facts.promised_due, facts),
        "unapplied": facts.unapplied,
        "held": facts.held_due,
    }
    if facts.overdue - sum(shares.values()) >= _NOTHING:
        return None
    return max(shares, key=lambda reason: shares[reason])


def _due_part(amount: float, due: float | None, facts: Facts) -> float:
    return max(0.0, amount - facts.not_due) if due is None else due
