"""A ledger of any size, the same for the same seed: customers, open items, documents paid long ago."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ar_collections.engine import Customer, Ledger, OpenItem
from words import names

TODAY = date(2026, 6, 1)
PER_CUSTOMER = 8
"""Open items for one customer."""
BLOCK = 500
"""Customers among whom items are spread unevenly: the first of a block has a hundred or two."""
SERIES = (
    "INV/2026/{:07d}",
    "INV/2026/{:07d}",
    "F26{:07d}",
    "RE-{}",
    "2026-{:06d}",
    "{}/2026",
    "{}",
    "VF{}",
)
FIRST = {"RE-{}": 1_100_000, "{}": 40_000_000, "VF{}": 300_000, "{}/2026": 100_000}
"""Where a series begins, else with 1."""
CREDITS = "RINV/2026/{:06d}"
PRICES = tuple(
    Decimal(euro).scaleb(-2) for euro in (4900, 9900, 11900, 14950, 24900, 59500, 119000)
)


@dataclass(frozen=True)
class Books:
    """A ledger, and its open items by customer."""

    ledger: Ledger
    owed: dict[int, list[OpenItem]]


def books(count: int, chance: random.Random) -> Books:
    """A ledger of so many open items."""
    customers = tuple(_customers(max(count // PER_CUSTOMER, 20), chance))
    closed: list[str] = []
    items = tuple(_items(count, len(customers), closed, chance))
    owed: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        owed[item.customer].append(item)
    return Books(Ledger(items=items, customers=customers, closed_documents=frozenset(closed)), owed)


def _customers(count: int, chance: random.Random) -> Iterator[Customer]:
    for key, name in enumerate(names(count, chance)):
        yield Customer(
            key=key,
            name=name,
            numbers=(f"K{200_000 + key}",) if chance.random() < 0.5 else (),
            accounts=(account(key),) if chance.random() < 0.6 else (),
            parent=key - 1 if key and chance.random() < 0.02 else None,
        )


def account(key: int) -> str:
    """The bank account of a customer, known or not."""
    return f"DE{key * 7919 % 97:02d}37040044{key:010d}"


def _items(
    count: int, customers: int, closed: list[str], chance: random.Random
) -> Iterator[OpenItem]:
    numbers = {series: FIRST.get(series, 1) for series in (*SERIES, CREDITS)}
    last: OpenItem | None = None
    for key in range(count):
        if last and chance.random() < 0.02:
            last = replace(last, key=key, due=last.due + timedelta(days=30))
            yield last
            continue
        credit = chance.random() < 0.04
        series = CREDITS if credit else chance.choice(SERIES)
        while chance.random() < 0.2:
            closed.append(series.format(numbers[series]))
            numbers[series] += 1
        last = _item(key, series.format(numbers[series]), customers, credit, chance)
        numbers[series] += 1
        yield last


def _item(key: int, document: str, customers: int, credit: bool, chance: random.Random) -> OpenItem:
    start = chance.randrange(0, customers, BLOCK)
    size = min(BLOCK, customers - start)
    issued = TODAY - timedelta(days=chance.randrange(3, 150))
    total = _amount(chance) * (-1 if credit else 1)
    part_paid = not credit and chance.random() < 0.05
    return OpenItem(
        key=key,
        document=document,
        customer=start + int(size * chance.random() ** 2),
        residual=total - (total / 3).quantize(Decimal("0.01")) if part_paid else total,
        currency="USD" if chance.random() < 0.03 else "EUR",
        issued=issued,
        due=issued + timedelta(days=chance.choice((14, 30, 30, 60))),
        total=total,
        references=_references(key, chance),
        disputed=chance.random() < 0.01,
    )


def _amount(chance: random.Random) -> Decimal:
    """A price of a list, some of it, or anything."""
    match chance.randrange(5):
        case 0:
            return chance.choice(PRICES)
        case 1:
            return chance.choice(PRICES) * chance.randint(2, 20)
        case _:
            return Decimal(int(chance.lognormvariate(11, 1.2)) + 500).scaleb(-2)


def _references(key: int, chance: random.Random) -> tuple[str, ...]:
    match chance.randrange(10):
        case 0:
            return (f"PO-{45_000_000 + key * 3}",)
        case 1:
            return (f"RF{key * 31 % 89 + 10}{key * 7 + 539_007_547_034 // 10:012d}",)
        case 2:
            return (f"{chance.choice('ABCD')}{chance.randrange(100, 999)}/{key + 70_000}",)
        case _:
            return ()
