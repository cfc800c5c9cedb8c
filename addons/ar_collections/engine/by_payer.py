"""What payer and amount say when the text names nothing: tiers C, D and E."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import evidence
from .allocation import in_full, spread, two_subsets
from .book import Book, Left, total
from .items import Ambiguous, Decision, Evidence, Matched, OpenItem, Payment, Policy, Unmatched
from .payer import Payer, likely
from .proposal import clue_of_payer, matched
from .remittance import compact

WHOLE_BOOK = 3
"""Items from which the sum over all of them says enough even where each has a usual price."""

CUT_OFF = 2
"""Digits that may be missing at the end of a number: with more it could be anybody's."""


@dataclass(frozen=True, slots=True)
class Question:
    """One payment, and all that is needed to answer it."""

    payment: Payment
    payer: Payer
    book: Book
    left: Left
    policy: Policy
    strange: tuple[str, ...]
    """Numbers in the text that name nothing the payer has open."""

    def open_items(self, customer: int) -> list[OpenItem]:
        """What the customer still owes after the payments that name an item."""
        every = self.book.owed_by(customer, self.payment.currency)
        return [item for item in every if self.left.of(item)]

    def untouched(self, items: Sequence[OpenItem]) -> bool:
        return all(self.left.of(item) == item.residual for item in items)

    def propose(
        self,
        tier: str,
        items: Sequence[OpenItem],
        reasons: Sequence[Evidence],
        against: Sequence[Evidence] = (),
    ) -> Matched:
        customer = self.book.customer(items[0].customer)
        clues = clue_of_payer(self.payment, self.payer, customer, self.book)
        used = [item for item in items if self.left.of(item) != item.residual]
        doubts = [*self.against(items), *against, *([evidence.also_named(used)] if used else [])]
        return matched(
            self.payment,
            tier,
            in_full(items),
            (*clues, *reasons),
            doubts,
            self.book,
            self.policy,
        )

    def against(self, items: Sequence[OpenItem]) -> tuple[Evidence, ...]:
        """What the text says against items it does not name; a number cut off may begin theirs."""
        numbers = [n for n in self.strange if not any(begins(n, item) for item in items)]
        return (evidence.strange_number(numbers),) if numbers else ()


def begins(written: str, item: OpenItem) -> bool:
    """Whether a number that the bank cut off is the beginning of the item's."""
    whole = compact(item.document)
    return 0 < len(whole) - len(written) <= CUT_OFF and whole.startswith(written)


def decide(question: Question) -> Decision:
    """By account, else by name, else by amount alone."""
    payer = question.payer
    if payer.known is not None:
        return _of_known(question, payer.known)
    if payer.by_account or payer.by_name or payer.by_number:
        return _of_named(question)
    return _by_amount(question)


def _of_known(question: Question, customer: int) -> Decision:
    """Tier C. The payer's own book, then the books of those it may pay for."""
    own = question.book.owed_by(customer, question.payment.currency)
    family = [
        item
        for member in question.book.family(customer)
        for item in question.book.owed_by(member, question.payment.currency)
    ]
    for items in (own, family):
        if decision := _single(question, items):
            return decision
    for items in (question.open_items(customer), own, family):
        if decision := _all_of(question, "C", items):
            return decision
    return _subset(question, own) or _on_account(question, "C", own, customer)


def _single(question: Question, items: Sequence[OpenItem]) -> Decision | None:
    amount = question.payment.amount
    same = [item for item in items if item.residual == amount]
    if not same:
        return None
    exact = evidence.amount_exact(amount)
    if len(same) > 1:
        return _begun(question, same) or _any_of(question, "C", same)
    return question.propose("C", same, [exact])


def _begun(question: Question, same: Sequence[OpenItem]) -> Matched | None:
    """The one item of this amount with whose number a number in the text begins."""
    for written in question.strange:
        fitting = [item for item in same if begins(written, item)]
        if len(fitting) == 1:
            clue = evidence.number_begins(written, fitting[0].document)
            exact = evidence.amount_exact(question.payment.amount)
            return question.propose("C", fitting, [clue, exact])
    return None


def _any_of(question: Question, tier: str, same: Sequence[OpenItem]) -> Ambiguous:
    doubt = evidence.several_of_amount(len(same), question.payment.amount)
    candidates = tuple(question.propose(tier, [item], [], [doubt]) for item in same[:5])
    return Ambiguous(
        payment=question.payment.key,
        candidates=candidates,
        evidence=(*question.against(same), doubt),
    )


