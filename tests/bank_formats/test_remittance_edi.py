"""UBL, remt.001, REMADV and X12 820: what golden files cannot say."""

from __future__ import annotations

import warnings
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.parser import Parser

from bank_formats import FormatError, UnknownFormat
from bank_formats.remittance import (
    RemittanceAdvice,
    identify_advice,
    parse_advice,
    remadv,
    x12,
)
from tests.bank_formats.golden import ADVICES, fixtures

KINDS = {"ubl": "UBL RemittanceAdvice", "remt": "remt.001", "remadv": "REMADV", "x12": "X12 820"}
FILES = [path for kind in KINDS for path in fixtures(kind, ADVICES)]
SOUND = [path for path in FILES if path.parent.name != "broken"]
SEEDS = [path.read_bytes() for path in FILES]
PIECES = [
    b"'",
    b"~",
    b"*",
    b"+",
    b":",
    b"?",
    b"\n",
    b"-",
    b",",
    b".",
    b"\x00",
    b"\xff",
    b"<",
    b"/>",
]
PIECES += [b"UNA:+.? '", b"UNH+1+REMADV'", b"UNT+1+1'", b"DOC+380+X'", b"MOA+12:1'", b"AJT+1'"]
PIECES += [b"ST*820*1~", b"SE*1*1~", b"RMR*IV*X**1~", b"ADX*-1*01~", b"9" * 40, b"\xd9\xa3", b"NaN"]

repeatable = settings(derandomize=True, max_examples=500, deadline=None)


def _name(path: Path) -> str:
    return str(path.relative_to(ADVICES))


def _read(data: bytes) -> tuple[RemittanceAdvice, ...]:
    try:
        advices = parse_advice(data, source="mutated")
    except FormatError as error:
        refused = error
    else:
        hash(advices)
        return advices
    assert refused.source == "mutated"
    assert refused.line > 0 or isinstance(refused, UnknownFormat)
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
def test_mutated_advice(data: bytes) -> None:
    _read(data)


@repeatable
@given(st.sampled_from(SEEDS), st.integers(0, 4000))
def test_truncated_advice(data: bytes, length: int) -> None:
    _read(data[:length])


@pytest.mark.parametrize("kind", ["remadv/discount_and_dates", "x12/discounts_taken"])
def test_a_lost_segment_is_never_silent(kind: str) -> None:
    seed = (ADVICES / f"{kind}.edi").read_bytes()
    end = b"~" if kind.startswith("x12") else b"'"
    segments = seed.split(end)
    assert not any(advice.failed_checks for advice in _read(seed))
    for lost in range(1 if b"UNA" in seed else 0, len(segments) - 1):
        advices = _read(end.join(segments[:lost] + segments[lost + 1 :]))
        found = [check for each in advices for check in each.failed_checks]
        assert not advices or found or advices[0].leniencies, segments[lost]


@pytest.mark.parametrize("path", SOUND, ids=_name)
def test_kind_is_known_by_content(path: Path) -> None:
    kind = path.relative_to(ADVICES).parts[0]
    assert identify_advice(path.read_bytes()) == KINDS[kind]


@pytest.mark.parametrize("path", SOUND, ids=_name)
def test_every_line_knows_where_it_stands(path: Path) -> None:
    data = path.read_bytes()
    lines = data.decode("latin-1").splitlines()
    for advice in parse_advice(data, source=path.name):
        for line in advice.lines:
            start = line.origin.raw.splitlines()[0].encode("latin-1", "replace").decode("latin-1")
            assert start[:8] in lines[line.origin.line - 1]


@pytest.mark.parametrize("path", [path for path in SOUND if path.suffix == ".edi"], ids=_name)
def test_line_ends_do_not_matter(path: Path) -> None:
    unix = path.read_bytes()
    if path.stem == "newline_ends_segments":
        pytest.skip("there they are the separator")
    read = [
        [[(line.document, line.paid) for line in advice.lines] for advice in _read(data)]
        for data in (unix, unix.replace(b"\n", b"\r\n"), unix.replace(b"\n", b""))
    ]
    assert read[0] == read[1] == read[2]
    assert read[0]


