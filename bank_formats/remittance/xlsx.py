"""Workbooks (Office Open XML): numbers are numbers, days are days, formulas are their results.

Nothing in a workbook is run or fetched: no macro, no link, no formula. What unpacks to too much
is refused before it is read.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ..errors import FormatError
from .model import RemittanceAdvice
from .table import read_rows
from .table.rows import Cell, Reading, Row, is_heading

NAME = "XLSX"
MOST_BYTES_UNPACKED = 300_000_000
MOST_MEMBERS = 2_000
MOST_RATIO = 300
"""Unpacked to packed bytes of a member; sheets have 10 to 40."""
MOST_CELLS = 5_000_000
MOST_ROWS = 100_000

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = re.compile(rb"<f[ >/]")
_PADDED = re.compile(r"0{2,}")
_DECIMALS = re.compile(r"[0#]\.(0+)(?![0#.%])")
_BROKEN = (
    InvalidFileException,
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    SyntaxError,  # of XML
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise for a damaged workbook."""


def matches(head: bytes) -> str:
    """``XLSX`` for a zip archive with the parts of a workbook."""
    return NAME if head.startswith(b"PK\x03\x04") and b"xl/" in head else ""


def read(data: bytes, source: str, documents: Collection[str] = ()) -> tuple[RemittanceAdvice, ...]:
    """The advices in the visible sheets; ``documents`` as for any table.

    Raises:
        FormatError: as for any table; or a workbook that is damaged, has a password, is too
            large, or has formulas without results.
    """
    leniencies: dict[str, None] = {}
    with_formulas = _inspect(data, source)
    sheets = dict(_sheets(data, source, leniencies))
    if with_formulas:
        _refuse_open_formulas(data, sheets, source)
    known = frozenset(documents)
    tables = {name: rows for name, rows in sheets.items() if any(map(is_heading, rows))}
    if len(tables) < 2:
        rows = next(iter(tables.values()), next(iter(sheets.values()), []))
        return read_rows(rows, Reading(source, leniencies, documents=known))
    found = [
        replace(advice, extra=(("sheet", name), *advice.extra))
        for name, rows in tables.items()
        for advice in read_rows(rows, Reading(source, leniencies, name, known))
    ]
    return tuple(_once(found, source))


def _once(advices: list[RemittanceAdvice], source: str) -> Iterator[RemittanceAdvice]:
    """Each payment once, though two sheets tell it.

    Raises:
        FormatError: they tell it differently.
    """
    seen: dict[str, list[tuple[str, Decimal]]] = {}
    for advice in advices:
        lines = [(line.document, line.paid) for line in advice.lines]
        before = seen.setdefault(advice.payment_reference, lines)
        if before is lines:
            yield advice
        elif before != lines:
            raise FormatError(
                "the same payment in two sheets, or two without a payment reference",
                source=source,
                line=advice.origin.line,
                field=f"sheet {dict(advice.extra)['sheet']}",
                value=advice.payment_reference,
            )


def _inspect(data: bytes, source: str) -> bool:
    """Refuse what is harmful; whether any sheet has formulas."""
    with_formulas = False
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if problem := _too_much(archive):
                raise FormatError(problem, source=source, line=1)
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                content = archive.read(member)
                if content[:2] in (b"\xff\xfe", b"\xfe\xff") or _DOCTYPE.search(content):
                    raise FormatError("a workbook with a DOCTYPE", source=source, line=1)
                if member.filename.startswith("xl/worksheets/"):
                    with_formulas = with_formulas or bool(_FORMULA.search(content))
    except FormatError:
        raise
    except _BROKEN as error:
        raise _damaged(error, source) from None
    return with_formulas


def _too_much(archive: ZipFile) -> str:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        return "a workbook with a password: save it without"
    if any(member.filename == "xl/workbook.bin" for member in members):
        return "a binary workbook (.xlsb): save it as .xlsx"
    if len(members) > MOST_MEMBERS:
        return f"a workbook of more than {MOST_MEMBERS} parts"
    if sum(member.file_size for member in members) > MOST_BYTES_UNPACKED:
        return f"a workbook of more than {MOST_BYTES_UNPACKED // 1_000_000} MB unpacked"
    dense = (m for m in members if m.file_size > 1_000_000)
    if any(member.file_size > MOST_RATIO * max(member.compress_size, 1) for member in dense):
        return "a workbook that unpacks to a multiple that no table has"
    return ""