def _all_of(question: Question, tier: str, items: Sequence[OpenItem]) -> Matched | None:
    """The whole book, or all that is overdue."""
    amount = question.payment.amount
    overdue = [item for item in items if item.due <= question.payment.booked]
    ways: tuple[tuple[Sequence[OpenItem], Callable[[int], Evidence]], ...] = (
        (items, evidence.whole_book),
        (overdue, evidence.all_overdue),
    )
    for chosen, clue in ways:
        if len(chosen) > 1 and total(chosen) == amount and question.untouched(chosen):
            reasons = [clue(len(chosen)), evidence.sum_exact(len(chosen), amount)]
            return question.propose(tier, chosen, reasons, _chance(question, chosen, items))
    return None


def _chance(
    question: Question, chosen: Sequence[OpenItem], items: Sequence[OpenItem]
) -> list[Evidence]:
    """Why a sum may be chance: others of the same amounts, or two usual prices."""
    amounts = {item.residual for item in chosen}
    if any(item.residual in amounts for item in items if item not in chosen):
        return [evidence.equal_amounts()]
    usual = any(question.book.is_list_price(i.residual, i.currency) for i in chosen)
    if len(chosen) < WHOLE_BOOK and usual:
        return [evidence.sum_without_reference(len(chosen))]
    return []


def _subset(question: Question, items: Sequence[OpenItem]) -> Decision | None:
    """Two to four items of this sum: for a person, as price lists make such sums by chance."""
    found = two_subsets(question.payment.amount, items)
    if not found:
        return None
    doubt = (
        evidence.several_sums() if len(found) > 1 else evidence.sum_without_reference(len(found[0]))
    )
    candidates = tuple(question.propose("C", chosen, [], [doubt]) for chosen in found)
    if len(candidates) == 1:
        return candidates[0]
    return Ambiguous(payment=question.payment.key, candidates=candidates, evidence=(doubt,))


def _on_account(
    question: Question, tier: str, items: Sequence[OpenItem], customer: int
) -> Decision:
    """The payer is clear, the items are not: the oldest are proposed, never posted."""
    payment, name = question.payment, question.book.customer(customer).name
    allocations = spread(payment.amount, items)
    if not allocations:
        return Unmatched(payment=payment.key, evidence=(evidence.nothing_open(name),))
    doubt = evidence.no_amount_fits(name, payment.amount)
    clues = clue_of_payer(payment, question.payer, question.book.customer(customer), question.book)
    return matched(
        payment,
        tier,
        allocations,
        clues,
        (*question.against(()), doubt),
        question.book,
        question.policy,
    )


def _of_named(question: Question) -> Decision:
    """Tier D: the customers who agree by name, customer number or a shared account."""
    payment, payer, book = question.payment, question.payer, question.book
    who = likely(payer, book)
    same = book.own_of_amount(who, payment.amount, payment.currency)
    if len(same) > 1:
        return _begun(question, same) or _any_of(question, "D", same)
    if same:
        return _named_single(question, same[0])
    for key in who:
        for items in (question.open_items(key), book.owed_by(key, payment.currency)):
            if decision := _all_of(question, "D", items):
                return decision
    best = who[0]
    own = book.owed_by(best, payment.currency)
    return _subset(question, own) or _on_account(question, "D", own, best)


def _named_single(question: Question, item: OpenItem) -> Matched:
    """Posted only where the amount says as much as the name: open once, and no usual price."""
    payment, book = question.payment, question.book
    against: list[Evidence] = []
    same = book.of_amount(payment.amount, payment.currency)
    if len(same) > 1:
        against.append(evidence.several_of_amount(len(same), payment.amount))
    scores = dict(question.payer.by_name)
    if (
        not question.policy.post_by_name
        or book.is_list_price(payment.amount, payment.currency)
        or item.customer not in scores
    ):
        against.append(evidence.name_only())
    reasons = [evidence.amount_exact(payment.amount)]
    if not against:
        reasons.append(evidence.one_amount_in_ledger(payment.amount))
    return question.propose("D", [item], reasons, against)


def _by_amount(question: Question) -> Decision:
    """Tier E: never posted; one item only."""
    payment = question.payment
    same = question.book.of_amount(payment.amount, payment.currency)
    if not same:
        return Unmatched(
            payment=payment.key, evidence=(*question.against(()), evidence.nothing_found())
        )
    if len(same) > 1:
        return _any_of(question, "E", same)
    reasons = [evidence.amount_exact(payment.amount)]
    return question.propose("E", same, reasons, [evidence.amount_only()])
