"""What an agency gets, and what it says became of it."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from ar_collections.engine.handover_file import cell, parts, safe_name, table
from ar_collections.engine.handover_report import (
    MOST_ROWS,
    Problem,
    Row,
    read_amount,
    read_day,
    read_report,
)
from hypothesis import given
from hypothesis import strategies as st


def test_a_report_as_an_agency_sends_it():
    content = (
        "Reference;Status;Amount;Date;Fee\r\n"
        "H00001-001;Collected;1.190,00;20.03.2026;119,00\r\n"
        "\r\n"
        "H00001-002;open;;;\r\n"
    )
    rows, problems = read_report(content.encode("cp1252"))
    assert problems == []
    assert rows == [
        Row(2, "H00001-001", "collected", Decimal("1190.00"), Decimal("119.00"), date(2026, 3, 20)),
        Row(4, "H00001-002", "open", None, None, None),
    ]


def test_each_bad_row_is_named():
    content = (
        "status,reference,amount,date\n"
        "lost,H1-001,5,2026-03-01\n"
        "open,,5,2026-03-01\n"
        "part,H1-002,1.234,03/04/2026\n"
        "part,H1-003,-5,2026-02-30\n"
        "returned,H1-004,,\n"
        "returned,H1-004,,\n"
    )
    rows, problems = read_report(content.encode())
    assert [row.reference for row in rows] == ["H1-004"]
    assert [(each.line, each.kind) for each in problems] == [
        (2, "status"),
        (3, "reference"),
        (4, "amount"),
        (4, "date"),
        (5, "amount"),
        (5, "date"),
        (7, "twice"),
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a;b\n1;2\n", b"reference\nH1\n"])
def test_a_file_without_its_columns(content):
    assert [problem.kind for problem in read_report(content)[1]] == ["columns"]


def test_what_is_no_table():
    assert read_report(b"PK\x00\x00") == ([], [Problem(1, "file")])
    many = b"reference,status\n" + b"x,open\n" * (MOST_ROWS + 1)
    assert [problem.kind for problem in read_report(many)[1]] == ["rows"]


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_named(content):
    rows, problems = read_report(content)
    assert all(row.reference for row in rows)
    assert all(problem.line >= 0 for problem in problems)


@given(st.decimals(0, 10**6, places=2))
def test_an_amount_in_either_manner(amount):
    grouped = f"{amount:,.2f}"
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    assert read_amount(grouped) == read_amount(swapped) == amount


def test_days():
    assert read_day("2026-13-01") is None
    assert read_day("31.12.2026") == date(2026, 12, 31)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_nothing_is_lost(values):
    content = table(["a"] * len(values), [values]).decode("utf-8-sig")
    (_head, read) = list(csv.reader(io.StringIO(content, newline="")))
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in read)
    assert [value.removeprefix("'") for value in read] == [
        value.removeprefix("'") for value in values
    ]


@given(st.lists(st.text(max_size=120), max_size=8))
def test_names_are_safe_and_differ(names):
    taken: set[str] = set()
    made = [safe_name(name, taken) for name in names]
    assert len({name.lower() for name in made}) == len(names)
    assert all(name.strip(".") and "/" not in name and "\\" not in name for name in made)
    assert all(len(name) < 120 for name in made)


def test_cells_with_spaces_before():
    assert cell("  =1") == "'  =1"


@given(st.lists(st.integers(0, 50), max_size=20))
def test_parts_hold_all_and_no_more_than_they_may(sizes):
    found = list(parts([(size, size) for size in sizes], 60))
    assert [size for part in found for size in part] == sizes
    assert all(sum(part) <= 60 for part in found)
