"""CAMT: what the fixtures cannot show: cuts, charsets, structures, size and safety."""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bank_formats import FormatError, Origin, Statement, TruncatedFile, camt, identify, parse, xml
from bank_formats.camt import leaves
from tests.bank_formats.effort import lasts_longer
from tests.bank_formats.golden import CORPUS, fixtures

FILES = [path for path in fixtures("camt") if path.parent.name != "broken"]
HEAD = """<Document><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
"""
TAIL = "</Stmt></BkToCstmrStmt></Document>\n"
ENTRY = """<Ntry>
  <Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
  <BookgDt><Dt>2026-03-02</Dt></BookgDt>
  <NtryDtls><TxDtls><Refs><EndToEndId>E-{0}</EndToEndId></Refs>
    <RmtInf><Ustrd>{1}</Ustrd></RmtInf>
  </TxDtls></NtryDtls>
</Ntry>
"""


def name(path: Path) -> str:
    return path.stem


def message(*entries: str) -> bytes:
    return (HEAD + "".join(entries) + TAIL).encode()


def without_places(statements: tuple[Statement, ...]) -> list[Statement]:
    nowhere = Origin(source="", line=0)
    return [
        replace(
            statement,
            origin=nowhere,
            transactions=tuple(replace(t, origin=nowhere) for t in statement.transactions),
            expected=tuple(replace(t, origin=nowhere) for t in statement.expected),
            checks=tuple(replace(check, origin=nowhere) for check in statement.checks),
        )
        for statement in statements
    ]


@pytest.mark.parametrize("path", FILES, ids=name)
@pytest.mark.parametrize("size", [1, 7, 64, 300])
def test_pieces_of_any_size_are_read_the_same(path: Path, size: int) -> None:
    whole = parse(path.read_bytes())
    small = io.BytesIO(path.read_bytes())
    full_read = small.read
    reads = iter([64])  # the declaration must be in the first
    small.read = lambda _size=-1: full_read(next(reads, size))  # type: ignore[method-assign]
    found = list(camt.read(small, ""))
    assert [t for t in found if not isinstance(t, Statement)] == [
        t
        for statement in whole
        for t in sorted(
            (*statement.transactions, *statement.expected), key=lambda each: each.origin.line
        )
    ]
    assert [s for s in found if isinstance(s, Statement)] == [
        replace(statement, transactions=(), expected=()) for statement in whole
    ]


