"""Until when what is owed can be enforced."""

from __future__ import annotations

from datetime import date

from ar_collections.engine.limitation import latest_due, limitation_date
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
YEARS = st.integers(1, 30)
STARTS = st.sampled_from(["due", "year_end"])


def test_germany_and_england():
    assert limitation_date(date(2026, 1, 1), 3, "year_end") == date(2029, 12, 31)
    assert limitation_date(date(2026, 12, 31), 3, "year_end") == date(2029, 12, 31)
    assert limitation_date(date(2024, 2, 29), 6, "due") == date(2030, 2, 28)


def test_acknowledged_it_begins_anew_on_that_day():
    assert limitation_date(date(2026, 1, 1), 3, "year_end", date(2029, 7, 1)) == date(2032, 7, 1)


@given(DAYS, DAYS, YEARS, STARTS)
def test_what_is_searched_is_what_is_shown(due, day, years, start):
    assert (due <= latest_due(day, years, start)) == (limitation_date(due, years, start) <= day)