def _damaged(error: Exception, source: str) -> FormatError:
    return FormatError(f"a damaged workbook ({type(error).__name__})", source=source, line=1)


def _sheets(
    data: bytes, source: str, leniencies: dict[str, None]
) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each visible sheet."""
    workbook = _open(data, source, data_only=True)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                yield sheet.title, list(_rows(sheet, source, leniencies))
            else:
                leniencies[f"hidden sheet not read: {sheet.title}"] = None
    finally:
        workbook.close()


def _open(data: bytes, source: str, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that we do not need
        try:
            return load_workbook(
                BytesIO(data), read_only=True, data_only=data_only, keep_links=False
            )
        except _BROKEN as error:
            raise _damaged(error, source) from None


def _rows(sheet: Any, source: str, leniencies: dict[str, None]) -> Iterator[Row]:
    """The rows in which something stands, numbered as in the sheet."""
    cells_seen = rows_seen = 0
    for line, cells in enumerate(_cells(sheet, source), start=1):
        cells_seen += len(cells) + 1
        try:
            values = [_cell(cell, leniencies) for cell in cells]
        except _BROKEN as error:  # a style that the workbook does not have
            raise _damaged(error, source) from None
        while values and values[-1] == "":
            values.pop()
        if values:
            rows_seen += 1
            row = Row(line, tuple(values), "")
            raw = "\t".join(row.text(column) for column in range(len(values)))
            yield replace(row, raw=raw)
        if cells_seen > MOST_CELLS or rows_seen > MOST_ROWS:
            raise FormatError(
                f"a sheet of more than {MOST_ROWS} rows or {MOST_CELLS} cells",
                source=source,
                line=line,
            )


def _cells(sheet: Any, source: str) -> Iterator[tuple[Any, ...]]:
    """The sheet's rows as it has them, whatever size it says that it has."""
    sheet.reset_dimensions()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield from sheet.iter_rows()
        except _BROKEN as error:
            if isinstance(error, FormatError):
                raise
            raise _damaged(error, source) from None


def _cell(cell: Any, leniencies: dict[str, None]) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return _number(value, cell.number_format or "", leniencies)


def _number(value: float, shown: str, leniencies: dict[str, None]) -> Cell:
    """The number with the 15 digits that a spreadsheet has, rounded if it is shown rounded."""
    number = Decimal(f"{value:.15g}")
    if number == number // 1 and abs(number) < 10**18:
        whole = str(int(number))
        return whole.zfill(len(shown)) if _PADDED.fullmatch(shown) else Decimal(whole)
    found = _DECIMALS.search(shown.split(";")[0])
    if found and "%" not in shown:
        rounded = number.quantize(Decimal(1).scaleb(-len(found[1])), ROUND_HALF_UP)
        if rounded != number:
            leniencies["numbers rounded as the sheet shows them"] = None
        return rounded
    return number


def _refuse_open_formulas(data: bytes, sheets: dict[str, list[Row]], source: str) -> None:
    """A formula whose result was not saved leaves an empty cell: an amount or total would miss."""
    workbook = _open(data, source, data_only=False)
    try:
        for sheet in workbook.worksheets:
            results = {row.line: row for row in sheets.get(sheet.title, [])}
            if sheet.title not in sheets:
                continue
            for line, cells in enumerate(_cells(sheet, source), start=1):
                for column, cell in enumerate(cells):
                    if cell.data_type != "f":
                        continue
                    if line not in results or not results[line].text(column):
                        raise FormatError(
                            "a formula without its result: open and save the workbook once",
                            source=source,
                            line=line,
                            field=cell.coordinate,
                            value=str(cell.value)[:60],
                        )
    finally:
        workbook.close()
