"""What payers say besides numbers, in the orders in which they write it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ar_collections.engine import Customer, Matched, Policy, match
from ar_collections.engine.phrases import (
    reason_beside,
    reason_of,
    return_reason,
    says_credit,
    without_names,
)

from .books import item, ledger, payment

POLICY = Policy(deductions=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # reason, amount, number
        ("less damaged goods 275.59 INV 42", "less damaged goods"),
        ("abzgl. Mängelrüge 275,59 EUR RE 42", "abzgl. Mängelrüge"),
        ("moins litige 275,59 EUR facture 42", "moins litige"),
        ("minus klacht 275,59 EUR factuur 42", "minus klacht"),
        ("menos faltante 275,59 EUR factura 42", "menos faltante"),
        ("meno merce avariata 275,59 EUR fattura 42", "meno merce avariata"),
        ("minus reklamacja 275,59 PLN faktura 42", "minus reklamacja"),
        # amount, reason
        ("INV 42 less EUR 275.59 damaged goods", "less EUR 275.59 damaged goods"),
        ("INV 42 less GBP275.59 for broken pallets", "less GBP275.59 for broken pallets"),
        ("INV 42 less: 1,275.59 - short delivery", "less: 1,275.59 - short delivery"),
        ("RE 42 abzgl. 275,59 EUR Mangelruege", "abzgl. 275,59 EUR Mangelruege"),
        ("RE 42 abzgl. EUR 275,59 Mangelruege", "abzgl. EUR 275,59 Mangelruege"),
        ("RE 42 abzüglich 1.275,59 € wegen Bruch", "abzüglich 1.275,59 € wegen Bruch"),
        ("Fact 42 moins 1 275,59 EUR pour litige", "moins 1 275,59 EUR pour litige"),
        ("Factuur 42 minus € 275,59 wegens breuk", "minus € 275,59 wegens breuk"),
        ("Factura 42 menos 275,59 EUR por rotura", "menos 275,59 EUR por rotura"),
        ("Fattura 42 meno 275,59 EUR per rottura", "meno 275,59 EUR per rottura"),
        ("FV 42 potrącono 275,59 zł za braki", "potrącono 275,59 zł za braki"),
        ("275,59 EUR Palettenbruch abgezogen RE 42", "275,59 EUR Palettenbruch abgezogen"),
        ("50.00 missing pallets deducted", "50.00 missing pallets deducted"),
        # number, reason, amount
        ("INV 42 shortage 275.59", "shortage"),
        ("RE 42 Mangelruege 275,59 EUR", "Mangelruege"),
        ("RE 42 Palettenbruch 275,59 EUR abgezogen", "Palettenbruch 275,59 EUR abgezogen"),
        ("Facture 42 manquant 275,59", "manquant"),
        ("Factuur 42 beschadigd 275,59", "beschadigd"),
        ("Factura 42 reclamación 275,59", "reclamación"),
        ("Fattura 42 reclamo 275,59", "reclamo"),
        ("FV 42 reklamacja 275,59", "reklamacja"),
        # numbers and labels are no reasons
        ("INV 42 less 275.59", ""),
        ("INV 42 less EUR 275.59", ""),
        ("less 275.59 INV 42", ""),
        ("abzgl. 275,59 EUR RE 42 Mangelruege", "Mangelruege"),
        ("INV 42 less 00045 thanks", ""),
        # a name is no reason, whoever it is
        ("Discount Tyres Ltd INV 42", ""),
        ("INV 42 by Rebate House GmbH", ""),
    ],
)
def test_the_reason_in_any_order(text: str, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Discount Tyres Ltd", "DISCOUNT TYRES INV 42"),
        ("Discount Tyres Ltd", "INV 42 Discount Tyres Limited"),
        ("Rabatt-Märkte Müller GmbH", "RABATT MAERKTE MUELLER GMBH RE 42"),
        ("Bonus AG", "Bonus AG 42"),
        ("Less & Sons plc", "LESS AND SONS PLC 42"),
    ],
)
def test_a_name_is_no_reason(name: str, text: str) -> None:
    assert reason_of(without_names(text, [name])) == ""


def test_without_names_the_rest_stays() -> None:
    said = without_names("Discount Tyres Ltd INV 42 less discount", ["Discount Tyres Ltd"])
    assert reason_of(said) == "less discount"
    assert without_names("thanks", ["", "&", "Ltd"]) == "thanks"


def test_a_label_before_a_name_is_no_reason() -> None:
    said = without_names("CO NAME:DISCOUNT TYRES**275.59", ["Discount Tyres Ltd"])
    assert reason_beside(said, Decimal("275.59")) == ""


def test_words_beside_what_is_paid_are_no_reason() -> None:
    decision = decided("350.00", "F2600042 freight 350.00")
    assert decision.adjustments == ()


@pytest.mark.parametrize(
    "text",
    [
        "INV 42 less credit",
        "INV 42 less our credit note 7",
        "RE 42 abzgl. Gutschrift",
        "RE 42 abzgl. 30,00 EUR Gutschrift",
        "Facture 42 moins avoir",
        "Factuur 42 minus creditnota",
        "Factura 42 menos abono",
        "Fattura 42 meno nota di credito",
        "FV 42 pomniejszone o korektę",
    ],
)
def test_a_credit_is_said(text: str) -> None:
    assert says_credit(text)


@pytest.mark.parametrize("text", ["SEPA GUTSCHRIFT 42", "credit transfer 42", "abono factura 42"])
def test_a_credit_transfer_is_no_credit(text: str) -> None:
    assert not says_credit(text)
    assert reason_of(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("INV 42 freight 275.59", "freight"),
        ("275.59 EUR for broken pallets INV 42", "broken pallets"),
        ("Facture 42 marchandise abîmée 275,59 EUR", "marchandise abîmée"),
        ("Faktura 42 tull 275,59 kr", "tull"),
        ("payment 275.59 freight", "freight"),
        ("INV 42 freight 275.60", ""),
        ("INV 42 275.59", ""),
        ("INV 42 rest 275.59 next week", ""),
        ("RE 42 offen 275,59", ""),
        ("Teilzahlung, 275,59 folgt", ""),
        ("Thanks 275.59", ""),
    ],
)
def test_the_words_beside_what_is_missing(text: str, reason: str) -> None:
    assert reason_beside(text, Decimal("275.59")) == reason


def decided(amount: str, text: str, *, name: str = "Nordlicht Energie AG") -> Matched:
    customers = (Customer(key=1, name=name, accounts=("DE001",)),)
    items = (item(1, "F2600042", "700.00"), item(2, "C2600001", "-66.60"))
    pay = payment(amount, text, payer_account="DE001", payer_name=name)
    (decision,) = match([pay], replace(ledger(*items), customers=customers), POLICY)
    assert isinstance(decision, Matched)
    return decision


def test_a_payer_called_discount_states_no_reason() -> None:
    decision = decided("650.00", "DISCOUNT TYRES LTD F2600042", name="Discount Tyres Ltd")
    assert decision.adjustments == ()


def test_a_payer_called_balance_does_not_pay_the_balance() -> None:
    """A part of a list, with a sum of its own, is not the whole book."""
    items = (item(1, "F1", "100.00"), item(2, "F2", "100.00"))
    for name, posted in (("New Balance Ltd", False), ("Cobalt Ltd", True)):
        customers = (Customer(key=1, name=name, accounts=("DE001",)),)
        text = "NEW BALANCE LTD" if "Balance" in name else "balance"
        pay = payment("200.00", text, payer_account="DE001", payer_name=name)
        (decision,) = match([pay], replace(ledger(*items), customers=customers), POLICY)
        assert isinstance(decision, Matched)
        assert decision.post is posted


def test_the_credit_that_is_said_is_netted_and_posted() -> None:
    decision = decided("633.40", "F2600042 abzgl. Gutschrift")
    assert decision.post
    assert [(one.item, one.amount) for one in decision.allocations] == [
        (1, Decimal("700.00")),
        (2, Decimal("-66.60")),
    ]
    assert decision.adjustments == ()
    assert "the credit C2600001" in "; ".join(map(str, decision.evidence))


def test_the_credit_under_another_reason_is_suggested() -> None:
    for text in ("F2600042 less damaged goods", "F2600042 minus 66.60"):
        decision = decided("633.40", text)
        assert not decision.post
        assert [one.item for one in decision.allocations] == [1, 2]


def test_the_words_beside_what_is_missing_are_the_reason() -> None:
    (kept,) = decided("650.00", "F2600042 freight 50.00").adjustments
    assert (kept.kind, kept.amount, kept.reason) == ("deduction", Decimal(50), "freight")
    assert decided("650.00", "F2600042 freight 60.00").adjustments == ()


def test_a_credit_of_another_amount_is_a_deduction() -> None:
    decision = decided("650.00", "F2600042 less credit note")
    assert [one.kind for one in decision.adjustments] == ["deduction"]


def test_a_name_is_no_return() -> None:
    assert return_reason(without_names("RETOURE24 GMBH 42", ["Retoure24 GmbH"])) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("RUECKGABE AC04 KONTO AUFGELOEST", "RUECKGABE AC04"),
        ("Rücklastschrift MD06 Rechnung 42", "Rücklastschrift MD06"),
        ("ACH RETURN R01", "RETURN R01"),
        ("CHQ RTD 100234 REFER TO DRAWER", "CHQ RTD REFER TO DRAWER"),
        ("Unpaid cheque 42", "Unpaid"),
        ("Salary 42", ""),
    ],
)
def test_the_banks_words_and_code_of_a_return(text: str, reason: str) -> None:
    assert return_reason(text) == reason
