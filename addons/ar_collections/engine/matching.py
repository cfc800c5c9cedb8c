"""match(): payments and a ledger in, one decision for each payment out.

First what the texts name (tiers A and B), settled among all payments; then, with what is left, what
payer and amount say (C, D, E). The order of payments and items makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import by_payer, by_reference, evidence
from .book import Book, Left
from .items import Decision, Ledger, Matched, Payment, Policy, Unmatched
from .payer import Payer, identify
from .settlement import settle, taken


def match(payments: Iterable[Payment], ledger: Ledger, policy: Policy) -> tuple[Decision, ...]:
    """One decision per payment, in the order given. Data never raises."""
    every = tuple(payments)
    book = Book(ledger)
    received = {payment.key: payment for payment in every if payment.amount > 0}
    payers = {key: identify(payment, book) for key, payment in received.items()}
    named = {
        key: decision
        for key, payment in received.items()
        if (decision := by_reference.decide(payment, payers[key], book, policy))
    }
    decisions = settle(named, received, book, {})
    used = taken(decisions)
    for key in received.keys() - named.keys():
        decisions[key] = _without_number(received[key], payers[key], book, Left(used), policy)
    decisions = settle(decisions, received, book, {})
    out = (evidence.money_out(),)
    return tuple(
        decisions.get(payment.key, Unmatched(payment=payment.key, evidence=out))
        for payment in every
    )


def _without_number(
    payment: Payment, payer: Payer, book: Book, left: Left, policy: Policy
) -> Decision:
    """No number settles it: payer and amount, unless the text names something that differs."""
    differs = by_reference.inexact(payment, payer, book, policy)
    against = by_reference.unexplained(payment, payer, book)
    question = by_payer.Question(payment, payer, book, left, policy, against)
    decision = by_payer.decide(question)
    if differs is None or (isinstance(decision, Matched) and decision.post):
        return decision
    return differs
