"""What is new of a statement that tells again what is stored: in doubt, nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bank_formats import Balance, Origin, Statement, Transaction
from bank_formats.comparison import compare
from bank_formats.movement import Movement, movements

ORIGIN = Origin(source="test", line=1)
Told = tuple[int, str, str, str]  # day, amount, text, bank reference


def statement(*told: Told, opening: str = "", closing: str = "") -> Statement:
    balances = [
        Balance(day=date(2026, 3, 1), amount=Decimal(amount), currency="EUR") if amount else None
        for amount in (opening, closing)
    ]
    return Statement(
        account="X1",
        currency="EUR",
        origin=ORIGIN,
        opening=balances[0],
        closing=balances[1],
        transactions=tuple(
            Transaction(
                booked=date(2026, 3, day),
                amount=Decimal(amount),
                remittance=text,
                bank_reference=reference,
                origin=ORIGIN,
            )
            for day, amount, text, reference in told
        ),
    )


def books(*told: Told, format: str = "OFX", **values: bool) -> list[Movement]:
    return [replace(each, **values) for each in movements(statement(*told), format=format)]


def new(told: Statement, stored: list[Movement], **options: object) -> list[str]:
    """The amounts that are new, or the kinds of doubt."""
    found = compare(told, stored, format="OFX", **options)  # type: ignore[arg-type]
    if found.doubts:
        return [each.kind for each in found.doubts]
    pairs = zip(found.new, told.transactions, strict=True)
    return [str(each.amount) for is_new, each in pairs if is_new]


OPEN = {"proved": False}
DOWNLOADED: list[tuple[str, list[Told], list[Told], list[str]]] = [
    ("nothing stored", [], [(1, "5", "a", "ID-100")], ["5"]),
    ("the same again", [(1, "5", "a", "ID-100")], [(1, "5", "a", "ID-100")], []),
    (
        "overlap: the open day is read again",
        [(1, "5", "a", ""), (2, "6", "b", "")],
        [(2, "6", "b", ""), (2, "6", "b", ""), (3, "7", "c", "")],
        ["6", "7"],
    ),
    ("one of two equal ones is stored", [(1, "5", "a", "")], [(1, "5", "a", "")] * 2, ["5"]),
    ("two are stored, one is told", [(1, "5", "a", "")] * 2, [(1, "5", "a", "")], []),
    (
        "all of the day is there, one under another reference: the bank changed it",
        [(1, "5", "a", "ID-100"), (1, "9", "b", "ID-101")],
        [(1, "5", "a", "ID-102"), (1, "9", "b", "ID-101")],
        [],
    ),
    (
        "equal content, each under a reference of its own",
        [(1, "5", "a", "ID-100"), (1, "9", "b", "ID-101")],
        [(1, "5", "a", "ID-100"), (1, "5", "a", "ID-102"), (1, "9", "b", "ID-101")],
        ["5"],
    ),
    (
        "equal content, another reference: the same, or another one that came since?",
        [(1, "5", "a", "ID-100")],
        [(1, "5", "a", "ID-102")],
        ["another reference"],
    ),
    (
        "all is there under other references: they are made for each download",
        [(1, "5", "a", "1"), (1, "9", "b", "2")],
        [(1, "5", "a", "3"), (1, "9", "b", "4"), (2, "9", "b", "5")],
        ["9"],
    ),
    ("the same reference, reworded", [(1, "5", "a", "ID-100")], [(1, "5", "A B", "ID-100")], []),
    (
        "the same reference, moved by a day that is told again",
        [(1, "5", "a", "ID-100"), (2, "1", "x", "ID-101")],
        [(1, "2", "y", "ID-099"), (2, "5", "a", "ID-100"), (2, "1", "x", "ID-101")],
        ["2"],
    ),
    (
        "the same reference on another day with another text: used again?",
        [(1, "5", "rent of march", "ID-100"), (2, "1", "x", "ID-101")],
        [(1, "2", "y", "ID-099"), (2, "5", "rent of april", "ID-100"), (2, "1", "x", "ID-101")],
        ["another movement"],
    ),
    (
        "the same reference, another amount",
        [(1, "5", "a", "ID-100")],
        [(1, "6", "a", "ID-100")],
        ["6"],
    ),
    ("reworded without a reference", [(1, "5", "a", "")], [(1, "5", "b", "")], ["another text"]),
    ("a number within the file proves nothing", [(1, "5", "a", "1")], [(1, "5", "b", "1")], ["another text"]),
    (
        "a day between others is told again, without what is stored of it",
        [(1, "1", "x", ""), (2, "5", "a", "PEND-1"), (3, "1", "y", "")],
        [(1, "1", "x", ""), (2, "6", "a", "ID-100"), (3, "1", "y", "")],
        ["untold"],
    ),
    (
        "an open day is told in parts",
        [(1, "1", "x", ""), (2, "5", "a", "ID-100")],
        [(1, "1", "x", ""), (2, "6", "b", "ID-101")],
        ["6"],
    ),
    ("equal amounts on other days", [(1, "5", "a", "ID-100")], [(2, "5", "a", "ID-200")], ["5"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "told", "expected"),
    [each[1:] for each in DOWNLOADED],
    ids=[each[0] for each in DOWNLOADED],
)
def test_downloads_without_balances(
    stored: list[Told], told: list[Told], expected: list[str]
) -> None:
    used = {reference for *_rest, reference in stored}
    assert new(statement(*told), books(*stored, proved=False), references=used) == expected


def test_a_reference_that_was_used_before_is_said() -> None:
    told = statement((9, "6", "a", "ID-100"))
    assert compare(told, [], references={"ID-100"}).reused == 1


OTHER: list[tuple[str, list[Told], list[Told], list[str]]] = [
    ("the same day", [(1, "5", "a", ""), (1, "6", "b", "")], [(1, "5", "A", "1"), (1, "6", "B", "2")], []),
    ("told less", [(1, "5", "a", ""), (1, "6", "b", "")], [(1, "6", "B", "2")], []),
    ("and a day more", [(1, "5", "a", "")], [(1, "5", "A", "1"), (2, "6", "B", "2")], ["6"]),
    ("more of a complete day", [(1, "5", "a", "")], [(1, "5", "A", "1"), (1, "6", "B", "2")], ["not there"]),
    ("a batch in its parts", [(1, "5", "a", "")], [(1, "2", "A", "1"), (1, "3", "B", "2")], ["not there"] * 2),
    ("booked a day later", [(1, "5", "a", ""), (2, "7", "b", "")], [(2, "7", "B", "2"), (2, "5", "A", "1")], ["another day"]),
    (
        "booked a day later, after all that is stored",
        [(1, "5", "a", "")],
        [(1, "1", "x", "0"), (2, "5", "A", "1")],
        ["not there", "another day"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "told", "expected"), [each[1:] for each in OTHER], ids=[each[0] for each in OTHER]
)
def test_in_another_format(stored: list[Told], told: list[Told], expected: list[str]) -> None:
    assert new(statement(*told), books(*stored, format="MT940")) == expected


SINGLES: list[Told] = [(2, "60", "a", "ID-100"), (2, "40", "b", "ID-101")]
BATCH: list[Told] = [(2, "100", "batch of 2", "ID-200")]


@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize(("stored", "told"), [(SINGLES, BATCH), (BATCH, SINGLES)])
def test_a_batch_and_its_payments_are_not_both_booked(
    stored: list[Told], told: list[Told], balanced: bool
) -> None:
    """A statement that tells a day tells all that another format knew of it."""
    balances = {"opening": "10", "closing": "110"} if balanced else {}
    there = books((1, "10", "first", ""), *stored, (3, "5", "c", ""), format="MT940", proved=False)
    found = compare(statement(*told, **balances), there, format="OFX")
    assert [each.kind for each in found.doubts][:1] == ["untold" if balanced else "not there"]


def test_what_is_told_of_its_days_but_one_is_in_doubt() -> None:
    there = books((1, "60", "a", ""), (3, "5", "c", ""), format="MT940", proved=False)
    told = statement((1, "7", "x", ""), (2, "8", "y", ""), opening="1", closing="16")
    assert new(told, there) == ["untold"]


def by_hand(*told: Told) -> list[Movement]:
    return [replace(each, content="", by_hand=True) for each in books(*told, format="", **OPEN)]


@pytest.mark.parametrize(
    ("stored", "told", "expected"),
    [
        ([(1, "5", "x", "")], [(1, "5", "a", "ID-100")], []),
        ([(1, "5", "x", "")], [(1, "5", "a", ""), (2, "6", "b", "")], ["by hand"]),
        ([(1, "5", "x", "")] * 2, [(1, "5", "a", "")], []),
        ([(1, "5", "x", "")], [(1, "5", "a", "")] * 2, ["by hand"]),
        ([(2, "100", "x", "")], SINGLES, ["untold"]),
        ([(1, "5", "x", "")], [(2, "5", "x", ""), (3, "6", "b", "")], ["5", "6"]),
        ([(1, "5", "x", ""), (5, "5", "x", "")], [(3, "7", "a", "")], ["7"]),
    ],
)
def test_lines_that_another_program_brought(
    stored: list[Told], told: list[Told], expected: list[str]
) -> None:
    assert new(statement(*told), by_hand(*stored)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(3, "5", "Smith inv 5", ""), (4, "6", "b", "")], ["another day"]),
        ([(3, "5", "else", ""), (4, "6", "b", "")], ["5", "6"]),
        ([(9, "5", "SMITH INV 5", "")], ["5"]),
        ([(3, "5", "", "")], ["5"]),
    ],
)
def test_a_payment_at_the_edge_of_another_format(told: list[Told], expected: list[str]) -> None:
    stored = books((1, "5", "", ""), (2, "5", "SMITH INV5", ""), format="MT940")
    assert new(statement(*told), stored) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(3, "5", "else", "FT-7002")], ["another day"]),
        ([(3, "6", "else", "FT-7002")], ["6"]),
        ([(3, "5", "else", "FT-7003")], ["5"]),
        ([(9, "5", "else", "FT-7002")], ["5"]),
    ],
)
def test_a_reference_that_another_format_gave_the_day_before(
    told: list[Told], expected: list[str]
) -> None:
    stored = books((2, "5", "Smith", "FT-7002"), format="BAI2")
    assert new(statement(*told), stored, references={"FT-7002"}) == expected


def test_the_own_format_has_gone_on_since_the_edge() -> None:
    stored = books((1, "-4", "fee", ""), format="MT940")
    stored += books((2, "7", "x", ""), (2, "-4", "fee", ""), proved=False)
    assert new(statement((3, "-4", "fee", "")), stored) == ["-4"]


def test_an_open_day_of_another_format_is_gone_on_with() -> None:
    told = statement((1, "5", "A", ""), (1, "6", "B", ""), opening="1", closing="12")
    stored = books((1, "5", "a", ""), format="BAI2", proved=False)
    assert new(told, stored) == ["6"]


def test_between_the_same_balances_texts_do_not_count() -> None:
    stored = books((1, "5", "a", ""), (2, "6", "b", ""), stretch=True)
    told = statement(
        (1, "5", "x", ""), (2, "6", "y", ""), (3, "6", "z", ""), opening="1", closing="18"
    )
    assert new(told, stored) == ["6"]


def test_between_the_same_balances_both_must_tell_the_same() -> None:
    stored = books((1, "5", "a", ""), (1, "6", "b", ""), stretch=True, format="CAMT.053")
    told = statement((1, "11", "batch", ""), opening="1", closing="12")
    assert new(told, stored) == ["not there"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(1, "5", "b", "")], ["5"]),
        ([(1, "6", "a", "")], ["6"]),
        ([(1, "5", "a", "")], []),
        ([(1, "5", "a", ""), (1, "6", "b", "")], ["not there"]),
    ],
)
def test_two_parts_of_one_file(told: list[Told], expected: list[str]) -> None:
    """A bank does not tell a movement in two ways in one file."""
    assert new(statement(*told), books((1, "5", "a", ""), here=True, proved=False)) == expected


def test_what_is_new_leads_to_the_closing_balance() -> None:
    stored = books((1, "5", "a", ""), stretch=True)
    told = statement((1, "5", "a", ""), (1, "6", "b", ""), opening="1", closing="12")
    assert new(told, stored, chain_end=Decimal(6)) == ["6"]
    assert new(told, stored, chain_end=Decimal(12)) == ["not there"]


@pytest.mark.parametrize(
    ("told", "format", "expected"),
    [
        ([(1, "5", "a", ""), (1, "-5", "swept", "")], "OFX", []),
        ([(1, "5", "b", ""), (1, "-5", "out", "")], "OFX", ["5", "-5"]),
        ([(1, "5", "b", ""), (1, "-5", "swept", "")], "OFX", ["not there"]),
        ([(1, "5", "b", ""), (1, "-5", "out", "")], "MT940", []),
    ],
)
def test_an_account_that_is_emptied_every_evening(
    told: list[Told], format: str, expected: list[str]
) -> None:
    """Its statements continue each other and tell the same stretch at once."""
    stored = books((1, "5", "a", ""), (1, "-5", "swept", ""), stretch=True, format=format)
    swept = statement(*told, opening="0", closing="0")
    assert new(swept, stored, may_continue=True) == expected
