"""Tables as text: the charset, the delimiter and the row of headings are found in the content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from itertools import islice

from ..errors import FormatError
from ..text import decode
from .headers import Meaning, meanings
from .mail_headers import is_mail
from .model import RemittanceAdvice
from .table import read_rows
from .table.rows import AMOUNTS, DOCUMENTS, Reading, Row, is_heading

NAME = "CSV"
DELIMITERS = (";", ",", "\t", "|")
MOST_ROWS = 100_000
MOST_CELLS = 200
_ROWS_LOOKED_AT = 200
_LINES_FOR_CHARSET = 40
"""Headings stand above; each charset and delimiter is tried with these lines."""

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_OLD_CHARSETS = ("cp1250", "iso-8859-2", "cp1254", "cp850", "cp852")
"""What is tried for headings that are unknown in cp1252: Windows and Unix farther east, and DOS."""
_NO_TEXT = re.compile(r"[\x80-\x9f]|[^\W\d_][±¶¦¬]|[±¶¦¬](?=[^\W\d_])")
"""Control characters, and signs within words: text in another charset."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _TwoCharsets(FormatError):
    """The headings are known in more than one charset."""


def matches(head: bytes) -> str:
    """``CSV`` if a delimiter gives a row of known headings."""
    if head.startswith((b"%PDF", b"PK\x03\x04", b"<", b"UNA", b"UNB", b"ISA")) or is_mail(head):
        return ""
    try:
        text, _leniency = _text(head[: _end_of_last_line(head)], "")
    except _TwoCharsets:
        return NAME
    except FormatError:
        return ""
    return NAME if any(_known_headings(text, each) for each in DELIMITERS) else ""


def read(data: bytes, source: str, documents: Collection[str] = ()) -> tuple[RemittanceAdvice, ...]:
    """The advices in a table; ``documents`` help where two columns can hold their numbers.

    Raises:
        FormatError: what cannot be read, or has more than one meaning.
    """
    text, leniency = _text(data, source)
    reading = Reading(source, {leniency: None} if leniency else {}, documents=frozenset(documents))
    return read_rows(tuple(_rows(text, _delimiter(text, source), source)), reading)


def _end_of_last_line(head: bytes) -> int:
    """Where the last whole line of a head ends: a cut character is no wrong charset."""
    if len(head) < 65_536:
        return len(head)
    return head.rfind(b"\n") + (2 if head.startswith(b"\xff\xfe") else 1)


def _text(data: bytes, source: str) -> tuple[str, str]:
    if data.startswith(_UTF_16):
        try:
            return data.decode("utf-16"), ""
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise FormatError("not UTF-16 text", source=source, line=line) from None
    if 0 in data:
        line = data[: data.index(0)].count(b"\n") + 1
        raise FormatError("binary data in a table", source=source, line=line)
    text, leniency = decode(data)
    return (text, "") if not leniency else _in_a_charset_of_headings(data, text, leniency, source)


def _in_a_charset_of_headings(
    data: bytes, text: str, leniency: str, source: str
) -> tuple[str, str]:
    """The text in the one charset of old programs under which more of its headings are known.

    Raises:
        _TwoCharsets: more than one does, and they do not give the same text.
    """
    most = _most_known_headings(text)
    found: dict[str, str] = {}
    for charset in _OLD_CHARSETS:
        try:
            other = data.decode(charset)
        except UnicodeDecodeError:
            continue
        known = _most_known_headings(other)
        if known < max(most, 1) or (known == most and not found) or _NO_TEXT.search(other):
            continue
        found = {**(found if known == most else {}), other: found.get(other, charset)}
        most = known
    if len(found) > 1:
        problem = f"the charset can be {' or '.join(found.values())}"
        raise _TwoCharsets(problem, source=source, line=1)
    for other, charset in found.items():
        return other, f"charset {charset}"
    return text, leniency


def _most_known_headings(text: str) -> int:
    head = "\n".join(text.split("\n", _LINES_FOR_CHARSET)[:_LINES_FOR_CHARSET])
    return max(_known_headings(head, each) for each in DELIMITERS)


def _delimiter(text: str, source: str) -> str:
    """The delimiter with which the most headings are known."""
    if found := _SEPARATOR_LINE.match(text):
        return found[1]
    known = {each: _known_headings(text, each) for each in DELIMITERS}
    most = max(known.values())
    best = [each for each, number in known.items() if number == most]
    if not most:
        return DELIMITERS[0]
    if len(best) > 1:
        names = " and ".join(map(repr, best))
        raise FormatError(f"two delimiters are possible: {names}", source=source, line=1)
    return best[0]


def _known_headings(text: str, delimiter: str) -> int:
    """How many headings are known in the best row of headings, 0 if there is none.

    Two known ones are a row of headings, if not always a sufficient one.
    """
    most = 0
    try:
        for row in islice(_rows(text, delimiter, ""), _ROWS_LOOKED_AT):
            known = [found for cell in row.cells if (found := meanings(str(cell)))]
            if len(known) > most and (is_heading(row) or _names_documents(known)):
                most = len(known)
    except FormatError:
        pass  # the rows up to there tell as much
    return most


def _names_documents(known: list[tuple[Meaning, ...]]) -> bool:
    return len(known) > 1 and any(found[0] in (*DOCUMENTS, *AMOUNTS) for found in known)


def _rows(text: str, delimiter: str, source: str) -> Iterator[Row]:
    """The rows with the line on which each begins."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(f"not a row of cells: {error}", source=source, line=line) from None
        if len(cells) > MOST_CELLS:
            raise FormatError(f"more than {MOST_CELLS} cells", source=source, line=line)
        if lines.number > MOST_ROWS:
            raise FormatError(f"more than {MOST_ROWS} lines", source=source, line=line)
        yield Row(line, tuple(cells), lines.taken().rstrip("\r\n"))


class _Lines:
    """The lines of a text, counted, and those kept that the current row is made of."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken.append(line)
        return line

    def taken(self) -> str:
        """The lines since the last call."""
        taken = "".join(self._taken)
        self._taken.clear()
        return taken
