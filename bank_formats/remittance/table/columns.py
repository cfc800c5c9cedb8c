"""Which column of a table is what. A column of two meanings, or two of one, is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...errors import FormatError
from ..headers import Meaning, meanings
from .rows import DOCUMENTS, Reading, Row

PaidFrom = Literal["paid", "gross less deductions", "unclear"]

_CURRENCY = re.compile(r"[A-Za-z]{3}")
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]){10,30}|[0-9]{8}(?:[- ]?[0-9]{8}){1,2}")
_DEDUCTIONS: tuple[Meaning, ...] = ("discount", "deduction", "withholding")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a line stand; None where the table has no such column.

    ``paid_from``: ``paid`` is what the column ``paid`` says; without one it can follow from the
    gross; ``unclear`` if ``paid`` could be before or after the deductions.
    """

    headings: tuple[str, ...]
    document: int
    paid: int | None
    gross: int | None
    paid_from: PaidFrom
    deductions: tuple[int, ...]
    amounts: tuple[int, ...]
    """All columns in which amounts of documents stand."""
    others: dict[Meaning, int] = field(default_factory=dict)

    def at(self, meaning: Meaning) -> int | None:
        """The column of a meaning that every table can have (reason, currency, payer...)."""
        return self.others.get(meaning)

    def unread(self) -> list[int]:
        """The columns with a heading whose content goes to ``extra``."""
        used = {self.document, *self.amounts, *self.others.values()}
        return [i for i, heading in enumerate(self.headings) if heading and i not in used]


def choose_columns(heading: Row, below: Sequence[Row], reading: Reading) -> Columns:
    """Raises ``FormatError`` where it is not clear which column is meant."""
    headings = tuple(heading.text(column) for column in range(len(heading.cells)))
    found = _Found(headings, {}, heading.line, reading)
    for column, text in enumerate(headings):
        if possible := meanings(text):
            found.columns.setdefault(_one_meaning(column, possible, below, found), []).append(
                column
            )
    number = _document_column(below, found)
    deductions = tuple(
        column for column in (found.one(each) for each in _DEDUCTIONS) if column is not None
    )
    paid, gross, paid_from = _paid_and_gross(found, deductions)
    others = {meaning: at for meaning in _OTHERS if (at := found.one(meaning)) is not None}
    if "document date" not in others and (day := found.one("date")) is not None:
        others["document date"] = day
    own = (column for column in (gross, paid, *deductions) if column is not None)
    amounts = tuple(dict.fromkeys(own))
    return Columns(headings, number, paid, gross, paid_from, deductions, amounts, others)


_OTHERS: tuple[Meaning, ...] = (
    "document date",
    "reason",
    "payment reference",
    "payment date",
    "payment total",
    "payer",
    "payer's account",
    "currency",
    "document type",
)


@dataclass(frozen=True, slots=True)
class _Found:
    headings: tuple[str, ...]
    columns: dict[Meaning, list[int]]
    line: int
    reading: Reading

    def one(self, meaning: Meaning) -> int | None:
        """The column of a meaning, or None; two are an error."""
        found = self.columns.get(meaning, [])
        if len(found) > 1:
            raise self.error(f"two columns for the {meaning}", found)
        return found[0] if found else None

    def only(self, meaning: Meaning) -> int:
        """The column of a meaning that has one; two are an error."""
        column = self.one(meaning)
        if column is None:
            raise self.error(f"no column for the {meaning}", [])
        return column

    def error(self, problem: str, columns: Sequence[int]) -> FormatError:
        names = " and ".join(repr(self.headings[column]) for column in columns)
        return self.reading.place(self.line, "headings").error(f"{problem}: {names}")


def _one_meaning(
    column: int, possible: tuple[Meaning, ...], below: Sequence[Row], found: _Found
) -> Meaning:
    """``Valuta`` is a currency or a date: what stands below it can only be one of the two."""
    if len(possible) == 1:
        return possible[0]
    values = [text for row in below if (text := row.text(column))]
    if possible in _TOLD_BY_VALUES:
        pattern, meant, other = _TOLD_BY_VALUES[possible]
        fitting = [bool(pattern.fullmatch(value)) for value in values]
        if fitting and all(fitting):
            return meant
        if not any(fitting):
            return other
    both = " and ".join(f"the {meaning}" for meaning in possible)
    raise found.error(f"a column that can be {both}", [column])


_TOLD_BY_VALUES: dict[tuple[Meaning, ...], tuple[re.Pattern[str], Meaning, Meaning]] = {
    ("currency", "payment date"): (_CURRENCY, "currency", "payment date"),
    ("invoice number", "payer's account"): (_ACCOUNT, "payer's account", "invoice number"),
}
"""What all values below the heading look like, what they are then, and what they are if none does."""


def _document_column(below: Sequence[Row], found: _Found) -> int:
    """The first of the columns that can name the document.

    ``Document no`` beside ``Reference`` is often the payer's own number: if the numbers that we
    know stand in the other column, it is that one.
    """
    present = [meaning for meaning in DOCUMENTS if meaning in found.columns]
    first = found.only(present[0])
    known = found.reading.documents
    if present[0] == "invoice number" or len(present) == 1 or not known:
        return first
    other = found.one(present[1])
    counts = {
        column: sum(row.text(column) in known for row in below)
        for column in (first, other)
        if column is not None
    }
    return max(counts, key=lambda column: (counts[column], column == first))


def _paid_and_gross(
    found: _Found, deductions: tuple[int, ...]
) -> tuple[int | None, int | None, PaidFrom]:
    paid, gross = found.one("paid amount"), found.one("gross amount")
    amount = found.one("amount")
    net = None if "vat" in found.columns else found.one("net amount")
    if paid is not None:
        return paid, amount if gross is None else gross, "paid"
    if amount is not None and net is not None:
        raise found.error("two columns for the paid amount", [amount, net])
    paid = net if amount is None else amount
    if paid is not None:
        unclear = bool(deductions) and gross is None and amount is not None
        return paid, gross, "unclear" if unclear else "paid"
    if gross is None:
        raise found.error("no column says what was paid", list(range(len(found.headings)))[:8])
    if deductions:
        return None, gross, "gross less deductions"
    found.reading.place(found.line).forgive(f"paid is what {found.headings[gross]!r} says")
    return gross, None, "paid"
