"""What is known of how a customer pays, and how far that goes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ar_collections.engine import (
    Adjustment,
    Ambiguous,
    Decision,
    Discount,
    Ledger,
    Matched,
    Policy,
    match,
)
from ar_collections.engine.wording import plain, wording_of

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


# --- how it writes our numbers

SAME = (item(1, "INV/2026/00042", "95.00"), item(2, "INV/2026/00043", "95.00"))


def written(text: str, *wordings: str, amount: str = "95.00", **payer: str) -> Decision:
    customers = tuple(replace(each, wordings=wordings) for each in CUSTOMERS)
    book = Ledger(items=(*SAME, item(3, "INV/2026/00044", "120.00")), customers=customers)
    asked = payment(amount, text, **(payer or {"payer_account": "DE001"}))
    [decision] = match([asked], book, Policy())
    return decision


def test_a_number_written_as_the_customer_does_tells_which_of_two_is_paid() -> None:
    decision = written("Fra. 43", "FRA #")
    assert isinstance(decision, Matched)
    assert [(one.item, decision.post) for one in decision.allocations] == [(2, True)]
    assert any(
        "in the way in which Nordlicht Energie AG writes" in str(c) for c in decision.evidence
    )


def test_without_the_wording_or_in_another_one_of_two_is_nobodys() -> None:
    for text, *wordings in (("Fra 43",), ("Pos 43", "FRA #"), ("Fra 43/2", "FRA #")):
        assert isinstance(written(text, *wordings), Ambiguous)
    assert isinstance(written("Fra 42, fra 43", "FRA #"), Ambiguous)


def test_a_wording_alone_posts_nothing() -> None:
    by_name = written("Fra 43", "FRA #", payer_name="Nordlicht Energie")
    assert isinstance(by_name, Matched)
    assert not by_name.post
    in_part = written("Fra 43", "FRA #", amount="50.00")
    assert isinstance(in_part, Matched)
    assert [(one.item, in_part.post) for one in in_part.allocations] == [(2, False)]
    assert not isinstance(written("Fra 43", "FRA #", payer_name="Somebody Else"), Matched)


def test_a_wording_that_names_another_invoice_holds_the_amount() -> None:
    decision = written("Fra 42", "FRA #", amount="120.00")
    assert isinstance(decision, Matched)
    assert not decision.post
    assert any("names INV/2026/00042 instead" in str(clue) for clue in decision.evidence)
    assert isinstance(free := written("Fra 42", amount="120.00"), Matched)
    assert free.post


def test_only_what_is_not_read_anyway_is_a_wording() -> None:
    for text, wording in (
        ("Betr. fra 42, dank", "FRA #"),
        ("Beleg: 00042", ""),
        ("inv 2026 42", ""),
        ("Fra 43", ""),
        ("42", ""),
        ("fra 42 rg 42", ""),
        ("Fra 42.50", ""),
    ):
        assert wording_of(text, "INV/2026/00042") == wording, text
    assert [plain(one) for one in (" fra. # ", "#", "Fra", "F #", "12 #")] == [
        "FRA #",
        "",
        "",
        "",
        "",
    ]
