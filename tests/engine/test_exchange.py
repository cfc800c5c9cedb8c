"""Foreign currency: what the payer ordered, and the rate of the day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ar_collections.engine import (
    Ambiguous,
    Discount,
    Ledger,
    Matched,
    Money,
    OpenItem,
    Payment,
    Policies,
    Policy,
    Rate,
    Rule,
    Tolerance,
    Unmatched,
    match,
)
from ar_collections.engine.backtest import History, PastItem, PastPayment, replay
from ar_collections.engine.rates import Rates
from hypothesis import given, settings
from hypothesis import strategies as st

from .books import CUSTOMERS, DAY, item, payment

RATES = (
    Rate(currency="EUR", since=date(2000, 1, 1), units=Decimal(1)),
    Rate(currency="USD", since=date(2026, 1, 1), units=Decimal("1.25")),
    Rate(currency="USD", since=date(2026, 7, 1), units=Decimal("2.00")),
    Rate(currency="GBP", since=date(2026, 1, 1), units=Decimal("0.80")),
)
PAYER = {"payer_name": "Nordlicht Energie AG", "payer_account": "DE001"}


def foreign(
    key: int, document: str, residual: str, currency: str = "USD", **more: object
) -> OpenItem:
    return replace(item(key, document, residual), currency=currency, **more)  # type: ignore[arg-type]


def ledger(*items: OpenItem, rates: tuple[Rate, ...] = RATES) -> Ledger:
    return Ledger(items=items, customers=CUSTOMERS, currency="EUR", rates=rates)


def dollars(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def ordered(amount: str, given: str, text: str, key: int = 1, **more: object) -> Payment:
    values = {**PAYER, **more}
    return payment(given, text, key=key, original=dollars(amount), **values)


def decided(pay: Payment, *items: OpenItem, policy: Policy | Policies | None = None) -> Matched:
    [decision] = match([pay], ledger(*items), policy or Policy())
    assert isinstance(decision, Matched), decision
    return decision


def paid(decision: Matched) -> list[tuple[int, str, str]]:
    return [(one.item, str(one.amount), str(one.closes)) for one in decision.allocations]


def words(decision: Matched | Ambiguous | Unmatched) -> list[str]:
    return [str(clue) for clue in decision.evidence]


# What the payer ordered


def test_the_invoice_is_paid_by_what_the_payer_ordered() -> None:
    found = decided(
        ordered("1200.00", "950.10", "INV/2026/0042"), foreign(1, "INV/2026/0042", "1200.00")
    )
    assert found.post
    assert (found.tier, paid(found)) == ("A", [(1, "950.10", "1200.00")])
    assert words(found)[0] == "the payer ordered USD 1,200.00, for which the bank gave EUR 950.10"


def test_a_list_is_paid_to_the_cent_in_both_currencies() -> None:
    found = decided(
        ordered("100.00", "83.33", "INV/2026/0042 INV/2026/0043 INV/2026/0044"),
        foreign(1, "INV/2026/0042", "33.33"),
        foreign(2, "INV/2026/0043", "33.33"),
        foreign(3, "INV/2026/0044", "33.34"),
    )
    assert found.post
    assert sum(one.amount for one in found.allocations) == Decimal("83.33")
    assert [str(one.closes) for one in found.allocations] == ["33.33", "33.33", "33.34"]


def test_a_credit_is_netted() -> None:
    found = decided(
        ordered("90.00", "72.05", "INV/2026/0042 less CN/2026/0007"),
        foreign(1, "INV/2026/0042", "100.00"),
        foreign(2, "CN/2026/0007", "-10.00"),
    )
    assert found.post
    assert sum(one.amount for one in found.allocations) == Decimal("72.05")
    assert [str(one.closes) for one in found.allocations] == ["100.00", "-10.00"]


def test_a_part_payment() -> None:
    found = decided(
        ordered("600.00", "475.00", "part of INV/2026/0042"), foreign(1, "INV/2026/0042", "1200.00")
    )
    assert found.post
    assert paid(found) == [(1, "475.00", "600.00")]


def test_too_much_stays_with_the_customer() -> None:
    found = decided(
        ordered("1300.00", "1040.00", "INV/2026/0042"), foreign(1, "INV/2026/0042", "1200.00")
    )
    assert paid(found) == [(1, "960.00", "1200.00")]
    assert found.on_account == Decimal("80.00")


def test_a_discount_of_the_invoices_currency() -> None:
    early = Discount(amount=Decimal("24.00"), until=DAY)
    found = decided(
        ordered("1176.00", "940.80", "INV/2026/0042"),
        foreign(1, "INV/2026/0042", "1200.00", discount=early),
    )
    assert paid(found) == [(1, "940.80", "1176.00")]
    [off] = found.adjustments
    assert (off.kind, off.amount, off.closes) == ("discount", Decimal("19.20"), Decimal("24.00"))


def test_limits_are_in_the_currency_of_the_account() -> None:
    """GBP 900 are over a limit of EUR 1,000."""
    pay = replace(
        ordered("1", "1125.00", "INV/2026/0042"),
        original=Money(amount=Decimal(900), currency="GBP"),
    )
    bill = foreign(1, "INV/2026/0042", "900.00", currency="GBP")
    policy = Policy(post_limit=Decimal(1000))
    over = decided(pay, bill, policy=policy)
    assert not over.post
    assert "over the posting limit of 1,000.00" in words(over)
    small = Rule(policy=Policy(), largest=Decimal(1000))
    rules = Policies(rules=(small,), otherwise=Policy(post=False))
    assert not decided(pay, bill, policy=rules).post
    in_euro = Rule(policy=Policy(), currencies=frozenset({"EUR"}))
    assert decided(pay, bill, policy=Policies(rules=(in_euro,), otherwise=Policy(post=False))).post


def test_tolerances_are_in_the_currency_of_the_account() -> None:
    policy = Policy(rounding=Tolerance(amount=Decimal("0.10")))
    off = decided(
        ordered("1199.88", "959.90", "INV/2026/0042"),
        foreign(1, "INV/2026/0042", "1200.00"),
        policy=policy,
    )
    [small] = off.adjustments
    assert (small.kind, small.amount, small.closes) == (
        "rounding",
        Decimal("0.10"),
        Decimal("0.12"),
    )
    more = decided(
        ordered("1199.80", "959.84", "INV/2026/0042"),
        foreign(1, "INV/2026/0042", "1200.00"),
        policy=policy,
    )
    assert not more.adjustments


def test_without_a_number_it_is_for_a_person() -> None:
    found = decided(ordered("1234.56", "987.65", "Thanks"), foreign(1, "INV/2026/0042", "1234.56"))
    assert not found.post
    assert paid(found) == [(1, "987.65", "1234.56")]
    assert "no number says that an invoice in another currency is meant" in words(found)


def test_numbers_in_both_currencies_are_for_a_person() -> None:
    found = decided(
        ordered("1200.00", "950.10", "INV/2026/0042 INV/2026/0043"),
        foreign(1, "INV/2026/0042", "1200.00"),
        item(2, "INV/2026/0043", "100.00"),
    )
    assert not found.post
    assert "INV/2026/0043 is not in USD: choose it by hand if it is meant" in words(found)


def test_an_invoice_in_the_accounts_currency_does_not_mind_what_was_ordered() -> None:
    bill = item(2, "INV/2026/0043", "950.10")
    found = decided(
        ordered("1200.00", "950.10", "INV/2026/0043"), foreign(1, "INV/2026/0042", "700.00"), bill
    )
    assert found.post
    assert paid(found) == [(2, "950.10", "None")]


def test_one_item_is_paid_once_whoever_ordered_what() -> None:
    bill = foreign(1, "INV/2026/0042", "1200.00")
    first = ordered("1200.00", "950.10", "INV/2026/0042")
    second = ordered("1200.00", "951.00", "INV/2026/0042", key=2)
    decisions = match([first, second], ledger(bill), Policy())
    assert [isinstance(one, Matched) and one.post for one in decisions].count(True) == 1


def test_the_amount_of_the_account_alone_pays_no_foreign_invoice() -> None:
    """EUR 1,200.00 are no USD 1,200.00."""
    [decision] = match(
        [payment("1200.00", "INV/2026/0042", **PAYER)],
        ledger(foreign(1, "INV/2026/0042", "1200.00")),
        Policy(),
    )
    assert isinstance(decision, Unmatched)


# The rate of the day


def test_near_the_rate_of_the_day_it_is_suggested() -> None:
    found = decided(
        payment("952.50", "INV/2026/0042", **PAYER), foreign(1, "INV/2026/0042", "1200.00")
    )
    assert not found.post
    assert paid(found) == [(1, "952.50", "1200.00")]
    assert (
        "USD 1,200.00 is EUR 960.00 at the rate of the day; the bank gave EUR 952.50, 0.8 % less"
        in words(found)
    )


@pytest.mark.parametrize("given", ["930.00", "990.00", "480.00"])
def test_far_from_the_rate_it_is_not(given: str) -> None:
    [decision] = match(
        [payment(given, "INV/2026/0042", **PAYER)],
        ledger(foreign(1, "INV/2026/0042", "1200.00")),
        Policy(),
    )
    assert isinstance(decision, Unmatched)
    assert "INV/2026/0042 is not in EUR: choose it by hand if it is meant" in words(decision)


@pytest.mark.parametrize(
    ("text", "more"),
    [("Thanks", {}), ("INV/2026/0042", {"payer_name": "Atelier Sud SARL", "payer_account": ""})],
)
def test_never_by_the_amount_alone_or_of_another_payer(text: str, more: dict[str, str]) -> None:
    pay = payment("960.00", text, **{**PAYER, **more})
    [decision] = match([pay], ledger(foreign(1, "INV/2026/0042", "1200.00")), Policy())
    if isinstance(decision, Matched):
        assert (decision.allocations, decision.post) == ((), False)
        assert any("has nothing open in this currency" in one for one in words(decision))
    else:
        assert isinstance(decision, Unmatched)


def test_without_a_rate_nothing_is_suggested() -> None:
    books = ledger(foreign(1, "INV/2026/0042", "1200.00"), rates=RATES[:1])
    [decision] = match([payment("960.00", "INV/2026/0042", **PAYER)], books, Policy())
    assert isinstance(decision, Unmatched)


def test_items_of_several_currencies() -> None:
    found = decided(
        payment("1150.00", "INV/2026/0042 INV/2026/0043 INV/2026/0044", **PAYER),
        foreign(1, "INV/2026/0042", "1200.00"),
        item(2, "INV/2026/0043", "100.00"),
        foreign(3, "INV/2026/0044", "80.00", currency="GBP"),
    )
    assert not found.post
    assert sum(one.amount for one in found.allocations) == Decimal("1150.00")
    shares = {one.item: one.amount for one in found.allocations}
    assert shares[2] == Decimal("100.00")
    closed = {one.item: one.closes for one in found.allocations}
    assert closed == {1: Decimal("1200.00"), 2: None, 3: Decimal("80.00")}


@pytest.mark.parametrize(
    ("given", "share", "rest"), [("1245.00", "1245.00", "0.00"), ("1260.00", "1250.00", "10.00")]
)
def test_a_dollar_account_pays_an_invoice_in_the_companys_currency(
    given: str, share: str, rest: str
) -> None:
    """The books take it at the rate of the day: no more is closed than it is worth then."""
    pay = replace(payment(given, "INV/2026/0043", **PAYER), currency="USD")
    found = decided(pay, item(2, "INV/2026/0043", "1000.00"))
    assert not found.post
    assert paid(found) == [(2, share, "None")]
    assert found.on_account == Decimal(rest)


def test_within_the_policys_per_cent_it_is_posted() -> None:
    policy = Policy(exchange=Decimal(1))
    bill = foreign(1, "INV/2026/0042", "1200.00")
    near, far = (payment(given, "INV/2026/0042", **PAYER) for given in ("952.50", "948.00"))
    found = decided(near, bill, policy=policy)
    assert found.post
    assert paid(found) == [(1, "952.50", "1200.00")]
    assert not decided(far, bill, policy=policy).post


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("INV/2026/0042 INV/2026/9999", "70.00"),
        ("INV/2026/0042 and RE-77812", "70.00"),
        ("INV/2026/0042", "952.50"),
    ],
)
def test_not_if_anything_else_is_meant(text: str, other: str) -> None:
    books = ledger(foreign(1, "INV/2026/0042", "1200.00"), item(2, "INV/2026/0043", other))
    books = replace(books, closed_documents=frozenset({"INV/2026/9999"}))
    pay = payment("952.50", text, **PAYER)
    [decision] = match([pay], books, Policy(exchange=Decimal(1)))
    assert not (isinstance(decision, Matched) and decision.post)


def test_one_invoice_is_not_paid_twice_at_the_rate() -> None:
    pays = [payment("952.50", "INV/2026/0042", key=key, **PAYER) for key in (1, 2)]
    books = ledger(foreign(1, "INV/2026/0042", "1200.00"))
    decisions = match(pays, books, Policy(exchange=Decimal(1)))
    assert [isinstance(one, Matched) and one.post for one in decisions].count(True) == 1


def test_another_invoice_of_just_this_amount_is_shown_too() -> None:
    pay = payment("952.57", "INV/2026/0042", **PAYER)
    books = ledger(foreign(1, "INV/2026/0042", "1200.00"), item(2, "INV/2026/0043", "952.57"))
    [decision] = match([pay], books, Policy())
    assert isinstance(decision, Ambiguous)
    assert {one.allocations[0].item for one in decision.candidates} == {1, 2}


def test_a_rate_holds_until_the_next() -> None:
    rates = Rates(RATES)
    for day, worth in [
        (date(2025, 1, 1), "80"),
        (date(2026, 1, 1), "80"),
        (date(2026, 6, 30), "80"),
        (date(2026, 7, 1), "50"),
    ]:
        assert rates.worth(Decimal(100), "USD", "EUR", day) == Decimal(worth)
    assert rates.worth(Decimal(8), "GBP", "USD", DAY) == Decimal("12.5")
    assert rates.worth(Decimal(8), "CHF", "USD", DAY) is None
    assert not Rates(())


def test_the_backtest_replays_both() -> None:
    bills = [foreign(n, f"INV/2026/{n:04}", "1200.00") for n in (42, 43)]
    pays = [
        ordered("1200.00", "950.10", "INV/2026/0042"),
        payment("952.50", "INV/2026/0043", key=2, **PAYER),
    ]
    history = History(
        payments=tuple(
            PastPayment(payment=pay, closed={bill.key: None})
            for pay, bill in zip(pays, bills, strict=True)
        ),
        items=tuple(PastItem(item=bill) for bill in bills),
        customers=CUSTOMERS,
        currency="EUR",
        rates=RATES,
    )
    again = replay(history, lambda payments, books: match(payments, books, Policy()))
    assert [one.verdict for one in again] == ["right", "first"]


# Whatever comes

CURRENCIES = st.sampled_from(["EUR", "USD", "GBP"])
AMOUNTS = st.sampled_from(["96.00", "120.00", "216.00", "100.00", "80.00", "33.33", "41.66"])


@st.composite
def books_and_payments(draw: st.DrawFn) -> tuple[Ledger, list[Payment]]:
    """Few amounts that are near each other at the rates, so that chance has a chance."""
    items = [
        replace(item(n, f"INV/2026/{n:04}", draw(AMOUNTS)), currency=draw(CURRENCIES))
        for n in range(41, 45)
    ]
    payments = []
    for key in range(draw(st.integers(1, 3))):
        named = draw(st.lists(st.sampled_from(items), max_size=2))
        text = " ".join(one.document for one in named) or "Thanks"
        other = draw(st.sampled_from([None, "USD", "GBP"]))
        original = other and Money(amount=Decimal(draw(AMOUNTS)), currency=other)
        payments.append(payment(draw(AMOUNTS), text, key=key, original=original, **PAYER))
    return ledger(*items), payments


@given(books_and_payments(), st.sampled_from([None, Decimal(3)]))
@settings(max_examples=300, deadline=None)
def test_no_more_than_came_and_is_open_and_never_another_currency(
    case: tuple[Ledger, list[Payment]], percent: Decimal | None
) -> None:
    """Another one only if the payer ordered it, or the policy trusts the rate of the day."""
    books, payments = case
    policy = Policy(exchange=percent)
    items = {one.key: one for one in books.items}
    used: dict[int, Decimal] = dict.fromkeys(items, Decimal(0))
    for pay, decision in zip(payments, match(payments, books, policy), strict=True):
        candidates = decision.candidates if isinstance(decision, Ambiguous) else [decision]
        for one in candidates:
            if not isinstance(one, Matched):
                continue
            spent = sum((share.amount for share in one.allocations), one.on_account)
            assert spent <= pay.amount
            for share in one.allocations:
                bill = items[share.item]
                own = bill.currency == pay.currency
                closes = share.amount if share.closes is None else share.closes
                assert own or share.closes is not None
                assert 0 < closes <= bill.residual
                if one.post:
                    assert own or percent or _is_ordered(pay, bill)
                    used[bill.key] += closes
    assert all(used[key] <= one.residual for key, one in items.items())


def _is_ordered(pay: Payment, bill: OpenItem) -> bool:
    return pay.original is not None and pay.original.currency == bill.currency
