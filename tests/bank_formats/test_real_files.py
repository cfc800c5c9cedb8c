"""Files of many banks that are not part of the project: skipped where they are not at hand."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from bank_formats import FormatError, Statement, UnknownFormat, parse

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
REFERENCE = CORPUS / "reference.tsv"

# Measured: 239 of 293 files agree, none differs. The other 54 are refused: MT942, fragments of
# statements from test code, files without closing balance, impossible days and amounts.
AGREE_AT_LEAST = 239

pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason=f"no corpus at {CORPUS}")


def _reference() -> list[dict[str, str]]:
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [row for row in rows if row["file"].startswith("mt940/")]


def _read(name: str) -> tuple[Statement, ...] | FormatError:
    try:
        return parse((CORPUS / name).read_bytes(), source=name)
    except FormatError as error:
        return error


def test_entries_and_sum_agree_with_the_reference() -> None:
    agree, differ = 0, []
    for row in _reference():
        statements = _read(row["file"])
        if isinstance(statements, FormatError):
            assert statements.source == row["file"]
            assert statements.line > 0 or isinstance(statements, UnknownFormat)
            continue
        amounts = [entry.amount for each in statements for entry in each.transactions]
        if (len(amounts), sum(amounts)) == (int(row["entries"]), Decimal(row["signed_sum"])):
            agree += 1
        else:
            differ.append(row["file"])
    assert differ == []
    assert agree >= AGREE_AT_LEAST
