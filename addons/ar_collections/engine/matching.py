"""match(): payments and a ledger in, one decision for each payment out.

First what the texts name (tiers A and B), settled among all payments; then, with what is left, what
payer and amount say (C, D, E). The order of payments and items makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace

from . import advice, by_payer, by_reference, difference, evidence, exchange
from .advice import Advices
from .book import Book, Left
from .by_reference import MOST_SHOWN
from .garbage import without_collector
from .items import Ambiguous, Decision, Evidence, Ledger, Matched, Payment
from .policy import Policies, Policy
from .proposal import banded, held
from .question import Question
from .returned import decide_all
from .settlement import Settled, advised, apart, is_exact, is_posted, settle, taken

ROUNDS = 2
"""In the second, a payment of the whole book is held against what the others have left of it."""
INSTALMENTS = 12
"""As many payments in one batch may follow each other on one invoice: those of a year."""


@without_collector()
def match(
    payments: Iterable[Payment],
    ledger: Ledger,
    policy: Policy | Policies,
    index: Callable[[Ledger], Book] = Book,
) -> tuple[Decision, ...]:
    """One decision per payment, in the order given. Data never raises.

    ``index``: the same ``Books`` for calls that have the ledger, or its customers, in common.
    """
    every = tuple(payments)
    book = index(ledger)
    policies = policy if isinstance(policy, Policies) else Policies(otherwise=policy)
    questions = {one.key: exchange.asked(one, book, policies) for one in every if one.amount > 0}
    advices = Advices(ledger.advices)
    decisions = apart(_followed(_settled(questions, advices), questions, advices), questions)
    out = (one for one in every if one.amount <= 0)
    returned = decide_all(out, ledger.receipts, book, policies)
    return tuple(
        returned[one.key] if one.key in returned else _told(decisions[one.key], questions[one.key])
        for one in every
    )


def _told(decision: Decision, question: Question) -> Decision:
    """As the policy bands it, in the currency of the account."""
    return exchange.told(banded(decision, question), question)


def _settled(questions: Mapping[int, Question], advices: Advices) -> Settled:
    """All of them decided on the same ledger."""
    named = {key: one for key, ask in questions.items() if (one := _named(ask, advices))}
    settled = settle(named, questions)
    lost = settled.lost
    for _ in range(ROUNDS):
        left, used = Left(taken(settled.decisions)), advised(settled.decisions)
        new = {
            key: _without_number(questions[key].after(left), advices, used)
            for key in questions.keys() - named.keys()
            if not is_posted(settled.decisions.get(key))
        }
        settled = settle({**settled.decisions, **new}, questions)
    return Settled(settled.decisions, lost | settled.lost)


def _named(question: Question, advices: Advices) -> Decision | None:
    """What the advice says, unless it is for a person and the numbers in the text are clear."""
    by_advice = advice.decide(question, advices)
    if is_posted(by_advice):
        return by_advice
    by_number = by_reference.decide(question)
    return by_number if by_advice is None or is_posted(by_number) else by_advice


def _followed(
    settled: Settled, questions: Mapping[int, Question], advices: Advices
) -> dict[int, Decision]:
    """Those that came second are posted if they fit what the first have left, as on the day after."""
    decisions, lost = settled.decisions, settled.lost
    for _ in range(INSTALMENTS):
        if not lost:
            break
        book = questions[min(lost)].book.after(taken(decisions))
        again = {key: questions[key].on(book) for key in lost}
        next_ones = _settled(again, advices)
        posted = {k: one for k, one in next_ones.decisions.items() if is_posted(one)}
        if not posted:
            break
        decisions = {**decisions, **posted}
        lost = next_ones.lost
    return decisions


def _without_number(question: Question, advices: Advices, used: Container[int]) -> Decision:
    """No number settles it: payer and amount, unless the text names something that differs."""
    differs = difference.decide(question)
    if differs is None and (by_advice := advice.by_total(question, advices, used)):
        return by_advice
    decision = by_payer.decide(question)
    if differs is None:
        return decision
    if isinstance(decision, Ambiguous):
        return _weigh_several(decision, differs, question)
    if not isinstance(decision, Matched):
        return differs
    if not isinstance(differs, Matched) or not differs.allocations:
        return held(decision, *_doubts(differs)) if is_exact(decision, question) else differs
    return _weigh(decision, differs, question)


def _doubts(differs: Decision) -> tuple[Evidence, ...]:
    """What a text says against an amount: that it names paid documents, or other ones."""
    if isinstance(differs, Matched):
        return (
            (evidence.already_paid(differs.paid_before),)
            if differs.paid_before
            else differs.evidence
        )
    return differs.evidence


def _weigh(by_amount: Matched, by_number: Matched, question: Question) -> Decision:
    """The amount says one thing, a number in the text another; both are shown if they differ."""
    if by_number.post and by_number.allocations == by_amount.allocations:
        return by_number
    paid = {allocation.item for allocation in by_amount.allocations}
    named = [item for item in difference.named(question) if item.key not in paid]
    if by_amount.post and not named:
        return by_amount
    if by_number.post or not named or not is_exact(by_amount, question):
        return by_number
    doubt = evidence.names_another(named)
    candidates = (held(by_amount, doubt), by_number)
    return Ambiguous(payment=by_amount.payment, candidates=candidates, evidence=(doubt,))


def _weigh_several(by_amount: Ambiguous, by_number: Decision, question: Question) -> Decision:
    """The payer owes several items of the amount: they come before what others owe and the text names."""
    mine = all(question.agrees(one.customer) for one in by_amount.candidates)
    named = by_number.customer if isinstance(by_number, Matched) else None
    if not mine or (named is not None and question.agrees(named)):
        return by_number
    candidates, doubts = by_amount.candidates, by_number.evidence
    if isinstance(by_number, Matched):
        doubts = (evidence.names_another(difference.named(question)),)
        candidates = (*candidates[: MOST_SHOWN - 1], by_number)
    return replace(
        by_amount,
        candidates=(held(candidates[0], *doubts), *candidates[1:]),
        evidence=tuple(dict.fromkeys([*by_amount.evidence, *doubts])),
    )