@pytest.mark.parametrize(
    "path", [path for path in FILES if b"<!--" not in path.read_bytes()], ids=name
)
def test_known_structures_say_what_the_parser_says(path: Path) -> None:
    data = path.read_bytes()
    parsed = data.replace(b"</Amt>", b"</Amt><!-- -->")  # no longer plain
    assert without_places(parse(parsed)) == without_places(parse(data))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_raw_stands_in_its_line(path: Path) -> None:
    data = path.read_bytes()
    charset = xml.charset_of(data).replace("iso-8859-1", "cp1252")
    lines = data.decode(charset).replace("\r\n", "\n").split("\n")
    for statement in parse(data):
        for transaction in (*statement.transactions, *statement.expected):
            origin = transaction.origin
            assert origin.raw.split("\n")[0] in lines[origin.line - 1]
            assert "\n".join(lines[origin.line - 1 :]).find(origin.raw) >= 0


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_charset_by_its_mark(charset: str) -> None:
    text = '<?xml version="1.0"?>\n' + HEAD + ENTRY.format(1, "Žluťoučký kůň") + TAIL
    data = text.encode(charset)
    assert identify(data) == "CAMT.053"
    [statement] = parse(data)
    assert statement.transactions[0].remittance == "Žluťoučký kůň"


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [('encoding="klingon"', "unknown charset"), ('encoding="rot13"', "unknown charset")],
)
def test_unknown_charset(declaration: str, problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        parse(f'<?xml version="1.0" {declaration}?>'.encode() + message())


def test_documents_of_different_charsets() -> None:
    first = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + message(ENTRY.format(1, "a"))
    second = b'<?xml version="1.0" encoding="UTF-8"?>\n' + message(ENTRY.format(2, "ž"))
    with pytest.raises(FormatError, match="iso-8859-1 and in utf-8") as caught:
        parse(first + second)
    assert caught.value.line == first.count(b"\n") + 1


@pytest.mark.parametrize(
    "other",
    [
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.056.001.08"><FIToFIPmtCxlReq/></Document>',
        b"<html><body>BkToCstmrStmt</body></html>",
        b"The message BkToCstmrStmt is ours",
    ],
)
def test_other_messages_do_not_match(other: bytes) -> None:
    assert camt.matches(other) == ""


@pytest.mark.parametrize(
    ("element", "format_name"),
    [
        ("BkToCstmrAcctRpt", "CAMT.052"),
        ("p:BkToCstmrStmt", "CAMT.053"),
        ("BkToCstmrDbtCdtNtfctn", "CAMT.054"),
        ("BkToCstmrStmtV01", "CAMT.053"),
    ],
)
def test_names(element: str, format_name: str) -> None:
    assert camt.matches(f"<!-- x -->\n<Envelope><{element}>".encode()) == format_name


def test_texts_with_marks() -> None:
    first = ENTRY.format(1, "1 > 0 and A&amp;B and &#x20AC;")
    second = first.replace('Ccy="EUR"', "Ccy='EUR' Note='a > b'")
    statements = parse(message(first, second, first))
    texts = [transaction.remittance for transaction in statements[0].transactions]
    assert texts == ["1 > 0 and A&B and €"] * 3


def test_lines_and_numbers_of_a_long_file() -> None:
    count = 12_000
    [statement] = parse(message(*(ENTRY.format(n, f"INV {n}") for n in range(count))))
    last = statement.transactions[-1]
    assert len(statement.transactions) == count
    assert last.origin.line == 3 + (count - 1) * 7 > 65_535
    assert last.origin.raw == ENTRY.format(count - 1, f"INV {count - 1}").rstrip()
    assert sum(t.amount for t in statement.transactions) == Decimal(count)


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        class Endless(io.RawIOBase):
            """Makes the file while it is read."""

            def __init__(self) -> None:
                entries = ENTRY.format(7, "text " * 20).encode() * 100
                self._parts = iter([HEAD.encode(), *[entries] * count, TAIL.encode()])

            def read(self, size: int = -1) -> bytes:
                return next(self._parts, b"")

        tracemalloc.start()
        entries = sum(1 for _each in camt.read(Endless(), ""))  # type: ignore[arg-type]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert entries == count * 100 + 1
        return highest

    assert peak(40) < peak(8) * 2


@pytest.mark.parametrize("where", ["entry", "frame"])
def test_depth_is_limited(where: str) -> None:
    deep = "<a>" * 5000 + "</a>" * 5000
    data = message(f"<Ntry>{deep}</Ntry>" if where == "entry" else deep)
    with pytest.raises(FormatError, match="elements in elements"):
        parse(data)


def takes_its_time(data: bytes) -> bool:
    """Far longer than as many bytes of ordinary entries."""

    def read(these: bytes) -> None:
        with suppress(TruncatedFile):
            parse(these)

    ordinary = message(*[ENTRY.format(1, "x")] * (len(data) // len(ENTRY)))
    return lasts_longer(lambda: read(data), lambda: read(ordinary), times=50)


@pytest.mark.parametrize("open_end", ["<Ntry>", "<!-- ", "<![CDATA[", "<?x "])
def test_what_has_no_end_is_not_searched_for_ever(open_end: str) -> None:
    data = (HEAD + open_end + "x < y " * 200_000).encode()
    with pytest.raises(TruncatedFile):
        parse(data)
    assert not takes_its_time(data)


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.format(1, "Ntry " * 200_000),
        ENTRY.format(1, "x\ny" + " " * 200_000 + "z"),
        ENTRY.format(1, "x").replace("<Amt", "<Amt" + " " * 200_000),
        ENTRY.format(1, "x").replace("<Sts>", "<a/>" * 100_000 + "<Sts>"),
        ENTRY.format(1, "x").replace("<Sts>", "<a>&amp;</a>" * 50_000 + "<Sts>"),
    ],
    ids=["names in a text", "blanks in a text", "blanks in a tag", "many tags", "references"],
)
def test_long_entries_take_no_time(entry: str) -> None:
    """Minutes, if any part were searched anew from each of its places."""
    [statement] = parse(message(entry, entry))
    assert [transaction.amount for transaction in statement.transactions] == [Decimal(1)] * 2
    assert not takes_its_time(message(entry, entry))


def test_long_beginnings_take_no_time() -> None:
    assert camt.matches(b"<Document " * 6500) == ""


def test_memory_of_many_structures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "_MOST_STRUCTURES", 10)

    def entries() -> Iterator[str]:
        for number in range(700):
            yield ENTRY.format(number, "x").replace("<Sts>", f"<a{number}/>" * 20 + "<Sts>")

    data = message(*entries())
    tracemalloc.start()
    count = sum(1 for _each in camt.read(io.BytesIO(data), ""))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 701
    assert highest < 10 * len(data)


