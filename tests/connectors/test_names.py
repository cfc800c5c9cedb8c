from __future__ import annotations

import pytest

from connectors.names import leads_elsewhere, shown, spell, unspell


@pytest.mark.parametrize(
    "raw",
    [
        b"a.sta",
        b"M\xfcller",
        "Müller".encode(),
        b"%41",
        b"a\0b\n",
        b"\xed\xa0\x80",
        bytes(range(256)),
    ],
)
def test_a_spelled_name_gives_the_same_bytes_back(raw: bytes) -> None:
    name = spell(raw)
    assert unspell(name) == raw
    assert name.isprintable()
    assert name.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"../../etc/x.sta", "x.sta"),
        (b"C:\\bank\\x.sta", "x.sta"),
        (b"..", "unnamed"),
        (b"a/", "unnamed"),
        (b"\xfc.sta", "\ufffd.sta"),
        ("a\u202eb\nc".encode(), "a\ufffdb\ufffdc"),
        (b"x" * 1000, "x" * 150),
    ],
)
def test_a_shown_name_is_one_harmless_line(raw: bytes, text: str) -> None:
    assert shown(spell(raw)) == text


@pytest.mark.parametrize("raw", [b"a/b", b"a\\b", b"a\0b", b"", b".", b".."])
def test_names_that_lead_elsewhere(raw: bytes) -> None:
    assert leads_elsewhere(spell(raw))
    assert not leads_elsewhere("a..b.sta")
