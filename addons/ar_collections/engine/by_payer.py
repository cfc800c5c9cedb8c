"""What payer and amount say when the text names nothing: tiers C, D and E."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from . import drafted, evidence, likeliest, paid_twice, who_pays, wording
from .allocation import fill, in_full, other_sums, two_pairs, two_subsets
from .book import one_of_each, total
from .by_reference import MOST_SHOWN
from .difference import nothing, unexplained
from .items import Ambiguous, Decision, Evidence, Matched, OpenItem
from .named import digits_of
from .names import (
    within,
    words,
)
from .payer import likely, probable
from .phrases import says_balance, says_several
from .proposal import Beside, clue_of_payer, held, matched
from .question import Question
from .remittance import compact
from .shortfall import explain

WHOLE_BOOK = 3
"""Items from which the sum over all of them says enough even where each has a usual price."""

SERIAL = 4
"""Digits of a serial number from which letters before it may be wrong: RE 1854 for 2026-001854."""

CUT_OFF = 2
"""Digits that may be missing at the end of a number: with more it could be anybody's."""


def decide(question: Question) -> Decision:
    """By account, else by name or customer number, else by amount alone."""
    payer = question.payer
    if payer.known is not None:
        return _of_known(question, payer.known)
    if likely(payer, question.book):
        return _of_named(question)
    return _by_amount(question)


def _of_known(question: Question, customer: int) -> Decision:
    """Tier C. The payer's own book, then the books of those it may pay for."""
    own = question.owed_by(customer)
    family = [
        item for member in question.book.family(customer) for item in question.owed_by(member)
    ]
    if decision := _single(question, family):
        return decision
    for items in (question.still_owed_by(customer), own, family):
        if decision := _all_of(question, "C", items):
            return decision
    return (
        _subset(question, own) or _net(question, own) or _on_account(question, "C", own, customer)
    )


def _single(question: Question, items: Sequence[OpenItem]) -> Decision | None:
    amount = question.payment.amount
    same = one_of_each(item for item in items if item.residual == amount)
    if not same:
        return None
    if len(same) > 1:
        return _any_of(question, "C", same)
    if used_up := _of_what_is_left(question, same[0]):
        return used_up
    against = []
    relative = same[0].customer != question.payer.known
    if relative and question.book.is_list_price(amount, same[0].currency):
        against = [evidence.usual_price(amount)]
    return _unless_a_sum(
        question, propose(question, "C", same, [evidence.amount_exact(amount)], against)
    )


def _of_what_is_left(question: Question, used: OpenItem) -> Decision | None:
    """Two or more items of the sum, where another payment has used up the one of the amount."""
    if question.untouched([used]):
        return None
    left = [item for item in question.owed_by(used.customer) if question.untouched([item])]
    decision = _all_of(question, "C", left) or _subset(question, left)
    doubt = evidence.also_named([used])
    if isinstance(decision, Ambiguous):
        return replace(decision, evidence=(*decision.evidence, doubt))
    return held(decision, doubt) if isinstance(decision, Matched) else None


def _unless_a_sum(question: Question, decision: Matched) -> Decision:
    """The one item that would be posted for its amount; both, if other items of the payer add up."""
    if not decision.post:
        return decision
    amount, key = question.payment.amount, decision.allocations[0].item
    others = [i for i in question.owed_by(decision.customer) if i.key != key]
    found = other_sums(amount, [item for item in others if question.untouched([item])])
    if not found:
        return decision
    doubt = evidence.several_sums()
    sums = (propose(question, decision.tier, items, [], [doubt]) for items in found)
    return Ambiguous(
        payment=question.payment.key,
        candidates=(held(decision, doubt), *sums),
        evidence=(doubt,),
    )


def propose(
    question: Question,
    tier: str,
    items: Sequence[OpenItem],
    reasons: Sequence[Evidence],
    against: Sequence[Evidence] = (),
) -> Matched:
    """These items in full, unless other payments use them or the text names something else."""
    used = [item for item in items if question.left.of(item) != item.residual]
    doubts = [*_against(question, items), *against]
    if used:
        doubts.append(evidence.also_named(used))
    clues = clue_of_payer(question, items[0].customer)
    return matched(question, tier, in_full(items), (*clues, *reasons), doubts)


def _against(question: Question, items: Sequence[OpenItem]) -> tuple[Evidence, ...]:
    """What the text says against items it does not name; a number cut off may begin theirs."""
    strange = unexplained(question)
    numbers = [n for n in strange if not any(_fits(n, item) for item in items)]
    doubts = [evidence.strange_number(numbers)] if numbers else []
    if items and question.book.customer(items[0].customer).wordings:
        own = wording.named(question, question.owed_by(items[0].customer))
        others = [one for one in own if one.document not in {item.document for item in items}]
        doubts += [evidence.names_another(others)] if others else []
    begins, meant = likeliest.begun_instead(question, items) if items else ("", [])
    if meant:
        doubts.append(evidence.number_begins(begins, evidence.documents(meant)))
    same = bool(items) and all(item.document == items[0].document for item in items)
    if same and question.says(says_several):
        doubts.append(evidence.several_meant())
    return (*doubts, *who_pays.of_name(question))


