"""A promise to pay against the cash that comes, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ar_collections.engine.promise import (
    Credit,
    Outcome,
    Promise,
    Rate,
    RateOutcome,
    decide,
    equal_rates,
)
from hypothesis import given
from hypothesis import strategies as st


def march(day: int) -> date:
    return date(2026, 3, day)


def rate(day: int, amount: str) -> Rate:
    return Rate(due=march(day), amount=Decimal(amount))


def cash(day: int, amount: str) -> Credit:
    return Credit(day=march(day), amount=Decimal(amount))


def note(day: int, amount: str) -> Credit:
    return Credit(day=march(day), amount=Decimal(amount), cash=False)


def promise(
    *rates: Rate, credits: tuple[Credit, ...] = (), owed: str = "100", grace: int = 2
) -> Promise:
    """Over items of which ``owed`` was open when it was made."""
    return Promise(
        rates=rates,
        grace_days=grace,
        credits=credits,
        still_open=Decimal(owed) - sum((one.amount for one in credits), Decimal(0)),
    )


@pytest.mark.parametrize(
    ("credits", "today", "outcome"),
    [
        pytest.param((), 7, Outcome.OPEN, id="the last day of grace is a day to pay on"),
        pytest.param((), 8, Outcome.BROKEN, id="nothing came"),
        pytest.param((cash(5, "100"),), 5, Outcome.KEPT, id="on its day"),
        pytest.param((cash(7, "100"),), 20, Outcome.KEPT, id="within the grace, seen later"),
        pytest.param((cash(8, "100"),), 8, Outcome.BROKEN, id="a day after the grace"),
        pytest.param((cash(6, "40"),), 7, Outcome.OPEN, id="a part, the rest may come"),
        pytest.param((cash(6, "40"),), 8, Outcome.PARTLY, id="a part in time"),
        pytest.param((cash(6, "40"), cash(9, "60")), 9, Outcome.PARTLY, id="the rest came late"),
        pytest.param((cash(9, "40"),), 9, Outcome.BROKEN, id="a part, but late"),
        pytest.param((cash(1, "100"),), 5, Outcome.KEPT, id="before its day"),
        pytest.param((note(6, "100"),), 9, Outcome.IDLE, id="credited in full"),
        pytest.param((note(6, "30"), cash(7, "70")), 9, Outcome.KEPT, id="a note and the rest"),
        pytest.param((note(6, "30"),), 8, Outcome.BROKEN, id="a note pays nothing"),
        pytest.param((note(9, "100"),), 9, Outcome.BROKEN, id="credited when it was broken"),
        pytest.param((note(9, "30"), cash(7, "70")), 9, Outcome.PARTLY, id="credited too late"),
    ],
)
def test_one_rate(credits: tuple[Credit, ...], today: int, outcome: Outcome) -> None:
    assert decide(promise(rate(5, "100"), credits=credits), march(today)).outcome == outcome


def test_a_note_on_what_was_not_promised_changes_nothing() -> None:
    half = promise(rate(5, "50"), credits=(note(4, "40"),))
    assert decide(half, march(8)).outcome == Outcome.BROKEN
    paid = promise(rate(5, "50"), credits=(note(4, "40"), cash(5, "50")))
    assert decide(paid, march(8)).outcome == Outcome.KEPT


def plan(*credits: Credit, owed: str = "300") -> Promise:
    return promise(rate(2, "100"), rate(12, "100"), rate(22, "100"), credits=credits, owed=owed)


def outcomes(plan: Promise, day: int) -> list[str]:
    return [each.outcome.value for each in decide(plan, march(day)).rates]


def test_a_plan_as_it_goes() -> None:
    assert outcomes(plan(), 1) == ["to_come"] * 3
    first = plan(cash(3, "100"))
    assert outcomes(first, 13) == ["kept", "to_come", "to_come"]
    assert decide(first, march(13)).outcome == Outcome.OPEN
    assert decide(first, march(13)).deadline == march(14)
    assert outcomes(first, 15) == ["kept", "missed", "to_come"]
    assert decide(first, march(15)).outcome == Outcome.PARTLY
    assert decide(first, march(15)).missed_on == march(15)
    late = plan(cash(3, "100"), cash(16, "100"))
    assert outcomes(late, 17) == ["kept", "late", "to_come"]
    assert decide(late, march(17)).outcome == Outcome.PARTLY
    assert decide(late, march(17)).next_due == march(22)


def test_more_than_the_rate_is_for_the_next() -> None:
    ahead = plan(cash(2, "150"))
    rates = decide(ahead, march(10)).rates
    assert [each.paid for each in rates] == [Decimal(100), Decimal(50), Decimal(0)]
    assert [each.paid_on for each in rates] == [march(2), march(2), None]
    at_once = plan(cash(1, "300"))
    assert decide(at_once, march(1)).outcome == Outcome.KEPT
    assert decide(at_once, march(1)).settled_on == march(1)


def test_an_over_payment_is_not_counted() -> None:
    much = promise(rate(5, "50"), credits=(cash(4, "80"),))
    assert decide(much, march(5)).paid == Decimal(50)


def test_a_note_takes_the_last_rates_first() -> None:
    credited = plan(note(1, "150"))
    assert outcomes(credited, 1) == ["to_come", "to_come", "not_owed"]
    paid = plan(note(1, "150"), cash(2, "100"), cash(12, "50"))
    assert decide(paid, march(30)).outcome == Outcome.KEPT
    assert outcomes(paid, 30) == ["kept", "kept", "not_owed"]


def test_settled_late() -> None:
    late = promise(rate(5, "100"), credits=(cash(20, "100"),))
    decided = decide(late, march(21))
    assert (decided.outcome, decided.settled_on) == (Outcome.BROKEN, march(20))
    assert decided.rates[0].outcome == RateOutcome.LATE
    assert decide(promise(rate(5, "100")), march(21)).settled_on is None


def test_more_grace_mends_it() -> None:
    late = (cash(9, "100"),)
    assert decide(promise(rate(5, "100"), credits=late), march(10)).outcome == Outcome.BROKEN
    assert decide(promise(rate(5, "100"), credits=late, grace=4), march(10)).outcome == Outcome.KEPT


def test_too_little_for_so_many_rates() -> None:
    days = [march(1), march(2), march(3)]
    assert equal_rates(Decimal("0.02"), days, Decimal("0.01")) == ()
    assert equal_rates(Decimal(5), [], Decimal(1)) == ()
    assert [each.amount for each in equal_rates(Decimal(10), days, Decimal(1))] == [3, 3, 4]


amounts = st.decimals("0.01", "5000", places=2)
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
promises = st.builds(
    lambda rates, credits, still_open, grace: Promise(
        rates=tuple(sorted(rates, key=lambda each: each.due)),
        credits=tuple(credits),
        still_open=still_open,
        grace_days=grace,
    ),
    st.lists(st.builds(Rate, due=days, amount=amounts), min_size=1, max_size=5),
    st.lists(st.builds(Credit, day=days, amount=amounts, cash=st.booleans()), max_size=6),
    st.decimals("0", "5000", places=2),
    st.integers(0, 10),
)


@given(promises, days)
def test_what_is_paid_is_what_the_rates_have(one: Promise, today: date) -> None:
    decided = decide(one, today)
    assert decided.paid == sum(each.paid for each in decided.rates)
    assert all(
        0 <= each.paid <= rate.amount for each, rate in zip(decided.rates, one.rates, strict=True)
    )
    assert all(bool(each.paid) == bool(each.paid_on) for each in decided.rates)


@given(promises, days)
def test_a_missed_deadline_stays_missed(one: Promise, today: date) -> None:
    if decide(one, today).missed_on:
        later = decide(one, today + timedelta(days=30))
        assert later.missed_on == decide(one, today).missed_on


@given(promises, days, st.randoms())
def test_the_order_of_the_cash_does_not_matter(one: Promise, today: date, chance) -> None:  # type: ignore[no-untyped-def]
    mixed = list(one.credits)
    chance.shuffle(mixed)
    other = Promise(
        rates=one.rates, credits=tuple(mixed), still_open=one.still_open, grace_days=one.grace_days
    )
    assert decide(other, today) == decide(one, today)


@given(promises, days, amounts)
def test_more_cash_in_time_never_breaks(one: Promise, today: date, amount: Decimal) -> None:
    """What pays the items early makes a promise kept, or leaves it as it was."""
    more = Promise(
        rates=one.rates,
        credits=(*one.credits, Credit(day=date(2025, 12, 31), amount=amount)),
        still_open=max(Decimal(0), one.still_open - amount),
        grace_days=one.grace_days,
    )
    if amount <= one.still_open and decide(one, today).missed_on is None:
        assert decide(more, today).missed_on is None


@given(st.decimals("1", "100000", places=2), st.lists(days, min_size=1, max_size=36))
def test_equal_rates_sum_up(total: Decimal, chosen: list[date]) -> None:
    rates = equal_rates(total, chosen, Decimal("0.01"))
    assert sum(each.amount for each in rates) == total
    assert all(each.amount > 0 for each in rates)
    assert max(each.amount for each in rates) - min(each.amount for each in rates) < Decimal(
        "0.01"
    ) * len(chosen)
