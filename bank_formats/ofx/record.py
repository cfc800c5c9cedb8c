"""One STMTTRN or STMTTRNP (OFX 1.6, 2.2 section 11.4.4) as its elements by name."""

from __future__ import annotations

import re
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
# A value may be followed by end tags, but not by text after them.
_ELEMENT = re.compile(r"<([A-Z][A-Z0-9.]*+)>([^<]*+)(?:</[A-Z][A-Z0-9.]*+>\s*+)*+(?=<[A-Z]|\Z)")
_AGGREGATE = re.compile(rf"<({'|'.join(sorted(_AGGREGATES))})>\s*(?=<[A-Z])((?s:.*?))</\1>")
_TAKEN_OUT = "taken out"
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


def plain_fields(inside: str) -> dict[str, str] | None:
    """The fields of a record in one go, if it is as most are; None: look at each of its tags."""
    fields = _elements(inside)
    if fields is not None:
        return fields
    aggregates: dict[str, dict[str, str] | None] = {}

    def take_out(found: re.Match[str]) -> str:
        aggregates[found[1]] = _elements(found[2])
        return f"<{found[1]}>{_TAKEN_OUT}"

    outer = _elements(_AGGREGATE.sub(take_out, inside))
    if outer is None or not aggregates:
        return None
    fields = {}
    for name, value in outer.items():
        inner = aggregates.get(name, {"": value})
        if inner is None or (name in aggregates and value.strip() != _TAKEN_OUT):
            return None
        fields.update({f"{name}/{each}" if each else name: inner[each] for each in inner})
    return fields


def _elements(text: str) -> dict[str, str] | None:
    """Elements by name; None if one comes twice, may hold others, or anything else is there."""
    elements = _ELEMENT.findall(text)
    fields = dict(elements)
    if text.count("<") != len(elements) + text.count("</") or len(fields) != len(elements):
        return None
    if PLAIN.issuperset(fields):
        return fields
    holds_others = (name not in PLAIN and not value.strip() for name, value in elements)
    return None if any(holds_others) else fields


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
