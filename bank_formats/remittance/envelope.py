"""Messages in their envelopes: interchange, group, message; the counts of each compared.

EDIFACT (ISO 9735) has UNB/UNZ, UNG/UNE, UNH/UNT; X12 (X12.5, X12.6) ISA/IEA, GS/GE, ST/SE.
Each closing segment states in its first element how much it encloses and in its second the
reference of the opening one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..checks import check_count
from ..errors import TruncatedFile
from ..model import Check
from .segments import Segment, Text, read_count


@dataclass(frozen=True, slots=True)
class Level:
    """An envelope: its first and last segment, and the element of the first with the reference."""

    opening: str
    closing: str
    reference: int
    encloses: str


@dataclass(slots=True)
class Message:
    """One message: everything between its first and last segment, and the envelopes' checks."""

    opening: Segment
    group: Segment | None
    interchange: Segment | None
    body: list[Segment] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    level: int
    segment: Segment
    first_message: int
    count: int = 0


def cut_into_messages(
    text: Text,
    segments: Sequence[Segment],
    levels: tuple[Level, Level, Level],
    between: frozenset[str],
) -> list[Message]:
    """The messages, with the checks of every envelope they are in.

    Args:
        text: the file.
        segments: all of its segments.
        levels: interchange, group, message.
        between: tags that may stand in an envelope, outside of messages.

    Raises:
        TruncatedFile: an envelope is not closed when the file ends.
        FormatError: a segment where none can stand.
    """
    opening = {level.opening: number for number, level in enumerate(levels)}
    closing = {level.closing: number for number, level in enumerate(levels)}
    messages: list[Message] = []
    stack: list[_Open] = []
    for segment in segments:
        if segment.tag in opening:
            _open(text, segment, opening[segment.tag], stack, messages)
        elif segment.tag in closing:
            _close(text, segment, levels, closing[segment.tag], stack, messages)
        elif stack and stack[-1].level == 2:
            stack[-1].count += 1
            messages[-1].body.append(segment)
        elif segment.tag not in between:
            raise text.place(segment).error("a segment outside of a message", segment.raw[:40])
    if stack:
        last = segments[-1]
        raise TruncatedFile(
            f"the file ends before {levels[stack[-1].level].closing}",
            source=text.source,
            line=last.line,
            field=f"{last.tag} (segment {last.number})",
        )
    return messages


def _open(
    text: Text, segment: Segment, level: int, stack: list[_Open], messages: list[Message]
) -> None:
    if stack and stack[-1].level >= level:
        opened = stack[-1].segment
        raise text.place(segment).error(
            f"the {opened.tag} before (segment {opened.number}) is open"
        )
    for each in stack[-1:]:
        each.count += 1
    stack.append(_Open(level, segment, len(messages)))
    if level == 2:
        above = {each.level: each.segment for each in stack}
        messages.append(Message(segment, above.get(1), above.get(0)))
        stack[-1].count = 2  # a message's count includes its first and last segment


def _close(
    text: Text,
    segment: Segment,
    levels: tuple[Level, Level, Level],
    number: int,
    stack: list[_Open],
    messages: list[Message],
) -> None:
    level, place = levels[number], text.place(segment)
    if not stack or stack[-1].level != number:
        raise place.error(f"closes no {level.opening}")
    opened = stack.pop()
    stated = read_count(segment.get(1), place)
    ends, begins = segment.get(2), opened.segment.get(level.reference)
    checks = (
        check_count(
            stated, opened.count, text.origin(segment), of=f"{level.closing} {level.encloses}"
        ),
        Check(
            check="control total",
            holds=ends.lstrip("0") == begins.lstrip("0"),  # some pad one of them
            expected=ends,
            found=begins,
            origin=text.origin(segment),
            of=f"{level.closing} reference",
        ),
    )
    for message in messages[opened.first_message :]:
        message.checks.extend(checks)
