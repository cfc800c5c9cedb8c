"""Segments of EDI files (EDIFACT, X12): cut, counted, with their place in the file.

EDI files often stand on one line, so an error names the segment's number in the file as well:
``RMR (segment 12)``, the first being 1 (an EDIFACT ``UNA`` is not counted: it is no segment).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..errors import TruncatedFile
from ..model import Origin
from ..text import DecimalMark, Place

LINE_END = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[0-9]{1,18}")
Extra = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Separators:
    """The characters that cut an interchange.

    Without ``release`` nothing can be escaped, without ``component`` elements are not cut.
    """

    segment: str
    element: str
    component: str = ""
    release: str = ""
    mark: DecimalMark = "."

    def cut(self, text: str, separator: str) -> list[str]:
        """``text`` at each ``separator`` that is not released; the pieces as they stand."""
        if not separator:
            return [text]
        if not self.release or self.release not in text:
            return text.split(separator)
        piece = _unreleased(separator, self.release)
        pieces, position = [], 0
        while found := piece.match(text, position):
            pieces.append(found[0])
            if found.end() >= len(text):
                break
            position = found.end() + 1
        return pieces

    def plain(self, text: str) -> str:
        """``text`` without release characters."""
        if not self.release or self.release not in text:
            return text
        return re.sub(re.escape(self.release) + "(.)", r"\1", text, flags=re.DOTALL)

    def end_of_segment(self, text: str, start: int) -> int:
        """Where the terminator of the segment at ``start`` is, or -1."""
        if not self.release:
            return text.find(self.segment, start)
        found = _unreleased(self.segment, self.release).match(text, start)
        end = found.end() if found else start
        return end if text[end : end + 1] == self.segment else -1


@lru_cache(maxsize=64)
def _unreleased(separator: str, release: str) -> re.Pattern[str]:
    """Text up to a ``separator`` that no ``release`` character stands before."""
    other, escaped = f"[^{re.escape(separator + release)}]*", f"{re.escape(release)}."
    return re.compile(f"{other}(?:{escaped}{other})*(?:{re.escape(release)}\\Z)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; ``number`` counts from 1 in the file, ``line`` as well."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    number: int
    line: int
    raw: str
    mark: DecimalMark = "."

    def get(self, element: int, component: int = 1) -> str:
        """Element and component by the standard's numbers (from 1); ``""`` if there is none."""
        if element > len(self.elements) or component > len(self.elements[element - 1]):
            return ""
        return self.elements[element - 1][component - 1].strip()

    def text(self, element: int) -> str:
        """All components of an element that say something, with spaces between."""
        if element > len(self.elements):
            return ""
        return " ".join(part.strip() for part in self.elements[element - 1] if part.strip())


@dataclass(frozen=True, slots=True)
class Text:
    """A whole EDI file that is being read, and what was forgiven in it."""

    content: str
    source: str
    leniencies: dict[str, None] = field(default_factory=dict)

    def copy(self) -> Text:
        """The same file with the leniencies so far: for what is forgiven in one message only."""
        return Text(self.content, self.source, dict(self.leniencies))

    def place(self, segment: Segment) -> Place:
        """Where errors about ``segment`` are."""
        name = f"{segment.tag} (segment {segment.number})"
        return Place(self.source, segment.line, name, self.leniencies)

    def origin(self, segment: Segment) -> Origin:
        """Where ``segment`` stands."""
        return Origin(source=self.source, line=segment.line, raw=segment.raw)

    def forgive(self, leniency: str) -> None:
        """Remember by name that the format was departed from."""
        self.leniencies[leniency] = None

    def lines(self) -> list[int]:
        """Where each line starts."""
        return [0, *(found.end() for found in LINE_END.finditer(self.content))]


@dataclass(frozen=True, slots=True)
class Interchange:
    """Where one begins, where its first segment stands (behind ``UNA``), and its separators."""

    begins: int
    start: int
    separators: Separators


def cut_into_segments(text: Text, interchanges: Sequence[Interchange]) -> list[Segment]:
    """All segments of the file.

    Raises:
        TruncatedFile: the last segment has no terminator.
    """
    found: list[Segment] = []
    lines = text.lines()
    ends = [each.begins for each in interchanges[1:]] + [len(text.content)]
    for each, stop in zip(interchanges, ends, strict=True):
        position = _skip_blank(text.content, each.start, stop)
        while position < stop:
            end = each.separators.end_of_segment(text.content, position)
            line = bisect_right(lines, position)
            if end < 0:
                raise _truncated(text, position, line, len(found) + 1)
            raw = text.content[position:end]
            found.append(_segment(raw, each.separators, len(found) + 1, line, text))
            position = _skip_blank(text.content, end + 1, stop)
    return found


def _truncated(text: Text, position: int, line: int, number: int) -> TruncatedFile:
    rest = text.content[position : position + 40]
    return TruncatedFile(
        "the file ends inside a segment",
        source=text.source,
        line=line,
        field=f"{rest[:3]} (segment {number})",
        value=rest,
    )


def _skip_blank(content: str, start: int, stop: int) -> int:
    while start < stop and content[start] in " \t\r\n\x00\x1a\ufeff":
        start += 1
    return start


def _segment(raw: str, separators: Separators, number: int, line: int, text: Text) -> Segment:
    content = raw
    if LINE_END.search(raw):
        # Files wrapped at 80 columns: a line break is no character of EDI text.
        text.forgive("line break inside a segment")
        content = LINE_END.sub("", raw)
    tag, *elements = separators.cut(content, separators.element)
    return Segment(
        tag=tag.strip(),
        elements=tuple(
            tuple(separators.plain(part) for part in separators.cut(each, separators.component))
            for each in elements
        ),
        number=number,
        line=line,
        raw=raw,
        mark=separators.mark,
    )


def read_count(value: str, place: Place) -> int:
    """A control count."""
    if not _NUMBER.fullmatch(value):
        raise place.error("not a count", value)
    return int(value)
