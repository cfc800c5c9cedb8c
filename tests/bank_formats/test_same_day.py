"""One day of one account, written in four formats, says the same in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bank_formats import Statement, parse

FOLDER = Path(__file__).parent / "same_day"
FORMATS = {"sta", "bai", "ofx", "xml"}
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


@dataclass(frozen=True)
class Movement:
    """What a person would say of it."""

    amount: str
    bank_reference: str
    text: str
    reference: str = ""
    name: str = ""
    value: date = DAY
    reversal: bool = False


MOVEMENTS = (
    Movement("1200.00", "BR0001", "INV/2026/0042", "E2E-1001", "Smith and Partners LLC"),
    Movement(
        "80.50", "BR0002", "INV/2026/0043 and INV/2026/0044", "E2E-1002", "Rivera Foods Inc", NEXT
    ),
    Movement("-25.00", "BR0003", "Monthly account fee"),
    Movement("-640.00", "BR0004", "Order PO-7781", "PO-7781", "Paper Supply Co"),
    Movement(
        "-1200.00",
        "BR0005",
        "RETURNED INV/2026/0042",
        "E2E-1001",
        "Smith and Partners LLC",
        reversal=True,
    ),
    Movement("80.50", "BR0006", "INV/2026/0045", "E2E-1003", "Rivera Foods Inc"),
)


def read(ending: str) -> Statement:
    path = FOLDER / f"day.{ending}"
    [statement] = parse(path.read_bytes(), source=path.name)
    return statement


def said(field: str) -> list[object]:
    return [getattr(movement, field) for movement in MOVEMENTS]


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_every_format(ending: str) -> None:
    statement = read(ending)
    assert (statement.account, statement.currency) == ("000123456789", "USD")
    assert (statement.kind, statement.action) == ("booked", "new")
    assert statement.closing is not None
    assert (statement.closing.amount, statement.closing.day) == (Decimal("9496.00"), DAY)
    assert statement.failed_checks == ()
    assert statement.leniencies == ()
    entries = statement.transactions
    assert [each.booked for each in entries] == [DAY] * len(MOVEMENTS)
    assert [each.amount for each in entries] == list(map(Decimal, map(str, said("amount"))))
    assert [each.bank_reference for each in entries] == said("bank_reference")
    assert [each.reference for each in entries] == said("reference")
    assert [each.counterparty.name for each in entries] == said("name")
    for entry, movement in zip(entries, MOVEMENTS, strict=True):
        assert entry.remittance.splitlines()[0] == movement.text


@pytest.mark.parametrize("ending", sorted(FORMATS - {"ofx"}))
def test_formats_with_opening_balance_and_value_date(ending: str) -> None:
    statement = read(ending)
    assert statement.opening is not None
    assert statement.opening.amount == Decimal("10000.00")
    assert [each.check for each in statement.checks if each.check == "closing balance"] != []
    later = [each.value_date or each.booked for each in statement.transactions]
    assert later == said("value")


@pytest.mark.parametrize("ending", ["sta", "xml"])
def test_formats_that_mark_a_reversal_and_number_statements(ending: str) -> None:
    statement = read(ending)
    assert [each.reversal for each in statement.transactions] == said("reversal")
    assert statement.number == "62"


@pytest.mark.parametrize("ending", ["sta", "xml"])
def test_formats_with_an_end_to_end_id(ending: str) -> None:
    assert [each.end_to_end_id for each in read(ending).transactions] == said("reference")
