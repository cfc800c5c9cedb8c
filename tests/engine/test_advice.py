"""Remittance advices: found, read line by line, posted only if they are the payment."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ar_collections.engine import (
    Adjustment,
    Advice,
    AdviceLine,
    Allocation,
    Decision,
    Discount,
    Ledger,
    Matched,
    OpenItem,
    Policy,
    Tolerance,
    match,
)

from .books import DAY, item, ledger, payment

ITEMS = (
    item(1, "RE-2026-0101", "100.10"),
    item(2, "RE-2026-0102", "200.20"),
    item(3, "RE-2026-0103", "300.30", discount=Discount(amount=Decimal("6.01"), until=DAY)),
    item(4, "RE-2026-0104", "-50.05"),
    item(5, "RE-2026-0105", "75.75", 2),
    item(6, "RE-2026-0106", "60.60", 3),
    item(7, "RE-2026-0107", "40.40", issued=DAY + timedelta(days=3)),
)


def line(document: str, paid: str, *deductions: tuple[str, str]) -> AdviceLine:
    kept = tuple((Decimal(amount), reason) for amount, reason in deductions)
    return AdviceLine(document=document, paid=Decimal(paid), deductions=kept)


def advice(
    *lines: AdviceLine,
    key: int = 1,
    reference: str = "PA4711",
    payer_name: str = "",
    day: date | None = None,
    total: Decimal | None = None,
) -> Advice:
    return Advice(
        key=key, lines=lines, reference=reference, payer_name=payer_name, day=day, total=total
    )


def decided(
    amount: str,
    *advices: Advice,
    text: str = "AVIS PA4711",
    account: str = "DE001",
    reference: str = "",
    name: str = "",
    items: tuple[OpenItem, ...] = ITEMS,
    policy: Policy | None = None,
) -> Decision:
    [decision] = match(
        [payment(amount, text, payer_account=account, reference=reference, payer_name=name)],
        ledger(*items, advices=advices),
        policy or Policy(),
    )
    return decision


def posted(decision: Decision) -> dict[int, Decimal]:
    assert isinstance(decision, Matched), decision
    assert decision.post, "; ".join(map(str, decision.evidence))
    return {one.item: one.amount for one in decision.allocations}


def held(decision: Decision, because: str) -> Matched:
    assert isinstance(decision, Matched), decision
    assert not decision.post
    assert because in "; ".join(map(str, decision.evidence))
    return decision


TWO = advice(line("RE-2026-0101", "100.10"), line("RE-2026-0102", "200.20"))


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("AVIS PA4711", ""),
        ("", "PA4711"),
        ("avis PA 4711, thank you", ""),
        ("", "PA-4711"),
        ("EREF:PA4711/x", ""),
    ],
)
def test_found_by_its_reference(text: str, reference: str) -> None:
    decision = decided("300.30", TWO, text=text, reference=reference)
    assert posted(decision) == {1: Decimal("100.10"), 2: Decimal("200.20")}
    assert isinstance(decision, Matched)
    assert (decision.advice, decision.tier) == (1, "B")
    assert "remittance advice PA4711" in "; ".join(map(str, decision.evidence))


@pytest.mark.parametrize("text", ["AVIS PA47112", "PA 471 1", "4711", "SPA4711"])
def test_another_number_is_not_its_reference(text: str) -> None:
    assert getattr(decided("301.30", TWO, text=text), "advice", None) is None


def test_numbers_are_found_however_written() -> None:
    mangled = advice(line("re 0101", "100.10"), line("2026/0102", "200.20"))
    assert posted(decided("300.30", mangled)) == {1: Decimal("100.10"), 2: Decimal("200.20")}


def test_credit_notes_are_used_up() -> None:
    netted = advice(line("RE-2026-0102", "200.20"), line("RE-2026-0104", "-50.05"))
    decision = posted(decided("150.15", netted))
    assert decision == {2: Decimal("200.20"), 4: Decimal("-50.05")}


def test_stated_deductions_are_kept_apart_with_the_payers_words() -> None:
    short = advice(line("RE-2026-0102", "180.20", ("20.00", "Bruchschaden")))
    decision = decided("180.20", short)
    assert posted(decision) == {2: Decimal("180.20")}
    assert isinstance(decision, Matched)
    assert decision.adjustments == (
        Adjustment(item=2, kind="deduction", amount=Decimal("20.00"), reason="Bruchschaden"),
    )


def test_the_discount_of_the_item_is_a_discount() -> None:
    decision = decided("294.29", advice(line("RE-2026-0103", "294.29", ("6.01", "PPD"))))
    assert posted(decision) == {3: Decimal("294.29")}
    assert isinstance(decision, Matched)
    assert [one.kind for one in decision.adjustments] == ["discount"]


def test_a_line_paid_in_part_leaves_the_rest_open() -> None:
    decision = decided(
        "250.10", advice(line("RE-2026-0101", "100.10"), line("RE-2026-0102", "150"))
    )
    assert posted(decision) == {1: Decimal("100.10"), 2: Decimal(150)}


def test_invoices_of_the_next_days_are_paid_as_named() -> None:
    early = advice(line("RE-2026-0107", "40.40"), line("RE-2026-0102", "150.00"))
    assert posted(decided("190.40", early)) == {7: Decimal("40.40"), 2: Decimal("150.00")}


def test_a_parent_pays_for_its_subsidiary() -> None:
    both = advice(line("RE-2026-0101", "100.10"), line("RE-2026-0106", "60.60"))
    assert posted(decided("160.70", both)) == {1: Decimal("100.10"), 6: Decimal("60.60")}


def test_many_lines() -> None:
    many = tuple(item(key, f"RE-2026-{key:04d}", "10.01") for key in range(200, 320))
    lines = [line(one.document, "10.01") for one in many]
    assert len(posted(decided("1201.20", advice(*lines), items=many))) == 120


def test_another_total_is_for_a_person() -> None:
    proposal = held(decided("299.30", TWO), "the advice says 300.30, not 299.30")
    assert sum(one.amount for one in proposal.allocations) <= Decimal("299.30")


def test_clear_numbers_in_the_text_count_more_than_an_advice_over_another_total() -> None:
    decision = decided("60.60", TWO, text="PA4711 RE-2026-0106")
    assert posted(decision) == {6: Decimal("60.60")}
    assert getattr(decision, "advice", None) is None


def test_a_line_that_is_not_open_is_for_a_person_with_what_is_clear() -> None:
    paid = advice(line("RE-2026-0101", "100.10"), line("RE-2026-0009", "99.90"))
    proposal = held(decided("200.00", paid), "RE-2026-0009, which is not open")
    assert proposal.allocations == (Allocation(item=1, amount=Decimal("100.10")),)


def test_more_than_is_open_is_for_a_person() -> None:
    more = advice(line("RE-2026-0101", "100.10"), line("RE-2026-0102", "210.20"))
    held(decided("310.30", more), "pays more of RE-2026-0102 than is open")


def test_next_to_nothing_more_is_rounding() -> None:
    policy = Policy(rounding=Tolerance(amount=Decimal("0.05")))
    more = advice(line("RE-2026-0101", "100.12"), line("RE-2026-0102", "200.20"))
    decision = decided("300.32", more, policy=policy)
    assert posted(decision) == {1: Decimal("100.12"), 2: Decimal("200.20")}
    assert isinstance(decision, Matched)
    [rounding] = decision.adjustments
    assert (rounding.kind, rounding.amount) == ("rounding", Decimal("-0.02"))


def test_another_payers_invoices_are_for_a_person() -> None:
    held(decided("75.75", advice(line("RE-2026-0105", "75.75"))), "is not Cobalt Works LLC")


def test_an_advice_is_used_once() -> None:
    pays = [payment("300.30", "PA4711", key=key, payer_account="DE001") for key in (1, 2)]
    first, second = match(pays, ledger(*ITEMS, advices=(TWO,)), Policy())
    posted(first)
    held(second, "has the same advice")


def test_one_advice_for_two_payments() -> None:
    """Each is shown with the lines that it pays; a person says that both are for one advice."""
    pays = [
        payment(amount, "PA4711", key=key, payer_account="DE001")
        for key, amount in enumerate(("200.20", "100.10"))
    ]
    first, second = match(pays, ledger(*ITEMS, advices=(TWO,)), Policy())
    shown = [held(one, "the advice says 300.30") for one in (first, second)]
    assert [[each.item for each in one.allocations] for one in shown] == [[2], [1]]
    lines = [line(f"RE-2026-010{n}", "25.00") for n in (1, 2, 3)]
    several = held(decided("50.00", advice(*lines)), "the advice says 75.00")
    assert [each.amount for each in several.allocations] == [Decimal(25), Decimal(25)]


def test_without_a_reference_payer_total_and_day_tell() -> None:
    named = advice(
        line("RE-2026-0101", "100.10"),
        line("RE-2026-0102", "190.20"),
        payer_name="Nordlicht Energie",
        day=DAY - timedelta(days=1),
    )
    assert len(posted(decided("290.30", named, text="payment"))) == 2
    late = advice(*named.lines, payer_name="Nordlicht Energie", day=DAY - timedelta(days=40))
    assert not isinstance(decided("290.30", late, text="payment"), Matched) or not (
        decided("290.30", late, text="payment").post  # type: ignore[union-attr]
    )


def test_an_advice_that_another_payment_refers_to_is_not_taken_by_its_total() -> None:
    pays = [
        payment("290.30", "payment", key=1, payer_account="DE001"),
        payment("290.30", "PA4711", key=2, payer_account="DE001"),
    ]
    named = advice(line("RE-2026-0101", "100.10"), line("RE-2026-0102", "190.20"))
    first, second = match(pays, ledger(*ITEMS, advices=(named,)), Policy())
    posted(second)
    assert not getattr(first, "post", False)


def test_two_advices_of_the_same_total_are_none() -> None:
    first = (line("RE-2026-0101", "100.10"), line("RE-2026-0102", "190.20"))
    other = (line("RE-2026-0101", "90.10"), line("RE-2026-0102", "200.20"))
    twins = [
        advice(*lines, key=key, reference="", payer_name="Nordlicht")
        for key, lines in enumerate((first, other))
    ]
    decision = decided("290.30", *twins, text="payment")
    assert getattr(decision, "advice", None) is None


def test_an_advice_sent_twice_is_one() -> None:
    again = replace(TWO, key=2, payer_name="Nordlicht")
    assert len(posted(decided("300.30", TWO, again))) == 2


def test_of_two_advices_with_one_reference_the_one_over_the_amount_counts() -> None:
    first = advice(line("RE-2026-0101", "100.10"), key=2)
    assert len(posted(decided("300.30", TWO, first))) == 2


def test_a_text_that_is_no_reference() -> None:
    empty = Ledger(items=ITEMS, customers=(), advices=(advice(reference=""),))
    assert match([payment("1.00", "/")], empty, Policy())
