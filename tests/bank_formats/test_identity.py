"""What is the same statement again, and where a statement stands among stored ones."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bank_formats import Balance, Origin, Statement, Transaction
from bank_formats.identity import (
    StoredStatement,
    content_hashes,
    ends_twice,
    import_keys,
    in_order,
    inside,
    place,
    statement_key,
    stretch,
    stretch_end,
)

ORIGIN = Origin(source="test", line=1)


def statement(opening: str, *amounts: str, day: int = 1, number: str = "1") -> Statement:
    booked = date(2026, 3, day)
    closing = sum(map(Decimal, amounts), start=Decimal(opening))
    return Statement(
        account="X1",
        currency="EUR",
        number=number,
        origin=ORIGIN,
        opening=Balance(day=booked, amount=Decimal(opening), currency="EUR"),
        closing=Balance(day=booked, amount=closing, currency="EUR"),
        transactions=tuple(
            Transaction(booked=booked, amount=Decimal(amount), origin=ORIGIN) for amount in amounts
        ),
    )


def stored(day: int, opening: str, closing: str) -> StoredStatement:
    return StoredStatement(
        last_day=date(2026, 3, day), opening=Decimal(opening), closing=Decimal(closing)
    )


@pytest.mark.parametrize(
    ("new", "books", "expected"),
    [
        (statement("5", "1"), [], "continues"),
        (statement("10", "1", day=2), [stored(1, "5", "10")], "continues"),
        (statement("10", "1", day=1), [stored(1, "5", "10")], "continues"),
        (statement("11", "1", day=2), [stored(1, "5", "10")], "gap"),
        (statement("5", "5", day=1), [stored(1, "5", "8"), stored(2, "8", "9")], "overlaps"),
        (statement("10", "2", day=1), [stored(1, "5", "10"), stored(1, "12", "20")], "continues"),
        (statement("11", "1", day=1), [stored(1, "5", "10"), stored(1, "12", "20")], "gap"),
        (statement("11", "2", day=1), [stored(1, "5", "10")], "unknown"),
        # dated back by the bank
        (statement("10", "2", day=1), [stored(2, "5", "10")], "continues"),
        # emptied every evening: all balances are zero
        (statement("0", "4", "-4", day=3), [stored(1, "0", "0"), stored(2, "0", "0")], "continues"),
        (statement("0", "4", "-4", day=1), [stored(1, "0", "0"), stored(2, "0", "0")], "overlaps"),
    ],
)
def test_place(new: Statement, books: list[StoredStatement], expected: str) -> None:
    assert place(new, books) == expected


def test_statements_newest_first_are_put_in_order() -> None:
    first, second, third = (
        statement("10", "1", number="1"),
        statement("11", "1", number="2"),
        statement("12", "1", day=2, number="3"),
    )
    assert in_order([third, second, first]) == [first, second, third]


def test_equal_movements_have_equal_content_and_different_keys() -> None:
    hashes = content_hashes(statement("1", "4", "4"))
    assert hashes[0] == hashes[1]
    assert import_keys(hashes, {}) == (f"{hashes[0]}:1", f"{hashes[0]}:2")
    assert import_keys(hashes, {hashes[0]: 3}) == (f"{hashes[0]}:4", f"{hashes[0]}:5")


def test_another_number_is_another_statement() -> None:
    assert statement_key(statement("1", "4")) == statement_key(statement("1", "4"))
    assert statement_key(statement("1", "4")) != statement_key(statement("1", "4", number="2"))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (statement("5", "3", day=1), {0, 1}),  # the second may begin on that day
        (statement("8", "1", day=2), {1, 2}),
        (statement("11", "1", day=4), set()),
        (statement("8", "1", day=3), set()),  # the same balance, but later than that day
    ],
)
def test_which_stored_statements_are_told_again(new: Statement, expected: set[int]) -> None:
    books = [stored(1, "5", "8"), stored(2, "8", "9"), stored(3, "9", "11")]
    assert stretch(new, books) == expected


def test_a_week_tells_all_its_days_again() -> None:
    days = [stored(1, "5", "8"), stored(2, "8", "9"), stored(3, "9", "11")]
    week = statement("5", "6", day=1)
    last = replace(week.transactions[0], booked=date(2026, 3, 3))
    assert stretch(replace(week, transactions=(*week.transactions, last)), days) == {0, 1, 2}


def test_without_balances_nothing_but_the_movements_tells() -> None:
    alone = replace(statement("1", "4"), opening=None, closing=None)
    assert place(alone, [stored(1, "5", "10")]) == "no balances"
    assert stretch(alone, [stored(1, "5", "10")]) == set()


def test_without_balances_the_movements_are_part_of_the_key() -> None:
    fee = replace(statement("1", "-4"), opening=None, closing=None)
    named = replace(fee, transactions=(replace(fee.transactions[0], bank_reference="FT-1"),))
    other = replace(fee, transactions=(replace(fee.transactions[0], remittance="Other"),))
    assert statement_key(fee) == statement_key(replace(fee, origin=Origin(source="x", line=9)))
    assert len({statement_key(each) for each in (fee, named, other)}) == 3


def test_an_account_in_another_spelling_tells_the_same_movements() -> None:
    iban = statement("1", "4")
    assert content_hashes(iban) == content_hashes(replace(iban, account="0001"))


def test_where_the_stretch_ends() -> None:
    """What begins on the statement's last day and goes on beyond it is no part of its chain."""
    days = [stored(1, "5", "8"), stored(2, "12", "13")]
    told = statement("5", "3", "4", day=1)
    assert stretch_end(told, days, stretch(told, days)) == Decimal(8)
    week = [stored(5, "5", "20")]
    assert stretch_end(told, week, stretch(told, week)) == Decimal(20)


@pytest.mark.parametrize(
    ("books", "twice", "beside"),
    [
        ([stored(1, "12", "20")], False, set()),  # goes on from it
        ([stored(1, "12", "12")], True, {0}),  # or ends with it
        ([stored(1, "12", "15"), stored(1, "15", "12")], True, {0, 1}),
        ([stored(2, "12", "12")], False, set()),  # another day
        ([stored(1, "5", "12")], False, {0}),
    ],
)
def test_a_closing_balance_that_fits_twice(
    books: list[StoredStatement], twice: bool, beside: set[int]
) -> None:
    told = statement("10", "2", day=1)
    assert ends_twice(told, books) is twice
    assert inside(told, books) == beside
