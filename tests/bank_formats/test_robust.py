"""Whatever the bytes: statements, or a ``FormatError`` with a place. Nothing else escapes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank_formats import AmbiguousFormat, FormatError, Statement, UnknownFormat, parse
from tests.bank_formats.golden import fixtures

SEEDS = [fixture.read_bytes() for fixture in fixtures()]
PIECES = [
    b":61:",
    b":86:",
    b":62F:",
    b":60F:",
    b":20:",
    b"-\n",
    b"-}",
    b"{4:",
    b"\r",
    b"?20",
    b"//",
]
PIECES += [b"SVWZ+", b"\x00", b"\xff", b",", b"9" * 40, b"C", b"RD", b"\xd9\xa3", b"/REMI/", b"\n"]
PIECES += [
    b"<",
    b"<STMTTRN>",
    b"</STMTTRN>",
    b"<TRNAMT>",
    b"</OFX>",
    b"<!--",
    b"&#0;",
    b"<![CDATA[",
]

repeatable = settings(derandomize=True, max_examples=400, deadline=None)


def _read(data: bytes) -> tuple[Statement, ...]:
    try:
        statements = parse(data, source="mutated")
    except FormatError as error:
        refused = error
    else:
        hash(statements)
        return statements
    assert refused.source == "mutated"
    has_no_lines = data.startswith((b"PK", b"\x1f\x8b"))
    if not isinstance(refused, UnknownFormat | AmbiguousFormat) and not has_no_lines:
        assert refused.line > 0
    return ()


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + data[end:]
    return data


@repeatable
@given(mutated())
def test_mutated_file(data: bytes) -> None:
    _read(data)


@repeatable
@given(st.sampled_from(SEEDS), st.integers(0, 4000))
def test_truncated_file(data: bytes, length: int) -> None:
    _read(data[:length])


@repeatable
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    _read(data)


@repeatable
@given(st.binary(max_size=200))
def test_any_bytes_in_details(junk: bytes) -> None:
    _read(
        b":20:X\n:25:1\n:60F:C260101EUR1,\n:61:260101C1,NMSC\n:86:" + junk + b"\n:62F:C260101EUR2,"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_line_ends_do_not_matter(seed: bytes) -> None:
    unix = seed.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    amounts = [
        [[entry.amount for entry in statement.transactions] for statement in _read(data)]
        for data in (unix, unix.replace(b"\n", b"\r\n"), unix.replace(b"\n", b"\r"))
    ]
    assert amounts[0] == amounts[1] == amounts[2]


@pytest.mark.parametrize("seed", SEEDS)
def test_remittance_is_its_pieces(seed: bytes) -> None:
    for statement in _read(seed):
        for transaction in statement.transactions:
            for name, value in transaction.extra:
                if name == "remittance pieces":
                    assert value.replace("\n", "").strip() == transaction.remittance


@pytest.mark.parametrize("seed", SEEDS)
def test_every_transaction_knows_its_line(seed: bytes) -> None:
    text = re.sub(r"\r*\n|\r", "\n", seed.decode("utf-8-sig", "replace"))
    lines = text.split("\n")
    if len(lines) == 1 and text.startswith("01,"):  # blocks of 80: a line is a physical record
        lines = [text[start : start + 80] for start in range(0, len(text), 80)]
    for statement in _read(seed):
        for transaction in statement.transactions:
            line = lines[transaction.origin.line - 1]
            first = transaction.origin.raw.replace("\r", "\n").partition("\n")[0]
            assert first
            assert first in line
            if first.startswith(":61:"):
                assert line.startswith(first)
