"""One row a transaction, for a spreadsheet: what a bank's text could start as a formula does not."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from ..model import Statement, Transaction
from .reading import Reading

COLUMNS = (
    "source",
    "line",
    "account",
    "currency",
    "statement",
    "kind",
    "booked",
    "value_date",
    "amount",
    "expected",
    "reference",
    "counterparty",
    "counterparty_account",
    "counterparty_bank",
    "remittance",
    "bank_reference",
    "type_code",
    "return_reason",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(readings: Iterable[Reading], target: TextIO) -> Iterator[Reading]:
    """Write the rows of each reading, and give it on."""
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for reading in readings:
        for statement in reading.statements:
            for transaction in (*statement.transactions, *statement.expected):
                writer.writerow(_row(statement, transaction))
        yield reading


def _row(statement: Statement, transaction: Transaction) -> list[str]:
    party = transaction.counterparty
    row = (
        transaction.origin.source,
        str(transaction.origin.line),
        statement.account,
        statement.currency,
        statement.number,
        statement.kind,
        str(transaction.booked),
        str(transaction.value_date or ""),
        f"{transaction.amount:f}",
        "expected" if transaction.expected else "",
        transaction.reference,
        party.name,
        party.account,
        party.bank,
        transaction.remittance,
        transaction.bank_reference,
        transaction.type_code,
        transaction.return_reason,
    )
    return [
        value if name == "amount" else _harmless(value)
        for name, value in zip(COLUMNS, row, strict=True)
    ]


def _harmless(text: str) -> str:
    """A cell that a spreadsheet shows and does not compute (OWASP: CSV injection)."""
    return "'" + text if text.startswith(_FORMULA) else text
