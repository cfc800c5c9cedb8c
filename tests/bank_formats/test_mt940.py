"""MT940 and MT942: what fixtures alone cannot say."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from bank_formats import FormatError, Statement, parse
from bank_formats.mt940 import ordinary
from tests.bank_formats.golden import fixtures

FIXTURES = fixtures("mt940")


def outcome(data: bytes) -> tuple[Statement, ...] | str:
    try:
        return parse(data, source="both")
    except FormatError as error:
        return repr(error)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_ordinary_entries_are_read_like_all_others(
    fixture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = fixture.read_bytes()
    quick = outcome(data)
    module = importlib.import_module("bank_formats.mt940.ordinary")
    monkeypatch.setattr(module, "ENTRY", re.compile("(?!)"))
    assert repr(outcome(data)) == repr(quick)


def test_fixtures_have_ordinary_entries() -> None:
    text = "\n".join(path.read_text("latin-1") for path in FIXTURES)
    assert len(ordinary.ENTRY.findall(text)) > 20
