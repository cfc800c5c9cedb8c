"""Files of many banks that are not part of the project, and what we say of each that is not plain.

``verdicts/<folder>.tsv`` lists every file of the collection that gives an error, a failed check
or a leniency, or whose entries differ from the reference, with the reason why the file deserves
it. ``scripts/golden --real`` writes all columns but the reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from decimal import Decimal
from pathlib import Path

from bank_formats import FormatError, Statement, parse

COLLECTION = Path(__file__).parents[3] / "shared" / "corpus"
REFERENCE = COLLECTION / "reference.tsv"
LISTS = Path(__file__).parent / "verdicts"
FORMATS = ("mt940", "bai2", "ofx", "camt053", "camt054", "other")
_COLUMNS = ("file", "entries", "sum", "outcome", "reason")


@dataclass(frozen=True)
class RealFile:
    """``outcome`` is empty for a file that is read without any ado."""

    file: str
    entries: str
    sum: str
    outcome: str
    reason: str = ""


def look(folder: str) -> Iterator[RealFile]:
    """What we say now of every file of one folder of the collection."""
    reference = _reference()
    for path in sorted((COLLECTION / folder).iterdir()):
        name = f"{folder}/{path.name}"
        try:
            statements = parse(path.read_bytes(), source=name)
        except FormatError as error:
            yield RealFile(name, "", "", f"{type(error).__name__} in line {error.line}")
            continue
        yield _seen(name, statements, reference.get(name))


def _seen(
    name: str, statements: tuple[Statement, ...], expected: tuple[int, Decimal] | None
) -> RealFile:
    amounts = [t.amount for s in statements for t in (*s.transactions, *s.expected)]
    found = (len(amounts), sum(amounts, Decimal()))
    notes = dict.fromkeys(
        [f"fails: {c.check} {c.of}".rstrip() for s in statements for c in s.failed_checks]
        + [f"leniency: {leniency}" for s in statements for leniency in s.leniencies]
    )
    if expected is not None and found != expected:
        notes[f"reference: {expected[0]} entries, {expected[1]}"] = None
    return RealFile(name, str(found[0]), f"{found[1]:f}", "; ".join(notes))


def _reference() -> dict[str, tuple[int, Decimal]]:
    """Entries and signed sum by an independent reader (BAI2 in minor units, of hundredths)."""
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["file"]: (
                int(row["entries"]),
                Decimal(row["signed_sum"]) / (100 if row["file"].startswith("bai2/") else 1),
            )
            for row in csv.DictReader(lines, delimiter="\t")
        }


def listed(folder: str) -> list[RealFile]:
    """The reviewed list of one folder."""
    path = LISTS / f"{folder}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [RealFile(**row) for row in csv.DictReader(lines, delimiter="\t")]


def write_list(folder: str) -> None:
    """List what is not plain; reasons given before are kept where the outcome is the same."""
    reasons = {(each.file, each.outcome): each.reason for each in listed(folder)}
    with (LISTS / f"{folder}.tsv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
        writer.writerow(_COLUMNS)
        for each in look(folder):
            if each.outcome:
                reason = reasons.get((each.file, each.outcome), "")
                writer.writerow([*astuple(each)[:-1], reason])
