"""One batch, one ledger: what is open is given away once.

Of payments that want the same item the one with the stronger claim gets it, of equal claims the one
booked first, as if each had come by itself; the others are left to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from . import evidence
from .allocation import closes
from .book import ZERO, Book
from .items import Ambiguous, Decision, Matched
from .names import core
from .proposal import held
from .question import Question


@dataclass(frozen=True, slots=True)
class Settled:
    """Decisions of which no two use the same money."""

    decisions: dict[int, Decision]
    lost: frozenset[int]
    """Payments that would be posted if another had not come before."""


def settle(decisions: Mapping[int, Decision], questions: Mapping[int, Question]) -> Settled:
    """The same decisions, those that would use an item twice not posted any more."""
    settled = _uncontested(decisions, questions)
    lost: set[int] = set()
    users: dict[int, list[int]] = defaultdict(list)
    claims = {key: one for key, one in settled.items() if isinstance(one, Matched) and one.post}
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    advised: dict[int, int] = {}
    for key in sorted(claims, key=lambda key: _rank(claims[key], questions[key])):
        claim, book = claims[key], questions[key].book
        if claim.advice in advised:
            first = questions[advised[claim.advice]].payment
            settled[key] = held(claim, evidence.advice_used(first.booked))
            continue
        if (twice := _over(claim, used, book)) is not None:
            other = questions[users[twice][0]].payment
            reason = evidence.paid_twice(book.items[twice].document, other.booked)
            settled[key] = held(claim, reason)
            lost.add(key)
            continue
        if claim.advice is not None:
            advised[claim.advice] = key
        for item, amount in closes(claim.allocations, claim.adjustments).items():
            used[item] += amount
            users[item].append(key)
    return Settled(settled, frozenset(lost))


def _uncontested(
    decisions: Mapping[int, Decision], questions: Mapping[int, Question]
) -> dict[int, Decision]:
    """The same, held where two payers want an item for its amount and neither has named it.

    Given to one, the other would have fitted as well: then it is no answer.
    """
    settled = dict(decisions)
    wanted: dict[tuple[object, ...], list[Matched]] = defaultdict(list)
    for key, claim in decisions.items():
        if isinstance(claim, Matched) and claim.post and claim.tier not in "AB":
            for one in claim.allocations:
                wanted[one.item, *_rank(claim, questions[key])[:3]].append(claim)
    for claims in wanted.values():
        payers = {_who(questions[claim.payment]) for claim in claims}
        if len(payers) > 1:
            for claim in claims:
                items = [questions[claim.payment].book.items[a.item] for a in claim.allocations]
                settled[claim.payment] = held(claim, evidence.contested(evidence.documents(items)))
    return settled


def _who(question: Question) -> str:
    """The payer as the bank names it."""
    return question.payer.account or core(question.payer.name)


def _rank(claim: Matched, question: Question) -> tuple[bool, bool, bool, object, int]:
    """By number before by payer, in full before in part, payer known before unknown, then age."""
    payment = question.payment
    return (
        claim.tier not in "AB",
        not is_exact(claim, question),
        not question.agrees(claim.customer),
        payment.booked,
        payment.key,
    )


def _over(claim: Matched, used: Mapping[int, Decimal], book: Book) -> int | None:
    """The first item of which there is not enough left."""
    for item, amount in closes(claim.allocations, claim.adjustments).items():
        if abs(used.get(item, ZERO) + amount) > abs(book.items[item].residual):
            return item
    return None


def apart(
    decisions: Mapping[int, Decision], questions: Mapping[int, Question]
) -> dict[int, Decision]:
    """The same, of several candidates that one first which the payments before it have left.

    Only among what is not posted: a person who accepts one after the other finds each still open.
    """
    told, used = dict(decisions), defaultdict(lambda: ZERO, taken(decisions))
    several = [one for one in decisions.values() if isinstance(one, Ambiguous)]
    several.sort(key=lambda one: _rank(one.candidates[0], questions[one.payment]))
    for one in several:
        book = questions[one.payment].book
        free = next((c for c in one.candidates if _over(c, used, book) is None), None)
        if free is None:
            continue
        for item, amount in closes(free.allocations, free.adjustments).items():
            used[item] += amount
        if free is not one.candidates[0]:
            others = (c for c in one.candidates if c is not free)
            told[one.payment] = replace(one, candidates=(free, *others))
    return told


def taken(decisions: Mapping[int, Decision]) -> dict[int, Decimal]:
    """What the posted decisions use of each item."""
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for decision in decisions.values():
        if isinstance(decision, Matched) and decision.post:
            for item, amount in closes(decision.allocations, decision.adjustments).items():
                used[item] += amount
    return dict(used)


def advised(decisions: Mapping[int, Decision]) -> set[int]:
    """The advices that posted decisions follow, and those whose reference a payment carries."""
    return {
        one.advice
        for one in decisions.values()
        if isinstance(one, Matched) and one.advice is not None
    }


def is_posted(decision: Decision | None) -> bool:
    """Whether it needs no person."""
    return isinstance(decision, Matched) and decision.post


def is_exact(decision: Matched, question: Question) -> bool:
    """Whether it uses up the payment and closes every item it is for."""
    items = question.book.items
    used = sum((one.amount for one in decision.allocations), ZERO)
    closed = closes(decision.allocations, decision.adjustments)
    return used == question.payment.amount and all(
        amount == items[item].residual for item, amount in closed.items()
    )
