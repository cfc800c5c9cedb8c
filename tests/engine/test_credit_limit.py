"""Which credit limit a customer has on a day."""

from datetime import date

from ar_collections.engine.credit_limit import InForce, Limit, in_force

STANDING = Limit("standing", 1000.0, date(2026, 1, 1), date(2026, 6, 30))
INCREASE = Limit("temporary", 500.0, date(2026, 3, 1), date(2026, 3, 15))
NEXT = Limit("standing", 2000.0, date(2026, 7, 1))


def test_the_story_of_a_year() -> None:
    limits = [NEXT, INCREASE, STANDING]
    days = {
        date(2025, 12, 31): None,
        date(2026, 1, 1): InForce(1000.0, 0.0, date(2026, 6, 30)),
        date(2026, 3, 15): InForce(1500.0, 500.0, date(2026, 3, 15)),
        date(2026, 3, 16): InForce(1000.0, 0.0, date(2026, 6, 30)),
        date(2026, 7, 1): InForce(2000.0),
    }
    assert {day: in_force(limits, day) for day in days} == days


def test_run_out_is_nothing_and_not_without_limit() -> None:
    assert in_force([STANDING], date(2026, 7, 1)) == InForce(0.0, expired=True)


def test_an_increase_outlives_its_limit() -> None:
    longer = Limit("temporary", 500.0, date(2026, 3, 1), date(2026, 7, 31))
    assert in_force([STANDING, longer], date(2026, 7, 1)) == InForce(
        500.0, 500.0, date(2026, 7, 31)
    )


def test_an_increase_alone_leaves_nothing_behind() -> None:
    assert in_force([INCREASE], date(2026, 3, 1)) == InForce(500.0, 500.0, date(2026, 3, 15))
    assert in_force([INCREASE], date(2026, 4, 1)) is None
