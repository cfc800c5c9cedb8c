"""The past decided again, and judged by what the books say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ar_collections.engine import (
    Adjustment,
    Advice,
    Allocation,
    Customer,
    Decision,
    Discount,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Policy,
    match,
)
from ar_collections.engine.backtest import (
    History,
    Learned,
    PastAdvice,
    PastItem,
    PastPayment,
    is_as_booked,
    ledger_on,
    replay,
)
from ar_collections.engine.books import Books

DAY = date(2026, 6, 1)
ALDER = Customer(key=1, name="Alder Joinery", accounts=("DE1",))
BIRCH = Customer(key=2, name="Birch Boatyard")


def amount(text: str) -> Decimal:
    return Decimal(text)


def item(key: int, owed: str, customer: int = 1, issued: date = DAY, **values: object) -> PastItem:
    one = OpenItem(
        key=key,
        document=f"INV/2026/{key:05d}",
        customer=customer,
        residual=amount(owed),
        total=amount(owed),
        currency="EUR",
        due=issued + timedelta(days=30),
        issued=issued,
    )
    return PastItem(item=one, **values)  # type: ignore[arg-type]


def paid(
    key: int, sum_: str, closed: Mapping[int, str], after: int = 1, **values: str
) -> PastPayment:
    payment = Payment(
        key=key,
        booked=DAY + timedelta(days=after),
        amount=amount(sum_),
        currency="EUR",
        **values,  # type: ignore[arg-type]
    )
    return PastPayment(payment=payment, closed={k: amount(v) for k, v in closed.items()})


def history(*payments: PastPayment, items: tuple[PastItem, ...]) -> History:
    return History(payments=payments, items=items, customers=(ALDER, BIRCH))


def decide(payments: Sequence[Payment], ledger: Ledger) -> Sequence[Decision]:
    return match(payments, ledger, Policy())


def verdicts(past: History) -> dict[int, tuple[str, str]]:
    return {one.past.payment.key: (one.tier, one.verdict) for one in replay(past, decide)}


def test_each_verdict() -> None:
    past = history(
        paid(11, "119.11", {1: "119.11"}, text="INV/2026/00001"),
        paid(12, "83.27", {3: "83.27"}, text="INV/2026/00002"),
        paid(13, "61.05", {4: "61.05"}),
        paid(14, "47.19", {6: "47.19"}),
        paid(15, "5.55", {1: "5.55"}, payer_name="Nobody we know"),
        items=(
            item(1, "119.11"),
            item(2, "83.27"),
            item(3, "83.27", customer=2),
            item(4, "61.05"),
            item(5, "47.19"),
            item(6, "47.19", customer=2),
        ),
    )
    assert verdicts(past) == {
        11: ("A", "right"),
        12: ("A", "wrong"),
        13: ("E", "first"),
        14: ("E", "other"),
        15: ("", "left"),
    }


def test_what_does_not_change_is_indexed_once() -> None:
    account = Learned(customer=1, day=DAY, account="DE2")
    alias = Learned(customer=1, day=DAY + timedelta(days=1), alias="A. Joinery")
    past = replace(history(items=(item(1, "10.01"),)), learned=(account, alias))
    first, same, later = (ledger_on(DAY + timedelta(days=n), past) for n in range(3))
    books = Books()
    book = books(first)
    assert books(first) is book
    assert book.names.agreeing("A. Joinery") == ()
    next_one = books(same)
    assert next_one.with_account("DE2") == (1,)
    assert next_one.names is book.names
    assert books(later).names.agreeing("A. Joinery") == ((1, 100),)


def test_the_newest_day_comes_first() -> None:
    items = (item(1, "10.01"), item(2, "20.02"))
    past = history(
        paid(11, "10.01", {1: "10.01"}, after=1),
        paid(12, "20.02", {2: "20.02"}, after=2),
        items=items,
    )
    assert [one.past.payment.key for one in replay(past, decide)] == [12, 11]


def test_the_ledger_is_that_of_the_morning() -> None:
    part_paid = item(1, "100.00", closed=((DAY + timedelta(days=2), amount("40.00")),))
    later = item(2, "50.00", issued=DAY + timedelta(days=3))
    past = history(items=(part_paid, later))
    residuals = {
        after: {one.key: one.residual for one in ledger_on(DAY + timedelta(days=after), past).items}
        for after in range(5)
    }
    hundred, sixty, fifty = amount("100.00"), amount("60.00"), amount("50.00")
    assert residuals == {
        0: {1: hundred},
        1: {1: hundred},
        2: {1: hundred},  # paid that day, hence open in the morning
        3: {1: sixty, 2: fifty},
        4: {1: sixty, 2: fifty},
    }


def test_a_discount_is_for_who_has_paid_nothing_yet() -> None:
    discount = Discount(amount=amount("2.00"), until=DAY + timedelta(days=9))
    past = item(1, "100.00", closed=((DAY, amount("40.00")),))
    past = replace(past, item=replace(past.item, discount=discount))
    before, after = past.on(DAY), past.on(DAY + timedelta(days=1))
    assert before is not None
    assert after is not None
    assert (before.discount, after.discount) == (discount, None)


def test_what_is_paid_by_then_is_a_closed_document() -> None:
    closed = item(1, "100.00", closed=((DAY, amount("100.00")),))
    past = replace(history(items=(closed,)), closed_documents=frozenset({"INV/2025/9"}))
    assert ledger_on(DAY, past).closed_documents == {"INV/2025/9"}
    assert ledger_on(DAY + timedelta(days=1), past).closed_documents == {
        "INV/2025/9",
        "INV/2026/00001",
    }


def test_an_advice_is_there_until_its_payment_has_used_it() -> None:
    used, waiting = (Advice(key=key, lines=()) for key in (1, 2))
    advices = (PastAdvice(advice=used, used=DAY), PastAdvice(advice=waiting))
    past = replace(history(items=()), advices=advices)
    assert ledger_on(DAY, past).advices == (used, waiting)
    assert ledger_on(DAY + timedelta(days=1), past).advices == (waiting,)


def test_an_account_is_known_from_the_day_after() -> None:
    """What was learned from a payment must not help to find it."""
    past = replace(
        history(items=()),
        learned=(
            Learned(customer=2, day=DAY, account="FR7"),
            Learned(customer=2, day=DAY, alias="Quayside"),
            Learned(customer=2, day=DAY, wording="FRA #"),
        ),
    )
    known = {after: ledger_on(DAY + timedelta(days=after), past).customers[1] for after in (0, 1)}
    assert (known[0].accounts, known[0].aliases) == ((), ())
    assert (known[1].accounts, known[1].aliases) == (("FR7",), ("Quayside",))
    assert (known[0].wordings, known[1].wordings) == ((), ("FRA #",))


def test_a_wrong_answer_does_not_spoil_the_next_day() -> None:
    past = history(
        paid(11, "83.27", {2: "83.27"}, text="INV/2026/00001", after=1),
        paid(12, "83.27", {1: "83.27"}, text="INV/2026/00001", after=2),
        items=(
            item(1, "83.27", closed=((DAY + timedelta(days=2), amount("83.27")),)),
            item(2, "83.27", customer=2, closed=((DAY + timedelta(days=1), amount("83.27")),)),
        ),
    )
    assert verdicts(past) == {11: ("A", "wrong"), 12: ("A", "right")}


@pytest.mark.parametrize(
    ("closed", "same"),
    [
        ({1: amount("98.00")}, True),  # the difference was written off apart
        ({1: amount("100.00")}, True),
        ({1: None}, True),
        ({1: amount("99.00")}, False),
        ({2: amount("98.00")}, False),
        ({1: amount("98.00"), 2: amount("1.00")}, False),
        ({}, False),
    ],
)
def test_as_booked(closed: Mapping[int, Decimal | None], same: bool) -> None:
    matched = Matched(
        payment=11,
        tier="A",
        customer=1,
        allocations=(Allocation(item=1, amount=amount("98.00")),),
        adjustments=(
            Adjustment(item=1, kind="discount", amount=amount("2.00")),
            Adjustment(item=1, kind="deduction", amount=amount("1.00")),
        ),
        evidence=(),
        confidence=amount("1"),
        post=True,
    )
    assert is_as_booked(matched, closed) is same
