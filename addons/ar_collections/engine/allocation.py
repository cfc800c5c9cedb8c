"""How much of a payment goes to which item. Never more than the payment or what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations, islice, product

from .book import ZERO, by_due, total
from .items import Adjustment, Allocation, OpenItem

SUBSET_ITEMS = 30
"""Beyond it a sum that fits is more likely chance than meaning (measured), and slow to look for."""
SHORT_BOOK = 10
"""Up to so many items three or four add up to a payment only where they are meant (measured)."""


def in_full(items: Iterable[OpenItem]) -> tuple[Allocation, ...]:
    """Each item with all that is open of it, credits negative."""
    return tuple(Allocation(item=item.key, amount=item.residual) for item in items)


def closes(
    allocations: Iterable[Allocation], adjustments: Iterable[Adjustment] = ()
) -> dict[int, Decimal]:
    """What goes off each item, in its currency: the money, and what is written off.

    A deduction stays open.
    """
    closed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for one in allocations:
        closed[one.item] += one.amount if one.closes is None else one.closes
    for other in adjustments:
        if other.kind != "deduction":
            closed[other.item] += other.amount if other.closes is None else other.closes
    return closed


def spread(amount: Decimal, items: Iterable[OpenItem]) -> tuple[Allocation, ...]:
    """The amount over debts, oldest due first, until it is used up."""
    return fill(amount, sorted(items, key=by_due))


def fill(amount: Decimal, items: Iterable[OpenItem]) -> tuple[Allocation, ...]:
    """The amount over debts, in their order, until it is used up."""
    allocations, rest = [], amount
    for item in items:
        part = min(rest, item.residual)
        if part > 0:
            allocations.append(Allocation(item=item.key, amount=part))
            rest -= part
    return tuple(allocations)


def first_lines(items: Sequence[OpenItem]) -> list[tuple[OpenItem, ...]]:
    """What may be paid of one document: all its lines, or those due first."""
    ordered = tuple(sorted(items, key=by_due))
    return [ordered[:count] for count in range(len(ordered), 0, -1)]


def two_choices(
    amount: Decimal, options: Sequence[Sequence[tuple[OpenItem, ...]]]
) -> list[list[OpenItem]]:
    """The first two ways to reach the amount with one option of each."""
    found: list[list[OpenItem]] = []
    _choose(amount, options, [], found)
    return found


def _choose(
    rest: Decimal,
    options: Sequence[Sequence[tuple[OpenItem, ...]]],
    chosen: list[OpenItem],
    found: list[list[OpenItem]],
) -> None:
    if not options:
        if rest == ZERO:
            found.append(chosen)
        return
    for lines in options[0]:
        if len(found) < 2:
            _choose(rest - total(lines), options[1:], [*chosen, *lines], found)


def two_subsets(amount: Decimal, items: Sequence[OpenItem]) -> list[tuple[OpenItem, ...]]:
    """The first two sets of two to four items that are the amount; at most one credit in each."""
    if len(items) > SUBSET_ITEMS:
        return []
    pairs: dict[Decimal, list[tuple[int, int]]] = {}
    for first, second in combinations(range(len(items)), 2):
        pairs.setdefault(items[first].residual + items[second].residual, []).append((first, second))
    places = chain(
        pairs.get(amount, ()), _triples(amount, items, pairs), _quadruples(amount, pairs)
    )
    sets = (tuple(items[place] for place in chosen) for chosen in places)
    return list(islice((one for one in sets if _is_sensible(one, items)), 2))


def two_pairs(amount: Decimal, items: Sequence[OpenItem]) -> list[tuple[OpenItem, ...]]:
    """The first two pairs of items that are the amount, also in a long book."""
    found: list[tuple[OpenItem, ...]] = []
    seen: dict[Decimal, OpenItem] = {}
    for item in items:
        other = seen.get(amount - item.residual)
        if other is not None and len(found) < 2:
            found.append((other, item))
        seen.setdefault(item.residual, item)
    return found


def other_sums(amount: Decimal, items: Sequence[OpenItem]) -> list[tuple[OpenItem, ...]]:
    """Items that may be the amount as well: two, all, and in a short book up to four."""
    if len(items) > SUBSET_ITEMS:
        return []
    if len(items) <= SHORT_BOOK and (sets := two_subsets(amount, items)):
        return sets
    found = [pair for pair in two_pairs(amount, items) if _is_sensible(pair, items)]
    whole = len(items) > 2 and total(items) == amount
    return [*found, *([tuple(items)] if whole else [])]


def _is_sensible(chosen: Sequence[OpenItem], items: Sequence[OpenItem]) -> bool:
    """At most one credit, and of equal instalments of a document those due first."""
    if sum(item.residual < 0 for item in chosen) > 1:
        return False
    return not any(
        other.document == item.document
        and other.residual == item.residual
        and by_due(other) < by_due(item)
        and other not in chosen
        for item in chosen
        for other in items
    )


def _triples(
    amount: Decimal, items: Sequence[OpenItem], pairs: dict[Decimal, list[tuple[int, int]]]
) -> Iterator[tuple[int, ...]]:
    for first, item in enumerate(items):
        for pair in pairs.get(amount - item.residual, ()):
            if first < pair[0]:
                yield first, *pair


def _quadruples(
    amount: Decimal, pairs: dict[Decimal, list[tuple[int, int]]]
) -> Iterator[tuple[int, ...]]:
    for value, lower in pairs.items():
        for low, high in product(lower, pairs.get(amount - value, ())):
            if low[1] < high[0]:
                yield *low, *high
