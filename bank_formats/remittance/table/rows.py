"""The rows of a table, whatever file it came in, and what stands beside a label in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...text import Place
from ..headers import OF_PAYMENT, TOTALS, Meaning, is_total, meaning_of_label, meanings, split_label

Cell = str | Decimal | date
"""Text, or what a workbook knows to be a number or a day."""

DOCUMENTS: tuple[Meaning, ...] = ("invoice number", "document number", "reference")
"""What can name the document of a line; the first that a table has is it."""
_LABELS = OF_PAYMENT | TOTALS
AMOUNTS: frozenset[Meaning] = frozenset(("gross amount", "paid amount", "net amount", "amount"))


MOST_TABLES = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is the 1-based line of the file or row of the sheet."""

    line: int
    cells: tuple[Cell, ...]
    raw: str

    def text(self, column: int | None) -> str:
        """What stands in a column, as text; ``""`` where there is none."""
        if column is None or column >= len(self.cells):
            return ""
        cell = self.cells[column]
        if isinstance(cell, str):
            return cell.strip()
        return f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat()

    def joined(self) -> str:
        """What stands in the row, without empty cells."""
        return " ".join(self.text(column) for column in self.filled())

    def filled(self) -> list[int]:
        """The columns in which something stands."""
        return [index for index, cell in enumerate(self.cells) if cell != "" and self.text(index)]


@dataclass(frozen=True, slots=True)
class Label:
    """A value that stands behind its name, such as ``Payment date: 28.06.2026``."""

    meaning: Meaning
    name: str
    value: Cell
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The file that is read, and what was forgiven in it."""

    source: str
    leniencies: dict[str, None]
    sheet: str = ""
    """The name of the sheet where there are several."""
    documents: frozenset[str] = frozenset()
    """The document numbers that are known, where the caller gives some."""

    def place(self, line: int, field: str = "") -> Place:
        """Where an error is to be located."""
        if self.sheet:
            field = f"sheet {self.sheet}: {field}" if field else f"sheet {self.sheet}"
        return Place(self.source, line, field, self.leniencies)


def is_heading(row: Row) -> bool:
    """Whether the row names the columns: one for a document's number, another for an amount."""
    numbers, amounts = 0, 0
    for cell in row.cells:
        if isinstance(cell, str) and (found := meanings(cell)):
            numbers += found[0] in DOCUMENTS
            amounts += found[0] in AMOUNTS
    return bool(numbers and amounts)


def labels(row: Row) -> Iterator[Label]:
    """The labelled values of a row: in one cell behind a colon, or in the next filled cell."""
    columns = row.filled()
    skip = -1
    for position, column in enumerate(columns):
        name = row.cells[column]
        if position == skip or not isinstance(name, str):
            continue
        following = columns[position + 1] if position + 1 < len(columns) else None
        found = split_label(name)
        if found and found[1] and found[0] in _LABELS:
            yield Label(found[0], name.split(":")[0].strip(), found[1], row.line)
            continue
        meaning = meaning_of_label(name.strip().rstrip(":="))
        if following is not None and meaning and meaning in _LABELS:
            yield Label(meaning, name.strip().rstrip(":= "), row.cells[following], row.line)
            skip = position + 1


@dataclass(frozen=True, slots=True)
class Block:
    """A table: the rows above its headings, its headings, and the rows below."""

    above: tuple[Row, ...]
    heading: Row
    below: tuple[Row, ...]


def blocks(rows: Sequence[Row], reading: Reading) -> list[Block]:
    """The tables of a file one below the other; headings repeated on a new page open none.

    Raises:
        FormatError: there are more than any payer sends.
    """
    headings = [index for index, row in enumerate(rows) if is_heading(row)]
    if len(headings) > MOST_TABLES:
        line = rows[headings[MOST_TABLES]].line
        raise reading.place(line, "headings").error(f"more than {MOST_TABLES} tables")
    found: list[Block] = []
    start = 0
    for position, heading in enumerate(headings):
        end = headings[position + 1] if position + 1 < len(headings) else len(rows)
        below_end = end if end == len(rows) else _start_of_letterhead(rows, heading + 1, end)
        block = Block(
            tuple(rows[start:heading]), rows[heading], tuple(rows[heading + 1 : below_end])
        )
        if found and _continues(found[-1], block):
            last = found.pop()
            block = Block(last.above, last.heading, last.below + block.below)
        found.append(block)
        start = below_end
    return found


def _start_of_letterhead(rows: Sequence[Row], first: int, end: int) -> int:
    """Where the lines of a table end and what stands above the next one begins."""
    while end > first and _is_letterhead(rows[end - 1]):
        end -= 1
    return end


def _is_letterhead(row: Row) -> bool:
    columns = row.filled()
    if columns and is_total(row.text(columns[0])):
        return False
    return len(columns) < 2 or is_labelled(row)


def is_labelled(row: Row) -> bool:
    """Whether the row begins with a label."""
    columns = row.filled()
    first = row.text(columns[0]) if columns else ""
    found = split_label(first)
    meaning = found[0] if found else meaning_of_label(first.rstrip(":="))
    return meaning in _LABELS and any(True for _label in labels(row))


def _continues(before: Block, after: Block) -> bool:
    """Whether the second is the next page of the first: same headings, no other labels."""
    if before.heading.joined() != after.heading.joined():
        return False
    said, again = (
        {(label.meaning, label.value) for row in block.above for label in labels(row)}
        for block in (before, after)
    )
    return again <= said
