"""Lines -> records: two digits, fields, and the continuation records (88) that belong to them.

A ``/`` ends a record, but it also stands in texts and references, and some banks write none at
all; so it is only believed at the end of a line or before something that has the shape of a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import FormatError

_CODES = ("01", "02", "03", "16", "49", "88", "98", "99")
_STARTS = frozenset(code + end for code in _CODES for end in ",/")
_NOISE = " \t\0\x1a\ufeff"

_SHAPES = (
    r"01,[^,]*,[^,]*,[0-9]{6}|02,[^,]*,[^,]*,[1-4]?,[0-9]{6}|03,[^,/]+,(?:[A-Z]{3})?[,/]"
    r"|16,[0-9]{3},[0-9]+,[012SVDZsvdz]?[,/]|49,[+-]?[0-9]*[,/]|9[89],[+-]?[0-9]*,[0-9]+"
)
# What may follow on the same line: a record of fields is over at its slash; behind a text,
# where people write slashes too, a blank and a whole record must follow.
_AFTER_FIELDS = re.compile(rf"/\s*(?={_SHAPES}|88,)")
_AFTER_TEXT = re.compile(rf"/[ \t]+(?={_SHAPES})")
_FILLER = re.compile(r"/[^0-9A-Za-z,/]+")


class Record(NamedTuple):
    """One logical record.

    ``pieces`` are the contents of the record and of each line that continues it, without code and
    final slash; ``raw`` the same as they stood; ``records`` how many they count as (88 included).
    """

    code: str
    line: int
    pieces: list[str]
    raw: list[str]
    records: int

    @property
    def text(self) -> str:
        """The lines as they stood in the file."""
        return "\n".join(self.raw)


def cut_into_records(
    lines: Iterable[str], source: str, leniencies: dict[str, None]
) -> Iterator[Record]:
    """All records of the file in order; what departs from the format is named in ``leniencies``.

    Raises:
        FormatError: a line that is no record and continues no text.
    """
    code, first, number = "", 0, 0
    pieces: list[str] = []
    raw: list[str] = []
    uncoded = 0
    for whole in lines:
        number += 1
        for line in _records_of(whole, code, leniencies) if _may_hold(whole, code) else (whole,):
            start = line[:3]
            if start not in _STARTS:
                bare = line.lstrip(_NOISE)
                start = bare[:3] if bare[:3] in _STARTS else ""
                line = bare if start else line
                if not start and _continues_text(line, code, pieces, raw):
                    leniencies["a text goes on in a line without 88"] = None
                    uncoded += 1
                elif not start:
                    _pass_over(bare, source, number, leniencies)
                    continue
            if start and start[:2] != "88":
                if code:
                    yield Record(code, first, pieces, raw, len(raw) - uncoded)
                code, first, uncoded = start[:2], number, 0
                pieces, raw = [], []
            elif not code:
                raise _error("a continuation (88) of nothing", source, number, line)
            raw.append(line)
            line = line.rstrip(_NOISE)
            pieces.append(line[len(start) : -1] if line.endswith("/") else line[len(start) :])
    if code:
        yield Record(code, first, pieces, raw, len(raw) - uncoded)


def _pass_over(line: str, source: str, number: int, leniencies: dict[str, None]) -> None:
    """Only blanks and slashes may be passed over."""
    if line.strip(_NOISE + "/"):
        raise _error("not a record (01, 02, 03, 16, 88, 49, 98, 99)", source, number, line)
    if line:
        leniencies["empty record"] = None


def _may_hold(line: str, code: str) -> bool:
    """Whether a slash stands where the line may not be over (asked of every line: quick)."""
    if line.startswith("16,") or (code == "16" and line.startswith("88,")):
        return "/ " in line or "/\t" in line
    return 0 <= line.find("/") < len(line) - 1


def _records_of(line: str, code: str, leniencies: dict[str, None]) -> list[str]:
    """The records on one line, the first without what banks fill up the line with."""
    records = []
    while True:
        own = line.lstrip(_NOISE)[:2]
        in_text = (code if own == "88" else own) == "16" or own not in _CODES
        found = (_AFTER_TEXT if in_text else _AFTER_FIELDS).search(line)
        if not found:
            break
        leniencies["several records on one line"] = None
        records.append(line[: found.start() + 1])
        line, code = line[found.end() :], code if own == "88" else own
    if not in_text and (filler := _FILLER.search(line)) and filler.end() == len(line):
        if filler[0].strip("/" + _NOISE):
            leniencies["filler after the end of a record"] = None
        line = line[: filler.start() + 1]
    return [*records, line]


def _continues_text(line: str, code: str, pieces: list[str], raw: list[str]) -> bool:
    """Whether a line without code goes on with the text of an open transaction.

    Its amount must be behind us, and no slash have ended it.
    """
    return (
        code == "16"
        and bool(line.strip(_NOISE + "/"))
        and not raw[-1].rstrip(_NOISE).endswith("/")
        and sum(piece.count(",") + 1 for piece in pieces) > 4
    )


def _error(problem: str, source: str, number: int, line: str) -> FormatError:
    return FormatError(problem, source=source, line=number, field="record", value=line[:60].strip())
