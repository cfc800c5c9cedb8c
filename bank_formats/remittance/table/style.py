"""How a table writes its amounts and dates, found from all of them; and then each of them read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ...text import DecimalMark, Place
from ..days import Order, day_order, possible_days
from ..figures import Figure, amount, decimal_mark, figure, in_minor_units
from ..headers import TOTALS
from ..words import currency_in
from .body import Body, TotalRow, figures_of, is_filled
from .columns import Columns
from .rows import Cell, Label, Reading, Row

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(slots=True)
class Style:
    """The decimal mark and the order of dates of a table; ``currency`` where a label says it."""

    columns: Columns
    reading: Reading
    currency: str = ""
    mark: DecimalMark = "."
    order: Order = "DMY"
    headings: dict[int, str] = field(default_factory=dict)
    """Column -> the currency that its heading names."""

    def place(self, row: Row, column: int) -> Place:
        """Where a cell is."""
        headings = self.columns.headings
        return self.reading.place(row.line, headings[column] if column < len(headings) else "")

    def currency_of(self, row: Row) -> str:
        """The one currency of a row's amounts, or ``""`` if nothing says it.

        Raises:
            FormatError: cells, headings and labels say different things.
        """
        columns = self.columns
        stated = _code(row, columns.at("currency"), self)
        codes = {stated} if stated else set()
        for column, found in figures_of(row, columns.amounts):
            codes |= {found.currency if found else "", self.headings.get(column, "")}
        codes |= {self.headings.get(column, "") for column in columns.amounts}
        codes |= {self.currency}
        codes.discard("")
        if len(codes) > 1:
            both = " and ".join(sorted(codes))
            raise self.reading.place(row.line, "currency").error(f"one row with {both}")
        return codes.pop() if codes else ""

    def amount(self, cell: Cell, currency: str, place: Place) -> Decimal:
        """The amount in a cell, signed."""
        if isinstance(cell, Decimal):
            return in_minor_units(cell, currency, place)
        found = figure(cell) if isinstance(cell, str) else None
        if found is None:
            raise place.error("not an amount", str(cell))
        return amount(found, self.mark, currency, place)

    def cell_amount(self, row: Row, column: int | None, currency: str) -> Decimal | None:
        """The amount of one column, or None where none stands."""
        if column is None or not is_filled(row, column):
            return None
        return self.amount(row.cells[column], currency, self.place(row, column))

    def day(self, cell: Cell, place: Place) -> date:
        """The day in a cell."""
        if isinstance(cell, date):
            return cell.date() if isinstance(cell, datetime) else cell
        days = possible_days(cell) if isinstance(cell, str) else {}
        if self.order not in days:
            raise place.error("not a date", str(cell))
        return days[self.order]

    def cell_day(self, row: Row, column: int | None) -> date | None:
        """The day of one column, or None where none stands."""
        if column is None or not row.text(column):
            return None
        return self.day(row.cells[column], self.place(row, column))


def find_style(columns: Columns, body: Body, said: Sequence[Label], reading: Reading) -> Style:
    """The style in which all amounts and all dates of the table and its labels make sense.

    Raises:
        FormatError: there is none, or more than one.
    """
    style = Style(columns, reading, _currency_said(said, reading) or _currency_of_totals(body))
    style.headings = {
        column: code
        for column in columns.amounts
        if (code := currency_in(columns.headings[column]))
    }
    style.mark = decimal_mark(_all_figures(body, said, style))
    style.order = day_order(_all_days(body, said, style))
    return style


def _currency_said(said: Iterable[Label], reading: Reading) -> str:
    codes = {}
    for label in said:
        if label.meaning == "currency":
            codes[str(label.value).strip().upper()] = label
        elif label.meaning in TOTALS and isinstance(label.value, str):
            found = figure(label.value)
            codes[(found.currency if found else "") or currency_in(label.name)] = label
    codes.pop("", None)
    if len(codes) > 1 or not all(_CODE.fullmatch(code) for code in codes):
        label = list(codes.values())[-1]
        raise reading.place(label.line, label.name).error("not one currency", ", ".join(codes))
    return next(iter(codes), "")


def _currency_of_totals(body: Body) -> str:
    """The currency that only the total rows name."""
    cells = (cell for total in body.totals for cell in total.row.cells if isinstance(cell, str))
    codes = {found.currency for cell in cells if (found := figure(cell)) and found.currency}
    return codes.pop() if len(codes) == 1 else ""


def _code(row: Row, column: int | None, style: Style) -> str:
    if column is None:
        return ""
    text = row.text(column).upper()
    code = currency_in(text) or text
    if code and not _CODE.fullmatch(code):
        raise style.place(row, column).error("not a currency", text)
    return code


def _all_figures(
    body: Body, said: Sequence[Label], style: Style
) -> Iterator[tuple[Figure, str, Place]]:
    for row in body.lines:
        used = style.columns.amounts
        total = style.columns.at("payment total")
        yield from _figures(row, used if total is None else (*used, total), style)
    for each in body.totals:
        yield from _figures(each.row, _columns_of(each, style.columns), style)
    for row, _after in body.nameless:
        yield from _figures(row, style.columns.amounts, style)
    for label in said:
        if label.meaning in TOTALS and isinstance(label.value, str):
            place = style.reading.place(label.line, label.name)
            if found := figure(label.value):
                yield found, found.currency or style.currency, place


def _columns_of(total: TotalRow, columns: Columns) -> tuple[int, ...]:
    known = tuple(column for column in columns.amounts if column != total.label)
    return known if total.column is None or total.column in known else (*known, total.column)


def _figures(row: Row, used: Sequence[int], style: Style) -> Iterator[tuple[Figure, str, Place]]:
    currency = style.currency_of(row)
    for column, found in figures_of(row, used):
        place = style.place(row, column)
        if found is None:
            raise place.error("not an amount", row.text(column))
        yield found, currency, place


def _column_of_days(body: Body, column: int | None, style: Style) -> Iterator[tuple[str, Place]]:
    for row in body.lines:
        if column is not None and column < len(row.cells):
            cell = row.cells[column]
            if isinstance(cell, str) and cell.strip():
                yield cell.strip(), style.place(row, column)


def _all_days(body: Body, said: Sequence[Label], style: Style) -> Iterator[tuple[str, Place]]:
    used = [style.columns.at("document date"), style.columns.at("payment date")]
    for column in used:
        yield from _column_of_days(body, column, style)
    for column in style.columns.unread():  # such as due dates: they tell the order as well
        days = list(_column_of_days(body, column, style))
        if all(possible_days(text) for text, _place in days):
            yield from days
    for label in said:
        if label.meaning == "payment date" and isinstance(label.value, str):
            yield label.value.strip(), style.reading.place(label.line, label.name)
