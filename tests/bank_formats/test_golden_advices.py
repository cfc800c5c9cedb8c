"""Each remittance advice gives what its golden file says (``scripts/golden`` writes them)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bank_formats.golden import ADVICES, expected_file, fixtures, read

ADVICE_FILES = fixtures(root=ADVICES)


def _name(fixture: Path) -> str:
    return str(fixture.relative_to(ADVICES))


@pytest.mark.parametrize("fixture", ADVICE_FILES, ids=_name)
def test_advice_is_read_as_expected(fixture: Path) -> None:
    assert expected_file(fixture).exists(), "no golden file: run scripts/golden"
    assert json.loads(expected_file(fixture).read_text("utf-8")) == json.loads(read(fixture))


def test_no_file_beside_without_advice() -> None:
    stems = {fixture.with_suffix("") for fixture in ADVICE_FILES}
    beside = {*ADVICES.rglob("*.json"), *ADVICES.rglob("*.numbers")}
    assert {path.with_suffix("") for path in beside} <= stems


@pytest.mark.parametrize(
    "fixture", [path for path in ADVICE_FILES if path.parent.name == "broken"], ids=_name
)
def test_broken_advice_names_source_and_line(fixture: Path) -> None:
    expected = json.loads(expected_file(fixture).read_text("utf-8"))
    assert expected["error"] in {"FormatError", "TruncatedFile", "NothingKnown"}
    assert expected["line"] > 0
    assert expected["text"].startswith(f"{fixture.name}, line {expected['line']}: ")