def _fits(written: str, item: OpenItem) -> bool:
    """Whether a number that names nothing may be the item's: cut off, or under other letters."""
    whole, digits = compact(item.document), digits_of(written)
    cut = 0 < len(whole) - len(written) <= CUT_OFF and whole.startswith(written)
    return cut or (len(digits) >= SERIAL and digits != written and whole.endswith(digits))


def _any_of(question: Question, tier: str, same: Sequence[OpenItem]) -> Decision:
    """Several items of the amount: the one whose number a cut-off one begins, or none for sure."""
    for written in unexplained(question):
        fitting = [item for item in same if _fits(written, item)]
        if len(fitting) == 1:
            clue = evidence.number_begins(written, fitting[0].document)
            exact = evidence.amount_exact(question.payment.amount)
            return propose(question, tier, fitting, [clue, exact])
    if decision := _as_written(question, tier, same):
        return decision
    doubt = evidence.several_of_amount(len(same), question.payment.amount)
    shown = likeliest.in_order(question, same, unexplained(question))
    candidates = tuple(
        propose(question, tier, [item], [], [doubt]) for item in islice(shown, MOST_SHOWN)
    )
    reasons = (*_against(question, same), doubt)
    return Ambiguous(payment=question.payment.key, candidates=candidates, evidence=reasons)


def _as_written(question: Question, tier: str, same: Sequence[OpenItem]) -> Matched | None:
    """The one that the text names as its customer, who seems to pay, writes our numbers."""
    book = question.book
    who = {key for key in likely(question.payer, book) if book.customer(key).wordings}
    named = wording.named(question, [item for item in same if item.customer in who]) if who else []
    if len(named) != 1:
        return None
    customer = book.customer(named[0].customer)
    clues = [
        evidence.written_so(customer.name, named),
        evidence.amount_exact(question.payment.amount),
    ]
    known = question.payer.known == customer.key
    return propose(question, tier, named, clues, () if known else [evidence.name_only()])


def _all_of(question: Question, tier: str, items: Sequence[OpenItem]) -> Matched | None:
    """The whole book, or all that is overdue."""
    amount = question.payment.amount
    overdue = [item for item in items if item.due <= question.payment.booked]
    balance = question.says(says_balance)
    left = [item for item in items if balance and question.untouched([item])]
    ways: tuple[tuple[Sequence[OpenItem], Callable[[int], Evidence]], ...] = (
        (items, evidence.whole_book),
        (left, evidence.whole_book),
        (overdue, evidence.all_overdue),
    )
    for chosen, clue in ways:
        if len(chosen) > 1 and total(chosen) == amount and question.untouched(chosen):
            reasons = [clue(len(chosen)), evidence.sum_exact(len(chosen), amount)]
            return propose(question, tier, chosen, reasons, _chance(question, chosen, items))
    return None


def _chance(
    question: Question, chosen: Sequence[OpenItem], items: Sequence[OpenItem]
) -> list[Evidence]:
    """Why a sum may be chance: others of the same amounts, or two usual prices."""
    if chosen is not items and question.says(says_balance):
        items = [item for item in items if question.untouched([item])]
    amounts = {item.residual for item in chosen}
    documents = {item.document for item in chosen}
    if any(item.residual in amounts for item in items if item.document not in documents):
        return [evidence.equal_amounts()]
    said = question.says(says_balance) and not question.reading.names
    netted = not said and any(item.residual < 0 for item in chosen)
    if (netted or len(chosen) < len(items)) and _other_sums(question.payment.amount, chosen, items):
        return [evidence.several_sums()]
    if said:
        return []
    usual = any(question.book.is_list_price(i.residual, i.currency) for i in chosen)
    if len(chosen) < WHOLE_BOOK and usual:
        return [evidence.sum_without_reference(len(chosen))]
    return []


def _other_sums(
    amount: Decimal, chosen: Sequence[OpenItem], items: Sequence[OpenItem]
) -> list[tuple[OpenItem, ...]]:
    """Other items of this sum, by what they are for."""
    residuals = sorted(item.residual for item in chosen)
    found = two_subsets(amount, items)
    return [one for one in found if sorted(item.residual for item in one) != residuals]


def _net(question: Question, items: Sequence[OpenItem]) -> Matched | None:
    """The one item that the payment is, less its discount, in time."""
    payment = question.payment
    fitting = [
        item
        for item in items
        if item.discount
        and item.residual - item.discount.amount == payment.amount
        and question.policy(item.customer).grants(item.discount, payment)
    ]
    if len(fitting) != 1:
        return None
    customer = fitting[0].customer
    explained = explain(question, fitting)
    known = question.payer.known == customer
    against = _against(question, fitting) + (() if known else (evidence.name_only(),))
    used = [item for item in fitting if not question.untouched([item])]
    if used:
        against += (evidence.also_named(used),)
    return matched(
        question,
        "C" if known else "D",
        explained.allocations,
        (*clue_of_payer(question, customer), *explained.reasons),
        (*explained.against, *against),
        explained.beside,
    )


