"""What is known of how a customer pays, and how far that goes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ar_collections.engine import Adjustment, Discount, Ledger, Matched, Policy, match

from .books import CUSTOMERS, item, payment

LATE = Discount(amount=Decimal("8.82"), until=date(2026, 3, 11))
ITEM = item(1, "RE-2026-0101", "441.13", discount=LATE)


def decided(percent: str | None, policy: Policy, amount: str = "432.31") -> Matched:
    habit = Decimal(percent) if percent else None
    customers = tuple(replace(each, late_discount=habit) for each in CUSTOMERS)
    book = Ledger(items=(ITEM,), customers=customers)
    [decision] = match([payment(amount, "RE-2026-0101", payer_account="DE001")], book, policy)
    assert isinstance(decision, Matched)
    return decision


def test_a_discount_that_the_customer_always_takes_late_is_suggested() -> None:
    decision = decided("2", Policy())
    assert not decision.post, "a person gives it away"
    assert decision.adjustments == (Adjustment(item=1, kind="discount", amount=Decimal("8.82")),)
    assert any("net of 2 % discount" in str(clue) for clue in decision.evidence)


def test_without_the_habit_it_is_a_part_payment() -> None:
    assert decided(None, Policy()).adjustments == ()


def test_where_no_discount_is_granted_no_habit_grants_it() -> None:
    assert decided("2", Policy(discount_days=None)).adjustments == ()


def test_another_difference_is_no_habit() -> None:
    assert decided("2", Policy(), amount="432.30").adjustments == ()
