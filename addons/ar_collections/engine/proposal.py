"""How every proposal is made: the refusals that hold for all tiers, and the confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from . import evidence
from .allocation import closes
from .items import (
    ZERO,
    Adjustment,
    Allocation,
    Ambiguous,
    Decision,
    Evidence,
    Matched,
    OpenItem,
    Unmatched,
)
from .payer import probable
from .phrases import says_balance
from .policy import Policy
from .question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a proposal holds beside its allocations."""

    adjustments: tuple[Adjustment, ...] = ()
    on_account: Decimal = ZERO
    advice: int | None = None
    paid_before: tuple[str, ...] = ()


NOTHING_ELSE = Beside()


def matched(
    question: Question,
    tier: str,
    allocations: tuple[Allocation, ...],
    reasons: Iterable[Evidence],
    against: Iterable[Evidence] = (),
    beside: Beside = NOTHING_ELSE,
    customer: int | None = None,
) -> Matched:
    """A proposal for at least one item, or for a customer; posted only if nothing speaks against it."""
    items = [question.book.items[one.item] for one in allocations]
    whose = customer if customer is not None else items[0].customer
    policy = question.policy(whose)
    early = _early(question, items)
    excused = early and _is_named_in_full(question, tier, allocations, beside, early)
    if excused:
        reasons = [*reasons, evidence.not_yet_invoiced(early)]
    elif early:
        against = [*against, evidence.paid_too_early(early)]
    if question.received is not None:
        against = [*against, *_of_order(question, tier)]
    refused = list(
        dict.fromkeys([*against, *refusals(question, policy, items), *_unsure(policy, tier)])
    )
    return Matched(
        payment=question.payment.key,
        tier=tier,
        customer=whose,
        allocations=allocations,
        evidence=tuple(dict.fromkeys([*reasons, *refused])),
        confidence=policy.calibration.confidence(tier),
        post=not refused,
        adjustments=beside.adjustments,
        on_account=beside.on_account,
        advice=beside.advice,
        paid_before=beside.paid_before,
    )


def held(decision: Matched, *reasons: Evidence) -> Matched:
    """The same proposal, for a person to decide, with the reasons."""
    return replace(
        decision,
        post=False,
        evidence=tuple(dict.fromkeys([*decision.evidence, *reasons])),
    )


def banded(decision: Decision, question: Question) -> Decision:
    """The decision, or none where the policy asks for more confidence than it has."""
    decision = _calibrated(decision, question)
    best = decision.candidates[0] if isinstance(decision, Ambiguous) else decision
    if not isinstance(best, Matched) or best.post:
        return decision
    if best.confidence >= question.policy(best.customer).suggest_from:
        return decision
    reasons = (*decision.evidence, evidence.below_suggestion(best.confidence))
    return Unmatched(payment=best.payment, customer=probable(question.payer), evidence=reasons)


def _calibrated(decision: Decision, question: Question) -> Decision:
    """With the confidence of suggestions where it is not posted."""
    if isinstance(decision, Ambiguous):
        return replace(
            decision, candidates=tuple(_suggested(one, question) for one in decision.candidates)
        )
    if not isinstance(decision, Matched) or decision.post:
        return decision
    return _suggested(decision, question)


def _suggested(one: Matched, question: Question) -> Matched:
    calibration = question.policy(one.customer).calibration
    return replace(one, confidence=calibration.suggested(one.tier))


def refusals(question: Question, policy: Policy, items: Sequence[OpenItem]) -> list[Evidence]:
    """What forbids posting whatever the evidence."""
    refused = []
    if disputed := [item for item in items if item.disputed]:
        refused.append(evidence.is_disputed(disputed))
    if elsewhere := [i for i in items if i.journal not in (None, question.payment.journal)]:
        refused.append(evidence.other_account(elsewhere))
    if not policy.post:
        refused.append(evidence.posting_off())
    received = question.received or question.payment
    if policy.post_limit is not None and received.amount > policy.post_limit:
        refused.append(evidence.over_limit(policy.post_limit))
    return refused


def _of_order(question: Question, tier: str) -> list[Evidence]:
    """Whether it is clear that what the payer ordered, in another currency, is to be held against."""
    if tier not in "AB":
        return [evidence.only_ordered()]
    received = question.received.currency if question.received else ""
    also = question.named_in(received)
    return [evidence.other_currency(also, question.payment.currency)] if also else []


def _unsure(policy: Policy, tier: str) -> list[Evidence]:
    """Whether it is less sure than the policy asks for, or was wrong too often where it asks nothing."""
    history = policy.calibration
    confidence = history.confidence(tier)
    if policy.post_from:
        return [evidence.not_sure_enough(confidence)] if confidence < policy.post_from else []
    if history.has_failed(tier):
        return [evidence.failed_before(history.taken_back(tier), history.posted(tier))]
    return []


def _early(question: Question, items: Sequence[OpenItem]) -> list[OpenItem]:
    """The items that were invoiced after they were paid."""
    booked = question.payment.booked
    return [item for item in items if item.issued and item.issued > booked]


def _is_named_in_full(
    question: Question,
    tier: str,
    allocations: Sequence[Allocation],
    beside: Beside,
    items: Sequence[OpenItem],
) -> bool:
    """Whether the payer, and not a chance, must have known these invoices before their day."""
    named = tier in "AB" or question.says(says_balance)
    closed = closes(allocations, beside.adjustments)
    in_full = all(closed[item.key] == item.residual for item in items)
    return named and in_full and not beside.on_account and bool(question.agrees(items[0].customer))


def clue_of_payer(question: Question, customer: int) -> tuple[Evidence, ...]:
    """In words, by what the payer agrees with the customer."""
    payment, payer = question.payment, question.payer
    name = question.book.customer(customer).name
    match question.agrees(customer):
        case "account":
            return (evidence.payer_account(payer.account),)
        case "alias":
            return (evidence.payer_alias(payer.name, name),)
        case "name" if payment.payer_name:
            return (evidence.payer_name(payer.name, name),)
        case "name" | "text":
            return (evidence.name_in_text(name),)
        case "number":
            return (evidence.customer_number(name),)
        case _:
            return ()
