"""OFX: what a golden file does not show."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import pytest

from bank_formats import FormatError, Origin, TruncatedFile, identify, iter_transactions, parse
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


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("</SIGNONMSGSRSV1>", ["SIGNONMSGSRSV1 without end tag"]),
        ("</SONRS>", ["SONRS without end tag"]),
        ("</LEDGERBAL>", ["LEDGERBAL without end tag"]),
        ("</STMTRS>", None),
        ("</STMTTRNRS>", None),
    ],
)
def test_an_end_tag_that_is_left_out(left_out: str, named: list[str] | None) -> None:
    sign_on = "<OFX><SIGNONMSGSRSV1><SONRS><LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>"
    data = (HEAD + BEGIN.replace("<OFX>", sign_on) + FEE + END).replace(left_out, "").encode()
    if named is None:
        with pytest.raises(FormatError, match=f"no end of {left_out[2:-1]}"):
            parse(data)
    else:
        [statement] = parse(data)
        assert (list(statement.leniencies), len(statement.transactions)) == (named, 1)


def test_a_file_filled_up_with_blanks() -> None:
    [statement] = parse((BEGIN + FEE + " " * 700_000 + FEE + END + "\n" * 700_000).encode())
    assert len(statement.transactions) == 2


def test_a_warning_of_the_bank_is_kept() -> None:
    warning = "<STATUS><CODE>2012<SEVERITY>WARN<MESSAGE>Late</STATUS><STMTRS>"
    [statement] = parse((BEGIN.replace("<STMTRS>", warning) + END).encode())
    assert statement.extra == (("STATUS", "2012 WARN Late"), ("ACCTTYPE", "CHECKING"))


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
