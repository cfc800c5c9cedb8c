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
GROWN = 4_000
"""Payments, the same for all sizes."""
FULL = (100_000, 1_000_000)
QUICK = (1_000, (5_000, 20_000))
SECONDS, MEMORY, SLOWER, FALSE = 120.0, 4e9, 1.3, 1 / 2000


@dataclass(frozen=True)
class Result:
    """``reading`` is the part of the seconds that indexes take; ``each`` what one more payment takes."""

    payments: int
    items: int
    customers: int
    seconds: float
    reading: float
    each: float
    values: int
    peak: int
    kinds: dict[str, dict[str, int]]

    @property
    def outcomes(self) -> Counter[str]:
        return sum((Counter(one) for one in self.kinds.values()), Counter[str]())

    def __str__(self) -> str:
        return (
            f"{self.payments:>9,} {self.items:>10,} {self.customers:>9,} {self.seconds:9.1f} "
            f"{self.reading:9.1f} {1e6 * self.each:11,.0f} "
            f"{1e6 * self.seconds / self.payments:11,.0f} {self.values / 1e6:9,.0f} "
            f"{self.peak / 1e6:9,.0f}"
        )


HEAD = " payments      items customers   seconds   reading  us/payment   with that  values MB   peak MB"


def measured(sizes: list[tuple[int, int]], seed: int) -> Iterator[Result]:
    """Measure and tell."""
    print(HEAD)
    for payments, items in sizes:
        command = [sys.executable, str(Path(__file__).with_name("measure.py"))]
        command += map(str, (payments, items, seed))
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        result = Result(**json.loads(done.stdout))
        print(result, flush=True)
        yield result


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


def figures(growth: list[Result], largest: Result) -> Iterator[Figure]:
    """What is promised: growth from size to size, and seconds and memory of the largest."""
    for first, result in product(growth[:1], growth[1:]):
        what = f"time per payment, {first.items:,} to {result.items:,} items: times"
        yield Figure(what, result.each / first.each, SLOWER)
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
    sizes = [(QUICK[0], items) for items in QUICK[1]]
    if not options.quick:
        sizes = [*((GROWN, items) for items in GROWTH), FULL]
    results = list(measured(sizes, options.seed))
    tell_outcomes(results[-1])
    # Two small ledgers tell nothing of growth.
    reached = list(figures([] if options.quick else results[:-1], results[-1]))
    for figure in reached:
        print(figure)
    return 0 if all(figure.holds for figure in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
