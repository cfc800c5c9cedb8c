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
    before: Mapping[int, Decimal],
) -> dict[int, Decision]:
    """The same decisions, those that would use an item twice not posted any more."""
    settled = dict(decisions)
    wanted: dict[int, list[int]] = defaultdict(list)
    for key, decision in decisions.items():
        for allocation in _posted(decision):
            wanted[allocation.item].append(key)
    for item, keys in wanted.items():
        if _over(item, keys, decisions, book, before):
            keys.sort(key=lambda key: (payments[key].booked, key))
            _give(item, keys, settled, payments, book, before)
    return settled


def _over(
    item: int,
    keys: Sequence[int],
    decisions: Mapping[int, Decision],
    book: Book,
    before: Mapping[int, Decimal],
) -> bool:
    used = before.get(item, ZERO) + sum((_part(decisions[key], item) for key in keys), ZERO)
    return abs(used) > abs(book.items[item].residual)


def _give(
    item: int,
    keys: Sequence[int],
    settled: dict[int, Decision],
    payments: Mapping[int, Payment],
    book: Book,
    before: Mapping[int, Decimal],
) -> None:
    """The first keeps it if all are alike and nothing was used before; the others do not."""
    alike = len({_claim(settled[key]) for key in keys}) == 1 and item not in before
    for place, key in enumerate(keys):
        if alike and place == 0:
            continue
        other = payments[keys[0] if place else keys[-1]]
        settled[key] = _held(
            settled[key], evidence.paid_twice(book.items[item].document, other.booked)
        )


def _claim(decision: Decision) -> tuple[object, ...]:
    return (decision.tier in "AB", decision.allocations) if isinstance(decision, Matched) else ()


def _part(decision: Decision, item: int) -> Decimal:
    if not isinstance(decision, Matched):
        return ZERO
    return sum((a.amount for a in decision.allocations if a.item == item), ZERO)


def _posted(decision: Decision) -> tuple[Allocation, ...]:
    return decision.allocations if isinstance(decision, Matched) and decision.post else ()


def _held(decision: Decision, reason: Evidence) -> Decision:
    if not isinstance(decision, Matched) or reason in decision.evidence:
        return decision
    return replace(
        decision,
        post=False,
        confidence=min(decision.confidence, DOUBTED),
        evidence=(*decision.evidence, reason),
    )
