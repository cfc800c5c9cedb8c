"""The text of a message -> its entries, and the frame around them.

A batch file has hundreds of thousands of entries that are all alike: each is cut out of the text,
so that it can be read by its structure (``leaves``) and be shown exactly as it stood. In XML a
``<`` stands nowhere but at the beginning of a tag, a comment, CDATA or a processing instruction,
so a cut that skips the last three is safe. What is cut is still parsed, the frame as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import FormatError, TruncatedFile


def has_hiding(text: str) -> bool:
    """Whether there is a comment, CDATA or an instruction: in these a tag is none."""
    # To look for one character first is much faster.
    return ("!" in text and "<!" in text) or ("?" in text and "<?" in text)


@dataclass(frozen=True, slots=True)
class _Markup:
    """Finds the name of an element where it can be that of a tag."""

    plain: re.Pattern[str]
    hidden: re.Pattern[str]
    """Also what can hide one. Ten times slower, and seldom needed."""

    @classmethod
    def of(cls, name: str) -> _Markup:
        tag = rf"{name}(?=[\s/>])"
        return cls(re.compile(tag), re.compile(rf"{tag}|<!--|<!\[CDATA\[|<\?"))

    def in_text(self, text: str) -> re.Pattern[str]:
        return self.hidden if has_hiding(text) else self.plain


_ENTRY = _Markup.of("Ntry")
_DETAIL = _Markup.of("TxDtls")
_END = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_LONGEST_PREFIX = 100
_BEFORE_NAME = re.compile(r"</?[^\s<>/:]+:")


class Piece(NamedTuple):
    """A stretch of the text; ``line`` is that of its first character."""

    line: int
    text: str
    entry: bool = False
    """One whole ``<Ntry>...</Ntry>``; else what stands around them, cut where markup begins."""


def cut(chunks: Iterator[str], source: str) -> Iterator[Piece]:
    """The pieces in order; all of them together are the text, but for blanks between them.

    Raises:
        TruncatedFile: the text ends inside an entry.
        FormatError: an entry in an entry, or the end of none.
    """
    text, line, complete = "", 1, False
    while not complete:
        text, complete = _more(text, chunks)
        # A tag is known to be whole when another begins after it.
        safe = len(text) if complete else max(text.rfind("<"), 0)
        position = 0
        try:
            for start, end in _spans(_ENTRY, text, safe):
                if start > position:
                    around = text[position:start]
                    if not around.isspace():
                        yield Piece(line, around)
                    line += around.count("\n")
                if end > start:
                    yield Piece(line, text[start:end], entry=True)
                    line += text.count("\n", start, end)
                position = end
        except _Misplaced as tag:
            line += text.count("\n", position, tag.position)
            raise FormatError(tag.problem, source=source, line=line, field="Ntry") from None
        text = text[position:]
    if text:
        raise TruncatedFile(
            "the file ends inside an entry or a comment",
            source=source,
            line=line + text.rstrip().count("\n"),
        )


def cut_details(entry: str, line: int, source: str) -> tuple[str, list[Piece]]:
    """An entry of several ``TxDtls`` -> what is left of it without them, and each of them."""
    around, details, position = [], [], 0
    try:
        for start, end in _spans(_DETAIL, entry, len(entry)):
            around.append(entry[position:start])
            if end > start:
                line += entry.count("\n", position, start)
                details.append(Piece(line, entry[start:end]))
                line += entry.count("\n", start, end)
            position = end
    except _Misplaced as tag:
        line += entry.count("\n", position, tag.position)
        raise FormatError(tag.problem, source=source, line=line, field="TxDtls") from None
    return "".join((*around, entry[position:])), details


class _Misplaced(Exception):
    def __init__(self, problem: str, position: int) -> None:
        self.problem = problem
        self.position = position


def _more(text: str, chunks: Iterator[str]) -> tuple[str, bool]:
    """``text`` and at least as much again (so what has no end is not searched ever anew)."""
    texts, length = [text], 0
    for chunk in chunks:
        texts.append(chunk)
        length += len(chunk)
        if length > len(text):
            return "".join(texts), False
    return "".join(texts), True


def _spans(markup: _Markup, text: str, safe: int) -> Iterator[tuple[int, int]]:
    """From where to where each whole element goes; at last, empty, where what is open begins."""
    opened, hold = -1, safe
    for start, end, closing in _tags(markup, text, safe):
        if end < 0:
            hold = start
            break
        if closing and opened < 0:
            raise _Misplaced("the end of what has not begun", start)
        if not closing and opened >= 0:
            raise _Misplaced("an element in another of its name", start)
        opened = opened if closing else start
        if closing or text[end - 2] == "/":
            yield opened, end
            opened = -1
    hold = opened if opened >= 0 else hold
    yield hold, hold


def _tags(markup: _Markup, text: str, safe: int) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether it closes, of each tag; the end is -1 where the text ends in it."""
    position = 0
    search = markup.in_text(text).search
    while found := search(text, position, safe):
        start, position = found.span()
        hidden = _END.get(found[0])
        if not hidden:
            begin = text.rfind("<", max(start - _LONGEST_PREFIX, 0), start)
            before = text[begin:start] if begin >= 0 else ""
            if before not in ("<", "</") and not _BEFORE_NAME.fullmatch(before):
                continue
            start = begin
        end = text.find(hidden or ">", position)
        position = end + len(hidden or ">")
        if end < 0:
            yield start, -1, False
            return
        if not hidden:
            yield start, position, text[start + 1] == "/"
