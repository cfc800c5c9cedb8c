"""Each fixture gives what its golden file says (``scripts/golden`` writes them)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bank_formats.golden import CORPUS, expected_file, fixtures, read


def _name(fixture: Path) -> str:
    return str(fixture.relative_to(CORPUS))


@pytest.mark.parametrize("fixture", fixtures(), ids=_name)
def test_fixture_is_read_as_expected(fixture: Path) -> None:
    assert expected_file(fixture).exists(), "no golden file: run scripts/golden"
    assert json.loads(expected_file(fixture).read_text("utf-8")) == json.loads(read(fixture))


def test_no_golden_file_without_fixture() -> None:
    golden = set(CORPUS.rglob("*.json"))
    assert {expected_file(fixture) for fixture in fixtures()} == golden


@pytest.mark.parametrize(
    "fixture", [path for path in fixtures() if path.parent.name == "broken"], ids=_name
)
def test_broken_fixture_names_source_and_line(fixture: Path) -> None:
    expected = json.loads(expected_file(fixture).read_text("utf-8"))
    assert expected["error"] in {"FormatError", "TruncatedFile"}
    assert expected["line"] > 0
    assert expected["text"].startswith(f"{fixture.name}, line {expected['line']}: ")
