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
from .book import ZERO, Book
from .items import Allocation, Decision, Evidence, Matched
from .proposal import DOUBTED
from .question import Question


@dataclass(frozen=True, slots=True)
class Settled:
    """Decisions of which no two use the same money."""

    decisions: dict[int, Decision]
    lost: frozenset[int]
    """Payments that would be posted if another had not come before."""


def settle(decisions: Mapping[int, Decision], questions: Mapping[int, Question]) -> Settled:
    """The same decisions, those that would use an item twice not posted any more."""
    settled: dict[int, Decision] = dict(decisions)
    lost: set[int] = set()
    users: dict[int, list[int]] = defaultdict(list)
    claims = {key: one for key, one in decisions.items() if isinstance(one, Matched) and one.post}
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for key in sorted(claims, key=lambda key: _rank(claims[key], questions[key])):
        claim, book = claims[key], questions[key].book
        if twice := _over(claim, used, book):
            other = questions[users[twice][0]].payment
            reason = evidence.paid_twice(book.items[twice].document, other.booked)
            settled[key] = held(claim, reason)
            lost.add(key)
            continue
        for allocation in claim.allocations:
            used[allocation.item] += allocation.amount
            users[allocation.item].append(key)
    return Settled(settled, frozenset(lost))


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
    for one in claim.allocations:
        if abs(used[one.item] + one.amount) > abs(book.items[one.item].residual):
            return one.item
    return None


def taken(decisions: Mapping[int, Decision]) -> dict[int, Decimal]:
    """What the posted decisions use of each item."""
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for decision in decisions.values():
        for allocation in _posted(decision):
            used[allocation.item] += allocation.amount
    return dict(used)


def is_posted(decision: Decision | None) -> bool:
    """Whether it needs no person."""
    return isinstance(decision, Matched) and decision.post


def _posted(decision: Decision) -> tuple[Allocation, ...]:
    return decision.allocations if isinstance(decision, Matched) and decision.post else ()


def held(decision: Matched, *reasons: Evidence) -> Matched:
    """The same proposal, for a person to decide, with the reasons."""
    return replace(
        decision,
        post=False,
        confidence=min(decision.confidence, DOUBTED),
        evidence=tuple(dict.fromkeys([*decision.evidence, *reasons])),
    )


def is_exact(decision: Matched, question: Question) -> bool:
    """Whether it uses up the payment and closes every item it is for."""
    allocations, items = decision.allocations, question.book.items
    used = sum((one.amount for one in allocations), ZERO)
    return used == question.payment.amount and all(
        one.amount == items[one.item].residual for one in allocations
    )
