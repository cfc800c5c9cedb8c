"""How much a customer asks for attention, and where it stands on the day's list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from ar_collections.engine.day_list import Place, place
from ar_collections.engine.owner import OwnerRule, owner_for
from ar_collections.engine.score import RULES, Facts, Rule, score, total
from ar_collections.engine.strategy import PLAIN, Profile, Strategy, strategy_for
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 2)


def late(days: int, **known: object) -> Facts:
    facts = Facts(open=100.0, overdue=100.0, oldest_due=TODAY - timedelta(days=days))
    return replace(facts, **known)  # type: ignore[arg-type]


# --- the score


def test_who_owes_nothing_late_gets_no_points() -> None:
    facts = Facts(open=500.0, not_due=500.0, oldest_due=TODAY + timedelta(days=3), key_account=True)
    assert score(facts, RULES, TODAY) == ()


def test_the_rules_of_a_new_company_make_a_hundred() -> None:
    worst = late(
        400,
        overdue=1e6,
        usual_delay=90,
        broken_promises=9,
        credit_used=4.0,
        dispute_days_late=99,
        key_account=True,
    )
    parts = score(worst, RULES, TODAY)
    assert total(parts) == 100
    assert {part.kind for part in parts} == {rule.kind for rule in RULES}


def test_a_word_today_takes_the_points_of_silence() -> None:
    silent = late(60)
    assert total(score(silent, RULES, TODAY)) - 10 == total(
        score(replace(silent, last_contact=TODAY), RULES, TODAY)
    )


def test_half_a_limit_is_what_a_limit_is_for() -> None:
    rule = Rule("credit_limit", 10, 1.0)
    used = [total(score(late(1, credit_used=share), [rule], TODAY)) for share in (0.5, 0.75, 1, 3)]
    assert used == [0, 5, 10, 10]


def test_a_strategy_makes_it_more_urgent() -> None:
    plain, urgent = (total(score(late(90), RULES, TODAY, factor)) for factor in (1.0, 1.5))
    assert (plain, urgent) == (30, 45)


@given(st.floats(0, 1e7), st.integers(0, 2000), st.integers(0, 20), st.none() | st.floats(0, 9))
def test_more_of_anything_never_lowers_it(
    overdue: float, days: int, broken: int, used: float | None
) -> None:
    facts = late(days, overdue=overdue, broken_promises=broken, credit_used=used)
    worse = late(days + 1, overdue=overdue + 1, broken_promises=broken + 1, credit_used=used)
    points = total(score(facts, RULES, TODAY))
    assert 0 <= points <= total(score(worse, RULES, TODAY)) <= 100


# --- the list of the day


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (late(5), Place("today", "overdue")),
        (late(5, promised=100.0, promised_until=date(2026, 3, 9)),
         Place("waiting", "promised", date(2026, 3, 9))),
        (late(5, promised=60.0, promised_until=date(2026, 3, 9)), Place("today", "overdue")),
        (late(5, promised=60.0, disputed=40.0), Place("waiting", "promised")),
        (late(5, disputed=100.0), Place("waiting", "disputed")),
        (late(5, unapplied=100.0), Place("waiting", "unapplied")),
        (late(5, unapplied=99.0), Place("today", "overdue")),
        (late(5, held="pause", held_until=TODAY), Place("waiting", "held", TODAY)),
        (late(5, held="insolvency"), Place("waiting", "held")),
        (late(5, held="pause", held_until=date(2026, 3, 1)), Place("today", "overdue")),
        (late(5, next_contact=date(2026, 3, 9)), Place("waiting", "next_action", date(2026, 3, 9))),
        (late(5, next_contact=TODAY), Place("today", "overdue")),
        (late(5, next_contact=date(2026, 3, 9), snoozed_until=date(2026, 3, 20)),
         Place("waiting", "next_action", date(2026, 3, 20))),
        (late(5, worked_on=TODAY), Place("done", "worked")),
        (late(5, worked_on=TODAY, next_contact=date(2026, 3, 9)),
         Place("done", "worked", date(2026, 3, 9))),
        (late(5, worked_on=date(2026, 3, 1)), Place("today", "overdue")),
        (late(-3, overdue=0.0, not_due=100.0),
         Place("waiting", "nothing_due", TODAY + timedelta(days=3))),
    ],
)  # fmt: skip
def test_where_a_customer_stands(facts: Facts, expected: Place) -> None:
    assert place(facts, TODAY) == expected


def test_a_dispute_over_what_is_not_due_keeps_nobody_off_the_list() -> None:
    """Where only the sum is known it is taken to be on what is not due."""
    assert place(late(5, not_due=100.0, disputed=100.0), TODAY).state == "today"
    assert place(late(5, not_due=100.0, disputed=200.0), TODAY).state == "waiting"
    assert place(late(5, not_due=100.0, disputed=100.0, disputed_due=100.0), TODAY) == Place(
        "waiting", "disputed"
    )


def test_some_are_called_before_the_due_date() -> None:
    soon = late(-7, overdue=0.0, not_due=100.0)
    assert place(soon, TODAY, before_due=7) == Place("today", "due_soon", soon.oldest_due)
    assert place(soon, TODAY, before_due=6).state == "waiting"
    called = replace(soon, next_contact=TODAY + timedelta(days=8))
    assert place(called, TODAY, before_due=7).reason == "next_action"


# --- strategies and owners


def test_the_first_strategy_that_fits() -> None:
    builders = Strategy(key=1, tags=frozenset({4}))
    risky = Strategy(key=2, risk_classes=frozenset({"high"}))
    large = Strategy(key=3, open_from=1000.0, open_to=5000.0)
    rules = (builders, risky, large)
    assert strategy_for(Profile(tags=frozenset({4, 9}), risk_class="high"), rules) == builders
    assert strategy_for(Profile(risk_class="high", open=2000.0), rules) == risky
    assert strategy_for(Profile(open=2000.0), rules) == large
    assert strategy_for(Profile(open=5000.0), rules) == PLAIN


def test_who_gets_a_customer() -> None:
    abroad = OwnerRule(countries=frozenset({1}), people=(7,))
    others = OwnerRule(salesperson=True, people=(8, 9), capacity=1)
    customers: Counter[int] = Counter()

    def owner(country: int | None, salesperson: int | None) -> int | None:
        return owner_for(country, salesperson, (abroad, others), customers)

    assert owner(1, 5) == 7
    assert owner(2, 5) == 5
    assert owner(2, 5) == 8, "the salesperson has enough"
    assert owner(None, None) == 9
    assert owner(None, None) is None
