"""What holds for any ledger and any payments."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ar_collections.engine import (
    Advice,
    AdviceLine,
    Allocation,
    Ambiguous,
    Customer,
    Decision,
    Discount,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Policy,
    Tolerance,
    match,
)
from ar_collections.engine.allocation import closes
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2026, 6, 1)
NAMES = ("Müller GmbH", "Mueller AG", "Atelier Nord SARL", "Cobalt Works LLC", "Cobalt Ltd")
AMOUNTS = st.sampled_from(["99.00", "100.00", "119.00", "218.00", "441.13", "17.02"]) | st.decimals(
    "0.01", "900", places=2
).map(str)
PATTERNS = st.sampled_from(["INV/2026/{:05d}", "F26{:05d}", "{}", "RE-{}", "2026-{:04d}"])
EXAMPLES = settings(max_examples=150, derandomize=True, deadline=None)


def customers() -> tuple[Customer, ...]:
    return tuple(
        Customer(
            key=key,
            name=name,
            numbers=(str(10000 + 8 * key),),
            accounts=(f"DE{key:020d}",) if key % 2 else (),
            parent=1 if key == 3 else None,
        )
        for key, name in enumerate(NAMES, 1)
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    pattern = draw(PATTERNS)
    rows = draw(
        st.lists(st.tuples(st.integers(1, 5), AMOUNTS, st.integers(0, 9)), min_size=1, max_size=14)
    )
    items: list[OpenItem] = []
    for key, (customer, amount, kind) in enumerate(rows, 1):
        residual = Decimal(amount) * (-1 if kind == 0 else 1)
        follows = kind == 2 and items and items[-1].customer == customer
        issued = DAY - timedelta(days=5 * key)
        items.append(
            OpenItem(
                key=key,
                document=items[-1].document if follows else pattern.format(8200 + 7 * key),
                customer=customer,
                residual=residual,
                currency="EUR",
                issued=issued,
                due=issued + timedelta(days=30),
                total=residual,
                disputed=kind == 1,
                discount=Discount(amount=Decimal("5.00"), until=DAY) if kind == 3 else None,
            )
        )
    return Ledger(items=tuple(items), customers=customers())


def advice_of(key: int, items: list[OpenItem], off: Decimal) -> Advice:
    """An advice of these items, of which one may be paid by another amount."""
    lines = [
        AdviceLine(document=item.document, paid=item.residual + (off if at == 0 else 0))
        for at, item in enumerate(items)
    ]
    return Advice(key=key, reference=f"PA{key:06d}", lines=tuple(lines))


POLICIES = st.sampled_from(
    [
        Policy(),
        Policy(
            rounding=Tolerance(amount=Decimal("0.05")),
            fee=Tolerance(amount=Decimal(15), percent=Decimal(5)),
            deductions=True,
        ),
    ]
)


@st.composite
def batches(draw: st.DrawFn) -> tuple[Ledger, list[Payment]]:
    ledger = draw(ledgers())
    payments, advices = [], []
    for key in range(draw(st.integers(1, 6))):
        asked = draw(st.sampled_from(ledger.items))
        payer = draw(st.sampled_from([ledger.customers[asked.customer - 1]] * 4 + [*customers()]))
        own = [item for item in ledger.items if item.customer == asked.customer]
        book = st.sampled_from(draw(st.sampled_from([own, own, own, ledger.items])))
        named = draw(st.just([asked]) | st.just(own) | st.lists(book, max_size=4, unique=True))
        exact = sum((item.residual for item in named), Decimal(0))
        off = draw(st.sampled_from(["0"] * 6 + ["-5.00", "0.02", "50.00"]))
        quoted = draw(st.sampled_from([True, True, False]))
        advised = bool(named) and draw(st.sampled_from([True, False, False]))
        if advised:
            advices.append(advice_of(key, named, Decimal(draw(st.sampled_from(["0", off])))))
        text = draw(st.sampled_from([", ", " ", " + "])).join(item.document for item in named)
        payments.append(
            Payment(
                key=key,
                booked=DAY,
                amount=exact + Decimal(off) if named else Decimal(draw(AMOUNTS)),
                currency="EUR",
                text=text if quoted else draw(st.sampled_from(TEXTS)),
                reference=f"PA{key:06d}" if advised else "",
                payer_name=draw(st.sampled_from(["", payer.name, payer.name.upper()])),
                payer_account=draw(st.sampled_from(["", *payer.accounts])),
            )
        )
    return replace(ledger, advices=tuple(advices)), payments


def crowded(payments: list[Payment], later: int = 0) -> list[Payment]:
    """The same and each of them once more: of the two one gets what both want."""
    again = (
        replace(one, key=one.key + 100, booked=one.booked + timedelta(days=later))
        for one in payments
    )
    return [*payments, *again]


TEXTS = ("payment", "Saldo", "2 Rechnungen", "abzgl. Skonto", "")


def posted(decisions: tuple[Decision, ...]) -> list[Matched]:
    return [one for one in decisions if isinstance(one, Matched) and one.post]


def proposals(decisions: tuple[Decision, ...]) -> list[Matched]:
    best = [one for one in decisions if isinstance(one, Matched)]
    return best + [c for one in decisions if isinstance(one, Ambiguous) for c in one.candidates]


@EXAMPLES
@given(batches(), POLICIES)
def test_what_is_posted_is_the_payment(batch: tuple[Ledger, list[Payment]], policy: Policy) -> None:
    ledger, payments = batch
    amounts = {payment.key: payment.amount for payment in payments}
    decisions = match(payments, ledger, policy)
    for proposal in posted(decisions):
        applied = sum(one.amount for one in proposal.allocations)
        assert proposal.on_account >= 0
        assert applied + proposal.on_account == amounts[proposal.payment]
    for proposal in proposals(decisions):
        applied = sum(one.amount for one in proposal.allocations)
        assert applied + proposal.on_account <= amounts[proposal.payment]


@EXAMPLES
@given(batches(), POLICIES)
def test_no_item_takes_more_than_is_open(
    batch: tuple[Ledger, list[Payment]], policy: Policy
) -> None:
    ledger, payments = batch
    open_items = {item.key: item.residual for item in ledger.items}
    decisions = match(crowded(payments), ledger, policy)
    for proposal in proposals(decisions):
        for key, amount in closes(proposal.allocations, proposal.adjustments).items():
            assert 0 < amount / open_items[key] <= 1
    used: dict[int, Decimal] = defaultdict(Decimal)
    for proposal in posted(decisions):
        for key, amount in closes(proposal.allocations, proposal.adjustments).items():
            used[key] += abs(amount)
    assert all(amount <= abs(open_items[key]) for key, amount in used.items())


@EXAMPLES
@given(batches())
def test_an_advice_is_used_once(batch: tuple[Ledger, list[Payment]]) -> None:
    ledger, payments = batch
    decisions = match(crowded(payments), ledger, Policy())
    used = [one.advice for one in posted(decisions) if one.advice is not None]
    assert len(used) == len(set(used))


@EXAMPLES
@given(batches(), st.randoms(use_true_random=False), st.integers(-1, 1))
def test_order_does_not_matter(
    batch: tuple[Ledger, list[Payment]], chance: random.Random, later: int
) -> None:
    ledger, payments = batch[0], crowded(batch[1], later)
    before = match(payments, ledger, Policy())
    items, people, mixed = list(ledger.items), list(ledger.customers), list(payments)
    for rows in (items, people, mixed):
        chance.shuffle(rows)
    changed = replace(
        ledger, items=tuple(items), customers=tuple(people), advices=ledger.advices[::-1]
    )
    after = match(mixed, changed, Policy())
    assert sorted(after, key=lambda one: one.payment) == sorted(before, key=lambda one: one.payment)


def wider(ledger: Ledger, stranger: OpenItem) -> Ledger:
    """With one more customer, who owes one more item."""
    other = Customer(key=stranger.customer, name="Quite Otherwise Pty")
    return replace(ledger, items=(*ledger.items, stranger), customers=(*ledger.customers, other))


@EXAMPLES
@given(batches())
def test_an_unrelated_item_changes_nothing(batch: tuple[Ledger, list[Payment]]) -> None:
    ledger, payments = batch
    stranger = OpenItem(
        key=999,
        document="ZZ-770077-Q",
        customer=999,
        residual=Decimal("7777.77"),
        currency="EUR",
        due=DAY,
    )
    assert match(payments, wider(ledger, stranger), Policy()) == match(payments, ledger, Policy())


@EXAMPLES
@given(batches(), PATTERNS, st.integers(1, 99999), AMOUNTS)
def test_another_customers_item_moves_no_payment_to_another_item(
    batch: tuple[Ledger, list[Payment]], pattern: str, number: int, amount: str
) -> None:
    """Its number or amount may raise a doubt, never an answer that was none before."""
    ledger, payments = batch
    stranger = OpenItem(
        key=999,
        document=pattern.format(number),
        customer=999,
        residual=Decimal(amount) + Decimal(1000),
        currency="EUR",
        due=DAY,
    )
    if any(item.document == stranger.document for item in ledger.items):
        return
    before = booked(match(payments, ledger, Policy()))
    after = booked(match(payments, wider(ledger, stranger), Policy()))
    assert after.items() <= before.items()


@EXAMPLES
@given(batches())
def test_same_input_same_decision_and_no_float(batch: tuple[Ledger, list[Payment]]) -> None:
    ledger, payments = batch
    first, again = (match(payments, ledger, Policy()) for _ in range(2))
    assert first == again
    for proposal in proposals(first):
        assert type(proposal.confidence) is Decimal
        assert all(type(one.amount) is Decimal for one in proposal.allocations)


@EXAMPLES
@given(batches())
def test_every_decision_has_a_reason_and_posting_can_be_forbidden(
    batch: tuple[Ledger, list[Payment]],
) -> None:
    ledger, payments = batch
    decisions = match(payments, ledger, Policy(post=False))
    assert not posted(decisions)
    assert all(decision.evidence and all(map(str, decision.evidence)) for decision in decisions)


@EXAMPLES
@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_is_read(text: str, name: str) -> None:
    item = OpenItem(
        key=1, document="F2600042", customer=1, residual=Decimal(5), currency="EUR", due=DAY
    )
    ledger = Ledger(items=(item,), customers=customers())
    payment = Payment(
        key=1, booked=DAY, amount=Decimal(5), currency="EUR", text=text, payer_name=name
    )
    assert len(match([payment], ledger, Policy())) == 1


def booked(decisions: tuple[Decision, ...]) -> dict[int, tuple[Allocation, ...]]:
    """What is posted of each payment."""
    return {one.payment: one.allocations for one in posted(decisions)}


def after(ledger: Ledger, decisions: tuple[Decision, ...]) -> Ledger:
    """The ledger when these are posted, as the next run reads it."""
    used: dict[int, Decimal] = defaultdict(Decimal)
    for proposal in posted(decisions):
        for one in proposal.allocations:
            used[one.item] += one.amount
    items = [replace(item, residual=item.residual - used[item.key]) for item in ledger.items]
    closed = {item.document for item in items} - {i.document for i in items if i.residual}
    return replace(
        ledger,
        items=tuple(item for item in items if item.residual),
        closed_documents=ledger.closed_documents | closed,
    )


def touches(decision: Decision, ledger: Ledger) -> tuple[set[int], set[Decimal | None]]:
    """The customers that a decision is about, their families, and the amounts of its items."""
    items = {item.key: item for item in ledger.items}
    used = [items[a.item] for one in proposals((decision,)) for a in one.allocations]
    parents = {customer.key: customer.parent or customer.key for customer in ledger.customers}
    amounts = {item.residual for item in used} | {item.total for item in used}
    return {parents[item.customer] for item in used}, amounts


@EXAMPLES
@given(batches(), st.integers(0, 6))
def test_two_runs_post_what_one_does(batch: tuple[Ledger, list[Payment]], first: int) -> None:
    ledger, payments = batch
    payments = [replace(one, booked=DAY + timedelta(days=one.key)) for one in payments]
    together = match(payments, ledger, Policy())
    early = match(payments[:first], ledger, Policy())
    late = match(payments[first:], after(ledger, early), Policy())
    touched = [touches(decision, ledger) for decision in together]
    for place, (one, other) in enumerate(zip(together, early + late, strict=True)):
        customers, _ = touched[place]
        others = [pair for at, pair in enumerate(touched) if at != place]
        if not any(customers & them or payments[place].amount in its for them, its in others):
            assert booked((one,)) == booked((other,))


@EXAMPLES
@given(ledgers(), st.booleans())
def test_one_invoice_paid_twice_is_posted_as_often_in_two_runs(ledger: Ledger, part: bool) -> None:
    item = ledger.items[0]
    pays = [
        Payment(
            key=key,
            booked=DAY + timedelta(days=key),
            amount=(abs(item.residual) / (2 if part else 1)).quantize(Decimal("0.01")),
            currency="EUR",
            text=item.document,
            payer_account=f"DE{item.customer:020d}",
        )
        for key in (0, 1)
    ]
    first = match(pays[:1], ledger, Policy())
    second = match(pays[1:], after(ledger, first), Policy())
    assert booked(match(pays, ledger, Policy())) == booked(first + second)
