"""A payment that names what is paid already may have come twice: nothing else is paid with it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ar_collections.engine import Closed, Decision, Matched, Policy, Unmatched, match

from .books import item, ledger, payment

MAY = Closed(document="INV/2026/00005", customer=1)
OTHERS = Closed(document="INV/2026/00009", customer=2)
JUNE = item(6, "INV/2026/00006", "119.37", references=("RF18539007547034",))
CLOSED = {
    "RF45539007547033": MAY,
    "PO-4500012345": MAY,
    "PO 4711": MAY,
    "99171": OTHERS,
    "May 2026": OTHERS,
}
BOOKS = ledger(
    JUNE,
    closed_documents=frozenset({MAY.document, OTHERS.document}),
    closed_references=CLOSED,
)
BY_ACCOUNT = {"payer_name": "Nordlicht Energie AG", "payer_account": "DE001"}
BY_NAME = {"payer_name": "Nordlicht Energie AG"}


def decided(text: str, *items: object, **payer: object) -> Decision:
    books = replace(BOOKS, items=(*BOOKS.items, *items))
    return match([payment("119.37", text, **payer)], books, Policy())[0]


@pytest.mark.parametrize("payer", [BY_ACCOUNT, BY_NAME])
@pytest.mark.parametrize(
    "text",
    ["RF45 5390 0754 7033", "PO-4500012345", "your po 4500012345", "PO4711", "order PO 4711"],
)
def test_the_reference_of_a_paid_invoice(text: str, payer: dict[str, object]) -> None:
    decision = decided(text, **payer)
    assert isinstance(decision, Matched)
    assert not decision.post
    assert "INV/2026/00005 is already paid" in map(str, decision.evidence)


def test_it_stays_on_account_where_nothing_else_has_the_amount() -> None:
    [decision] = match([payment("50.00", "PO 4711", **BY_ACCOUNT)], BOOKS, Policy())
    assert isinstance(decision, Matched)
    assert (decision.allocations, decision.paid_before) == ((), ("INV/2026/00005",))


WHOSE = replace(BOOKS, closed_customers={MAY.document: 1, OTHERS.document: 2})


@pytest.mark.parametrize("text", [MAY.document, "RF45 5390 0754 7033"])
def test_of_an_unknown_payer_it_is_with_the_invoices_customer(text: str) -> None:
    [decision] = match([payment("50.00", text, payer_name="Stadtkasse")], WHOSE, Policy())
    assert isinstance(decision, Matched)
    assert (decision.customer, decision.on_account, decision.post) == (1, Decimal(50), False)
    assert "INV/2026/00005 is already paid" in map(str, decision.evidence)


def test_the_invoices_customer_is_not_clear() -> None:
    two = f"{MAY.document} {OTHERS.document}"
    for text, payer, books in (
        (two, {}, WHOSE),  # two customers'
        (MAY.document, {"payer_name": "Stadtkasse"}, replace(WHOSE, closed_customers={})),
        (MAY.document, {}, replace(WHOSE, closed_customers={MAY.document: 99})),
    ):
        [decision] = match([payment("50.00", text, **payer)], books, Policy())
        assert isinstance(decision, Unmatched)
    [decision] = match([payment("50.00", MAY.document, payer_name="Cobalt Works")], WHOSE, Policy())
    assert decision.customer == 2  # type: ignore[union-attr]


def test_paid_in_the_same_statement() -> None:
    names = [{"payer_name": "Nordlicht Energie AG", "payer_account": "DE001"}, {}]
    pays = [payment("119.37", "INV/2026/00006", key=n, **each) for n, each in enumerate(names)]
    first, second = match(pays, BOOKS, Policy())
    assert first.post  # type: ignore[union-attr]
    assert isinstance(second, Matched)
    assert (second.customer, second.post) == (1, False)


@pytest.mark.parametrize("text", ["Kd 99171", "May 2026", "thanks", "RF18 5390 0754 7034"])
def test_anothers_short_reference_says_nothing(text: str) -> None:
    decision = decided(text, **BY_ACCOUNT)
    assert isinstance(decision, Matched)
    assert decision.post, decision.evidence


def test_a_standing_order_still_pays_what_is_open() -> None:
    july = item(7, "INV/2026/00007", "119.37", references=("PO-4500012345", "PO 4711"))
    for text in ("PO-4500012345", "PO 4711"):
        decision = decided(text, july, **BY_ACCOUNT)
        assert isinstance(decision, Matched)
        assert decision.post, decision.evidence
        assert [one.item for one in decision.allocations] == [7]


def test_twice_on_one_day() -> None:
    """The first pays it, the second is not put on what else has the amount."""
    may = item(5, "INV/2026/00005", "119.37", references=("PO-4500012345",))
    books = ledger(may, JUNE)
    pays = [payment("119.37", "PO-4500012345", key=key, **BY_ACCOUNT) for key in (1, 2)]
    decisions = match(pays, books, Policy())
    posted = [one for one in decisions if isinstance(one, Matched) and one.post]
    assert [one.allocations[0].item for one in posted] in ([], [5])


def test_its_customer_may_be_unknown_by_now() -> None:
    closed = {"PO-4500012345": Closed(document="INV/2026/00005", customer=99)}
    books = replace(BOOKS, closed_references=closed)
    [decision] = match([payment("119.37", "PO-4500012345", **BY_ACCOUNT)], books, Policy())
    assert isinstance(decision, Matched)
    assert not decision.post


def paid_lately(*customers: int) -> Decision:
    paid = tuple(Closed(document=f"INV/2026/0000{key}", customer=key) for key in customers)
    books = replace(BOOKS, paid_lately={(Decimal("77.31"), "EUR"): paid})
    return match([payment("77.31", "thanks", payer_name="Unknown Ltd")], books, Policy())[0]


def test_an_amount_that_was_paid_lately_is_suggested_on_account() -> None:
    decision = paid_lately(2)
    assert isinstance(decision, Matched)
    assert not decision.post
    assert (decision.customer, decision.on_account) == (2, Decimal("77.31"))
    assert "INV/2026/00002 of exactly 77.31 was paid lately" in str(decision.evidence[0])


def test_an_amount_that_several_paid_says_nothing() -> None:
    assert not isinstance(paid_lately(1, 2), Matched)
    assert not isinstance(paid_lately(99), Matched)
