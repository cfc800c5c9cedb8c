"""Files of many banks that are not part of the project: skipped where they are not at hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bank_formats.real_files import COLLECTION, LISTS, REFERENCE, listed, look

FOLDERS = sorted(path.stem for path in LISTS.glob("*.tsv"))


@pytest.mark.skipif(not REFERENCE.exists(), reason=f"no collection at {COLLECTION}")
@pytest.mark.parametrize("folder", FOLDERS)
def test_whatever_is_not_plain_is_listed(folder: str) -> None:
    """``scripts/golden --real`` lists them; the reasons are a person's."""
    found = [each for each in look(folder) if each.outcome]
    assert found == [replace(each, reason="") for each in listed(folder)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_has_its_reason(folder: str) -> None:
    assert [each.file for each in listed(folder) if not each.reason] == []
