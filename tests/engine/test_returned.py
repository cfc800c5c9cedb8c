"""Direct debits and cheques that come back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from ar_collections.engine import Decision, Policy, Receipt, Returned, Tolerance, Unmatched, match

from .books import DAY, ledger, payment

RECEIPT = Receipt(
    key=11,
    booked=DAY - timedelta(days=3),
    amount=Decimal("441.13"),
    currency="EUR",
    customer=1,
    reference="DD-2026-55",
    payer_name="Nordlicht Energie",
    payer_account="DE001",
    documents=("RE-2026-0101",),
)


def decided(
    text: str,
    *receipts: Receipt,
    amount: str = "-441.13",
    policy: Policy | None = None,
    **more: object,
) -> Decision:
    books = ledger(receipts=receipts or (RECEIPT,), closed_documents=frozenset({"RE-2026-0101"}))
    [decision] = match([payment(amount, text, **more)], books, policy or Policy())
    return decision


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("RETOURE SEPA-Lastschrift DD-2026-55 MD06", {}),
        ("Rücklastschrift", {"reference": "DD-2026-55"}),
        ("DD202655", {"is_return": True}),
        ("impayé RE-2026-0101", {}),
        ("insufficient funds", {"payer_account": "DE001"}),
    ],
)
def test_returned(text: str, more: dict[str, object]) -> None:
    decision = decided(text, **more)
    assert isinstance(decision, Returned), decision
    assert decision.post, "; ".join(map(str, decision.evidence))
    assert (decision.receipt, decision.customer) == (11, 1)


def test_the_banks_reason_is_kept() -> None:
    decision = decided("Rücklastschrift DD-2026-55")
    assert isinstance(decision, Returned)
    assert decision.reason == "Rücklastschrift"


@pytest.mark.parametrize(
    ("text", "more", "because"),
    [
        ("Refund RE-2026-0101", {}, "may be a refund"),
        ("returned", {"payer_name": "NORDLICHT ENERGIE AG"}, "only the payer's name"),
    ],
)
def test_for_a_person(text: str, more: dict[str, object], because: str) -> None:
    decision = decided(text, **more)
    assert isinstance(decision, Returned), decision
    assert not decision.post
    assert because in "; ".join(map(str, decision.evidence))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Salary run", {}),
        ("returned goods", {}),
        ("Supplier payment", {"payer_account": "DE001"}),
        ("Rücklastschrift DD-2026-55", {"amount": "-441.12"}),
        ("Rücklastschrift DD-2026-55", {"currency": "USD"}),
        ("Rücklastschrift DD-2026-55", {"booked": DAY - timedelta(days=4)}),
    ],
)
def test_not_this_receipt(text: str, more: dict[str, object]) -> None:
    assert isinstance(decided(text, **more), Unmatched)


def test_two_alike_are_for_a_person_the_latest_first() -> None:
    other = replace(RECEIPT, key=12, booked=DAY - timedelta(days=1), reference="")
    first = replace(RECEIPT, reference="")
    decision = decided("NSF", first, other, payer_account="DE001")
    assert isinstance(decision, Returned)
    assert (decision.receipt, decision.post) == (12, False)


FEE = Policy(fee=Tolerance(amount=Decimal(10), percent=Decimal(5)))


@pytest.mark.parametrize("text", ["RUECKLASTSCHRIFT RE-2026-0101 AC04", "Retoure DD-2026-55 AC04"])
@pytest.mark.parametrize(
    ("policy", "amount", "post"),
    [
        (FEE, "-446.13", True),
        (FEE, "-451.14", False),
        (Policy(), "-446.13", False),
    ],
)
def test_the_bank_took_its_fee_with_it(text: str, policy: Policy, amount: str, post: bool) -> None:
    decision = decided(text, amount=amount, policy=policy)
    assert isinstance(decision, Returned), decision
    assert (decision.receipt, decision.post) == (11, post)
    said = "; ".join(map(str, decision.evidence))
    assert "more went out: the bank's fee" in said
    assert ("does not allow a bank fee" in said) is not post


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("RE-2026-0101", {}),  # nothing says that it came back
        ("Rücklastschrift", {"payer_account": "DE001"}),  # whichever it was
        ("Rücklastschrift", {"payer_name": "Nordlicht Energie"}),
        ("Rücklastschrift RE-2026-0101", {"amount": "-882.26"}),
        ("Rücklastschrift RE-2026-0101", {"amount": "-436.13"}),
    ],
)
def test_no_return_with_a_fee(text: str, more: dict[str, object]) -> None:
    assert isinstance(decided(text, **{"amount": "-446.13", "policy": FEE, **more}), Unmatched)


def test_the_very_amount_comes_before_a_fee() -> None:
    other = replace(RECEIPT, key=12, amount=Decimal("446.13"))
    decision = decided("Retoure RE-2026-0101", RECEIPT, other, amount="-446.13", policy=FEE)
    assert isinstance(decision, Returned)
    assert (decision.receipt, decision.post) == (12, True)


CHEQUE = replace(RECEIPT, reference="", payer_account="", text="CHEQUE DEPOSIT CHQ 000123")


def test_a_cheque_by_its_number() -> None:
    for receipt in (CHEQUE, replace(CHEQUE, text="deposit", reference="000123")):
        decision = decided("RETURNED CHEQUE 123 refer to drawer", receipt)
        assert isinstance(decision, Returned)
        assert (decision.post, decision.reason) == (True, "RETURNED refer to drawer")
        assert "it was paid by cheque 123" in map(str, decision.evidence)


def test_a_cheque_for_a_person() -> None:
    unsaid = decided("CHEQUE 000123", CHEQUE)
    assert isinstance(unsaid, Returned)
    assert not unsaid.post
    two = decided("RETURNED CHEQUE 000123", CHEQUE, replace(CHEQUE, key=12))
    assert isinstance(two, Returned)
    assert not two.post


@pytest.mark.parametrize(
    "text", ["RETURNED CHEQUE 000124", "RETURNED CHEQUE 12", "RETURNED 000123"]
)
def test_another_cheque(text: str) -> None:
    assert isinstance(decided(text, CHEQUE), Unmatched)


def test_a_receipt_returns_once() -> None:
    texts = ["Rücklastschrift DD-2026-55"] * 2
    pays = [payment("-441.13", text, key=key) for key, text in enumerate(texts)]
    first, second = match(pays, ledger(receipts=(RECEIPT,)), Policy())
    assert isinstance(first, Returned)
    assert first.post
    assert isinstance(second, Unmatched)


def test_policy_and_limit() -> None:
    for policy in (Policy(post=False), Policy(post_limit=Decimal(100))):
        decision = decided("Rücklastschrift DD-2026-55", policy=policy)
        assert isinstance(decision, Returned)
        assert not decision.post
