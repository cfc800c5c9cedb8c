"""Bytes of a file -> text, block by block, as if it were read at once."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank_formats import text

repeatable = settings(derandomize=True, max_examples=300, deadline=None)
PIECES = st.sampled_from(
    [b"\r", b"\n", b"\r\n", b"ab", "ü€".encode(), b"\xfc", b"\x81", b"\xef\xbb\xbf"]
)


@repeatable
@given(st.lists(PIECES, max_size=12).map(b"".join), st.integers(1, 5))
def test_blocks_give_the_text_of_the_whole(data: bytes, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_BLOCK", block)
        charset, leniency = text.charset_of(BytesIO(data))
        read = "".join(text.text_of(BytesIO(data), charset))
    whole, expected = text.decode(data)
    assert leniency == expected
    # A run of returns as long as a block may be counted line by line.
    if b"\r" * (block + 1) not in data:
        assert read == re.sub(r"\r*\n|\r", "\n", whole)


def test_returns_only_take_no_time_to_speak_of() -> None:
    assert "".join(text.text_of(BytesIO(b"\r" * 1_000_000), "utf-8-sig")) == "\n" * 1_000_000


@pytest.mark.parametrize(
    ("data", "charset", "leniency"),
    [
        (b"a", "utf-8-sig", ""),
        ("\ufeffü".encode(), "utf-8-sig", ""),
        (b"x" * 200_000 + b"\xfc", "cp1252", "charset cp1252"),
        (b"\x81" + b"x" * 200_000, "latin-1", "charset latin-1"),
        # cut inside a letter
        ("ü".encode()[:1], "cp1252", "charset cp1252"),
    ],
)
def test_charset(data: bytes, charset: str, leniency: str) -> None:
    assert text.charset_of(BytesIO(data)) == (charset, leniency)
