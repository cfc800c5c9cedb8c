"""BAI2: what each known trap must give, and what is not said in a golden file."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from bank_formats import FormatError, Statement, TruncatedFile, identify, iter_transactions, parse
from bank_formats.bai2 import matches, read
from bank_formats.bai2.codes import type_code
from tests.bank_formats.effort import lasts_longer
from tests.bank_formats.golden import CORPUS

HEAD = "01,BANK,US,260105,0610,7,,,2/\n02,US,021000021,1,260104,2400,USD,2/\n"
ACCOUNT = "03,123,USD,010,100000,,/\n"
TAIL = "49,,/\n98,,,/\n99,,,/\n"


def fixture(name: str) -> tuple[Statement, ...]:
    return parse((CORPUS / "bai2" / name).read_bytes(), source=name)


def statement(records: str) -> Statement:
    """One account with the records of its transactions."""
    [found] = parse((HEAD + ACCOUNT + records + TAIL).encode())
    return found


def failed(of: Statement) -> list[tuple[str, str]]:
    return [(check.check, check.of) for check in of.failed_checks]


# Control totals, counts, sums.


def test_every_wrong_total_is_a_failed_check() -> None:
    [found] = fixture("wrong_totals.bai")
    assert failed(found) == [
        ("closing balance", ""),
        ("sum", "100 Total Credits"),
        ("count", "100 Total Credits"),
        ("sum", "400 Total Debits"),
        ("count", "400 Total Debits"),
        ("sum", "16 availability"),
        ("control total", "49 account control total"),
        ("count", "49 account record count"),
        ("control total", "98 group control total"),
        ("count", "98 group account count"),
        ("count", "98 group record count"),
        ("control total", "99 file control total"),
        ("count", "99 file group count"),
        ("count", "99 file record count"),
    ]
    assert [check.origin.line for check in found.failed_checks[6:]] == [6, 6, 7, 7, 7, 8, 8, 8]


@pytest.mark.parametrize(
    ("changed", "of"),
    [
        (("49,300000,3", "49,300001,3"), "49 account control total"),
        (("49,300000,3", "49,300000,4"), "49 account record count"),
        (("98,300000,1,5", "98,300001,1,5"), "98 group control total"),
        (("98,300000,1,5", "98,300000,2,5"), "98 group account count"),
        (("98,300000,1,5", "98,300000,1,6"), "98 group record count"),
        (("99,300000,1,7", "99,300001,1,7"), "99 file control total"),
        (("99,300000,1,7", "99,300000,2,7"), "99 file group count"),
        (("99,300000,1,7", "99,300000,1,8"), "99 file record count"),
        (("16,165,50000", "16,165,50001"), "49 account control total"),
        (("015,150000", "015,150001"), "49 account control total"),
    ],
)
def test_one_changed_figure_is_found(changed: tuple[str, str], of: str) -> None:
    text = (
        f"{HEAD}03,123,,010,100000,,,015,150000,,/\n16,165,50000,Z,,,X\n"
        "49,300000,3/\n98,300000,1,5/\n99,300000,1,7/\n"
    )
    [whole] = parse(text.encode())
    assert whole.failed_checks == ()
    assert len(whole.checks) == 9
    [found] = parse(text.replace(*changed).encode())
    assert of in {name for _check, name in failed(found)}


def test_blank_totals_are_no_checks() -> None:
    [found] = fixture("blank_control_totals.bai")
    assert [check.check for check in found.checks] == ["closing balance"]


def test_totals_of_group_and_file_stand_beside_the_last_statement() -> None:
    first, second = parse(
        (HEAD + ACCOUNT + "49,100000,2/\n" + ACCOUNT + "49,100000,2/\n98,200000,2,6/\n99,,1,8/\n")
        .replace("03,123", "03,12")
        .encode()
    )
    assert [check.of[:2] for check in first.checks] == ["49", "49"]
    assert [check.of[:2] for check in second.checks] == ["49", "49", "98", "98", "98", "99", "99"]
    assert first.failed_checks == second.failed_checks == ()


def test_without_any_transaction_balances_are_checked_with_the_totals() -> None:
    listed, unlisted, unmoved, available = fixture("balances_and_totals_only.bai")
    note = ("balances and totals only: no transaction is listed",)
    assert [each.leniencies for each in (listed, unlisted)] == [note, note]
    assert [check.check for check in listed.checks][:1] == ["closing balance"]
    assert "closing balance" not in {check.check for check in unlisted.checks}
    assert unmoved.leniencies == available.leniencies == ()


def test_lost_transactions_are_not_taken_for_totals_only() -> None:
    [found] = parse(
        f"{HEAD}03,123,,100,60000,2,,400,0,0,/\n16,165,50000,Z,,,X\n{TAIL}".encode(),
    )
    assert failed(found) == [("sum", "100 Total Credits"), ("count", "100 Total Credits")]


def test_a_total_without_amount_states_its_number_only() -> None:
    [found] = parse(
        f"{HEAD}03,123,,100,,1,,400,,2,/\n16,165,50000,Z,,,X\n{TAIL}".encode(),
    )
    stated = [(check.check, check.of, check.holds) for check in found.checks]
    assert stated == [("count", "100 Total Credits", True), ("count", "400 Total Debits", False)]
    assert ("100 Total Credits", "1 items") in found.extra


def test_totals_of_numbers_only_prove_no_balance() -> None:
    records = "03,123,,010,100,,,015,500,,,100,,2,,400,,1,/\n"
    [found] = parse(f"{HEAD}{records}{TAIL}".encode())
    assert found.closing is not None
    assert found.closing.amount == Decimal("5.00")
    assert found.checks == ()


def test_an_amount_not_detailed_and_not_stated_leaves_the_sum_open() -> None:
    records = "03,123,,100,60000,2,,105,,1,/\n16,165,50000,Z,,,X\n"
    [found] = parse(f"{HEAD}{records}{TAIL}".encode())
    assert [(check.check, check.holds) for check in found.checks] == [("count", True)]


def test_a_balance_without_amount_is_none() -> None:
    records = "03,123,,015,500,,,045,,5,/\n"
    [found] = parse(f"{HEAD}{records}{TAIL}".encode())
    assert ("045 Closing Available", "5 items") in found.extra
    assert "a balance with a number of items, but no amount" in found.leniencies
    with pytest.raises(FormatError, match="no amount"):
        parse(f"{HEAD}{records.replace('045', '010')}{TAIL}".encode())


# Group status and as-of-date modifier.


def test_only_an_update_is_new_money() -> None:
    found = fixture("group_status_update_deletion_correction_test.bai")
    assert [each.action for each in found] == ["new", "deletion", "correction", "test"]


def test_interim_data_is_not_booked() -> None:
    found = fixture("same_day_and_interim_data.bai")
    assert [each.kind for each in found] == [
        "interim",  # 1 interim previous-day
        "booked",  # 2 final previous-day
        "interim",  # 3 interim same-day
        "booked",  # 4 final same-day with both ledger balances
        "interim",  # 4 without
        "booked",  # not said
    ]


# Amounts and currencies.


def test_account_currency_overrides_the_groups_and_implies_the_decimals() -> None:
    found = fixture("account_currency_overrides_group.bai")
    said = [(each.currency, str(each.transactions[0].amount)) for each in found]
    assert said == [("JPY", "100"), ("KWD", "0.100"), ("EUR", "1.00"), ("USD", "0.05")]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "0.00"),
        ("5", "0.05"),
        ("000000000000100", "1.00"),
        ("+100", "1.00"),
        ("1.00", "1.00"),
        ("999999999999999999", "9999999999999999.99"),
    ],
)
def test_amount(amount: str, expected: str) -> None:
    [entry] = statement(f"16,165,{amount},Z,,,X\n").transactions
    assert str(entry.amount) == expected


@pytest.mark.parametrize(
    "amount", ["1.5", "1.000", "1e3", "1 000", "-100", "100-", "٣", "x", "9" * 19, "--1", "-1-"]
)
def test_no_amount(amount: str) -> None:
    with pytest.raises(FormatError) as refused:
        statement(f"16,165,{amount},Z,,,X\n")
    assert (refused.value.line, refused.value.field) == (4, "16")
    assert refused.value.value == amount


def test_trailing_minus_of_a_balance() -> None:
    [found] = fixture("australian_nai.nai")
    assert found.closing is not None
    assert found.closing.amount == Decimal("-134.67")
    assert found.failed_checks == ()
    assert {check.of for check in found.checks} >= {
        "102 Total Number of Credits",
        "402 Total Number of Debits",
    }


# Type codes.


@pytest.mark.parametrize(
    ("code", "direction"),
    [
        ("010", 0),
        ("108", 1),
        ("399", 1),
        ("400", -1),
        ("699", -1),
        ("701", 0),
        ("721", 1),
        ("760", -1),
        ("706", 1),
        ("710", 0),
        ("745", 1),
        ("790", -1),
        ("827", 1),
        ("828", -1),
        ("890", 0),
        ("900", 0),
        ("919", 0),
        ("920", 1),
        ("959", 1),
        ("960", -1),
        ("999", -1),
    ],
)
def test_direction(code: str, direction: int) -> None:
    found = type_code(code)
    assert found is not None
    assert found.direction == direction
    assert found.description


@pytest.mark.parametrize("code", ["", "000", "800", "889", "1", "10", "1000", "ABC", "٣٣٣", "1-1"])
def test_no_direction(code: str) -> None:
    assert type_code(code) is None


def test_the_list_agrees_with_the_ranges() -> None:
    """Additions of banks (706, 708, 8xx) and loans apart, a listed code keeps to its range."""
    module = import_module("bank_formats.bai2.codes")
    listed = module.LISTED
    assert len(listed) == 484
    for code, known in listed.items():
        ranges = [each[2] for each in module._RANGES if each[0] <= code <= each[1]]
        if code not in ("706", "708") and not code.startswith("8"):
            assert ranges == [known.direction], code


def test_what_moves_nothing_is_never_posted() -> None:
    [found] = fixture("bank_specific_type_codes.bai")
    assert [each.type_code for each in found.expected] == ["905", "890"]
    assert {each.amount for each in found.expected} == {Decimal(0)}
    assert ("stated amount", "999.00") in found.expected[0].extra


# Fields, continuations and text.


def test_funds_types() -> None:
    [found] = fixture("all_funds_types.bai")
    availability = {
        each.bank_reference: [(days, str(part)) for days, part in each.availability]
        for each in found.transactions
    }
    assert availability == {
        "B-S": [(0, "100.00"), (1, "0.00"), (2, "200.00")],
        "B-D": [(0, "50.00"), (1, "50.00"), (5, "100.00")],
        "B-V": [],
        "B-W": [],
        "B-0": [(0, "50.00")],
        "B-1": [(1, "50.00")],
        "B-2": [(2, "50.00")],
        "B-N": [],
        "B-Z": [],
    }
    assert found.transactions[2].value_date == date(2026, 1, 6)
    assert ("value time", "1430") in found.transactions[2].extra


FIELDS = "165,50000,D,2,0,20000,1,30000,BREF,CREF,TEXT"


@pytest.mark.parametrize("cut", [n for n, char in enumerate(FIELDS) if char == ","])
@pytest.mark.parametrize("slash", ["/", "", "/   "])
def test_a_continuation_at_any_field(cut: int, slash: str) -> None:
    whole = statement(f"16,{FIELDS}\n").transactions[0]
    found = statement(f"16,{FIELDS[:cut]}{slash}\n88,{FIELDS[cut + 1 :]}\n").transactions[0]
    assert found.origin.raw != whole.origin.raw
    fields = [name for name in whole.__dataclass_fields__ if name != "origin"]
    assert {n: getattr(found, n) for n in fields} == {n: getattr(whole, n) for n in fields}


SUMMARY = "03,123,USD,010,100000,,,100,50000,1,V,260104,2359,072,7,,S,1,2,4,015,150000,,"


@pytest.mark.parametrize("cut", [n for n, char in enumerate(SUMMARY) if char == ","][2:-2])
def test_an_account_continued_at_any_field(cut: int) -> None:
    text = "{}{}/\n16,165,50000,Z,,,X\n{}"
    [whole] = parse(text.format(HEAD, SUMMARY, TAIL).encode())
    cut_here = f"{SUMMARY[:cut]}/\n88,{SUMMARY[cut + 1 :]}"
    if SUMMARY[cut - 1] == ",":
        return  # `,/` ends with an empty field, which is another one
    [found] = parse(text.format(HEAD, cut_here, TAIL).encode())
    assert (found.opening, found.closing, found.extra) == (
        whole.opening,
        whole.closing,
        whole.extra,
    )
    assert found.failed_checks == whole.failed_checks == ()


@pytest.mark.parametrize(
    ("records", "text"),
    [
        ("16,165,1,Z,B,C,a, b; c/d\n", "a, b; c/d"),
        ("16,165,1,Z,B,C,a/\n", "a"),
        ("16,165,1,Z,B,C,a   /   \n", "a"),
        ("16,165,1,Z,B,C,/\n", ""),
        ("16,165,1,Z,B,C/\n", ""),
        ("16,165,1,Z,B,C,/\n88,/a\n88,;b\n", "/a\n;b"),
        ("16,165,1,Z,B,C,a\n\n88,  b\n88,\n", "a\n  b"),
        ("16,165,1,Z,B,C,10/ 16,500,000, is not a record\n", "10/ 16,500,000, is not a record"),
        ("16,165,1,Z,B,C,a/88,5 kg\n", "a/88,5 kg"),
    ],
)
def test_text(records: str, text: str) -> None:
    [entry] = statement(records).transactions
    assert (entry.bank_reference, entry.reference, entry.remittance) == ("B", "C", text)


def test_text_broken_by_the_physical_record_is_joined() -> None:
    [found] = fixture("padded_80_columns.bai")
    text = found.transactions[0].remittance
    assert "REMARK=INVOICE INV/2026/0042" in text
    assert found.transactions[1].remittance == "CHECK 1003\na phrase of its own"
    [blocks] = fixture("blocks_without_line_ends.bai")
    assert [each.remittance for each in blocks.transactions] == [
        each.remittance for each in found.transactions
    ]


@pytest.mark.parametrize("reference", ["", "0", "0000000000", "NONREF", "NotProvided", " - "])
def test_a_reference_that_means_none(reference: str) -> None:
    [entry] = statement(f"16,165,1,Z,{reference},{reference},X\n").transactions
    assert (entry.bank_reference, entry.reference) == ("", "")


def test_labels() -> None:
    [found] = fixture("labels_of_us_banks.bai")
    assert [each.counterparty.name for each in found.transactions] == [
        "NORTHWIND TRADERS",
        "CONTOSO LTD",
        "FABRIKAM INC",
        "LITWARE GMBH",
        "CITY POWER",
        "ADATUM CORPORATION",
        "",
    ]
    assert [each.end_to_end_id for each in found.transactions] == [
        "EFT700123",
        "INV/2026/0043",
        "",
        "",
        "",
        "INV-2026-0044",
        "",
    ]
    returned = found.transactions[-1]
    assert (returned.reversal, returned.return_reason) == (True, "R02")


# Where records stand.


def test_several_records_on_one_line_know_their_line() -> None:
    first, _second = fixture("several_records_on_one_line.bai")
    assert [each.origin.line for each in first.transactions] == [3, 3, 4]
    assert first.transactions[1].origin.raw.startswith("16,142,500,Z,,,PAYER TWO / PARTNER 12/16,")


def test_two_days_of_equal_figures_have_different_numbers() -> None:
    text = HEAD + "03,123,,/\n16,165,100,Z,,,X\n" + TAIL
    later = text.replace("260105", "260106").replace("260104", "260105")
    [one], [two] = parse(text.encode()), parse(later.encode())
    assert (one.number, two.number) == ("260105-7", "260106-7")


def test_bank_account_and_sender() -> None:
    found = statement("16,165,1,Z,,,X\n")
    assert (found.account, found.bank, found.currency) == ("123", "021000021", "USD")
    assert ("sender", "BANK") in found.extra
    assert ("as-of-date modifier", "2 final previous-day") in found.extra


def test_a_file_of_one_account_without_trailers_may_end_there() -> None:
    [found] = parse((HEAD + ACCOUNT + "16,165,1,Z,,,X").encode())
    assert "file without trailer (99)" in found.leniencies


@pytest.mark.parametrize("end", ["16,165,1", "16,165,100,Z", "03,124,USD,010,1", "49,1", "98,1"])
def test_a_record_that_may_be_cut_is_not_read(end: str) -> None:
    with pytest.raises(TruncatedFile):
        parse((HEAD + ACCOUNT + "16,165,1,Z,,,X\n" + end).encode())


def test_a_file_that_writes_trailers_does_not_end_inside_an_account() -> None:
    with pytest.raises(TruncatedFile) as refused:
        fixture("broken/cut_inside_account.bai")
    assert refused.value.line == 6


# Bytes and lines.


class Counting(io.BytesIO):
    """Knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_the_first_transaction_comes_before_the_file_is_read() -> None:
    records = "".join(f"16,165,100,Z,B{n},,A TEXT\n" for n in range(100_000))
    data = (HEAD + ACCOUNT + records + TAIL).encode()
    file = Counting(data)
    assert next(read(file, "x")) is not None
    assert file.taken < len(data) / 2
    assert sum(1 for _ in iter_transactions(data)) == 100_000


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
@pytest.mark.parametrize(
    "name", ["bom_and_crlf.bai", "charset_cp1252_and_cr.bai", "blocks_without_line_ends.bai"]
)
def test_where_the_file_is_divided_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, size: int, name: str
) -> None:
    whole = fixture(name)
    if name.startswith("blocks") and size < 1000:
        size += 200  # that there is no line end must be seen
    monkeypatch.setattr(import_module("bank_formats.bai2.lines"), "_CHUNK", size)
    found = fixture(name)
    assert [each.transactions for each in found] == [each.transactions for each in whole]
    assert [each.checks for each in found] == [each.checks for each in whole]


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(FormatError, match="megabyte"):
        parse((HEAD + ACCOUNT + "16,165,1,Z,,," + "x" * 3_000_000).encode())


