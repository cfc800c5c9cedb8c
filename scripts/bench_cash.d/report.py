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
    print(f"{'ms/line':>9}{'SQL/line':>10}{'in jobs':>9}{'MB':>6}{'wall s':>8}")
    for size in sizes:
        print(f"{size['invoices']:>9}{size['lines']:>8}{size['posted']:>8}", end="")
        print("".join(f"{_ms(size, (step,)):>9.2f}" for step in STEPS), end="")
        wall = sum(size[step]["wall_s"] for step in STEPS)
        print(f"{_ms(size):>9.2f}{_sql(size):>10.3f}{_sql(size, 'sql_inside'):>9.3f}", end="")
        print(f"{size['peak_rss_mb']:>6}{wall:>8.0f}")
    for size in sizes:
        print(f"SQL statements for {size['lines']} lines: {_statements(size)}", end="")
        print(f"; before, for the worker's first 3 payments: {size['first']['sql']}")
    return list(_missed(sizes))


def _ms(size, steps=STEPS):
    return sum(size[step]["busy_s"] for step in steps) / size["lines"] * 1000


def _sql(size, which="sql"):
    return sum(size[step][which] for step in STEPS) / size["lines"]


def _statements(size):
    of_steps = ", ".join(f"{step} {size[step]['sql']}" for step in STEPS)
    total, inside = (sum(size[step][which] for step in STEPS) for which in ("sql", "sql_inside"))
    return f"{of_steps}; of the {total}, Odoo's scheduler around them {total - inside}"


def _missed(sizes):
    for size in sizes:
        name = f"{size['lines']} lines"
        if _ms(size) > MS_A_LINE:
            yield f"{name}: {_ms(size):.1f} ms a line, at most {MS_A_LINE}"
        if _sql(size, "sql_inside") > SQL_A_LINE:
            sql = _sql(size, "sql_inside")
            yield f"{name}: {sql:.2f} SQL statements a line in the jobs, at most {SQL_A_LINE}"
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
