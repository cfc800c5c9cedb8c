"""What the payers meant (truth.csv, where the case has one) against what was posted and suggested.

    python -m benchmark.truth CASE_DIR=OUTCOME.csv ...

prints a row for each case and one for their sum. The truth is read here only, after the decisions
are written. A posted pair of payment and invoice is right when the truth has it with this amount;
of payments with a discount, a fee, a deduction or too much money the amount may differ by a tenth,
as it may be written off or left open. Of two payments of one invoice either may be the first.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from pathlib import Path

ROUNDED = Decimal("0.02")
DIFFERENCE = Decimal("0.10")
WITH_DIFFERENCE = (
    "discount",
    "bank_fee",
    "rounding",
    "overpaid",
    "short_with_reason",
    "long_advice",
)
HEAD = ("case", "right and posted", "lines right", "posted wrong", "of the rest suggested", "first")


@dataclass(frozen=True, slots=True)
class Meant:
    """One payment's truth. `expect`: post, suggest (a person must decide) or none (not ours)."""

    kind: str
    expect: str
    invoices: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Decided:
    """One payment's outcome: posted, suggested or none, and amounts by invoice."""

    decision: str = "none"
    invoices: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of payments, or of pairs of payment and invoice."""

    determinable: int = 0
    right: int = 0
    pairs: int = 0
    pairs_right: int = 0
    pairs_wrong: int = 0
    rest: int = 0
    suggested: int = 0
    named: int = 0
    first: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    def row(self, name: str) -> tuple[str, ...]:
        return (
            name,
            _share(self.right, self.determinable),
            _share(self.pairs_right, self.pairs),
            f"{self.pairs_wrong} of {self.pairs_right + self.pairs_wrong}",
            _share(self.suggested, self.rest),
            _share(self.first, self.named),
        )


def score(truth: Mapping[str, Meant], outcome: Mapping[str, Decided]) -> Score:
    """A payment that the outcome does not have counts as left."""
    payers = defaultdict(set)
    for payment, meant in truth.items():
        for invoice in meant.invoices if meant.expect == "post" else ():
            payers[invoice].add(payment)
    taken = {
        (payment, invoice)
        for payment, decided in outcome.items()
        for invoice in decided.invoices
        if decided.decision == "posted"
    }
    result = Score()
    for payment, meant in truth.items():
        decided = outcome.get(payment, Decided())
        free = {i for i in decided.invoices if not _others(payers[i], payment, i) & taken}
        result += _of_payment(meant, decided, free)
    return result


def _others(payers: Iterable[str], payment: str, invoice: str) -> set[tuple[str, str]]:
    return {(one, invoice) for one in payers if one != payment}


def _of_payment(meant: Meant, decided: Decided, free: set[str]) -> Score:
    posted = decided.invoices if decided.decision == "posted" else {}
    right = sum(_is_right(meant, invoice, posted[invoice], free) for invoice in posted)
    determinable = meant.expect == "post"
    whole = determinable and right == len(meant.invoices) == len(posted)
    rest = meant.expect != "none" and decided.decision != "posted"
    suggested = decided.decision == "suggested"
    named = suggested and bool(meant.invoices and decided.invoices)
    return Score(
        determinable=determinable,
        right=whole,
        pairs=len(meant.invoices) if determinable else 0,
        pairs_right=right,
        pairs_wrong=len(posted) - right,
        rest=rest,
        suggested=rest and suggested,
        named=named,
        first=named and next(iter(decided.invoices)) in meant.invoices,
    )


def _is_right(meant: Meant, invoice: str, amount: Decimal, free: set[str]) -> bool:
    if meant.kind == "double" and invoice in free:
        return True
    wanted = meant.invoices.get(invoice)
    if meant.expect != "post" or wanted is None:
        return False
    allowed = abs(wanted) * DIFFERENCE if meant.kind in WITH_DIFFERENCE else ROUNDED
    return abs(amount - wanted) <= allowed


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % of {whole}" if whole else "none"


def read_truth(path: Path) -> dict[str, Meant]:
    found: dict[str, Meant] = {}
    for row in _rows(path):
        new = Meant(row["class"], row["expect"], {})
        meant = found.setdefault(row["bank_reference"], new)
        if row["invoice"]:
            meant.invoices[row["invoice"]] = Decimal(row["amount"])
    return found


def read_outcome(path: Path) -> dict[str, Decided]:
    found: dict[str, Decided] = {}
    for row in _rows(path):
        before = found.get(row["bank_reference"], Decided())
        invoice = row["invoice"]
        amount = before.invoices.get(invoice, Decimal(0)) + Decimal(row["amount"] or 0)
        invoices = {**before.invoices, **({invoice: amount} if invoice else {})}
        found[row["bank_reference"]] = Decided(row["decision"], invoices)
    return found


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main(arguments: Iterable[str]) -> None:
    rows, whole = [HEAD], Score()
    for folder, _, out in (one.rpartition("=") for one in arguments):
        one = score(read_truth(Path(folder) / "truth.csv"), read_outcome(Path(out)))
        rows.append(one.row(Path(folder).name))
        whole += one
    if len(rows) > 2:
        rows.append(whole.row("all"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


if __name__ == "__main__":
    main(sys.argv[1:])
