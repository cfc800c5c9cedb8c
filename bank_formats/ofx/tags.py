"""Text -> tags. One reader for SGML and XML, because neither is written as it should be.

In SGML (1.x) elements need no end tag, and in XML (2.x) banks leave ``&`` bare: so an element's
value is what follows its tag up to the next. Records of transactions are most of a file; those
that are plain are cut out as a whole. Declarations (DOCTYPE, ENTITY) are refused, no entity is
ever expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import FormatError, TruncatedFile
from .entities import unescape
from .record import Record, plain_fields, read_record
from .window import AHEAD, Window

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.:-]*+)(/|\s[^<>]{0,2000}+)?>")
DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b", re.IGNORECASE)
# Text that is not part of the value before it, and how it ends.
_LEFT_OUT = (("<!--", "-->"), ("<?", "?>"))
_CDATA = ("<![CDATA[", "]]>")

_RECORD = re.compile(r"\s*(<STMTTRN>)\s*(?=<[A-Z])")
_END_OF_RECORD = "</STMTTRN>"
_LONGEST_RECORD = 8192
_RECORDS = ("STMTTRN", "STMTTRNP")
_MOST_TAGS = 500
_LONGEST_VALUE = AHEAD // 2
# Each of these inside a record shows that its end tag was left out.
_AFTER_RECORD = re.compile(
    r"STMTTRNP?|BANKTRANLISTP?|INV(?:BANK)?TRAN(?:LIST)?|LEDGERBAL|AVAILBAL|BALLIST"
    r"|(?:CC|INV)?STMT(?:TRN)?RS|OFX|\w+MSGSRSV\d"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the text after it, without blanks around it and with entities replaced."""

    name: str
    closes: bool
    empty: bool
    """Opened and closed at once: ``<BALAMT/>``."""
    value: str
    line: int


class Tags:
    """The tags of a file in order, from the current place of ``window`` on."""

    def __init__(self, window: Window, source: str, noted: dict[str, None]) -> None:
        self._window = window
        self._source = source
        self._noted = noted

    def __iter__(self) -> Iterator[Tag | Record]:
        """Records come whole, all else tag by tag.

        Raises:
            FormatError: a declaration, or an element that is too long.
            TruncatedFile: the file ends inside a record, comment or tag.
        """
        window = self._window
        while True:
            yield from self._plain_records()
            if window.fill():
                continue
            if window.at >= len(window.text):
                return
            found = _TAG.match(window.text, window.at)
            if found is None:
                self._pass_text()
            elif _name(found) in _RECORDS and not found[1]:
                yield self._other_record()
            else:
                yield self._next()

    def last_line(self) -> int:
        """The last line of the file; to be asked behind the last tag."""
        return self._window.last_line()

    def _plain_records(self) -> Iterator[Record]:
        """Records at the current place that hold elements, each once, and nothing else."""
        window = self._window
        text = window.text
        while opened := _RECORD.match(text, window.at):
            start = opened.end()
            end = text.find(_END_OF_RECORD, start, start + _LONGEST_RECORD)
            if end < 0:
                return
            inside = text[start:end]
            fields = plain_fields(inside)
            if fields is None:
                return
            if "&" in inside:
                fields = {name: unescape(fields[name], self._noted) for name in fields}
            start = opened.start(1)
            window.at = end + len(_END_OF_RECORD)
            yield Record(window.line_of(start), text[start : window.at], fields)

    def _other_record(self) -> Record:
        """A record with aggregates, comments or twice the same element, or without its end tag."""
        window = self._window
        raw: list[str] = []
        tags: list[Tag] = []
        while len(tags) < _MOST_TAGS:
            window.fill()
            start = window.at
            following = _TAG.match(window.text, start)
            name = _name(following) if following else ""
            ended = bool(following and following[1] and name == tags[0].name) if tags else False
            if ended or (tags and _AFTER_RECORD.fullmatch(name)):
                break
            if not following:
                raise TruncatedFile(
                    f"the file ends inside {tags[0].name}",
                    source=self._source,
                    line=window.last_line(),
                    field=tags[0].name,
                )
            tags.append(self._next())
            raw.append(window.text[start : window.at])
        else:
            raise self._error("more tags in one transaction than OFX has", tags[0].line)
        if ended and following:
            raw.append(following[0])
            window.at = following.end()
        else:
            self._noted[f"{tags[0].name} without end tag"] = None
        elements = [part for tag in tags[1:] for part in _parts(tag)]
        elements.insert(0, (tags[0].name, True, tags[0].value))
        return read_record(tags[0].line, "".join(raw).rstrip(), elements, self._noted)

    def _next(self) -> Tag:
        window = self._window
        line = window.line_of(window.at)
        found = _TAG.match(window.text, window.at)
        if found is None:
            raise self._error("not a tag", line)
        window.at = found.end()
        return Tag(
            _name(found), bool(found[1]), (found[3] or "").endswith("/"), self._value(line), line
        )

    def _pass_text(self) -> None:
        """Text that belongs to no element, such as blanks after a record."""
        if self._value(self._window.line_of(self._window.at)):
            self._noted["text between the elements"] = None

    def _value(self, line: int) -> str:
        """The text from the current place to the next tag, which becomes the current place."""
        window = self._window
        text = window.text
        pieces: list[str] = []
        at = window.at
        while True:
            mark = text.find("<", at)
            end = mark if mark >= 0 else len(text)
            too_long = end - window.at > _LONGEST_VALUE or (mark < 0 and not window.at_end)
            if too_long and text[window.at : end].isspace():
                window.at = end  # a file may be filled up with blanks
                return ""
            if too_long:
                raise self._error(f"an element of more than {_LONGEST_VALUE} characters", line)
            pieces.append(unescape(text[at:end], self._noted))
            if mark < 0 or _TAG.match(text, mark):
                window.at = end
                return "".join(pieces).strip()
            at = self._skip(mark, pieces)

    def _skip(self, mark: int, pieces: list[str]) -> int:
        """Where text goes on after a ``<`` that begins no tag."""
        window = self._window
        if DECLARATION.match(window.text, mark):
            line = window.line_of(mark)
            raise self._error("a file with a DOCTYPE or ENTITY declaration is not read", line)
        if window.text.startswith(_CDATA[0], mark):
            end = self._end_of(mark, *_CDATA)
            pieces.append(window.text[mark + len(_CDATA[0]) : end - len(_CDATA[1])])
            return end
        for begin, end_mark in _LEFT_OUT:
            if window.text.startswith(begin, mark):
                return self._end_of(mark, begin, end_mark)
        self._noted["unescaped <"] = None
        pieces.append("<")
        return mark + 1

    def _end_of(self, mark: int, begin: str, end: str) -> int:
        window = self._window
        found = window.text.find(end, mark + len(begin))
        if found < 0:
            line = window.line_of(mark)
            if window.at_end:
                problem = f"the file ends inside {begin} ... {end}"
                raise TruncatedFile(problem, source=self._source, line=line)
            raise self._error(f"{begin} ... {end} of more than {AHEAD} characters", line)
        return found + len(end)

    def _error(self, problem: str, line: int) -> FormatError:
        return FormatError(problem, source=self._source, line=line)


def _name(found: re.Match[str]) -> str:
    """Upper case, without the prefix of a name space."""
    return found[2].rpartition(":")[2].upper()


def _parts(tag: Tag) -> tuple[tuple[str, bool, str], ...]:
    if tag.empty:
        return (tag.name, False, ""), (tag.name, True, tag.value)
    return ((tag.name, tag.closes, tag.value),)
