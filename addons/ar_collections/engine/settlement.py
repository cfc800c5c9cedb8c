"""One batch, one ledger: what is open is given away once.

Payments that want the same item are looked at together. The earliest of several alike keeps it;
otherwise nobody does, and a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from . import evidence
from .book import ZERO, Book
from .items import Allocation, Decision, Evidence, Matched, Payment
from .proposal import DOUBTED


def taken(decisions: Mapping[int, Decision]) -> dict[int, Decimal]:
    """What the posted decisions use of each item."""
    used: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for decision in decisions.values():
        for allocation in _posted(decision):
            used[allocation.item] += allocation.amount
    return dict(used)


def settle(
    decisions: Mapping[int, Decision],
    payments: Mapping[int, Payment],
    book: Book,
) -> dict[int, Decision]:
    """The same decisions, those that would use an item twice not posted any more."""
    settled = dict(decisions)
    wanted: dict[int, list[int]] = defaultdict(list)
    for key, decision in decisions.items():
        for allocation in _posted(decision):
            wanted[allocation.item].append(key)
    for item, keys in wanted.items():
        if _over(item, keys, decisions, book):
            keys.sort(key=lambda key: (payments[key].booked, key))
            _give(item, keys, settled, payments, book)
    return settled


def _over(
    item: int,
    keys: Sequence[int],
    decisions: Mapping[int, Decision],
    book: Book,
) -> bool:
    used = sum((_part(decisions[key], item) for key in keys), ZERO)
    return abs(used) > abs(book.items[item].residual)


def _give(
    item: int,
    keys: Sequence[int],
    settled: dict[int, Decision],
    payments: Mapping[int, Payment],
    book: Book,
) -> None:
    """The first keeps it if all name it and come from one account; the others do not."""
    claims = {_claim(settled[key], payments[key]) for key in keys}
    alike = len(claims) == 1 and () not in claims
    for place, key in enumerate(keys):
        decision = settled[key]
        if (alike and place == 0) or not isinstance(decision, Matched):
            continue
        other = payments[keys[0] if place else keys[-1]]
        reason = evidence.paid_twice(book.items[item].document, other.booked)
        settled[key] = held(decision, reason)


def _claim(decision: Decision, payment: Payment) -> tuple[object, ...]:
    """What makes two claims by number alike; nothing for a claim by payer and amount."""
    if not isinstance(decision, Matched) or decision.tier not in "AB":
        return ()
    return payment.payer_account, decision.allocations


def _part(decision: Decision, item: int) -> Decimal:
    if not isinstance(decision, Matched):
        return ZERO
    return sum((a.amount for a in decision.allocations if a.item == item), ZERO)


def is_posted(decision: Decision | None) -> bool:
    """Whether it needs no person."""
    return isinstance(decision, Matched) and decision.post


def _posted(decision: Decision) -> tuple[Allocation, ...]:
    return decision.allocations if isinstance(decision, Matched) and decision.post else ()


def held(decision: Matched, reason: Evidence) -> Matched:
    """The same proposal, for a person to decide, with the reason."""
    return replace(
        decision,
        post=False,
        confidence=min(decision.confidence, DOUBTED),
        evidence=tuple(dict.fromkeys([*decision.evidence, reason])),
    )


def is_exact(decision: Matched, book: Book) -> bool:
    """Whether it closes every item it is for."""
    return all(one.amount == book.items[one.item].residual for one in decision.allocations)
