"""One STMTTRN or STMTTRNP (OFX 1.6, 2.2 section 11.4.4) as its elements by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..text import Place
from .window import count_lines

PLAIN = frozenset(
    [
        "TRNTYPE",
        "DTPOSTED",
        "DTUSER",
        "DTAVAIL",
        "DTTRAN",
        "DTEXPIRE",
        "TRNAMT",
        "FITID",
        "CORRECTFITID",
        "CORRECTACTION",
        "SRVRTID",
        "CHECKNUM",
        "REFNUM",
        "SIC",
        "PAYEEID",
        "NAME",
        "EXTDNAME",
        "MEMO",
        "INV401KSOURCE",
    ]
)
"""The elements of a record that hold a value, never other elements."""

_AGGREGATES = frozenset(
    ["PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA"]
)
STRAY_TEXT = "text between the elements"
"""The name under which text that stands in no element is kept."""


class Record(NamedTuple):
    """``fields``: values by name; those in an aggregate as ``PAYEE/NAME``. Blanks still around."""

    line: int
    raw: str
    fields: dict[str, str]

    def place(self, name: str, source: str, noted: dict[str, None]) -> Place:
        """Where the element stands in the file; the record's line if it is not there."""
        at = self.raw.find(f"<{name.rpartition('/')[2]}")
        return Place(source, self.line + count_lines(self.raw, 0, max(at, 0)), name, noted)


def read_record(
    line: int, raw: str, tags: Sequence[tuple[str, bool, str]], noted: dict[str, None]
) -> Record:
    """The record whose ``tags`` (name, whether it closes, value) these are.

    What is given more than once is kept line by line.
    """
    last_end = {name: index for index, (name, closes, _value) in enumerate(tags) if closes}
    fields: dict[str, str] = {}
    path: list[str] = []

    def keep(name: str, value: str) -> None:
        before = fields.get(name)
        if before is not None and name != STRAY_TEXT:
            noted[f"{name} more than once"] = None
        fields[name] = f"{before}\n{value}" if before and value != before else value or before or ""

    for index, (name, closes, value) in enumerate(tags):
        if not closes:
            holds_others = name in _AGGREGATES or last_end.get(name, -1) > index + 1
            if not value and name not in PLAIN and holds_others:
                path.append(name)
            else:
                keep("/".join([*path, name]), value)
            continue
        if name in path:
            del path[path.index(name) :]
        if value:
            noted[STRAY_TEXT] = None
            keep(STRAY_TEXT, value)
    return Record(line, raw, fields)
