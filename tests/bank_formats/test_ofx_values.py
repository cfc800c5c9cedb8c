"""OFX: what single values mean: amounts, days, headers, charsets, entities, balance rows."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from bank_formats import FormatError
from bank_formats.ofx.amount import Amounts, Use, uses_of_marks
from bank_formats.ofx.charset import charset_of
from bank_formats.ofx.day import Days
from bank_formats.ofx.entities import unescape
from bank_formats.ofx.header import read_header
from bank_formats.ofx.record import Record
from bank_formats.ofx.transaction import is_balance_row
from bank_formats.text import Place

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"


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
        ("&bank;&#0;&#xD800;&#9999999;", "&bank;&#0;&#xD800;&#9999999;"),
        ("M&uuml;ller &Ouml;l &szlig; &eacute", "Müller Öl ß &eacute"),
        ("&amp;uuml; &times; &euro;", "&uuml; &times; &euro;"),
    ],
)
def test_entities(text: str, plain: str) -> None:
    assert unescape(text, {}) == plain


@pytest.mark.parametrize(
    ("text", "leniencies"),
    [
        ("M&uuml;ller &amp; Co", ["named entity"]),
        ("M&uuml;ller & Co", ["named entity", "unescaped &"]),
        ("M&#252;ller &amp; Co&nbsp;KG", []),
        ("&amp;uuml;", []),
        ("M&xuml;ller", ["unescaped &"]),
    ],
)
def test_entities_that_ofx_does_not_have(text: str, leniencies: list[str]) -> None:
    noted: dict[str, None] = {}
    unescape(text, noted)
    assert sorted(noted) == leniencies


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
