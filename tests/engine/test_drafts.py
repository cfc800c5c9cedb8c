"""A payment of an invoice that is not posted yet: it waits, and nothing else is disturbed."""

import pytest
from ar_collections.engine import Draft, Matched, Policy, Unmatched, match

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
