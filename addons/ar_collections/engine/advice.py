"""What a remittance advice says of a payment: tier B, line by line.

An advice is the payment's if the payment carries its reference, or else if payer, total and day
agree and no other advice has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from . import evidence, names
from .allocation import SUBSET_ITEMS, in_full, spread, two_subsets
from .book import Book, total
from .items import (
    ZERO,
    Adjustment,
    Advice,
    AdviceLine,
    Allocation,
    Evidence,
    Matched,
    OpenItem,
    Payment,
)
from .mentions import Kind
from .named import is_distinctive
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


@dataclass(slots=True)
class _Lines:
    """The lines of an advice held against what is open."""

    allocations: list[Allocation] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    reasons: list[Evidence] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Documents that are not open, or not to be told from others."""
    differing: list[str] = field(default_factory=list)
    """Documents of which more is paid than is open."""


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
    lines = _read(question, advice)
    if not lines.allocations:
        return None
    items = [question.book.items[one.item] for one in lines.allocations]
    customer = _whose(question, items)
    against = _against(question, advice, lines, items)
    clues = (clue, *clue_of_payer(question, customer), *lines.reasons)
    beside = Beside(adjustments=tuple(lines.adjustments), advice=advice.key)
    allocations = tuple(lines.allocations)
    if sum((one.amount for one in allocations), ZERO) > question.payment.amount:
        allocations = spread(question.payment.amount, items)
        beside = Beside(advice=advice.key)
    return matched(question, "B", allocations, clues, against, beside, customer)


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
    question: Question, advice: Advice, lines: _Lines, items: Sequence[OpenItem]
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


def _read(question: Question, advice: Advice) -> _Lines:
    lines = _Lines()
    for line in _of_each_document(advice.lines):
        items = _open_items(question, line)
        if not items:
            lines.unclear.append(line.document)
        elif not _apply(question, line, items, lines):
            lines.differing.append(line.document)
    clear = [question.book.items[one.item] for one in lines.allocations]
    lines.reasons.insert(0, evidence.advice_names(len({item.document for item in clear})))
    return lines


def _of_each_document(lines: Iterable[AdviceLine]) -> list[AdviceLine]:
    """One line for each document, what is paid and kept back of it together."""
    found: dict[str, AdviceLine] = {}
    for line in lines:
        before = found.get(line.document)
        found[line.document] = (
            AdviceLine(
                document=line.document,
                paid=before.paid + line.paid,
                deductions=before.deductions + line.deductions,
            )
            if before
            else line
        )
    return [line for line in found.values() if line.paid or line.deductions]


def _open_items(question: Question, line: AdviceLine) -> list[OpenItem]:
    """The open lines of the document that is meant: as it is written, or mangled but unmistakable."""
    currency = question.payment.currency
    exact = [item for item in question.book.named(line.document) if item.currency == currency]
    found = exact or _mangled(question, line)
    clear = [item for item in found if question.agrees(item.customer)] or found
    documents = {item.document for item in clear}
    if len(documents) > 1:
        documents = {item.document for item in clear if item.residual == _asked(line)}
    if len(documents) != 1:
        return []
    return list(dict.fromkeys(item for item in clear if item.document in documents))


def _mangled(question: Question, line: AdviceLine) -> list[OpenItem]:
    """What a number that no document has may stand for.

    A short one counts for the payer's own item of exactly this amount, a clear one for anybody's.
    """
    book = question.book
    return [
        item
        for mention in book.numbers.find(line.document)
        for name in mention.names
        for item in book.named(name)
        if item.currency == question.payment.currency
        and (
            is_distinctive(mention)
            or (
                question.agrees(item.customer)
                and (mention.kind >= Kind.TAIL or item.residual == _asked(line))
            )
        )
    ]


def _asked(line: AdviceLine) -> Decimal:
    """What the document was for, as the payer sees it."""
    return line.paid + sum((amount for amount, _ in line.deductions), ZERO)


def _apply(question: Question, line: AdviceLine, items: Sequence[OpenItem], lines: _Lines) -> bool:
    """The line's money on the document's open lines; False if there is less open."""
    owed = total(items)
    if owed < line.paid and _is_rounding(question, items, line.paid - owed):
        lines.allocations += in_full(items[:-1])
        lines.allocations += _rounded_up(items[-1], line.paid - owed, lines)
        return True
    if not line.paid or (line.paid > 0) != (owed > 0) or abs(line.paid) > abs(owed):
        return False
    allocations = _used_up(line.paid, items) if owed < 0 else spread(line.paid, items)
    lines.allocations += allocations
    short = owed - line.paid
    if short > 0 and owed > 0:
        last = question.book.items[allocations[-1].item]
        kept, reasons = _kept_back(question, line, last, short)
        lines.adjustments += kept
        lines.reasons += reasons
    return True


def _is_rounding(question: Question, items: Sequence[OpenItem], more: Decimal) -> bool:
    rounding = question.policy(items[0].customer).rounding
    return rounding is not None and total(items) > 0 and rounding.allows(more, total(items))


def _rounded_up(item: OpenItem, more: Decimal, lines: _Lines) -> tuple[Allocation]:
    """The item with next to nothing more than is open of it."""
    lines.adjustments.append(Adjustment(item=item.key, kind="rounding", amount=-more))
    lines.reasons.append(evidence.rounding(-more))
    return (Allocation(item=item.key, amount=item.residual + more),)


def _used_up(amount: Decimal, items: Sequence[OpenItem]) -> tuple[Allocation, ...]:
    """So much of a credit, negative."""
    allocations, rest = [], amount
    for item in items:
        part = max(rest, item.residual)
        if part < 0:
            allocations.append(Allocation(item=item.key, amount=part))
            rest -= part
    return tuple(allocations)


def _kept_back(
    question: Question, line: AdviceLine, item: OpenItem, short: Decimal
) -> tuple[list[Adjustment], list[Evidence]]:
    """Why less is paid: a discount in time, a small difference, or what the payer states."""
    policy = question.policy(item.customer)
    discount = item.discount
    if discount and discount.amount == short and policy.grants(discount, question.payment):
        off = Adjustment(item=item.key, kind="discount", amount=short)
        return [off], [evidence.discount_taken(short)]
    stated = [(amount, reason) for amount, reason in line.deductions if amount > 0]
    if stated and sum((amount for amount, _ in stated), ZERO) == short:
        kept = [
            Adjustment(item=item.key, kind="deduction", amount=amount, reason=reason)
            for amount, reason in stated
        ]
        return kept, [evidence.short_with_reason(amount, reason) for amount, reason in stated]
    if policy.rounding and policy.rounding.allows(short, item.residual):
        off = Adjustment(item=item.key, kind="rounding", amount=short)
        return [off], [evidence.rounding(short)]
    return [], [evidence.part_of(line.document, line.paid, short)]
