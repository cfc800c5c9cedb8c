"""Which format it is, and what a person is told who sends the wrong file."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bank_formats import AmbiguousFormat, UnknownFormat, identify, parse
from tests.bank_formats.golden import CORPUS, fixtures

MT940 = b":20:X\r\n:25:1\r\n:60F:C260101EUR1,\r\n:62F:C260101EUR1,\r\n"


NAMES = {
    "mt940": {"MT940", "MT942", "MT920"},
    "bai2": {"BAI2"},
    "ofx": {"OFX"},
    "camt": {"CAMT.052", "CAMT.053", "CAMT.054"},
}


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: path.name)
def test_every_fixture_is_of_the_format_of_its_folder(fixture: Path) -> None:
    folder = fixture.relative_to(CORPUS).parts[0]
    assert identify(fixture.read_bytes()) in NAMES[folder]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xfe:\x002\x000\x00", "UTF-16"),
        (b"-----BEGIN PGP MESSAGE-----", "PGP"),
        (b":61:2601050105C1,00NTRFNONREF", "no whole statement"),
        (b"<!DOCTYPE html><html>", "login page"),
        (b"<?xml version='1.0'?><!-- a --><ns:Invoice/>", "root element Invoice"),
        (b"MZ\x00\x01", "binary"),
        (b"date;amount\n2026-01-05;1,00\n", "MT940, MT942, BAI2"),
    ],
)
def test_wrong_file_is_named(data: bytes, words: str) -> None:
    with pytest.raises(UnknownFormat, match=words) as refused:
        parse(data, source="upload")
    assert str(refused.value).startswith("upload: ")


def test_two_readers_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("bank_formats.identify")
    monkeypatch.setattr(module, "READERS", module.READERS * 2)
    with pytest.raises(AmbiguousFormat, match="could be MT940 and MT940"):
        identify(MT940)


def test_mt942_has_its_own_name() -> None:
    assert (
        identify(b":20:X\n:25:1\n:28C:1\n:34F:EUR0,\n:61:260105C1,NMSC\n:90C:1EUR1,\n") == "MT942"
    )