def _subset(question: Question, items: Sequence[OpenItem]) -> Decision | None:
    """Two to four items of this sum: for a person, as price lists make such sums by chance."""
    items = sorted(items, key=likeliest.by_number)  # as payers work off their list
    amount, left = question.payment.amount, [i for i in items if question.untouched([i])]
    found = two_subsets(amount, left) or two_pairs(amount, left)
    if not found and len(left) < len(items):
        found = two_subsets(amount, items)
    if not found:
        return None
    doubt = (
        evidence.several_sums() if len(found) > 1 else evidence.sum_without_reference(len(found[0]))
    )
    candidates = tuple(propose(question, "C", chosen, [], [doubt]) for chosen in found)
    if len(candidates) == 1:
        return candidates[0]
    return Ambiguous(payment=question.payment.key, candidates=candidates, evidence=(doubt,))


def _on_account(
    question: Question, tier: str, items: Sequence[OpenItem], customer: int
) -> Decision:
    """The payer is clear, the items are not: the likeliest are proposed, never posted."""
    if waits := drafted.asking(question, tier, customer):
        return waits
    amount, name = question.payment.amount, question.book.customer(customer).name
    written = wording.named(question, items)
    allocations = fill(amount, written or likeliest.instead(question, items))
    doubts = _against(question, ())
    clues = [*clue_of_payer(question, customer)]
    clues += [evidence.written_so(name, written)] if written else []
    if not allocations:
        doubts = (*doubts, evidence.nothing_open(name))
        if probable(question.payer) != customer:
            return nothing(question, doubts)
        credit = Beside(on_account=amount)
        return matched(question, tier, (), clues, doubts, credit, customer)
    doubt = evidence.no_amount_fits(name, amount)
    return matched(question, tier, allocations, clues, (*doubts, doubt))


def _of_named(question: Question) -> Decision:
    """Tier D: the customers who agree by name, customer number or a shared account."""
    same = question.own_of_amount()
    if len(same) > 1:
        return _any_of(question, "D", same)
    if same:
        return _named_single(question, same[0])
    who = likely(question.payer, question.book)
    for key in who:
        for items in (question.still_owed_by(key), question.owed_by(key)):
            if decision := _all_of(question, "D", items):
                return (
                    held(decision, *doubts)
                    if (doubts := who_pays.of_sum(question, key))
                    else decision
                )
    for key in who[:MOST_SHOWN]:
        own = question.owed_by(key)
        if found := _subset(question, own) or _net(question, own):
            return found
    return _on_account(question, "D", question.owed_by(who[0]), who[0])


def _named_single(question: Question, item: OpenItem) -> Decision:
    """Posted only where amount or name leaves nobody and nothing else that could be meant."""
    amount, against = question.payment.amount, []
    same = question.of_amount()
    usual = question.book.is_list_price(amount, item.currency)
    if len(same) > 1 or usual:
        against += [] if who_pays.is_named_in_full(question, item) else _usual(amount, len(same))
    against += who_pays.of_payer(question, item.customer)
    reasons = [evidence.amount_exact(amount)]
    if not against:
        reasons.append(
            evidence.one_amount_of_customer(amount)
            if len(same) > 1 or usual
            else evidence.one_amount_in_ledger(amount)
        )
    return _unless_a_sum(question, propose(question, "D", [item], reasons, against))


def _usual(amount: Decimal, count: int) -> list[Evidence]:
    several = [evidence.several_of_amount(count, amount)] if count > 1 else []
    return [*several, evidence.usual_price(amount)]


def _by_amount(question: Question) -> Decision:
    """Tier E: never posted; one item only."""
    same = question.of_amount()
    if not same:
        doubts = [*_against(question, ()), evidence.nothing_found()]
        return paid_twice.of_amount(question) or nothing(question, doubts)
    if len(same) > 1:
        return _any_of(question, "E", same)
    reasons = [evidence.amount_exact(question.payment.amount)]
    if _is_quoted(question, same[0]):
        return propose(question, "D", same, reasons)
    return propose(question, "E", same, reasons, [evidence.amount_only()])


def _is_quoted(question: Question, item: OpenItem) -> bool:
    """Whether the text of a payer nobody knows names the customer in full, at an unusual amount."""
    payment, name = question.payment, question.book.customer(item.customer).name
    return (
        question.policy(item.customer).post_by_name
        and not question.book.customer(item.customer).mistaken
        and bool(payment.payer_name)
        and not question.book.is_list_price(payment.amount, item.currency)
        and within(name, payment.text)
        and f" {' '.join(words(name))} " in f" {' '.join(words(payment.text))} "
    )
