"""The rows below the headings: which are lines, which tell sums, which are labels or notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ...errors import FormatError
from ..figures import Figure, figure
from ..headers import is_subtotal, is_total
from ..words import currency_in
from .columns import Columns
from .rows import Cell, Label, Reading, Row, is_labelled, labels

_NOTHING = frozenset(("", "-", "--", "\u2013", "\u2014", "n/a", "N/A"))
_EXCEL_TEXT = re.compile(r'="(.*)"')
_WORD = re.compile(r"\w")
_ONE_WORD = re.compile(r"\S*\w\S*")
_ROUNDED = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row that tells sums; ``after`` is the number of lines above it."""

    row: Row
    name: str
    column: int | None
    """Where the sum of what is paid stands, or None if the row does not tell it."""
    after: int
    label: int = 0
    """Where its name stands: under any heading, also under that of an amount."""


@dataclass(slots=True)
class Body:
    """What stands below the headings, by kind."""

    lines: list[Row] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    nameless: list[tuple[Row, int]] = field(default_factory=list)
    """Rows with an amount but neither number nor name, and the number of lines above."""


def sort_rows(rows: Sequence[Row], columns: Columns, reading: Reading) -> Body:
    """Raises ``FormatError`` for a line that does not say what was paid, or is too long."""
    body = Body()
    width = len(columns.headings)
    for row in rows:
        filled = row.filled()
        if not filled:
            continue
        if filled[-1] >= width:
            raise reading.place(row.line).error(
                f"a row with more cells ({filled[-1] + 1}) than headings ({width})",
                row.text(filled[-1]),
            )
        _sort(row, filled, columns, body, reading)
    _refuse_lost_documents(body, columns, reading)
    return body


def _sort(row: Row, filled: list[int], columns: Columns, body: Body, reading: Reading) -> None:
    name = row.text(columns.document)
    first = name or row.text(filled[0])
    has_amount = any(is_filled(row, column) for column in columns.amounts)
    if is_subtotal(first):
        reading.place(row.line).forgive("subtotals are not compared")
    elif is_total(first):
        label = columns.document if name else filled[0]
        total = _total_column(row, [each for each in filled if each != label], columns)
        body.totals.append(TotalRow(row, first, total, len(body.lines), label))
    elif (not name or filled[0] == columns.document) and is_labelled(row):
        body.labels += labels(row)
    elif not _has_digit(row.joined()):
        body.notes.append(row)
    elif name and _has_paid(row, columns):
        body.lines.append(row)
    elif not name and has_amount:
        body.nameless.append((row, len(body.lines)))
    elif name and (has_amount or _is_number(name, alone=len(filled) == 1)):
        raise _not_paid(row, columns, reading)
    else:
        body.notes.append(row)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _refuse_lost_documents(body: Body, columns: Columns, reading: Reading) -> None:
    """Text between the lines is named; it is an error if it can be a document without amount.

    Below the total stands text, unless it is a known number.
    """
    last = body.lines[-1].line if body.lines else 0
    end = body.totals[-1].row.line if body.totals else None
    in_words = any(not _has_digit(row.text(columns.document)) for row in body.lines)
    for row in body.notes:
        name = row.text(columns.document)
        above_end = end is None or row.line < end
        if name and above_end and (odd := _odd_amount(row, columns)) is not None:
            place = reading.place(row.line, columns.headings[odd])
            raise place.error("not an amount", row.text(odd))
        is_number = in_words and above_end and _ONE_WORD.fullmatch(name)
        if name in reading.documents or is_number:
            raise _not_paid(row, columns, reading)
        if row.line < last:
            reading.place(row.line).forgive("text between the lines is not read")


def _odd_amount(row: Row, columns: Columns) -> int | None:
    """The column in which words stand for an amount; a row of units has none."""
    for column in columns.amounts:
        text = row.text(column)
        if is_filled(row, column) and _WORD.search(text) and not currency_in(text):
            return column
    return None


def _has_paid(row: Row, columns: Columns) -> bool:
    column = columns.gross if columns.paid is None else columns.paid
    return is_filled(row, column)


def is_filled(row: Row, column: int | None) -> bool:
    """Whether an amount stands there; a dash is none."""
    return row.text(column) not in _NOTHING


def _is_number(text: str, *, alone: bool) -> bool:
    """Whether it can be a document's number; alone in its row, text with blanks is a note."""
    return _has_digit(text) and not (alone and " " in text)


def _not_paid(row: Row, columns: Columns, reading: Reading) -> FormatError:
    column = columns.gross if columns.paid is None else columns.paid
    name = columns.headings[column] if column is not None else ""
    document = row.text(columns.document)
    return reading.place(row.line, name).error(f"no amount for the document {document}")


def _total_column(row: Row, filled: list[int], columns: Columns) -> int | None:
    """The paid column, else the only other of the ``filled`` ones with an amount."""
    if columns.paid in filled and is_filled(row, columns.paid):
        return columns.paid
    known = set(columns.amounts)
    found = [column for column in filled if column not in known and is_amount(row.cells[column])]
    own = [column for column in known if column in filled and is_filled(row, column)]
    if columns.paid is None and columns.gross in own and len(own) == 1 and not found:
        return None
    return found[0] if len(found) == 1 and not own else None


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds a number, or text that can be read as an amount."""
    return figure(cell) is not None if isinstance(cell, str) else isinstance(cell, Decimal)


def document_number(row: Row, column: int, reading: Reading) -> str:
    """The number as written, without the marks by which Excel is told to keep its zeros.

    Raises:
        FormatError: the spreadsheet has rounded the number, or made a date of it.
    """
    cell, text = row.cells[column], row.text(column)
    place = reading.place(row.line, "document number")
    if isinstance(cell, date):
        raise place.error("the spreadsheet has made a date of the document number", text)
    if _ROUNDED.fullmatch(text):
        raise place.error("the spreadsheet has rounded the document number", text)
    if found := _EXCEL_TEXT.fullmatch(text):
        place.forgive('document numbers as ="..."')
        return found[1].strip()
    if text.startswith("'") and len(text) > 1:
        place.forgive("document numbers after an apostrophe")
        return text[1:].strip()
    if not isinstance(cell, str) and "." in text:
        raise place.error("a document number with decimals", text)
    return text


def figures_of(row: Row, used: Sequence[int]) -> Iterator[tuple[int, Figure | None]]:
    """The amounts of a row that stand as text; None for a text that is no amount."""
    for column in used:
        cell = row.cells[column] if column < len(row.cells) else ""
        if isinstance(cell, str) and is_filled(row, column):
            yield column, figure(cell)
