"""What an agency says became of the items it was given: a CSV file, one row an item.

Columns by name, in any order: reference, status, amount, date, fee. ``amount`` is all that was
collected for the item so far, ``fee`` what was kept of it. Amounts and dates that could mean two
things are problems: nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["open", "part", "collected", "returned"]
Kind = Literal["columns", "reference", "twice", "status", "amount", "fee", "date", "rows", "file"]

MOST_ROWS = 10_000
COLUMNS = ("reference", "status", "amount", "date", "fee")
STATUSES: dict[str, Status] = {
    "open": "open",
    "in progress": "open",
    "part": "part",
    "part collected": "part",
    "partly collected": "part",
    "partial": "part",
    "collected": "collected",
    "paid": "collected",
    "returned": "returned",
    "uncollectible": "returned",
    "closed": "returned",
}
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}|\d{1,3}(?:\.\d{3})+,\d{1,2}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """One item; amounts in its currency, ``None`` where the file says nothing."""

    line: int
    reference: str
    status: Status
    amount: Decimal | None
    fee: Decimal | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read on a line of the file, and what stands there."""

    line: int
    kind: Kind
    text: str = ""


def read_report(content: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows that can be read, and what is wrong with the others.

    >>> rows, problems = read_report(b"Reference;Status;Amount\\nH1-001;collected;1.234,50\\n")
    >>> rows[0].status, rows[0].amount, problems
    ('collected', Decimal('1234.50'), [])
    """
    text = _decoded(content)
    if "\0" in text:
        return [], [Problem(1, "file")]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        cells = [(table.line_num, row) for row in table if any(cell.strip() for cell in row)]
    except csv.Error as error:
        return [], [Problem(table.line_num, "file", str(error))]
    if not cells:
        return [], [Problem(1, "columns")]
    if len(cells) > MOST_ROWS + 1:
        return [], [Problem(cells[MOST_ROWS + 1][0], "rows", str(MOST_ROWS))]
    names = [name.strip().lower() for name in cells[0][1]]
    if missing := [name for name in ("reference", "status") if names.count(name) != 1]:
        return [], [Problem(cells[0][0], "columns", ", ".join(missing))]
    return _read_rows(names, cells[1:])


def _read_rows(
    names: Sequence[str], cells: Sequence[tuple[int, list[str]]]
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for line, values in cells:
        given = dict(zip(names, (value.strip() for value in values), strict=False))
        found = list(_problems(line, given, seen))
        problems += found
        seen.add(given.get("reference", ""))
        if not found:
            rows.append(_row(line, given))
    return rows, problems


def _problems(line: int, given: dict[str, str], seen: set[str]) -> Iterator[Problem]:
    reference, status = given.get("reference", ""), given.get("status", "")
    if not reference:
        yield Problem(line, "reference")
    elif reference in seen:
        yield Problem(line, "twice", reference)
    if status.lower() not in STATUSES:
        yield Problem(line, "status", status)
    for kind in ("amount", "fee"):
        if (text := given.get(kind, "")) and read_amount(text) is None:
            yield Problem(line, "amount" if kind == "amount" else "fee", text)
    if (text := given.get("date", "")) and read_day(text) is None:
        yield Problem(line, "date", text)


def _row(line: int, given: dict[str, str]) -> Row:
    return Row(
        line=line,
        reference=given["reference"],
        status=STATUSES[given["status"].lower()],
        amount=read_amount(given.get("amount", "")),
        fee=read_amount(given.get("fee", "")),
        day=read_day(given.get("date", "")),
    )


def read_amount(text: str) -> Decimal | None:
    """An amount that can mean one thing only.

    >>> read_amount("1,234.50"), read_amount("1234,5"), read_amount("1.234"), read_amount("-5")
    (Decimal('1234.50'), Decimal('1234.5'), None, None)
    """
    text = text.replace("\u00a0", "").replace(" ", "")
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _GROUPED.fullmatch(text):
        mark = text[-3] if text[-3] in ".," else text[-2]
        return Decimal(text.replace("," if mark == "." else ".", "").replace(mark, "."))
    return None


def read_day(text: str) -> date | None:
    """A day as 2026-03-02 or 2.3.2026; with slashes nobody knows which is the month.

    >>> read_day("2.3.2026"), read_day("02/03/2026")
    (datetime.date(2026, 3, 2), None)
    """
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DOTTED.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(";,\t", key=head.count)
