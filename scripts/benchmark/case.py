"""A case on disk: customers, open items, the bank's file, advices. Its truth is not read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path


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


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise CaseError(f"{path} is missing") from None


def _statement(folder: Path) -> Path:
    found = sorted(folder.glob("statement.*"))
    if len(found) != 1:
        raise CaseError(f"{folder}: one statement.* expected, found {len(found)}")
    return found[0]


def _customer(row: dict[str, str]) -> Customer:
    return Customer(
        key=row["customer"],
        name=row["name"],
        number=row["customer_number"],
        parent=row["parent"],
        country=row["country"],
        account=row["iban"],
        email=row["email"],
    )


def _item(row: dict[str, str]) -> Item:
    percent = Decimal(row["discount_percent"] or 0)
    return Item(
        invoice=row["invoice"],
        customer=row["customer"],
        credit_note=row["kind"] == "credit_note",
        issued=date.fromisoformat(row["date"]),
        due=date.fromisoformat(row["due_date"]),
        amount=Decimal(row["amount"]),
        reference=row["customer_reference"],
        discount=(percent, int(row["discount_days"])) if percent else None,
        paid=Decimal(row["paid_before"] or 0),
    )