def test_control_character_is_located() -> None:
    with pytest.raises(FormatError, match="control character") as caught:
        parse(message(ENTRY.format(1, "a"), ENTRY.format(2, "b\x01")))
    assert caught.value.line == 14


def test_batch_of_many_details() -> None:
    detail = '<TxDtls><Amt Ccy="EUR">1.00</Amt></TxDtls>\n'
    details = detail * 2000
    entry = ENTRY.format(0, "").replace("1.00", "2000.00")
    start, end = entry.index("<TxDtls>"), entry.index("</NtryDtls>")
    [statement] = parse(message(entry[:start] + details + entry[end:]))
    lines = [transaction.origin.line for transaction in statement.transactions]
    assert lines == list(range(6, 2006))


def test_no_file_is_left_out() -> None:
    assert len(FILES) >= 12
    assert len(list((CORPUS / "camt" / "broken").glob("*.xml"))) >= 8


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("<Rsn><Prtry>geen saldo</Prtry></Rsn>", "geen saldo"),
        ("<RtrRsn><Cd>AC04</Cd></RtrRsn>", "AC04"),
        ("<RtrRsn><Prtry>closed</Prtry></RtrRsn>", "closed"),
        ("<Rsn><Prtry>914</Prtry></Rsn><AddtlInf>in words</AddtlInf>", "914"),
        ("<AddtlInf>in words</AddtlInf>", "in words"),
    ],
)
def test_the_reason_of_a_return_is_never_lost(told: str, reason: str) -> None:
    entry = ENTRY.format(1, "x").replace("</TxDtls>", f"<RtrInf>{told}</RtrInf></TxDtls>")
    (statement,) = parse(message(entry))
    assert statement.transactions[0].return_reason == reason


def test_a_batch_that_does_not_add_up_is_said_to_be_whole() -> None:
    two = [f'<TxDtls><Amt Ccy="EUR">0.{cents}</Amt></TxDtls>' for cents in (60, 30, 40)]
    entry = re.sub("(?s)<TxDtls>.*</TxDtls>", "{}", ENTRY)
    whole, parts = (parse(message(entry.format("".join(d))))[0] for d in (two[:2], two[::2]))
    assert [t.amount for t in whole.transactions] == [Decimal("1.00")]
    assert "details that do not give the entry's amount: not split" in whole.leniencies
    assert [t.amount for t in parts.transactions] == [Decimal("0.60"), Decimal("0.40")]
    assert not any("details" in leniency for leniency in parts.leniencies)


def test_an_amount_without_a_digit_before_its_point() -> None:
    two = "".join(f'<TxDtls><Amt Ccy="EUR">{part}</Amt></TxDtls>' for part in (".5", ".50"))
    batch = re.sub("(?s)<TxDtls>.*</TxDtls>", two, ENTRY)
    alone = ENTRY.format(1, "x").replace(">1.00<", ">.25<")
    (statement,) = parse(message(batch, alone))
    amounts = [transaction.amount for transaction in statement.transactions]
    assert amounts == [Decimal("0.5"), Decimal("0.50"), Decimal("0.25")]
    assert not any("details" in leniency for leniency in statement.leniencies)


@pytest.mark.parametrize("amount", [".", "+.", "..5", ".5.", ""])
def test_a_point_alone_is_no_amount(amount: str) -> None:
    with pytest.raises(FormatError):
        parse(message(ENTRY.format(1, "x").replace(">1.00<", f">{amount}<")))
