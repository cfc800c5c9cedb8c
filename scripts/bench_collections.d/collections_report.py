"""The figures as lines, and whether they are those that the project promises."""

import json
import sys
from pathlib import Path

PAGE_MS, PAGE_QUERIES = 300, 12
REFRESH_S, REFRESH_QUERIES = 60, 2
PAYMENT_MS = 50
AGING_S = 5
PAGES = ("first", "middle", "last")
STEPS = {"first": "all new", "next_day": "the next day", "unchanged": "nothing changed"}


def report(figures):
    print(
        f"{figures['customers']} customers, {figures['open']} open items, "
        f"{figures['history']} in history; {figures['cases']} cases, {figures['today']} of today"
    )
    for page in PAGES:
        shown = figures[f"page_{page}"]
        print(f"worklist, {page} page: {_time(shown)}, {shown['queries']} queries")
    for step, name in STEPS.items():
        took = figures[f"refresh_{step}"]
        print(f"refresh of all, {name}: {took['wall_s']} s ({took['busy_s']} s busy), ", end="")
        print(f"{took['sql']} queries")
    paid = figures["payment"]
    print(
        f"refresh after one payment: {_time(paid)}, {paid['queries']} queries, "
        f"{paid['other_cases']} other cases touched"
    )
    if aging := figures.get("aging"):
        print(f"aging: {_time(aging)}, {aging['difference']} off the ledger")


def missed(figures):
    """What is not reached, in words."""
    for page in PAGES:
        shown = figures[f"page_{page}"]
        yield from _over(f"{page} page", shown["ms"], PAGE_MS, "ms")
        yield from _over(f"{page} page", shown["queries"], PAGE_QUERIES, "queries")
    cases = max(figures["cases"], 1000) / 1000
    for step, name in STEPS.items():
        took = figures[f"refresh_{step}"]
        yield from _over(f"refresh, {name}", took["wall_s"], REFRESH_S, "s")
        # Of a few cases the constant number says nothing.
        if cases >= 20:
            queries = round(took["sql"] / cases, 2)
            yield from _over(f"refresh, {name}", queries, REFRESH_QUERIES, "queries a 1000 cases")
    yield from _over("payment", figures["payment"]["ms"], PAYMENT_MS, "ms")
    yield from _over("payment", figures["payment"]["other_cases"], 0, "other cases")
    if aging := figures.get("aging"):
        yield from _over("aging", aging["ms"] / 1000, AGING_S, "s")
        yield from _over("aging", abs(aging["difference"]), 0, "off the ledger")


def _time(took):
    return f"{took['ms']} ms busy ({took['wall_ms']} ms on the wall)"


def _over(what, found, most, unit):
    if found > most:
        yield f"{what}: {found} {unit}, at most {most}"


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    [found] = [json.loads(line) for line in lines if line.startswith("{")]
    misses = list(missed(found))
    if "--json" in sys.argv:
        print(json.dumps({**found, "missed": misses}))
    else:
        report(found)
        print("; ".join(misses) or "all figures are reached")
    sys.exit(bool(misses))
