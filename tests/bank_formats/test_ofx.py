"""OFX: what single values mean, and what a golden file does not show."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import pytest

from bank_formats import FormatError, Origin, TruncatedFile, identify, iter_transactions, parse
from bank_formats.ofx.amount import Amounts, Use, uses_of_marks
from bank_formats.ofx.charset import charset_of
from bank_formats.ofx.day import Days
from bank_formats.ofx.entities import unescape
from bank_formats.ofx.header import read_header
from bank_formats.ofx.record import Record
from bank_formats.ofx.transaction import is_balance_row
from bank_formats.text import Place
from tests.bank_formats.golden import fixtures

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
BEGIN = (
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2"
    "<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n"
)
END = (
    "</BANKTRANLIST><LEDGERBAL><BALAMT>0.00<DTASOF>20260305</LEDGERBAL></STMTRS></STMTTRNRS>"
    "</BANKMSGSRSV1></OFX>\n"
)
FEE = "<STMTTRN><TRNTYPE>FEE<DTPOSTED>20260302<TRNAMT>-1.50<FITID>F{}<MEMO>Fee</STMTTRN>\n"


def place(noted: dict[str, None] | None = None) -> Place:
    return Place("file", 7, "FIELD", {} if noted is None else noted)


def amounts(currency: str = "EUR", *uses: Use) -> Amounts:
    return Amounts(currency, lambda: frozenset(uses))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", "1"),
        ("-100.00", "-100.00"),
        ("+22.5", "22.5"),
        ("-0,44", "-0.44"),
        ("5.", "5"),
        (".50", "0.50"),
        ("-,5", "-0.5"),
        ("1.234,56", "1234.56"),
        ("-1,234,567.8", "-1234567.8"),
        ("1.000.000", "1000000"),
        ("1 234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1084.000", "1084.00"),
        ("0.120", "0.12"),
        ("$120", "120"),
        ("- 3.10", "-3.10"),
        ("-R$ 5,00", "-5.00"),
        ("7.25-", "-7.25"),
    ],
)
def test_amount_with_one_meaning(text: str, amount: str) -> None:
    assert amounts().read(text, place()) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "--5", "-5-", "5 EUR", "1.2.3", "1,23,456", "12,3456.00", "1.234.56"),
        *(
            "1e3",
            "NaN",
            "٣",
            "(5.00)",
            "5.005",
            "0.001",
            "9" * 19,
            "+ \t" * 30,
            "5\n6",
            "1.234,567",
        ),
    ],
)
def test_amount_with_no_meaning(text: str) -> None:
    with pytest.raises(FormatError) as refused:
        amounts("EUR", ("decimal", "."), ("thousands", ",")).read(text, place())
    assert (refused.value.line, refused.value.value) == (7, text)


@pytest.mark.parametrize(
    ("text", "uses", "amount"),
    [
        ("1,250", [("decimal", ".")], "1250"),
        ("1,250", [("thousands", ",")], "1250"),
        ("1,250", [("decimal", ","), ("thousands", ".")], "1.25"),
        ("1.250", [("decimal", ".")], "1.25"),
        ("1.250", [("decimal", ",")], "1250"),
        ("1,250", [], None),
        ("1,250", [("decimal", ","), ("decimal", ".")], None),
        ("1,250", [("decimal", ","), ("thousands", ",")], None),
    ],
)
def test_one_mark_before_three_digits_asks_the_file(
    text: str, uses: list[Use], amount: str | None
) -> None:
    reader = amounts("EUR", *uses)
    if amount is None:
        with pytest.raises(FormatError, match="decimal mark or thousands"):
            reader.read(text, place())
    else:
        assert reader.read(text, place()) == Decimal(amount)


def test_three_decimals_of_a_currency_that_has_them() -> None:
    assert amounts("KWD").read("1.250", place()) == Decimal("1.250")
    assert amounts("KWD", ("thousands", ".")).read("1.250", place()) == 1250
    with pytest.raises(FormatError, match="JPY has 0 decimals"):
        amounts("JPY").read("12.5", place())


def test_what_the_amounts_of_a_file_tell_of_marks() -> None:
    text = "<TRNAMT> -1.234,56\n<BALAMT>7.890</BALAMT><trnamt>$0.5<NAME>1.234.567<TRNAMT>1 000,1"
    assert set(uses_of_marks(text)) == {
        ("thousands", "."),
        ("decimal", ","),
        ("decimal", "."),
        ("thousands", " "),
    }


@pytest.mark.parametrize(
    ("text", "day", "noted"),
    [
        ("20260302", (2026, 3, 2), []),
        ("20260302235959", (2026, 3, 2), []),
        ("20260302233000.000[-5:EST]", (2026, 3, 2), []),
        ("20260303000000[+10:AEST]", (2026, 3, 3), []),
        ("20260303000000[5.5]", (2026, 3, 3), []),
        ("202603031200", (2026, 3, 3), ["time or zone in another form"]),
        ("20260303120000[-0300:BRT]", (2026, 3, 3), ["time or zone in another form"]),
        ("2026-03-04T10:00:00Z", (2026, 3, 4), ["date with marks"]),
        ("31/12/2025", (2025, 12, 31), ["date with the day first"]),
    ],
)
def test_day_as_written(text: str, day: tuple[int, int, int], noted: list[str]) -> None:
    found: dict[str, None] = {}
    assert Days().read(text, place(found)) == date(*day)
    assert list(found) == noted


@pytest.mark.parametrize(
    "text", ["05/03/2026", "20260231", "29102005", "00000000", "2026030", "00010101", "260302", "x"]
)
def test_day_that_is_none(text: str) -> None:
    with pytest.raises(FormatError):
        Days().read(text, place())


@pytest.mark.parametrize(
    ("header", "charset", "leniencies"),
    [
        (HEAD, "1252", ()),
        (HEAD.replace("\n", ""), "1252", ()),
        (HEAD.replace(":", ": "), "1252", ()),
        ("<!--\n" + HEAD + "-->", "1252", ()),
        (HEAD.replace("CHARSET:1252\n", ""), "USASCII", ()),
        (HEAD.replace("USASCII", "UTF-8").replace("1252", "NONE"), "UTF-8", ()),
        (HEAD.replace("USASCII", "ISO-8859-1").replace("1252", "NONE"), "ISO-8859-1", ()),
        (HEAD.replace("102", "300"), "1252", ("header VERSION:300",)),
        ('<?xml version="1.0" encoding="utf-8"?><?OFX OFXHEADER="200" VERSION="211"?', "utf-8", ()),
        ("", "", ("no OFX header",)),
    ],
)
def test_header(header: str, charset: str, leniencies: tuple[str, ...]) -> None:
    read = read_header(header)
    assert (read.charset, read.leniencies) == (charset, leniencies)


@pytest.mark.parametrize(
    ("data", "declared", "charset", "leniency"),
    [
        (b"plain", "1252", "utf-8-sig", ""),
        (b"plain", "nonsense", "utf-8-sig", ""),
        ("é".encode(), "UTF-8", "utf-8-sig", ""),
        ("é".encode(), "", "utf-8-sig", ""),
        ("é".encode(), "1252", "utf-8-sig", "charset utf-8, declared 1252"),
        (b"\xe9", "1252", "cp1252", ""),
        (b"\xe9", "", "cp1252", "charset cp1252"),
        (b"\xe9", "UTF-8", "cp1252", "charset cp1252, declared UTF-8"),
        (b"\xe9", "unicode_escape", "cp1252", "charset cp1252, declared unicode_escape"),
        (b"\xe9", "8859-1", "iso8859-1", ""),
        (b"\xe9", "WINDOWS-1251", "cp1251", ""),
        (b"\x81", "1252", "iso8859-1", "charset iso8859-1, declared 1252"),
        (b"a" * (1 << 20) + "é".encode()[:1], "1252", "cp1252", ""),
        (b"a" * ((1 << 20) - 1) + "é".encode(), "UTF-8", "utf-8-sig", ""),
    ],
)
def test_charset(data: bytes, declared: str, charset: str, leniency: str) -> None:
    assert charset_of(io.BytesIO(data), declared) == (charset, leniency)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A &amp; B", "A & B"),
        ("&#65;&#x42;&#X43;", "ABC"),
        ("a&nbsp;b", "a b"),
        ("&amp;amp;", "&amp;"),
        ("AT&T", "AT&T"),
        ("&eacute;&#0;&#xD800;&#9999999;", "&eacute;&#0;&#xD800;&#9999999;"),
    ],
)
def test_entities(text: str, plain: str) -> None:
    assert unescape(text, {}) == plain


@pytest.mark.parametrize(
    ("name", "memo", "balance"),
    [
        ("", "SALDO ANTERIOR", True),
        ("Saldo do dia", "", True),
        ("Saldo do dia", "saldo  do dia", True),
        ("", "SALDO TOTAL DISPONÍVEL DIA", True),
        ("", "SALDO EM CONTA CORRENTE", True),
        ("", "S A L D O", True),
        ("", "Saldo", False),
        ("ROSSI SPA", "SALDO FINAL", False),
        ("", "SALDO FATTURA 12", False),
        ("", "TRANSF SALDO CONTA", False),
        ("Closing Balance", "", True),
        ("Balance Bikes Ltd", "", False),
    ],
)
def test_balance_row(name: str, memo: str, balance: bool) -> None:
    assert is_balance_row(Record(1, "", {"NAME": name, "MEMO": memo})) is balance


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<OFX>", "OFX"),
        (b"\xef\xbb\xbf\r\n\r\nOFXHEADER:100\r\n", "OFX"),
        (b"<?xml version='1.0'?><!-- <html> --><OFX xmlns='x'>", "OFX"),
        (b'<?OFX OFXHEADER="200"?<OFX>', "OFX"),
        ((HEAD + BEGIN + END).encode("utf-16"), "OFX"),
    ],
)
def test_identified(head: bytes, name: str) -> None:
    assert identify(head) == name


@pytest.mark.parametrize(
    "head",
    [b"<html><OFX>", b"<!DOCTYPE html><html>", b"text <Document><OFX>", b"<OFXLIKE>", b"OFX"],
)
def test_not_identified(head: bytes) -> None:
    with pytest.raises(FormatError):
        identify(head)


def test_utf16_with_byte_order_mark() -> None:
    text = HEAD + BEGIN + FEE.format(1).replace("Fee", "Gebühr €") + END
    [statement] = parse(text.encode("utf-16"))
    assert statement.transactions[0].remittance == "Gebühr €"


def test_raw_and_line_are_the_files_own() -> None:
    text = HEAD + BEGIN + FEE.format(1) + "\n  " + FEE.format(2) + END
    [statement] = parse(text.replace("\n", "\r\r\n").encode(), source="june.ofx")
    first, second = statement.transactions
    assert (first.origin.source, first.origin.line, second.origin.line) == ("june.ofx", 8, 10)
    assert second.origin.raw == FEE.format(2).strip()


def test_records_are_read_alike_wherever_the_window_ends() -> None:
    plain = FEE.format("{}")
    other = plain.replace("<MEMO>", "<!-- x --><MEMO>")
    records = [(plain, other)[n % 7 == 0].format(n) + " " * (n % 5) for n in range(9000)]
    [statement] = parse((BEGIN + "".join(records) + END).encode())
    assert [each.bank_reference for each in statement.transactions] == [
        f"F{n}" for n in range(9000)
    ]
    assert {each.amount for each in statement.transactions} == {Decimal("-1.50")}
    assert [each.origin.line for each in statement.transactions] == list(range(2, 9002))


@pytest.mark.parametrize("fixture", fixtures("ofx"), ids=lambda path: path.name)
def test_a_record_says_the_same_whole_and_tag_by_tag(fixture: Path) -> None:
    """A blank in its tag makes a record one that is looked at tag by tag."""
    data = fixture.read_bytes()
    told = []
    for each in (data, data.replace(b"<STMTTRN>", b"<STMTTRN >")):
        try:
            statements = parse(each)
        except FormatError as error:
            told.append(repr(error))
        else:
            said = (*statements[0].transactions, *statements[0].expected)
            origins = [transaction.origin for transaction in said]
            plain = [replace(each, origin=Origin(source="", line=0)) for each in said]
            told.append(repr((plain, [each.line for each in origins], statements[0].leniencies)))
    assert told[0] == told[1]


class _Counted(io.BytesIO):
    """Says how far it was read."""

    furthest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.furthest = self.tell()
        return data


def test_transactions_come_before_the_file_is_read_to_its_end() -> None:
    file = _Counted((HEAD + BEGIN + FEE.format(1) * 30_000 + END).encode())
    transactions = iter_transactions(file)
    next(transactions)
    assert file.furthest < len(file.getvalue()) / 2


def test_the_file_is_asked_for_its_marks_in_the_midst_of_reading() -> None:
    doubtful = FEE.format(1).replace("-1.50", "-1.500")
    text = BEGIN + FEE.format(2) * 10_000 + doubtful + FEE.format(3) * 10_000 + END
    file: BinaryIO = io.BytesIO(text.encode())
    total = sum(each.amount for each in iter_transactions(file))
    assert total == Decimal("-1.50") * 20_001


@pytest.mark.parametrize("cut", range(1, 40))
def test_no_cut_file_is_taken_for_a_whole_one(cut: int) -> None:
    text = HEAD + BEGIN + FEE.format(1) + END.rstrip()
    length = len(HEAD) + (len(text) - len(HEAD)) * cut // 40
    with pytest.raises(TruncatedFile) as refused:
        parse(text[:length].encode())
    assert 0 < refused.value.line <= text.count("\n") + 1


def test_closing_tags_nested_by_a_program() -> None:
    text = BEGIN.replace("<CURDEF>EUR", "<CURDEF>EUR\n") + (
        "<STMTTRN><TRNTYPE>FEE<DTPOSTED>20260302<TRNAMT>-1.50<FITID>1<MEMO>\n<NAME>Bank"
        "</NAME></MEMO></FITID></TRNAMT></DTPOSTED></TRNTYPE></STMTTRN>"
    )
    [statement] = parse((text + END).encode())
    [transaction] = statement.transactions
    assert (transaction.counterparty.name, transaction.remittance) == ("Bank", "")


@pytest.mark.parametrize("piece", ["</TRN", "<1>", "<", "</", "< /A>"])
def test_an_amount_is_never_cut_off(piece: str) -> None:
    text = FEE.format(1).replace("-1.50", f"-1{piece}.50")
    with pytest.raises(FormatError, match="TRNAMT: not an amount"):
        parse((BEGIN + text + END).encode())


def test_text_before_the_first_element_is_kept() -> None:
    [statement] = parse(
        (BEGIN + FEE.format(1).replace("<TRNTYPE>", "no tag<TRNTYPE>") + END).encode()
    )
    assert statement.transactions[0].extra == (("text between the elements", "no tag"),)


def test_two_downloads_in_one_file_are_told_twice_but_named() -> None:
    whole = HEAD + BEGIN + FEE.format(1) + END
    first, second = parse((whole + "\n" + whole).encode())
    assert first.leniencies == ()
    assert "one FITID, equal transactions: all are kept" in second.leniencies
    assert second.transactions[0].origin.line == 18


def test_long_numbers_are_not_cut() -> None:
    text = BEGIN.replace("<BANKID>1<", f"<BANKID>{'1' * 30}<").replace(
        "<ACCTID>2<", "<ACCTID>X-" + "2" * 60 + "<"
    )
    [statement] = parse((text + END).encode())
    assert (statement.bank, statement.account) == ("1" * 30, "X-" + "2" * 60)
    assert (statement.transactions, statement.opening, statement.number) == ((), None, "")


def test_text_behind_an_aggregate_is_kept() -> None:
    text = FEE.format(1).replace("<MEMO>", "<PAYEE><NAME>Bank</NAME></PAYEE>left over<MEMO>")
    [statement] = parse((BEGIN + text + END).encode())
    [transaction] = statement.transactions
    assert transaction.counterparty.name == "Bank"
    assert transaction.extra == (("text between the elements", "left over"),)
    assert "text between the elements" in statement.leniencies


def test_one_value_twice_is_not_chosen_from() -> None:
    twice = FEE.format(1).replace("<TRNAMT>-1.50", "<TRNAMT>-1.50<TRNAMT>-2.50")
    with pytest.raises(FormatError, match="TRNAMT: not an amount"):
        parse((BEGIN + twice + END).encode())


def test_duplicates_are_named_and_kept_however_far_apart() -> None:
    text = BEGIN + FEE.format("same") + "".join(map(FEE.format, range(19_000)))
    [statement] = parse((text + FEE.format("same") + END).encode())
    assert len(statement.transactions) == 19_002
    assert statement.leniencies == ("no OFX header", "one FITID, equal transactions: all are kept")
    assert statement.transactions[-1].extra == (("FITID also in line", "2"),)


@pytest.mark.parametrize(
    ("correction", "total"),
    [
        ("<CORRECTFITID>F1<CORRECTACTION>REPLACE", "-1.50"),
        ("<CORRECTFITID>F1<CORRECTACTION>DELETE", "0"),
        ("<CORRECTFITID>F9<CORRECTACTION>REPLACE", "-1.50"),
        ("<CORRECTFITID>F9<CORRECTACTION>DELETE", "-1.50"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_correction_is_never_booked_on_top(correction: str, total: str, order: int) -> None:
    records = [FEE.format(1), FEE.format(2).replace("<MEMO>", correction + "<MEMO>")]
    [statement] = parse((BEGIN + "".join(records[::order]) + END).encode())
    assert sum(each.amount for each in statement.transactions) == Decimal(total)
    assert any("CORRECTFITID" in leniency for leniency in statement.leniencies)
