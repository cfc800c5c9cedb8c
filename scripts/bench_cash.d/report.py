"""The figures of all sizes as a table, and whether they are those that the project promises."""

import json
import sys
from pathlib import Path

STEPS = ("import", "match", "post")
MS_A_LINE = 13
SQL_A_LINE = 0.5
GROWTH = 1.3
MEGABYTES = 300


def report(sizes):
    """Prints the table; gives what is missed, in words."""
    print(f"{'invoices':>9}{'lines':>8}{'posted':>8}", end="")
    print("".join(f"{step:>9}" for step in STEPS), end="")
    print(f"{'ms/line':>9}{'SQL/line':>10}{'MB':>6}{'wall s':>8}")
    for size in sizes:
        print(f"{size['invoices']:>9}{size['lines']:>8}{size['posted']:>8}", end="")
        print("".join(f"{_ms(size, (step,)):>9.2f}" for step in STEPS), end="")
        wall = sum(size[step]["wall_s"] for step in STEPS)
        print(f"{_ms(size):>9.2f}{_sql(size):>10.3f}{size['peak_rss_mb']:>6}{wall:>8.0f}")
    for size in sizes:
        statements = ", ".join(f"{step} {size[step]['sql']}" for step in STEPS)
        print(f"SQL statements for {size['lines']} lines: {statements}", end="")
        print(f"; before, for the worker's first 3 payments: {size['first']['sql']}")
    return list(_missed(sizes))


def _ms(size, steps=STEPS):
    return sum(size[step]["busy_s"] for step in steps) / size["lines"] * 1000


def _sql(size):
    return sum(size[step]["sql"] for step in STEPS) / size["lines"]


def _missed(sizes):
    for size in sizes:
        name = f"{size['lines']} lines"
        if _ms(size) > MS_A_LINE:
            yield f"{name}: {_ms(size):.1f} ms a line, at most {MS_A_LINE}"
        if _sql(size) > SQL_A_LINE:
            yield f"{name}: {_sql(size):.2f} SQL statements a line, at most {SQL_A_LINE}"
        if size["peak_rss_mb"] > MEGABYTES:
            yield f"{name}: {size['peak_rss_mb']} MB, at most {MEGABYTES}"
    growth = _ms(sizes[-1]) / _ms(sizes[0])
    if growth > GROWTH:
        yield f"from the first size to the last {growth:.2f} times, at most {GROWTH}"


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    missed = report([json.loads(line) for line in lines if line.startswith("{")])
    print("; ".join(missed) or "all figures are reached")
    sys.exit(bool(missed))
