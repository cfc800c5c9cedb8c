"""Policies: which one holds, and what it lets through."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ar_collections.engine import (
    Calibration,
    Customer,
    Decision,
    Ledger,
    Matched,
    Policies,
    Policy,
    Rule,
    TierHistory,
    Tolerance,
    Unmatched,
    match,
)
from ar_collections.engine.phrases import (
    reason_of,
    return_reason,
    says_balance,
    says_part,
    says_several,
)

from .books import CUSTOMERS, item, ledger, payment

ITEMS = (
    item(1, "RE-2026-0101", "441.13"),
    item(2, "RE-2026-0102", "222.22", 2),
    item(3, "RE-2026-0103", "87.65", 4),
    item(4, "RE-2026-0104", "99.00", 4),
)


def decided(policy: Policy | Policies, amount: str = "441.13", **more: object) -> Decision:
    text = more.pop("text", "RE-2026-0101")
    values = {"payer_account": "DE001", **more}
    [decision] = match([payment(amount, str(text), **values)], ledger(*ITEMS), policy)
    return decision


def is_posted(decision: Decision) -> bool:
    return isinstance(decision, Matched) and decision.post


HOLD = Policy(post=False)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Rule(policy=HOLD), True),
        (Rule(policy=HOLD, journals=frozenset({5})), True),
        (Rule(policy=HOLD, journals=frozenset({6})), False),
        (Rule(policy=HOLD, currencies=frozenset({"USD"})), False),
        (Rule(policy=HOLD, groups=frozenset({7})), False),
        (Rule(policy=HOLD, customers=frozenset({1, 2})), True),
        (Rule(policy=HOLD, customers=frozenset({2})), False),
        (Rule(policy=HOLD, largest=Decimal("441.13")), True),
        (Rule(policy=HOLD, largest=Decimal("441.12")), False),
    ],
)
def test_the_first_rule_that_fits_holds(rule: Rule, holds: bool) -> None:
    policies = Policies(rules=(rule, Rule(policy=Policy())))
    assert is_posted(decided(policies, journal=5)) is not holds


def test_rules_by_group_of_the_customer() -> None:
    policies = Policies(rules=(Rule(policy=HOLD, groups=frozenset({7})),))
    more = {"text": "RE-2026-0102", "payer_account": "", "payer_name": "Cobalt Works LLC"}
    assert not is_posted(decided(policies, "222.22", **more))
    assert is_posted(decided(Policies(), "222.22", **more))


def test_bands_by_confidence() -> None:
    assert is_posted(decided(Policy(post_from=Decimal("0.99"))))
    held = decided(Policy(post_from=Decimal("0.999")))
    assert isinstance(held, Matched)
    assert "99.8" in str(held.evidence[-1])
    left = decided(Policy(post=False, suggest_from=Decimal("0.9")))
    assert isinstance(left, Unmatched)
    assert left.customer == 1
    assert "less than the policy suggests" in str(left.evidence[-1])


def test_confidence_follows_history() -> None:
    bad = Calibration((TierHistory("A", confirmed=10, reversed=40),))
    decision = decided(Policy(calibration=bad, post_from=Decimal("0.95")))
    assert isinstance(decision, Matched)
    assert not decision.post
    good = Calibration((TierHistory("A", confirmed=3000),))
    assert good.confidence("A") > Decimal("0.9995")


def test_what_was_undone_too_often_waits_for_a_person() -> None:
    bad = Calibration((TierHistory("A", reversed=50),))
    decision = decided(Policy(calibration=bad))
    assert isinstance(decision, Matched)
    assert not decision.post
    assert "50 of 50 matches of this kind were undone" in str(decision.evidence[-1])
    assert is_posted(decided(Policy(calibration=bad, post_from=Decimal("0.5"))))


@pytest.mark.parametrize(
    "history",
    [
        TierHistory("A"),
        TierHistory("A", confirmed=1, reversed=2),
        TierHistory("A", confirmed=400, reversed=15),
        TierHistory("B", reversed=50),
    ],
)
def test_few_or_others_undone_hold_nothing(history: TierHistory) -> None:
    assert is_posted(decided(Policy(calibration=Calibration((history,)))))


def test_the_confidence_of_suggestions_follows_what_became_of_them() -> None:
    nobody = {"payer_account": "", "text": "thanks"}
    new = decided(Policy(), "222.22", **nobody)
    assert isinstance(new, Matched)
    assert (new.tier, new.confidence) == ("E", Decimal("0.30"))
    often = Calibration((TierHistory("E", confirmed=5000),))
    known = decided(Policy(calibration=often), "222.22", **nobody)
    assert isinstance(known, Matched)
    assert known.confidence > Decimal("0.98")
    doubted = Calibration((TierHistory("A", confirmed=900, accepted=10, changed=90),))
    held = decided(Policy(post=False, calibration=doubted))
    assert isinstance(held, Matched)
    assert held.confidence == Decimal("0.35")


def test_a_confirmed_name_is_as_good_as_an_account() -> None:
    more = {"payer_account": "XX", "payer_name": "Le petit atelier", "text": "thanks"}
    decision = decided(Policy(), "99.00", **more)
    assert is_posted(decision)
    assert isinstance(decision, Matched)
    assert (decision.tier, decision.customer) == ("C", 4)
    assert "was confirmed as Atelier Sud SARL" in str(decision.evidence[0])
    other = decided(Policy(), "99.00", **{**more, "payer_account": "DE001"})
    assert not is_posted(other)


def test_over_payments_can_be_left_to_a_person() -> None:
    assert is_posted(decided(Policy(), "500.00"))
    held = decided(Policy(post_overpayments=False), "500.00")
    assert isinstance(held, Matched)
    assert (held.post, held.on_account) == (False, Decimal("58.87"))


def test_tolerance() -> None:
    fee = Tolerance(amount=Decimal(20), percent=Decimal(5))
    assert fee.allows(Decimal(-5), Decimal(100))
    assert not fee.allows(Decimal("5.01"), Decimal(100))
    assert not fee.allows(Decimal("20.01"), Decimal(9000))
    assert not fee.allows(Decimal(0), Decimal(100))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("INV 42 less freight", "less freight"),
        ("F42 abzgl. Skonto", "abzgl. Skonto"),
        ("Facture 42 moins avoir 7", "moins avoir"),
        ("Factuur 42 minus retour", "minus retour"),
        ("Factura 42 menos devolución", "menos devolución"),
        ("fatt. 42 meno sconto", "meno sconto"),
        ("FV 42 pomniejszone o rabat", "pomniejszone o rabat"),
        ("Rg 42 Retoure", "Retoure"),
        ("Vries Transport SARL 42", ""),
        ("payment 42 thanks", ""),
    ],
)
def test_reasons_of_short_payments(text: str, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    "text",
    ["all open items", "Saldo", "Kontoausgleich", "Solde", "openstaand saldo", "tutte le fatture"],
)
def test_the_whole_book_is_said(text: str) -> None:
    assert says_balance(text)


def test_parts_several_and_returns() -> None:
    assert all(map(says_part, ["1. Rate", "Anzahlung", "part payment", "acompte", "a conto"]))
    assert all(
        map(
            says_several,
            ["2 Rechnungen", "invoices", "factures", "3 inv", "inv nos 1", "fatura nolari 1"],
        )
    )
    assert not any(map(says_several, ["Rechnung 4711", "invoice", "Zahlung"]))
    assert return_reason("Zahlung retourniert MD06") == "MD06"
    assert return_reason("thanks") == ""


def test_a_name_that_was_mistaken_before_posts_nothing() -> None:
    doubted = tuple(replace(one, mistaken=True) for one in CUSTOMERS)
    books = replace(ledger(*ITEMS), customers=doubted)
    pay = payment("222.22", "thanks", payer_name="Cobalt Works LLC")
    [before] = match([pay], ledger(*ITEMS), Policy())
    [after] = match([pay], books, Policy())
    assert is_posted(before)
    assert not is_posted(after)


LOOK_ALIKES = (
    Customer(key=1, name="Müller GmbH", numbers=("10500",)),
    Customer(key=2, name="Mueller AG", mistaken=True),
)


@pytest.mark.parametrize("text", ["Saldo", "Saldo 10500", "open items Kd-Nr 10500"])
@pytest.mark.parametrize("by_name", [True, False])
@pytest.mark.parametrize("mistaken", [True, False])
def test_no_word_for_the_balance_says_who_pays(text: str, by_name: bool, mistaken: bool) -> None:
    who = (replace(LOOK_ALIKES[0], mistaken=mistaken), LOOK_ALIKES[1])
    items = (item(1, "8201", "341.13"), item(2, "8202", "207.52"))
    paid = payment("548.65", text, payer_name="MUELLER GMBH")
    [decision] = match([paid], Ledger(items=items, customers=who), Policy(post_by_name=by_name))
    assert is_posted(decision) is (by_name and not mistaken)
