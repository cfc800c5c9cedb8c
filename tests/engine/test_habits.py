"""How a customer usually pays: worked examples, and what holds for all."""

from datetime import date, timedelta

import pytest
from ar_collections.engine.habits import ENOUGH, RECENT, Habits, Paid, habits
from hypothesis import given
from hypothesis import strategies as st

MONDAY = date(2026, 3, 2)


def paid(days_late: int, day: date = MONDAY, amount: float = 100.0) -> Paid:
    return Paid(due=day - timedelta(days=days_late), paid=day, amount=amount)


def weekly(*days_late: int) -> list[Paid]:
    """One payment each Monday."""
    return [paid(late, MONDAY + timedelta(weeks=n)) for n, late in enumerate(days_late)]


def test_nine_days_late_on_fridays_of_twelve_payments() -> None:
    friday = date(2026, 1, 9)
    payments = [
        paid(late, friday + timedelta(weeks=n))
        for n, late in enumerate((9, 7, 9, 12, 9, 8, 9, 30, 9, 9, 10, 2))
    ]
    found = habits(payments)
    assert (found.count, found.days_late, found.weekday) == (12, 9, 4)
    assert found.trend == 0


def test_nothing_is_usual_of_four_payments() -> None:
    found = habits(weekly(9, 9, 9, 9))
    assert found == Habits(count=4, largest=100.0, last=MONDAY + timedelta(weeks=3))


def test_one_very_late_payment_is_no_habit() -> None:
    assert habits(weekly(0, 0, 0, 0, 200)).days_late == 0


def test_who_pays_early() -> None:
    assert habits(weekly(-3, -3, -4, -2, -3)).days_late == -3


def test_half_a_day_counts_for_the_customer() -> None:
    assert habits(weekly(3, 3, 3, 4, 4, 4)).days_late == 3


def test_no_weekday_where_none_has_half_of_them() -> None:
    spread = [paid(5, MONDAY + timedelta(days=n)) for n in range(6)]
    assert habits(spread).weekday is None


@pytest.mark.parametrize(
    ("days", "trend"),
    [
        ((2, 2, 2, 2, 2, 12, 12, 12, 12, 12), 10),
        ((12, 12, 12, 12, 12, 2, 2, 2, 2, 2), -10),
        ((2, 2, 2, 2, 12, 12, 12, 12, 12), None),
    ],
)
def test_slower_or_faster_than_before(days: tuple[int, ...], trend: int | None) -> None:
    """The last five against those before; of nine payments nothing is said."""
    assert habits(weekly(*days)).trend == trend


def test_what_was_long_ago_does_not_count() -> None:
    found = habits(weekly(*[90] * 50, *[0] * RECENT))
    assert (found.count, found.days_late) == (RECENT, 0)


payments = st.lists(
    st.builds(
        paid,
        st.integers(-60, 400),
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        st.floats(0.01, 1e6),
    ),
    max_size=60,
)


@given(payments, st.randoms())
def test_the_order_does_not_matter(found: list[Paid], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = habits(found), habits(mixed)
    if len(found) <= RECENT:
        assert (one.count, one.days_late, one.largest) == (
            other.count,
            other.days_late,
            other.largest,
        )
    assert one.last == other.last


@given(payments)
def test_the_usual_delay_is_one_that_was_there(found: list[Paid]) -> None:
    usual = habits(found)
    assert (usual.days_late is None) == (len(found) < ENOUGH)
    if usual.days_late is not None:
        late = [each.days_late for each in found]
        assert min(late) <= usual.days_late <= max(late)