@pytest.mark.parametrize(
    "text",
    [
        "01,BANK,US,260105,0610,7,,,2/",
        "\ufeff\r\n 01,BANK,US,260105,0610,7,,,2/\r\n02,US,B,1,260104,,,/",
        "01,,BNK/\r88,260105,0610,7/",
        "02,US,B,1,260104,2400,USD,2/\n03,1,,/\n",
        "03,1,,010,5,,/\n49,5,2/",
        "03,1,,010,5,,/ 49,5,2/",
        "16,165,5,Z,,,X\n88,Y",
    ],
)
def test_recognised(text: str) -> None:
    assert matches(text.encode()) == "BAI2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01,02,03\n04,05,06\n",
        "01,Smith,12.50\n02,Jones,13.00\n",
        "16,Smith,12.50\n17,Jones,13.00\n",
        "16,Smith,12.50\n16,Smith,13.00\n",
        "number,name\n01,Smith\n",
        "101,1,2/",
        ":20:01,",
    ],
)
def test_not_recognised(text: str) -> None:
    assert matches(text.encode()) == ""


FIXTURES = sorted((CORPUS / "bai2").glob("*.[bn]ai"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_transaction_stands_where_it_says(path: Path) -> None:
    data = path.read_bytes()
    assert identify(data) == "BAI2"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if "\n" not in text and "\r" not in text:
        text = "\n".join(text[n : n + 80] for n in range(0, len(text), 80))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in parse(data):
        for entry in (*found.transactions, *found.expected):
            raw = entry.origin.raw.split("\n")
            assert raw[0].startswith("16,")
            assert raw[0] in lines[entry.origin.line - 1]


UNTIDY = """16,165,100,Z,B,C,text/
88,a /
88,
88, b  c /
16,475,5000,V,260105,,0,NONREF,ORIG CO NAME:X;  ORIG ID:1
16,557,100,V,000000,1200,B/1,C/2,RFB=R1 OBI=x: y
88,reason: "R03"
16,165,2500,V,260105,0930,,,Müller
88,é /
16,142,100,0,,,
88,/
16,142,100,2,,, TRN*1*T1*9
16,905,700,1,,,status
16,850,000,Z,B,C,no money
16,475,000,Z,B,C,nothing
16,165,100,V,260230,,B,C,an odd day
16,165,100,Z,B\t,C\x0b,\ttabs/\t
88,\ta\tb/\x1a
16,165,100,Z,\ufeffB,C,\x0b text\x1f
88,marks\ufeff
88,\xa0blanks\xa0
16,165,100,Z,0-0,n/a ,text;/
88,ORG=A  B;RFB=/C, EREF:--- /OBI=D
"""


@pytest.mark.parametrize(
    "data",
    [path.read_bytes() for path in FIXTURES]
    + [
        (HEAD + ACCOUNT + record + "\n" + TAIL).encode()
        for record in re.split(r"\n(?=16,)", UNTIDY)
    ],
)
def test_the_quick_way_reads_the_same(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    def read_now() -> str:
        try:
            return repr(parse(data))
        except FormatError as error:
            return str(error)

    quick = read_now()
    module = import_module("bank_formats.bai2.records")
    monkeypatch.setattr(module, "_pattern_for", lambda text: re.compile(r"(?!)()|.*\n"))
    assert read_now() == quick


HUGE = {
    "labels without values": "16,165,100,Z,,," + "ORIG:" * 20_000,
    "text lines without 88": "16,165,100,Z,,,X" + "\nx" * 50_000,
    "texts of an account": "88,x\n" * 20_000,
    "records on one line": "16,165,100,Z,,,X/ " * 5_000,
    "slashes": "16,165,100,Z,,," + "/ " * 50_000,
    "continuations": "16,165,100,Z,,,X\n" + "88,\n" * 25_000,
    "distributions": "16,165,100,D,9999," + "1,1," * 9_998 + "1,1,,,X",
    "empty groups": "98,,/\n02,US,B,1,260104,,,/\n" * 3_000 + ACCOUNT,
}


@pytest.mark.parametrize("name", HUGE)
def test_time_grows_with_the_size_only(name: str) -> None:
    huge = (HEAD + ACCOUNT + HUGE[name].rstrip("\n") + "\n" + TAIL).encode()
    record = "16,165,100,Z,BANK1,CUSTOMER1,SMITH AND PARTNERS\n88,INVOICE 4711\n"
    ordinary = (HEAD + ACCOUNT + record * (len(huge) // len(record)) + TAIL).encode()
    assert not lasts_longer(lambda: parse(huge), lambda: parse(ordinary), times=50)
