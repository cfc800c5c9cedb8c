"""A case on disk: customers, open items, the bank's file, advices. Its truth is not read."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class CaseError(ValueError):
    """The folder is not a case; the text says what is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    key: str
    name: str
    number: str
    parent: str
    country: str
    account: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    invoice: str
    customer: str
    credit_note: bool
    issued: date
    due: date
    amount: Decimal
    reference: str
    discount: tuple[Decimal, int] | None
    """Percent and days."""
    paid: Decimal

    @property
    def residual(self) -> Decimal:
        """What is still open: negative for a credit note."""
        left = self.amount - self.paid
        return -left if self.credit_note else left


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    currency: str
    customers: tuple[Customer, ...]
    items: tuple[Item, ...]
    statement: Path
    advices: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        value = self.cells.get(column)
        if value is None:
            raise CaseError(f"{self.place}: no column {column}")
        return value

    def read(self, column: str, convert: Callable[[str], T]) -> T:
        text = self[column]
        try:
            return convert(text)
        except (ArithmeticError, ValueError):
            raise CaseError(f"{self.place}, column {column}: {text!r} cannot be read") from None


def read_case(folder: Path) -> Case:
    rows = _rows(folder / "open_items.csv")
    currencies = {row["currency"] for row in rows}
    if len(currencies) != 1:
        raise CaseError(f"open_items.csv: one currency expected, found {sorted(currencies)}")
    return Case(
        currency=currencies.pop(),
        customers=tuple(_customer(row) for row in _rows(folder / "customers.csv")),
        items=tuple(_item(row) for row in rows),
        statement=_statement(folder),
        advices=tuple(sorted((folder / "remittances").glob("*.csv"))),
    )


def _rows(path: Path) -> list[_Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            return [_Row(f"{path.name}, line {reader.line_num}", cells) for cells in reader]
    except FileNotFoundError:
        raise CaseError(f"{path} is missing") from None


def _statement(folder: Path) -> Path:
    found = sorted(folder.glob("statement.*"))
    if len(found) != 1:
        raise CaseError(f"{folder}: one statement.* expected, found {len(found)}")
    return found[0]


def _customer(row: _Row) -> Customer:
    return Customer(
        key=row["customer"],
        name=row["name"],
        number=row["customer_number"],
        parent=row["parent"],
        country=row["country"],
        account=row["iban"],
        email=row["email"],
    )


def _item(row: _Row) -> Item:
    percent = row.read("discount_percent", _number_or_zero)
    return Item(
        invoice=row["invoice"],
        customer=row["customer"],
        credit_note=row["kind"] == "credit_note",
        issued=row.read("date", date.fromisoformat),
        due=row.read("due_date", date.fromisoformat),
        amount=row.read("amount", _number),
        reference=row["customer_reference"],
        discount=(percent, row.read("discount_days", int)) if percent else None,
        paid=row.read("paid_before", _number_or_zero),
    )


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError
    return number


def _number_or_zero(text: str) -> Decimal:
    return _number(text or "0")
