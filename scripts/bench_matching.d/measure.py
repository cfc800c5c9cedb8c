"""Measure one size: ``python measure.py PAYMENTS ITEMS SEED`` prints one JSON object.

Runs in a process of its own, so that its peak of memory is its own. The ledger is read into indexes
once however many payments come: that, with what it takes to let them go, is told apart.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import types
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def import_engine() -> None:
    """The addon's pure engine without Odoo: its package, not its ``__init__``."""
    addon = types.ModuleType("ar_collections")
    addon.__path__ = [str(ROOT / "addons" / "ar_collections")]
    sys.modules["ar_collections"] = addon


import_engine()

from ar_collections.engine import (
    Ambiguous,
    Decision,
    Ledger,
    Matched,
    Payment,
    Policy,
    match,
)
from ar_collections.engine.book import Book
from ar_collections.engine.garbage import without_collector
from books import books
from payments import Paid, payments


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@without_collector()
def timed(batch: list[Payment], ledger: Ledger) -> tuple[tuple[Decision, ...], float, float]:
    """The decisions; the seconds of reading the ledger and of matching."""
    times = [process_time()]
    books = [Book(ledger)]
    times.append(process_time())
    decisions = match(batch, ledger, Policy(), lambda _: books[0])
    times.append(process_time())
    books.clear()
    times.append(process_time())
    reading, deciding, freeing = (later - before for before, later in pairwise(times))
    return decisions, reading + freeing, deciding


def proposed(decision: Decision, documents: dict[int, str]) -> dict[str, Decimal]:
    """What the first proposal gives to each document."""
    if isinstance(decision, Ambiguous):
        decision = decision.candidates[0]
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for one in decision.allocations if isinstance(decision, Matched) else ():
        parts[documents[one.item]] += one.amount
    return dict(parts)


def outcome(decision: Decision, paid: Paid, documents: dict[int, str]) -> str:
    """One word for how well it went; "wrong" is money that was posted to the wrong document."""
    parts = proposed(decision, documents)
    if isinstance(decision, Matched) and decision.post:
        if parts == paid.truth:
            return "right"
        return "incomplete" if parts.keys() <= paid.truth.keys() else "wrong"
    if paid.truth and parts.keys() & paid.truth.keys():
        return "suggested"
    return "doubtful" if parts else "left"


def measure(count: int, items: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    started = peak()
    ours = books(items, chance)
    every = list(payments(count, ours, chance))
    ledger = ours.ledger
    del ours
    gc.collect()
    values = peak() - started
    batch = [paid.payment for paid in every]
    decisions, reading, deciding = timed(batch, ledger)
    documents = {item.key: item.document for item in ledger.items}
    kinds: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for paid, decision in zip(every, decisions, strict=True):
        kinds[paid.kind][outcome(decision, paid, documents)] += 1
    return {
        "payments": count,
        "items": items,
        "customers": len(ledger.customers),
        "seconds": reading + deciding,
        "reading": reading,
        "values": values,
        "peak": peak() - started,
        "kinds": kinds,
    }


if __name__ == "__main__":
    json.dump(measure(*map(int, sys.argv[1:])), sys.stdout)
