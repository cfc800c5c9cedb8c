"""The risk of a customer: points of named rules."""

from dataclasses import replace

import pytest
from ar_collections.engine.risk import MOST, Risk, Standing, assess, used_share
from hypothesis import given
from hypothesis import strategies as st

GOOD = Standing(open=1000.0, exposure=1000.0, limit=5000.0, days_late=0, trend=0)


def rules(risk: Risk) -> list[str]:
    return [each.rule for each in risk.reasons]


def test_a_good_customer_has_nothing_against_it() -> None:
    assert assess(GOOD) == Risk(0, "low", ())


def test_of_a_new_customer_only_that_nothing_is_known() -> None:
    risk = assess(Standing(open=10.0, exposure=10.0))
    assert (risk.score, risk.risk_class, rules(risk)) == (10, "low", ["unknown"])


def test_nobody_is_at_risk_who_owes_nothing() -> None:
    assert assess(Standing()).score == 0


def test_the_insolvent_are_at_the_top_whatever_they_paid_before() -> None:
    risk = assess(replace(GOOD, insolvent=True))
    assert (risk.score, risk.risk_class) == (MOST, "very_high")
    assert rules(risk) == ["insolvent"]


@pytest.mark.parametrize(
    ("changes", "rule", "points"),
    [
        ({"overdue": 1000.0, "oldest_days": 91}, "oldest", 30),
        ({"overdue": 1000.0, "oldest_days": 5}, "overdue", 20),
        ({"overdue": 500.0, "oldest_days": 5}, "overdue", 10),
        ({"exposure": 5000.01}, "over_limit", 20),
        ({"exposure": 5000.0}, "limit_used", 10),
        ({"exposure": 4000.0}, "limit_used", 5),
        ({"limit": 0.0, "limit_expired": True}, "limit_expired", 20),
        ({"days_late": 31}, "late", 25),
        ({"days_late": 15}, "late", 16),
        ({"trend": 7}, "slower", 8),
        ({"broken_promises": 1}, "broken", 10),
        ({"broken_promises": 7}, "broken", 20),
        ({"returned_payments": 3}, "returned", 15),
    ],
)
def test_each_rule_gives_its_points(changes: dict[str, object], rule: str, points: int) -> None:
    found = {each.rule: each.points for each in assess(replace(GOOD, **changes)).reasons}  # type: ignore[arg-type]
    assert found[rule] == points  # type: ignore[index]


def test_a_credit_is_not_late() -> None:
    """More on account than owed: what is oldest does not count."""
    assert assess(replace(GOOD, open=-50.0, overdue=-50.0, oldest_days=200)).score == 0


def test_the_weightiest_reasons_come_first() -> None:
    risk = assess(replace(GOOD, overdue=300.0, oldest_days=70, days_late=15, broken_promises=1))
    assert rules(risk) == ["oldest", "late", "broken", "overdue"]
    assert risk.score == 22 + 16 + 10 + 6


def test_no_limit_is_not_a_limit_of_nothing() -> None:
    assert used_share(100.0, None) is None
    assert used_share(0.0, 0.0) == 0.0
    assert used_share(100.0, 0.0) == 10.0
    assert used_share(-100.0, 50.0) == 0.0
    assert rules(assess(replace(GOOD, limit=None, exposure=1e9))) == []


standings = st.builds(
    Standing,
    open=st.floats(-1e6, 1e6),
    overdue=st.floats(-1e6, 1e6),
    oldest_days=st.integers(-90, 2000),
    exposure=st.floats(-1e6, 1e6),
    limit=st.none() | st.floats(0, 1e6),
    days_late=st.none() | st.integers(-60, 300),
    trend=st.none() | st.integers(-60, 60),
    broken_promises=st.integers(0, 9),
    returned_payments=st.integers(0, 9),
)


@given(standings)
def test_the_score_is_the_sum_of_its_parts(customer: Standing) -> None:
    risk = assess(customer)
    assert risk.score == min(MOST, sum(each.points for each in risk.reasons))
    assert all(each.points > 0 for each in risk.reasons)
    assert len(set(rules(risk))) == len(risk.reasons)


@given(standings, st.integers(0, 500))
def test_older_debt_is_never_a_smaller_risk(customer: Standing, more: int) -> None:
    older = replace(customer, oldest_days=customer.oldest_days + more)
    assert assess(older).score >= assess(customer).score
