"""A payment of an invoice that is not posted yet: it waits, and nothing else is disturbed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ar_collections.engine import Draft, Ledger, Matched, Policy, Unmatched, match

from .books import item, ledger, payment

SENTENCE = "stands on a draft invoice: post it, then this payment is matched again"
DRAFTS = (
    Draft(customer=1, document="INV/2026/00077", references=("PO-88123",)),
    Draft(customer=4, references=("ORDER-5512",)),
)
BOOKS = ledger(item(1, "INV/2026/00042", "100.00"), item(2, "INV/2026/00043", "60.00"))
WITH_DRAFTS = ledger(*BOOKS.items, drafts=DRAFTS)


@pytest.mark.parametrize(
    ("text", "name", "customer"),
    [
        ("Invoice INV/2026/00077", "INV/2026/00077", 1),
        ("inv 2026 00077", "INV/2026/00077", 1),
        ("PO 88123", "PO-88123", 1),
        ("your ORDER-5512", "ORDER-5512", 4),
    ],
)
def test_the_draft_is_named(text: str, name: str, customer: int) -> None:
    [decision] = match([payment("345.67", text)], WITH_DRAFTS, Policy())
    assert isinstance(decision, Unmatched)
    assert str(decision.evidence[0]) == f"{name} {SENTENCE}"
    assert decision.customer == customer


def test_the_payer_counts_more_than_the_customer_of_the_draft() -> None:
    pay = payment("345.67", "ORDER-5512", payer_name="Nordlicht Energie AG", payer_account="DE001")
    [decision] = match([pay], WITH_DRAFTS, Policy())
    assert isinstance(decision, Unmatched)
    assert decision.customer == 1


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("100.00", "INV/2026/00042"),
        ("160.00", "INV/2026/00042, 43"),
        ("100.00", "INV/2026/00042 of PO-88123"),
        ("100.00", "thanks"),
        ("222.00", "thanks"),
        ("60.00", "invoice 00043 of 2026"),
    ],
)
def test_a_draft_changes_no_other_decision(amount: str, text: str) -> None:
    pays = [payment(amount, text, payer_name="Nordlicht Energie AG", payer_account="DE001")]
    assert match(pays, WITH_DRAFTS, Policy()) == match(pays, BOOKS, Policy())


def test_who_names_a_draft_alone_pays_nothing_else_for_sure() -> None:
    """An open item of exactly the amount is shown, with the draft as the reason to wait."""
    pay = payment("100.00", "ORDER-5512", payer_account="DE001")
    [decision] = match([pay], WITH_DRAFTS, Policy())
    assert isinstance(decision, Matched)
    assert not decision.post
    assert f"ORDER-5512 {SENTENCE}" in map(str, decision.evidence)


def test_what_is_open_as_well_is_no_draft() -> None:
    """One order, two invoices: the posted one is paid."""
    books = ledger(
        item(1, "INV/2026/00042", "100.00", references=("PO-88123",)),
        drafts=DRAFTS,
    )
    [decision] = match([payment("100.00", "PO-88123")], books, Policy())
    assert isinstance(decision, Matched)
    [decision] = match([payment("345.67", "PO-88123", payer_name="Nordlicht")], books, Policy())
    assert SENTENCE not in " ".join(map(str, decision.evidence))


# --- a draft that asks for exactly so much

ASKS = Draft(customer=1, amount=Decimal("250.37"), currency="EUR", references=("S00042",))
KNOWN = {"payer_name": "Nordlicht Energie AG", "payer_account": "DE001"}


def on_account(decision: object, customer: int) -> str:
    """What is said of a payment that waits with the customer."""
    assert isinstance(decision, Matched)
    assert (decision.post, decision.allocations) == (False, ())
    assert (decision.customer, decision.on_account) == (customer, Decimal("250.37"))
    return "; ".join(map(str, decision.evidence))


@pytest.mark.parametrize("payer", [KNOWN, {"payer_name": "Nordlicht Energie AG"}])
@pytest.mark.parametrize("books", [ledger(drafts=(ASKS,)), ledger(*BOOKS.items, drafts=(ASKS,))])
def test_a_known_payer_pays_what_a_draft_asks(books: Ledger, payer: dict[str, object]) -> None:
    [decision] = match([payment("250.37", "thanks", **payer)], books, Policy())
    said = on_account(decision, 1)
    assert "a draft invoice of Nordlicht Energie AG asks for exactly 250.37: post it first" in said


def test_a_draft_is_named_by_its_order() -> None:
    [decision] = match([payment("250.37", "order S00042")], ledger(drafts=(ASKS,)), Policy())
    assert f"S00042 {SENTENCE}" in on_account(decision, 1)


def test_a_draft_in_another_currency_is_not_meant() -> None:
    drafts = (replace(ASKS, currency="USD"),)
    [decision] = match([payment("250.37", "thanks", **KNOWN)], ledger(drafts=drafts), Policy())
    assert "draft" not in on_account(decision, 1)


def test_an_open_item_of_the_amount_comes_first() -> None:
    books = ledger(item(1, "INV/2026/00042", "250.37"), drafts=(ASKS,))
    [decision] = match([payment("250.37", "thanks", **KNOWN)], books, Policy())
    assert isinstance(decision, Matched)
    assert [one.item for one in decision.allocations] == [1]


def test_nobody_is_guessed_for_a_draft() -> None:
    [decision] = match([payment("250.37", "thanks")], ledger(drafts=(ASKS,)), Policy())
    assert isinstance(decision, Unmatched)
