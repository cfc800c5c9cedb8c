"""X12 interchanges: separators by their position in ``ISA``, then segments and messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import TruncatedFile
from ...text import Place, decode
from ..envelope import Level, Message, cut_into_messages
from ..segments import LINE_END, Interchange, Separators, Text, cut_into_segments

_LEVELS = (
    Level("ISA", "IEA", 13, "groups"),
    Level("GS", "GE", 6, "transaction sets"),
    Level("ST", "SE", 2, "segments"),
)
_BETWEEN = frozenset(("TA1", "ISB", "ISE"))
_LENGTH = 106
"""``ISA`` has a fixed length: its separators stand at 4, 105 and 106."""
_ELEMENTS = 16


def decoded(data: bytes, source: str) -> Text:
    """The file as text; it does not say its charset."""
    content, leniency = decode(data)
    text = Text(content, source)
    if leniency:
        text.forgive(leniency)
    return text


def cut_into_sets(text: Text) -> list[Message]:
    """All transaction sets of all interchanges."""
    segments = cut_into_segments(text, list(_interchanges(text)))
    return cut_into_messages(text, segments, _LEVELS, _BETWEEN)


def _interchanges(text: Text) -> Iterator[Interchange]:
    """The separators that each interchange uses."""
    blank = re.compile(r"[\s\ufeff]*").match(text.content)
    position = blank.end() if blank else 0
    while True:
        separators = _read_separators(text, position)
        yield Interchange(position, position, separators)
        terminator = re.escape(separators.segment)
        begins = re.compile(rf"{terminator}\s*(?=ISA[^A-Za-z0-9\s])")
        again = begins.search(text.content, position)
        if not again:
            return
        position = again.end()


def _read_separators(text: Text, start: int) -> Separators:
    content = text.content
    place = Place(text.source, _line(content, start), "ISA", text.leniencies)
    if not content.startswith("ISA", start):
        raise place.error("an interchange begins with ISA", content[start : start + 10])
    element = content[start + 3 : start + 4]
    end = start
    for _ in range(_ELEMENTS):
        end = content.find(element, end + 1) if element else -1
        if end < 0:
            raise _truncated(place)
    component, terminator = content[end + 1 : end + 2], content[end + 2 : end + 3]
    if not terminator:
        raise _truncated(place)
    length = end + 3 - start - sum(content.count(each, start, end) for each in "\r\n")
    if length > _LENGTH:
        raise place.error(f"longer than {_LENGTH} characters: the separators are unknown")
    if length < _LENGTH:
        place.forgive(f"ISA of {length} characters")
    used = element + component + terminator
    if len(set(used)) < len(used) or any(each.isalnum() for each in used):
        raise place.error("the separators are letters, or not different", used)
    # No element of an 820 is composite: a component separator in a number is part of the number.
    return Separators(segment=terminator, element=element)


def _line(content: str, position: int) -> int:
    return len(LINE_END.findall(content, 0, position)) + 1


def _truncated(place: Place) -> TruncatedFile:
    return TruncatedFile(
        "the file ends inside ISA", source=place.source, line=place.line, field=place.field
    )
