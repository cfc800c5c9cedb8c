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


def _ordinary_or_line(character: str) -> re.Pattern[str]:
    """A transaction of six fields, then lines of text; or else (without groups) any line.

    The next record must stand behind it: a text may go on in a line without 88.
    """
    return re.compile(
        r"(16,([0-9]{3}),([0-9]{3,18}),([012Z]?|V,[0-9]{6},[0-9]{0,4}),([^,\n]*+),([^,\n]*+),"
        rf"({character}*+)((?:\n88,{character}*+)*+))\n(?=(?:16|49|03|98|02|01|99),)|.*\n"
    )


_PLAIN = _ordinary_or_line(".")
_WITH_CONTROLS = _ordinary_or_line(r"[^\0-\x1f\ufeff]")
"""Texts that hold control characters are none of ordinary transactions."""
_CONTROLS = bytes({*range(32)} - {ord("\n")})


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


Ordinary = tuple[int, tuple[str, ...]]
"""An ordinary transaction: its line; as it stood; code, amount, funds type, references, text, more text."""


def record_of(ordinary: Ordinary) -> Record:
    """An ordinary transaction as a record like any other."""
    line, (whole, *_fields) = ordinary
    raw = whole.split("\n")
    pieces = [_content(each, "16,") for each in raw]
    return Record("16", line, pieces, raw, len(raw))


def _pattern_for(text: str) -> re.Pattern[str]:
    """To look for control characters once is quicker than to except them from each text."""
    encoded = text.encode()
    plain = len(encoded.translate(None, _CONTROLS)) == len(encoded) and "\ufeff" not in text
    return _PLAIN if plain else _WITH_CONTROLS


def _content(line: str, start: str) -> str:
    """Without code (as long as ``start``) and final slash."""
    line = line.rstrip(_NOISE)
    return line[len(start) : -1] if line.endswith("/") else line[len(start) :]


class Cutter:
    """Text -> records, in the order of the file; leniencies are named in the dictionary given.

    An ordinary transaction comes as it is: that is quick.
    """

    def __init__(self, source: str, leniencies: dict[str, None]) -> None:
        self.source = source
        self.leniencies = leniencies
        self.number = 0
        self.code = ""
        self.first = 0
        self.uncoded = 0
        self.pieces: list[str] = []
        self.raw: list[str] = []

    def records(self, texts: Iterable[str]) -> Iterator[Record | Ordinary]:
        """``texts`` are whole lines.

        Raises:
            FormatError: a line that is no record and continues no text.
        """
        for text in texts:
            for found in _pattern_for(text).finditer(text):
                if found[1] and "/ " not in found[1]:
                    if self.code:
                        yield from self._finished()
                    yield self.number + 1, found.groups()
                    self.number += 1 + found[8].count("\n")
                else:
                    for line in found[0][:-1].split("\n"):
                        yield from self._line(line)
        yield from self._finished()

    def _line(self, whole: str) -> Iterator[Record]:
        self.number += 1
        several = _may_hold(whole, self.code)
        for line in _records_of(whole, self.code, self.leniencies) if several else (whole,):
            start = line[:3]
            if start not in _STARTS:
                bare = line.lstrip(_NOISE)
                start = bare[:3] if bare[:3] in _STARTS else ""
                line = bare if start else line
                if not start and _continues_text(line, self.code, self.pieces, self.raw):
                    self.leniencies["a text goes on in a line without 88"] = None
                    self.uncoded += 1
                elif not start:
                    _pass_over(bare, self.source, self.number, self.leniencies)
                    continue
            if start and start[:2] != "88":
                yield from self._finished()
                self.code, self.first = start[:2], self.number
            elif not self.code:
                raise _error("88 continues no record of fields", self.source, self.number, line)
            self._keep(line, start)

    def _keep(self, line: str, start: str) -> None:
        self.raw.append(line)
        self.pieces.append(_content(line, start))

    def _finished(self) -> Iterator[Record]:
        if self.code:
            records = len(self.raw) - self.uncoded
            yield Record(self.code, self.first, self.pieces, self.raw, records)
            self.code, self.uncoded, self.pieces, self.raw = "", 0, [], []


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
    records, start = [], 0
    while True:
        own = line[start : start + 200].lstrip(_NOISE)[:2]
        in_text = (code if own == "88" else own) == "16" or own not in _CODES
        found = (_AFTER_TEXT if in_text else _AFTER_FIELDS).search(line, start)
        if not found:
            break
        leniencies["several records on one line"] = None
        records.append(line[start : found.start() + 1])
        start, code = found.end(), code if own == "88" else own
    line = line[start:]
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
        and sum(piece.count(",") + 1 for piece in pieces[:5]) > 4
    )


def _error(problem: str, source: str, number: int, line: str) -> FormatError:
    return FormatError(problem, source=source, line=number, field="record", value=line[:60].strip())