@pytest.mark.parametrize(
    "path", [path for path in SOUND if path.parent.name == "remadv"], ids=_name
)
def test_a_second_reader_sees_the_same_documents(path: Path) -> None:
    """pydifact cuts the segments; only what it cannot do is left out."""
    if path.stem in ("two_interchanges_other_separators", "wrapped_at_80_columns"):
        pytest.skip("pydifact knows one set of separators, and no wrapped lines")
    data = path.read_bytes()
    charset = {"latin1_as_declared": "latin-1", "latin2_as_declared": "iso8859-2"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        segments = list(Parser().parse(data.decode(charset.get(path.stem, "utf-8"))))
    numbers = [
        segment.elements[1] for segment in segments if segment.tag == "DOC" and segment.elements[1:]
    ]
    advices = parse_advice(data, source=path.name)
    ours = [line.document for advice in advices for line in advice.lines]
    assert path.stem == "number_only_in_rff" or ours == numbers
    counted = [check for advice in advices for check in advice.checks if "UNT" in check.of]
    assert len(counted) == 2 * len(advices)


X12 = (ADVICES / "x12" / "discounts_taken.edi").read_bytes()
REMADV = (ADVICES / "remadv" / "discount_and_dates.edi").read_bytes()


def _changed(data: bytes, old: bytes, new: bytes) -> RemittanceAdvice:
    assert old in data
    [advice] = parse_advice(data.replace(old, new), source="x")
    return advice


@pytest.mark.parametrize(
    ("data", "old", "new", "failed"),
    [
        (X12, b"2891.00", b"2891.01", "BPR02"),
        (X12, b"980.00*1000.00*20.00", b"980.00*1000.00*20.01", "INV-2026-0101: gross less"),
        (X12, b"SE*12*", b"SE*13*", "SE segments"),
        (X12, b"*0001~\nGE", b"*0002~\nGE", "SE reference"),
        (X12, b"GE*1*", b"GE*2*", "GE transaction sets"),
        (X12, b"IEA*1*", b"IEA*0*", "IEA groups"),
        (REMADV, b"MOA+12:1666.20", b"MOA+12:1666.21", "MOA 12"),
        (REMADV, b"MOA+52:23.80", b"MOA+52:23.81", "RE-1001: gross less"),
        (REMADV, b"UNT+21", b"UNT+20", "UNT segments"),
        (REMADV, b"UNZ+1+9001", b"UNZ+1+9002", "UNZ reference"),
        (REMADV, b"UNZ+1", b"UNZ+2", "UNZ messages"),
    ],
)
def test_each_total_is_compared(data: bytes, old: bytes, new: bytes, failed: str) -> None:
    advice = _changed(data, old, new)
    assert [check.of.startswith(failed) for check in advice.failed_checks] == [True]


def test_other_readings_need_the_total() -> None:
    """Two wrong readings that both give the total are no reason to take either."""
    advice = _changed(
        (ADVICES / "x12" / "adjustment_not_in_paid_amount.edi").read_bytes(), b"940.00", b"930.00"
    )
    assert [line.paid for line in advice.lines] == [Decimal("1000.00")]
    assert advice.leniencies == ()
    assert advice.failed_checks


def test_documents_of_ten_thousand_lines_are_read_in_linear_time() -> None:
    """A one-line file: no search from the start for each segment."""
    documents = "".join(f"DOC+380+RE-{number}'MOA+12:1.00'" for number in range(10_000))
    body = f"UNH+1+REMADV:D:96A:UN'BGM+481+1'CUX+2:EUR:11'{documents}UNS+S'MOA+12:10000'"
    data = f"UNB+UNOC:3+A+B+260316:0815+1'{body}UNT+20006+1'UNZ+1+1'".encode()
    [advice] = parse_advice(data, source="x")
    assert len(advice.lines) == 10_000
    assert not advice.failed_checks


@pytest.mark.parametrize(
    ("advice", "problem"),
    [
        (b"UNA:+.?", "cut off"),
        (b"UNA:+.:*'UNB", "the separators are letters, or not different"),
        (b"UNAx+.? 'UNB", "the separators are letters, or not different"),
        (b"UNA +.? 'UNB", "a space cannot separate"),
        (b"UNA:+;? 'UNB", "the decimal mark is neither . nor ,"),
    ],
)
def test_service_strings_that_cannot_be(advice: bytes, problem: str) -> None:
    body = REMADV.split(b"'", 1)[1][4:]
    with pytest.raises(FormatError) as refused:
        remadv.read(advice + body if problem != "cut off" else advice, "x", ())
    assert (refused.value.problem, refused.value.field) == (problem, "UNA")


def test_without_release_character_a_question_mark_is_text() -> None:
    """A space in the place of the release character: nothing is released."""
    advice = _changed(REMADV.replace(b"RE-1002", b"RE-1002?"), b"UNA:+.? '", b"UNA:+.  '")
    assert [line.document for line in advice.lines] == ["RE-1001", "RE-1002?"]


def test_what_is_refused_is_paid_with_nothing() -> None:
    [advice] = parse_advice((ADVICES / "remadv" / "refused_invoice.edi").read_bytes())
    assert [line.paid for line in advice.lines] == [0, 0]
    assert advice.total == 0


@pytest.mark.parametrize(
    ("separators", "problem"),
    [
        (b"**~", "the separators are letters, or not different"),
        (b"*>A", "the separators are letters, or not different"),
    ],
)
def test_separators_of_isa_that_cannot_be(separators: bytes, problem: str) -> None:
    element, component, end = (bytes([each]) for each in separators)
    isa = X12[:106].replace(b"*", element)[:104] + component + end
    with pytest.raises(FormatError) as refused:
        x12.read(isa + X12[106:], "x", ())
    assert (refused.value.problem, refused.value.field) == (problem, "ISA")
