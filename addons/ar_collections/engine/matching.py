"""match(): payments and a ledger in, one decision for each payment out.

First what the texts name (tiers A and B), settled among all payments; then, with what is left, what
payer and amount say (C, D, E). The order of payments and items makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import by_payer, by_reference, evidence
from .book import Book, Left
from .by_reference import Reading, read
from .items import Ambiguous, Decision, Ledger, Matched, Payment, Policy, Unmatched
from .payer import Payer, identify
from .settlement import held, is_exact, is_posted, settle, taken

ROUNDS = 2
"""In the second, a payment of the whole book is held against what the others have left of it."""


def match(payments: Iterable[Payment], ledger: Ledger, policy: Policy) -> tuple[Decision, ...]:
    """One decision per payment, in the order given. Data never raises."""
    every = tuple(payments)
    book = Book(ledger)
    received = {payment.key: payment for payment in every if payment.amount > 0}
    payers = {key: identify(payment, book) for key, payment in received.items()}
    readings = {key: read(payment, book) for key, payment in received.items()}
    named = {
        key: decision
        for key, payment in received.items()
        if (decision := by_reference.decide(payment, payers[key], readings[key], book, policy))
    }
    decisions = settle(named, received, book)
    rest = received.keys() - named.keys()
    for _ in range(ROUNDS):
        left = Left(taken(decisions))
        new = {
            key: _without_number(received[key], payers[key], readings[key], book, left, policy)
            for key in rest
            if not is_posted(decisions.get(key))
        }
        decisions = settle({**decisions, **new}, received, book)
    out = (evidence.money_out(),)
    return tuple(
        decisions.get(payment.key, Unmatched(payment=payment.key, evidence=out))
        for payment in every
    )


def _without_number(
    payment: Payment, payer: Payer, reading: Reading, book: Book, left: Left, policy: Policy
) -> Decision:
    """No number settles it: payer and amount, unless the text names something that differs."""
    differs = by_reference.inexact(payment, payer, reading, book, policy)
    strange = by_reference.unexplained(reading, payer, book)
    question = by_payer.Question(payment, payer, book, left, policy, strange)
    decision = by_payer.decide(question)
    if differs is None:
        return decision
    if not isinstance(differs, Matched) or not isinstance(decision, Matched):
        return differs
    return _weigh(decision, differs, book)


def _weigh(by_amount: Matched, by_number: Matched, book: Book) -> Decision:
    """The amount says one thing, a number in the text another; both are shown if they differ."""
    paid = {allocation.item for allocation in by_amount.allocations}
    named = [book.items[a.item] for a in by_number.allocations if a.item not in paid]
    if by_amount.post and not named:
        return by_amount
    if by_number.post or not named or not is_exact(by_amount, book):
        return by_number
    doubt = evidence.names_another(named)
    candidates = (held(by_amount, doubt), by_number)
    return Ambiguous(payment=by_amount.payment, candidates=candidates, evidence=(doubt,))
