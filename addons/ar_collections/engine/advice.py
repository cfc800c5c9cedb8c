"""What a remittance advice says of a payment: tier B, line by line.

An advice is the payment's if the payment carries its reference, or else if payer, total and day
agree and no other advice has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

from . import evidence, names
from .advice_lines import Lines, read
from .allocation import SUBSET_ITEMS, two_subsets
from .book import Book
from .items import ZERO, Advice, AdviceLine, Allocation, Evidence, Matched, OpenItem, Payment
from .payer import contradicts
from .payment_reference import LEAST_SIGNS, PaymentReferences
from .proposal import Beside, clue_of_payer, held, matched
from .question import Question
from .remittance import compact

NEAR = timedelta(days=10)
"""As far an advice's day may be from the payment's where no reference joins them."""


def paid_by(advice: Advice) -> Decimal:
    """What its lines add up to."""
    return sum((line.paid for line in advice.lines), ZERO)


class Advices:
    """The advices, found by reference and by total; one that was sent twice is one."""

    def __init__(self, advices: Iterable[Advice]) -> None:
        self._by_reference: dict[str, list[Advice]] = defaultdict(list)
        self._by_total: dict[Decimal, list[Advice]] = defaultdict(list)
        copies = set()
        for advice in sorted(advices, key=lambda one: one.key):
            said = (compact(advice.reference), advice.currency, advice.lines)
            if advice.lines and said not in copies:
                copies.add(said)
                self._by_reference[compact(advice.reference)].append(advice)
                self._by_total[paid_by(advice)].append(advice)
        self._references = PaymentReferences(self._by_reference)

    def referred(self, payment: Payment) -> list[Advice]:
        """Those whose reference the payment carries; of a short one the total must agree too."""
        found: dict[int, Advice] = {}
        for written in self._references.carried_by(payment):
            for one in self._by_reference[written]:
                if len(written) >= LEAST_SIGNS or paid_by(one) == payment.amount:
                    found[one.key] = one
        fitting = [one for one in found.values() if one.currency in ("", payment.currency)]
        exact = [one for one in fitting if paid_by(one) == payment.amount]
        return exact or fitting

    def of_total(self, payment: Payment) -> list[Advice]:
        """Those of the payment's amount and about its day."""
        return [
            one
            for one in self._by_total.get(payment.amount, ())
            if one.currency in ("", payment.currency)
            and (one.day is None or abs(one.day - payment.booked) <= NEAR)
        ]


def decide(question: Question, advices: Advices) -> Matched | None:
    """What the advice says whose reference the payment carries; nothing if there is none."""
    found = advices.referred(question.payment)
    if len(found) > 1:
        found = [one for one in found if _same_payer(question, one)]
    if len(found) != 1:
        return None
    return _proposed(question, found[0], evidence.advice_by_reference(found[0].reference))


def by_total(question: Question, advices: Advices, used: Container[int]) -> Matched | None:
    """What the one advice says that no payment refers to, of this payer and this amount."""
    payment = question.payment
    found = [
        one
        for one in advices.of_total(payment)
        if one.key not in used
        and not (payment.reference and one.reference)
        and _same_payer(question, one)
    ]
    if len(found) != 1:
        return None
    clue = evidence.advice_by_total(found[0].payer_name, payment.amount)
    proposal = _proposed(question, found[0], clue)
    if proposal is None:
        return None
    own = question.owed_by(proposal.customer)
    chance = len(own) <= SUBSET_ITEMS and len(two_subsets(payment.amount, own)) < 2
    return proposal if chance else held(proposal, evidence.several_sums())


def _proposed(question: Question, advice: Advice, clue: Evidence) -> Matched | None:
    lines = read(question, _meant(advice, question.payment.amount))
    if not lines.allocations:
        return None
    items = [question.book.items[one.item] for one in lines.allocations]
    customer = _whose(question, items)
    against = _against(question, advice, lines, items)
    clues = (clue, *clue_of_payer(question, customer), *lines.reasons)
    beside = Beside(adjustments=tuple(lines.adjustments), advice=advice.key)
    allocations = tuple(lines.allocations)
    if sum((one.amount for one in allocations), ZERO) > question.payment.amount:
        allocations = _as_far(allocations, question.payment.amount)
        beside = Beside(advice=advice.key)
    return matched(question, "B", allocations, clues, against, beside, customer)


def _as_far(allocations: Sequence[Allocation], amount: Decimal) -> tuple[Allocation, ...]:
    """The credits, and what the lines say in their order until the payment is used up."""
    found, rest = [], amount
    for one in sorted(allocations, key=lambda one: one.amount > 0):
        part = min(one.amount, rest)
        if part:
            found.append(replace(one, amount=part))
            rest -= part
    return tuple(found)


def _meant(advice: Advice, amount: Decimal) -> Sequence[AdviceLine]:
    """All lines; of an advice for several payments those that follow each other and are this one."""
    if paid_by(advice) <= amount:
        return advice.lines
    sums = [ZERO, *accumulate(line.paid for line in advice.lines)]
    starts = {paid: at for at, paid in enumerate(sums)}
    runs = [
        advice.lines[starts[paid - amount] : end]
        for end, paid in enumerate(sums)
        if starts.get(paid - amount, end) < end
    ]
    return runs[0] if len(runs) == 1 else advice.lines


def _same_payer(question: Question, advice: Advice) -> bool:
    """Whether account, name or the customer of its documents are the payment's payer."""
    payment, payer = question.payment, question.payer
    if advice.payer_account and payment.payer_account:
        return advice.payer_account == payment.payer_account
    if advice.payer_name and names.agreement(payer.name, advice.payer_name) >= names.AGREES:
        return True
    whose = {
        item.customer for line in advice.lines[:3] for item in question.book.named(line.document)
    }
    return bool(whose) and all(question.agrees(customer) for customer in whose)


def _against(
    question: Question, advice: Advice, lines: Lines, items: Sequence[OpenItem]
) -> list[Evidence]:
    """What forbids to post what the lines say."""
    against, paid = [], paid_by(advice)
    if paid != question.payment.amount:
        against.append(evidence.advice_differs(paid, question.payment.amount))
    if advice.total is not None and advice.total != paid:
        against.append(evidence.advice_differs(advice.total, paid))
    if lines.unclear:
        against.append(evidence.advice_names_unknown(lines.unclear))
    if lines.differing:
        against.append(evidence.advice_pays_more(lines.differing))
    families = {_family(question.book, item.customer) for item in items}
    strangers = {
        i.customer for i in items if contradicts(question.payer, i.customer, question.book)
    }
    for customer in sorted(strangers):
        theirs = [item for item in items if item.customer == customer]
        name = question.book.customer(customer).name
        against.append(evidence.other_payer(question.payer.name, evidence.documents(theirs), name))
    if len(families) > 1 and not strangers:
        against.append(evidence.several_customers(len(families)))
    return against


def _family(book: Book, customer: int) -> int:
    parent = book.customer(customer).parent
    return customer if parent is None else parent


def _whose(question: Question, items: Sequence[OpenItem]) -> int:
    """The payer, where it may pay for these; else whose items they are."""
    known = question.payer.known
    if known is not None and items[0].customer in question.book.family(known):
        return known if len({item.customer for item in items}) > 1 else items[0].customer
    return items[0].customer
