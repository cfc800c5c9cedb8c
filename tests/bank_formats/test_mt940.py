"""MT940 and MT942: what fixtures alone cannot say."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest

from bank_formats import FormatError, Statement, identify, iter_transactions, parse
from bank_formats.mt940.ordinary import ENTRY
from tests.bank_formats.effort import lasts_longer
from tests.bank_formats.golden import fixtures

FIXTURES = fixtures("mt940")
HEAD = ":20:X\n:25:1\n:28C:1/1\n"


def outcome(data: bytes) -> str:
    try:
        return repr(parse(data, source="both"))
    except FormatError as error:
        return repr(error)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("shortcut", ["ordinary.ENTRY", "german.ORDINARY"])
def test_ordinary_entries_are_read_like_all_others(
    fixture: Path, shortcut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = fixture.read_bytes()
    quick = outcome(data)
    monkeypatch.setattr(f"bank_formats.mt940.{shortcut}", re.compile("(?!)"))
    assert outcome(data) == quick


def test_fixtures_have_ordinary_entries() -> None:
    text = "\n".join(path.read_text("latin-1") for path in FIXTURES)
    assert len(ENTRY.findall(text)) > 20


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("block", [3, 7, 64])
def test_blocks_of_the_file_do_not_matter(
    fixture: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = fixture.read_bytes()
    whole = outcome(data)
    monkeypatch.setattr(import_module("bank_formats.text"), "_BLOCK", block)
    assert outcome(data) == whole


@pytest.mark.parametrize(
    "entry",
    [
        ":61:2601050105C1,00NTRFNONREF//B1\n:86:text\n  indented\n- dashes\n",
        ":61:2601050105C1,00NTRFNONREF\n/OCMT/USD1,00/\n\n:86:\n\n \nblank\n   \n",
        ":61:2601050105C1,00NTRFNONREF\n:86:one\n:86:two\n",
        ":61:2601050105C1,00NTRFREF/1//B/2//3\n:86:{not an envelope\n",
        ":61:2601320105C1,00NTRFNONREF\n",
        ":61:2602300105C1,00NTRFNONREF\n",
        ":61:2601050105C1,000NTRFNONREF\n",
        ":61:2601050105C1,NONREF\n:86:\u2028line\n\u3000wide blank\n\xa0blank\n",
        ":61:2601051530RD1,5NMSC\n:86:166?00A?20B?21C\n",
        ":61:2601051115C1,NTRFNONREF\n:86:time\n",
        ":61:2509300105C1,NTRFNONREF\n:86:old value date\n",
    ],
)
def test_both_ways_of_reading_agree(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + ":60F:C260101EUR0,00\n" + entry * 3 + ":62F:C260105EUR3,00\n-\n"
    quick = outcome(text.encode())
    monkeypatch.setattr(import_module("bank_formats.mt940.ordinary"), "ENTRY", re.compile("(?!)"))
    assert outcome(text.encode()) == quick


def long_file(count: int) -> bytes:
    entry = ":61:2601050105C1,00NTRFNONREF\r\n:86:166?00TEXT?20SVWZ+number {0}?32Payer {1}\r\n"
    entries = "".join(entry.format(number, number % 100) for number in range(count))
    return f"{HEAD}:60F:C260101EUR0,00\r\n{entries}:62F:C260105EUR{count},00\r\n-\r\n".encode()


def peak(data: bytes) -> int:
    file = BytesIO(data)
    tracemalloc.start()
    for _transaction in iter_transactions(file):
        pass
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top


def test_memory_of_a_stream_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("bank_formats.text"), "_BLOCK", 4096)
    small, large = long_file(2_000), long_file(8_000)
    peak(small)
    assert peak(large) < peak(small) * 1.2


def test_transactions_come_before_what_is_wrong_later() -> None:
    data = long_file(3).replace(b":62F:C", b":62F:X")
    stream = iter_transactions(data)
    assert next(stream).amount == 1
    with pytest.raises(FormatError, match="not a balance"):
        list(stream)


def test_pages_of_others_between_two_pages_of_a_statement() -> None:
    ended: list[Statement] = []
    data = (Path(__file__).parent / "corpus/mt940/pages.sta").read_bytes()
    amounts = [each.amount for each in iter_transactions(data, ended=ended.append)]
    assert amounts == [10, 20, -5]
    assert [each.account for each in ended] == ["123456789", "987654321"]


def names() -> Iterator[tuple[str, str]]:
    blocks = "{{1:F01HANDDEFFAXXX0000000000}}{{2:{0}FIRMDEFFXXXXN}}{{4:\n:20:X\n:25:1\n"
    yield blocks.format("I940"), "MT940"
    yield blocks.format("I942"), "MT942"
    yield blocks.format("I941"), "MT940"
    yield blocks.format("I950"), "MT940"
    yield blocks.format("I910"), "MT910"
    yield HEAD + ":60F:C260101EUR0,\n", "MT940"
    yield HEAD + ":34F:EUR0,\n", "MT942"
    yield HEAD + ":34F:EUR0,\n-\n" + HEAD + ":60F:C260101EUR0,\n", "MT942"
    yield HEAD + ":60F:C260101EUR0,\n-\n" + HEAD + ":34F:EUR0,\n", "MT940"


@pytest.mark.parametrize(("text", "name"), list(names()))
def test_the_first_message_gives_the_name(text: str, name: str) -> None:
    assert identify(text.encode()) == name
    assert identify(text.replace("\n", "\r\n").encode("utf-8-sig")) == name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("900", "MT900, a confirmation of a debit, not a statement"),
        ("910", "MT910, a confirmation of a credit"),
        ("920", "MT920, a request for statements"),
        ("935", "MT935, a notice of interest rates"),
        ("103", "MT103, a message of another kind"),
    ],
)
def test_other_messages_are_refused_in_words(kind: str, words: str) -> None:
    data = f"{{1:F01HANDDEFFAXXX0000000000}}{{2:I{kind}FIRMDEFFXXXXN}}{{4:\n:20:X\n:25:1\n-}}"
    with pytest.raises(FormatError, match=words) as refused:
        parse(data.encode(), source="upload")
    assert refused.value.line == 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x01" * 100_000,
        b"{1:" + b" " * 100_000,
        b"\r" * 100_000 + b":20:",
        b"".join(
            b":20:X\n:25:%d\n:60F:C260101EUR0,\n:62M:C260101EUR0,\n" % n for n in range(2_000)
        ),
    ],
    ids=["start of text", "blanks", "returns", "pages that nothing continues"],
)
def test_no_file_takes_its_time(data: bytes) -> None:
    entry = b":61:2601060106C1,NTRFINV7//BANK1\n:86:SMITH AND PARTNERS INVOICE 4711\n"
    ordinary = b":20:X\n:25:1\n:60F:C260101EUR0,\n" + entry * (len(data) // len(entry))
    ordinary += b":62F:C260106EUR0,\n"
    assert not lasts_longer(lambda: outcome(data), lambda: outcome(ordinary), times=50)


def test_three_pages_of_one_number_that_do_not_close() -> None:
    page = b":28C:1/1\n:60F:C260105EUR10,\n:61:2601050105C1,NTRFONE\n:64:C260105EUR11,\n"
    closed = b":28C:1/1\n:60F:C260105EUR10,\n:62F:C260105EUR10,\n-\n"
    statements = parse(b":20:X\n:25:1\n" + page + page + closed)
    assert [statement.closing is None for statement in statements] == [True, True, False]


@pytest.mark.parametrize("separator", ["-", "-XXX"])
def test_what_stands_between_messages_belongs_to_none(separator: str) -> None:
    """Some banks end each message with a hyphen and the mark of their branch."""
    first, second = (
        f":20:{day}\n:25:1\n:28C:{day}/1\n:60F:C26010{day}EUR1,00\n"
        f":61:26010{day}C2,00NTRFA//{day}\n:86:rent\n:62F:C26010{day}EUR3,00\n"
        for day in (1, 2)
    )
    both = parse(f"{first}{separator}\n{second}{separator}\n".encode())
    assert [one.number for one in both] == ["1", "2"]
    assert [one.transactions[0].remittance for one in both] == ["rent", "rent"]
    assert all(check.holds for one in both for check in one.checks)
    assert not any("XXX" in str(one) for one in both)
