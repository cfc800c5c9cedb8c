"""The age of what is owed: each day has one column, and nothing is lost between them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ar_collections.engine.aging import Buckets, BucketsError, age, apart
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 6, 30)
AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)
LIMITS = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(sorted).map(tuple)


def test_an_invoice_grows_old() -> None:
    """Due on 30 June: not due on that day, 1-30 on the next, and so on to the end."""
    buckets = Buckets()
    columns = [
        buckets.of((day - DAY).days) for day in _days(0, 1, 30, 31, 60, 61, 90, 91, 120, 121)
    ]
    assert columns == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]


def _days(*after: int) -> list[date]:
    return [DAY + timedelta(days=each) for each in after]


def test_by_the_day_of_issue_the_first_column_begins_with_the_day() -> None:
    buckets = Buckets(not_due=False)
    assert [buckets.of(days) for days in (-3, 0, 30, 31)] == [0, 0, 0, 1]
    assert buckets.spans[0] == (None, 30)


@pytest.mark.parametrize(
    "text", ["", "30,30", "60,30", "0,30", "-1", "a", "30,,60", "1,2,3,4,5,6,7", "1.5"]
)
def test_limits_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(BucketsError):
        Buckets.read(text)


@given(LIMITS, st.booleans(), st.integers(-500, 1000))
def test_each_day_has_the_column_whose_span_it_is_in(
    limits: tuple[int, ...], not_due: bool, days: int
) -> None:
    buckets = Buckets(limits=limits, not_due=not_due)
    within = [
        column
        for column, (first, last) in enumerate(buckets.spans)
        if (first is None or first <= days) and (last is None or days <= last)
    ]
    assert within == [buckets.of(days)]


@given(st.lists(st.tuples(st.dates(DAY - timedelta(400), DAY + timedelta(99)), AMOUNTS)), LIMITS)
def test_the_columns_add_up_to_what_is_open(
    items: list[tuple[date, Decimal]], limits: tuple[int, ...]
) -> None:
    assert sum(age(items, DAY, Buckets(limits=limits))) == sum(amount for _, amount in items)


@given(AMOUNTS, AMOUNTS.map(abs), AMOUNTS.map(abs))
def test_what_is_apart_is_still_part_of_what_is_open(
    residual: Decimal, disputed: Decimal, promised: Decimal
) -> None:
    parts = apart(residual, disputed, promised)
    assert sum(parts) == residual
    assert parts[0] >= 0
    assert parts[1] >= 0
    assert parts[2] >= 0 or residual < 0
