"""How every proposal is made: the refusals that hold for all tiers, and the confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from . import evidence
from .items import Allocation, Evidence, Matched, OpenItem
from .question import Question

PRIOR = {
    # A and B: number and amount agree; what is left are numbers of the payer's own other books.
    "A": Decimal("0.998"),
    "B": Decimal("0.997"),
    # C: measured 0.9999 for a unique set in the payer's book, less for accounts shared or moved.
    "C": Decimal("0.99"),
    # D: 0.95 to 0.99 by name, amount open once in the ledger.
    "D": Decimal("0.97"),
    "E": Decimal("0.50"),
}
"""How often a posted decision of the tier is right, until the customer's own history says it."""
DOUBTED = Decimal("0.50")
"""Confidence of what is only suggested: a reason not to post is as good as the reason to."""


def matched(
    question: Question,
    tier: str,
    allocations: tuple[Allocation, ...],
    reasons: Iterable[Evidence],
    against: Iterable[Evidence] = (),
) -> Matched:
    """A proposal for at least one item; posted only if nothing speaks against it."""
    items = [question.book.items[allocation.item] for allocation in allocations]
    refused = list(dict.fromkeys([*against, *refusals(question, items)]))
    post = not refused
    return Matched(
        payment=question.payment.key,
        tier=tier,
        customer=items[0].customer,
        allocations=allocations,
        evidence=tuple(dict.fromkeys([*reasons, *refused])),
        confidence=PRIOR[tier] if post else min(DOUBTED, PRIOR[tier]),
        post=post,
    )


def refusals(question: Question, items: Sequence[OpenItem]) -> list[Evidence]:
    """What forbids posting whatever the evidence."""
    payment, policy, refused = question.payment, question.policy, []
    if disputed := [item for item in items if item.disputed]:
        refused.append(evidence.is_disputed(disputed))
    if later := [item for item in items if item.issued and item.issued > payment.booked]:
        refused.append(evidence.paid_too_early(later))
    if not policy.post:
        refused.append(evidence.posting_off())
    if policy.post_limit is not None and payment.amount > policy.post_limit:
        refused.append(evidence.over_limit(policy.post_limit))
    return refused


def clue_of_payer(question: Question, customer: int) -> tuple[Evidence, ...]:
    """In words, by what the payer agrees with the customer."""
    payment, name = question.payment, question.book.customer(customer).name
    match question.agrees(customer):
        case "account":
            return (evidence.payer_account(payment.payer_account),)
        case "name" if payment.payer_name:
            return (evidence.payer_name(payment.payer_name, name),)
        case "name" | "text":
            return (evidence.name_in_text(name),)
        case "number":
            return (evidence.customer_number(name),)
        case _:
            return ()
