"""Who is asked next, and when it is over."""

from dataclasses import replace
from datetime import date, timedelta

from ar_collections.engine.escalation import Level, Standing, Step, causes, next_step
from hypothesis import given
from hypothesis import strategies as st

MONDAY = date(2026, 3, 2)
COLLECTOR = Level(key=1, days=14, patience=7)
MANAGER = Level(key=2, days=30, broken=2, patience=10)
SALES = Level(key=3, patience=14)
MANAGEMENT = Level(key=4, days=60, amount=10_000)
LEVELS = (COLLECTOR, MANAGER, SALES, MANAGEMENT)
OWES = Standing(overdue=2_000.0, days=20)


def on(level, since=MONDAY, **values):
    return replace(OWES, level=level.key, since=since, **values)


def step(now, today=MONDAY):
    return next_step(LEVELS, now, today)


def test_nobody_is_asked_before_the_first_threshold():
    assert step(replace(OWES, days=13)) is None
    assert step(replace(OWES, days=14)) == Step(1, ("days",))


def test_the_first_level_comes_first_however_old_it_is():
    assert step(replace(OWES, days=200)) == Step(1, ("days",))


def test_the_next_one_after_its_days_and_its_threshold():
    week = MONDAY + timedelta(days=7)
    assert step(on(COLLECTOR, days=29), week) is None, "not old enough"
    assert step(on(COLLECTOR, days=35), week - timedelta(days=1)) is None, "has a day left"
    assert step(on(COLLECTOR, days=35), week) == Step(2, ("days",))
    assert step(on(COLLECTOR, days=20, broken=2), week) == Step(2, ("broken",))


def test_a_level_without_thresholds_comes_with_time():
    assert step(on(MANAGER, days=45), MONDAY + timedelta(days=9)) is None
    assert step(on(MANAGER, days=45), MONDAY + timedelta(days=10)) == Step(3, ("time",))


def test_only_large_amounts_reach_management():
    late = MONDAY + timedelta(days=30)
    assert step(on(SALES, days=90), late) is None
    assert step(on(SALES, days=90, overdue=10_000.0), late) == Step(4, ("days",))


def test_nothing_above_the_highest():
    assert step(on(MANAGEMENT, days=300, overdue=50_000.0), MONDAY + timedelta(days=99)) is None


def test_whoever_waits_stays_and_whoever_paid_falls_back():
    late = MONDAY + timedelta(days=30)
    assert step(on(COLLECTOR, days=60, waits=True), late) is None
    assert step(on(COLLECTOR, overdue=0.0, days=0, waits=True), late) == Step(None)
    assert step(on(MANAGER, days=3), late) == Step(None), "what is left is young"


def test_raised_by_hand_it_stays_until_nothing_is_overdue():
    assert step(on(MANAGER, days=3, by_hand=True)) is None
    assert step(on(MANAGER, overdue=0.0, by_hand=True)) == Step(None)


def test_levels_without_patience_are_passed_in_one_night():
    quick = (Level(key=1, days=10), Level(key=2, days=20), Level(key=3, days=30))
    assert next_step(quick, replace(OWES, days=25), MONDAY) == Step(2, ("days",))


def test_a_level_that_is_gone_keeps_nobody():
    gone = replace(OWES, level=99, since=MONDAY)
    assert step(gone) is None
    assert step(replace(gone, overdue=0.0)) == Step(None)


def test_a_level_of_an_amount_alone():
    assert causes(Level(key=1, amount=500.0), replace(OWES, days=0)) == ("amount",)


@given(
    days=st.integers(0, 400),
    overdue=st.floats(0, 1e6),
    broken=st.integers(0, 5),
    nights=st.integers(1, 120),
)
def test_night_after_night_it_goes_up_and_never_asks_twice(days, overdue, broken, nights):
    now, asked = Standing(overdue=overdue, days=days, broken=broken), []
    for night in range(nights):
        today = MONDAY + timedelta(days=night)
        if found := next_step(LEVELS, now, today):
            asked.append(found.level)
            now = replace(now, level=found.level, since=today)
    assert asked == sorted(set(asked))
