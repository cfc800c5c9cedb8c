"""Match payments against ledgers of several sizes and say which of the promised figures are reached."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

OUTCOMES = ("right", "incomplete", "wrong", "suggested", "doubtful", "left")
"""Posted: all right, some of it, to the wrong document. Not posted: with the right document first,
with others, with none."""
GROWTH = (10_000, 100_000, 1_000_000)
SMALL = 10_000
"""Items up to which a size is measured several times: the middle one counts."""
TIMES = 3
GROWN = 4_000
"""Payments, the same for all sizes: what one more payment takes, the ledger being read."""
SHARE = 10
"""Items for each payment, where they grow together: what a payment takes all told."""
QUICK = (1_000, (5_000, 20_000))
SECONDS, MEMORY, SLOWER, FALSE = 120.0, 4e9, 1.3, 1 / 2000


@dataclass(frozen=True)
class Result:
    """``reading`` is the part of the seconds that the indexes of the ledger take."""

    payments: int
    items: int
    customers: int
    seconds: float
    reading: float
    values: int
    peak: int
    kinds: dict[str, dict[str, int]]

    @property
    def each(self) -> float:
        """What one more payment takes."""
        return (self.seconds - self.reading) / self.payments

    @property
    def all_told(self) -> float:
        """The same, with its share of reading the ledger."""
        return self.seconds / self.payments

    @property
    def outcomes(self) -> Counter[str]:
        return sum((Counter(one) for one in self.kinds.values()), Counter[str]())

    def __str__(self) -> str:
        return (
            f"{self.payments:>9,} {self.items:>10,} {self.customers:>9,} {self.seconds:9.1f} "
            f"{self.reading:9.1f} {1e6 * self.each:11,.0f} "
            f"{1e6 * self.all_told:11,.0f} {self.values / 1e6:9,.0f} "
            f"{self.peak / 1e6:9,.0f}"
        )


HEAD = " payments      items customers   seconds   reading  us/payment    all told  values MB   peak MB"
NOTE = """CPU seconds. us/payment: what one more payment takes once the ledger is read; all told: with its
share of reading that. Payments of the same number are compared by the one, in proportion to the
items by the other, as reading grows with the items by nature."""


def measured(sizes: list[tuple[int, int]], seed: int) -> Iterator[Result]:
    """Measure and tell."""
    print(f"\n{HEAD}")
    for size in sizes:
        times = range(TIMES if size[1] <= SMALL else 1)
        tries = sorted((once(*size, seed) for _ in times), key=lambda one: one.seconds)
        result = tries[len(tries) // 2]
        print(result, flush=True)
        yield result


def once(*values: int) -> Result:
    command = [sys.executable, str(Path(__file__).with_name("measure.py")), *map(str, values)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Result(**json.loads(done.stdout))


def tell_outcomes(result: Result) -> None:
    """What became of the payments of each kind, and the shares."""
    print(f"\n{'kind of payment':20}" + "".join(f"{word:>11}" for word in OUTCOMES))
    for kind, seen in sorted(result.kinds.items(), key=lambda pair: -sum(pair[1].values())):
        print(f"{kind:20}" + "".join(f"{seen.get(word, 0):11,}" for word in OUTCOMES))
    seen = result.outcomes
    posted = seen["right"] + seen["incomplete"] + seen["wrong"]
    print(f"{'all':20}" + "".join(f"{seen[word]:11,}" for word in OUTCOMES))
    print(
        f"\nposted {posted / result.payments:.1%}, of these right {seen['right'] / posted:.3%}; "
        f"right or suggested {(seen['right'] + seen['suggested']) / result.payments:.1%}\n"
    )


@dataclass(frozen=True)
class Figure:
    """Something promised: ``reached`` as measured, ``wanted`` at most."""

    what: str
    reached: float
    wanted: float

    def __str__(self) -> str:
        word = "reached" if self.holds else "MISSED "
        return f"{word}  {self.what:62} {self.reached:10.4g}  (at most {self.wanted:.4g})"

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.reached <= self.wanted


def figures(grown: list[Result], shared: list[Result], largest: Result) -> Iterator[Figure]:
    """What is promised: growth from size to size, and seconds and memory of the largest."""
    for first, result in product(grown[:1], grown[1:]):
        what = f"one more payment, {first.items:,} to {result.items:,} items: times"
        yield Figure(what, result.each / first.each, SLOWER)
    for first, result in product(shared[:1], shared[1:]):
        what = f"a payment all told, {first.items:,} to {result.items:,} items: times"
        yield Figure(what, result.all_told / first.all_told, SLOWER)
    size = f"{largest.payments:,} payments, {largest.items:,} items"
    yield Figure(f"{size}: seconds", largest.seconds, SECONDS)
    yield Figure(f"{size}: memory, GB", largest.peak / 1e9, MEMORY / 1e9)
    seen = largest.outcomes
    share = seen["wrong"] / max(seen["right"] + seen["wrong"] + seen["incomplete"], 1)
    yield Figure(f"{size}: wrong of those posted", share, FALSE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench_matching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two small ledgers, in seconds")
    parser.add_argument("--seed", type=int, default=4, help="another ledger, other payments (4)")
    options = parser.parse_args()
    if options.quick:  # two small ledgers tell nothing of growth
        results = list(measured([(QUICK[0], items) for items in QUICK[1]], options.seed))
        grown, shared = [], []
    else:
        grown = list(measured([(GROWN, items) for items in GROWTH], options.seed))
        shared = list(measured([(items // SHARE, items) for items in GROWTH], options.seed))
        results = shared
    tell_outcomes(results[-1])
    reached = list(figures(grown, shared, results[-1]))
    for figure in reached:
        print(figure)
    print(f"\n{NOTE}")
    return 0 if all(figure.holds for figure in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
