"""A customer's account adds up, and its statements come once a period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ar_collections.engine.statement import Account, Movement, Owed, next_run, period
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)


def movement(amount: Decimal) -> Movement:
    return Movement(day=date(2026, 6, 1), document="X", kind="invoice", amount=amount)


@given(AMOUNTS, st.lists(AMOUNTS))
def test_the_last_balance_is_the_closing_one(opening: Decimal, amounts: list[Decimal]) -> None:
    account = Account(
        currency="EUR", opening=opening, movements=tuple(movement(each) for each in amounts)
    )
    balances = [opening, *(balance for _, balance in account.running())]
    assert balances[-1] == account.closing == opening + sum(amounts)


def test_a_credit_does_not_make_a_late_invoice_less_late() -> None:
    day = date(2026, 6, 30)
    late = Owed(issued=day, document="A", amount=Decimal(9), open=Decimal(9), due=date(2026, 6, 29))
    credit = Owed(issued=day, document="B", amount=Decimal(-4), open=Decimal(-4), due=late.due)
    today = Owed(issued=day, document="C", amount=Decimal(5), open=Decimal(5), due=day)
    account = Account(currency="EUR", items=(late, credit, today))
    assert (account.overdue(day), account.open) == (9, 10)


@given(
    st.sampled_from(["weekly", "monthly", "quarterly"]), DAYS, st.integers(1, 31), st.integers(0, 6)
)
def test_it_comes_later_and_within_the_period(
    every: str, after: date, day: int, weekday: int
) -> None:
    run = next_run(every, after, day_of_month=day, weekday=weekday)
    assert (
        after < run <= after + timedelta(days={"weekly": 7, "monthly": 62, "quarterly": 123}[every])
    )
    if every == "weekly":
        assert run.weekday() == weekday
    else:
        assert run.day == day or (run + timedelta(days=1)).day == 1


@pytest.mark.parametrize("every", ["weekly", "monthly", "quarterly"])
@pytest.mark.parametrize("day", [1, 15, 28])
def test_periods_follow_each_other_without_a_gap(every: str, day: int) -> None:
    run = next_run(every, date(2026, 1, 20), day_of_month=day, weekday=2)
    for _ in range(12):
        after = next_run(every, run, day_of_month=day, weekday=2)
        begin, _end = period(every, after, day_of_month=day)
        assert begin == run
        assert period(every, run, day_of_month=day)[1] == begin - timedelta(days=1)
        run = after
