"""What speaks against an order on credit."""

from dataclasses import replace

import pytest
from ar_collections.engine.credit_check import Asked, grounds
from hypothesis import given
from hypothesis import strategies as st

FINE = Asked(amount=200.0, exposure=800.0, limit=1000.0, overdue=50.0, oldest_days=31)


def test_up_to_the_limit_it_goes_through() -> None:
    assert grounds(FINE) == ()
    assert FINE.over == 0.0


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"amount": 200.01}, ("over_limit",)),
        ({"limit": None, "amount": 1e9}, ()),
        ({"limit": 0.0, "limit_expired": True}, ("limit_expired",)),
        ({"most_days": 30}, ("overdue",)),
        ({"most_days": 31}, ()),
        ({"most_days": 30, "overdue": 0.0}, ()),
        ({"insolvent": True}, ("insolvent",)),
        (
            {"insolvent": True, "amount": 900.0, "most_days": 30},
            ("insolvent", "over_limit", "overdue"),
        ),
        ({"amount": 0.0, "insolvent": True, "exposure": 5000.0}, ()),
    ],
)
def test_grounds(changes: dict[str, object], found: tuple[str, ...]) -> None:
    assert grounds(replace(FINE, **changes)) == found  # type: ignore[arg-type]


amounts = st.floats(0.01, 1e6)


@given(amounts, amounts, amounts, amounts)
def test_a_larger_order_never_goes_through_where_a_smaller_did_not(
    amount: float, more: float, exposure: float, limit: float
) -> None:
    asked = Asked(amount=amount, exposure=exposure, limit=limit)
    larger = replace(asked, amount=amount + more)
    assert set(grounds(asked)) <= set(grounds(larger))
