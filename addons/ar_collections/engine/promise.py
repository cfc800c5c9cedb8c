"""What became of a promise to pay: decided from the cash that came, at the days it was credited.

A promise is over some items and comes in one or several rates. Whatever cash pays these items fills
the rates from the first to the last. Of each rate the cash must be there on its deadline, which is
its day and the days of grace. Credit notes and write-offs keep no promise; but nobody owes more than
what is open, so what they take off the items is asked for no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise

ZERO = Decimal(0)
_DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What is said of a promise."""

    OPEN = "open"  # in time: no deadline was missed, something is still to come
    KEPT = "kept"  # all of it, in time
    PARTLY = "partly"  # a deadline was missed after a part had come in time
    BROKEN = "broken"  # a deadline was missed and nothing had come
    IDLE = "idle"  # nothing is owed any more, and nobody paid: credited, canceled, written off


class RateOutcome(StrEnum):
    """What is said of one rate."""

    TO_COME = "to_come"
    KEPT = "kept"
    LATE = "late"  # all of it, after the deadline
    PARTLY = "partly"
    MISSED = "missed"
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """An amount promised for a day."""

    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What took something off a promised item since the promise was made."""

    day: date  # when it was credited; of a note when it was booked
    amount: Decimal
    cash: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Rates in the order of their days, and what is known of the promised items."""

    rates: tuple[Rate, ...]
    grace_days: int = 0
    credits: tuple[Credit, ...] = ()
    still_open: Decimal = ZERO  # of the promised items, whatever was promised of it


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRate:
    """A rate with the cash that fell to it."""

    outcome: RateOutcome
    paid: Decimal
    paid_on: date | None  # the day on which the last of it came


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a promise."""

    outcome: Outcome
    paid: Decimal  # never more than was promised
    missed_on: date | None  # the first day on which it was broken
    settled_on: date | None  # since when nothing promised is owed any more
    next_due: date | None  # the day of the first rate that is not paid
    deadline: date | None  # the last day for that rate
    rates: tuple[DecidedRate, ...]


def decide(promise: Promise, today: date) -> Decided:
    """What a promise is worth on the morning of ``today``: cash of today may still come.

    >>> plan = Promise(rates=(Rate(due=date(2026, 3, 5), amount=Decimal(100)),), grace_days=2,
    ...                still_open=Decimal(100))
    >>> [decide(plan, date(2026, 3, day)).outcome.value for day in (5, 7, 8)]
    ['open', 'open', 'broken']
    """
    marks = tuple(_marks(promise))
    rates = tuple(_decide_rate(promise, mark, today) for mark in marks)
    missed = next((mark for mark in marks if _is_missed(promise, mark, today)), None)
    total = sum((rate.amount for rate in promise.rates), ZERO)
    paid = min(total, _cash(promise))
    waiting = next((mark for mark in marks if _is_waiting(promise, mark)), None)
    return Decided(
        outcome=_outcome(promise, missed, waiting),
        paid=paid,
        missed_on=missed.deadline + _DAY if missed else None,
        settled_on=None if waiting else max((each.day for each in promise.credits), default=None),
        next_due=waiting.due if waiting else None,
        deadline=waiting.deadline if waiting else None,
        rates=rates,
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Cash from ``above`` up to ``wanted`` is asked for until the deadline."""

    above: Decimal
    wanted: Decimal
    due: date
    deadline: date


def _marks(promise: Promise) -> Iterator[_Mark]:
    sums = accumulate((rate.amount for rate in promise.rates), initial=ZERO)
    for rate, (above, wanted) in zip(promise.rates, pairwise(sums), strict=True):
        yield _Mark(above, wanted, rate.due, rate.due + promise.grace_days * _DAY)


def _cash(promise: Promise, until: date = date.max) -> Decimal:
    """What came until that day, this included."""
    return sum((one.amount for one in promise.credits if one.cash and one.day <= until), ZERO)


def _owed(promise: Promise, day: date = date.max) -> Decimal:
    """What could be asked for at most on that day: a later note made nobody pay in time."""
    notes = (one.amount for one in promise.credits if not one.cash and one.day > day)
    return _cash(promise) + promise.still_open + sum(notes, ZERO)


def _is_missed(promise: Promise, mark: _Mark, today: date) -> bool:
    if mark.deadline >= today:
        return False
    wanted = min(mark.wanted, _owed(promise, mark.deadline))
    return wanted > mark.above and _cash(promise, mark.deadline) < wanted


def _is_waiting(promise: Promise, mark: _Mark) -> bool:
    wanted = min(mark.wanted, _owed(promise))
    return wanted > mark.above and _cash(promise) < wanted


def _outcome(promise: Promise, missed: _Mark | None, waiting: _Mark | None) -> Outcome:
    if missed:
        return Outcome.PARTLY if _cash(promise, missed.deadline) > 0 else Outcome.BROKEN
    if waiting:
        return Outcome.OPEN
    return Outcome.KEPT if _cash(promise) > 0 else Outcome.IDLE


def _decide_rate(promise: Promise, mark: _Mark, today: date) -> DecidedRate:
    wanted = min(mark.wanted, _owed(promise))
    paid = min(max(_cash(promise) - mark.above, ZERO), mark.wanted - mark.above)
    return DecidedRate(
        outcome=_rate_outcome(promise, mark, wanted, today),
        paid=paid,
        paid_on=_reached(promise, mark.above + paid) if paid else None,
    )


def _rate_outcome(promise: Promise, mark: _Mark, wanted: Decimal, today: date) -> RateOutcome:
    missed = _is_missed(promise, mark, today)
    if wanted <= mark.above:
        return RateOutcome.MISSED if missed else RateOutcome.NOT_OWED
    if _cash(promise) >= wanted:
        return RateOutcome.LATE if missed else RateOutcome.KEPT
    if not missed:
        return RateOutcome.TO_COME
    return RateOutcome.PARTLY if _cash(promise) > mark.above else RateOutcome.MISSED


def _reached(promise: Promise, amount: Decimal) -> date | None:
    """The day on which the cash came up to that amount."""
    receipts = sorted(
        (one for one in promise.credits if one.cash), key=lambda one: (one.day, -one.amount)
    )
    sums = accumulate(one.amount for one in receipts)
    return next(
        (one.day for one, sofar in zip(receipts, sums, strict=True) if sofar >= amount), None
    )


def equal_rates(total: Decimal, days: Iterable[date], step: Decimal) -> tuple[Rate, ...]:
    """So much in equal rates; what the division leaves over is on the last.

    ``step`` is the smallest unit of the currency. No rates where there would be less than one
    unit for each.

    >>> rates = equal_rates(Decimal("100.00"), [date(2026, m, 1) for m in (3, 4, 5)], Decimal("0.01"))
    >>> [str(rate.amount) for rate in rates]
    ['33.33', '33.33', '33.34']
    """
    days = sorted(days)
    if not days or total < step * len(days):
        return ()
    amount = total // (step * len(days)) * step
    last = total - amount * (len(days) - 1)
    amounts = [*[amount] * (len(days) - 1), last]
    return tuple(Rate(due=day, amount=each) for day, each in zip(days, amounts, strict=True))
