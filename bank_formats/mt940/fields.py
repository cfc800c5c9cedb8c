"""Text -> fields: a tag, its lines, and the line where it stands.

The difficulty is what is *not* a tag: inside ``:86:`` people write ``:44:45 Uhr`` and ``- 3 pcs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(r"\r*\n|\r")
_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):")
_ENVELOPE = re.compile(r"(?:-\}|\{[1-5]:).*?(?=:20:|$)")
_SEPARATOR = re.compile(r"-(?:XXX)?\s*|:940:.*")
_CLOCK = re.compile(r":[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])? ?(?:Uhr|uhr|h\b)")
_START_OF_MESSAGE = (":20:", ":940:", "{", "-}")
_LEADING_NOISE = "".join(map(chr, range(32))) + "\ufeff"

# The tags of MT940, 941, 942 and 950: only these (or one with a letter) can end a :86:.
_KNOWN = frozenset(
    (
        "13D",
        "20",
        "21",
        "25",
        "25P",
        "28",
        "28C",
        "34F",
        "60F",
        "60M",
        "61",
        "62F",
        "62M",
        "64",
        "65",
        "86",
        "90C",
        "90D",
        "NS",
    )
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``lines`` is its content, ``line`` the 1-based line of the tag."""

    tag: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The content, lines kept."""
        return "\n".join(self.lines)

    @property
    def raw(self) -> str:
        """The field as it stood in the file."""
        return f":{self.tag}:{self.text}"


def cut_into_fields(text: str) -> tuple[Field, ...]:
    """All fields of the file in order; envelopes and text between messages are left out."""
    lines = [line.lstrip(_LEADING_NOISE) for line in _LINE_END.split(text)]
    return tuple(_fields(lines))


def _fields(lines: list[str]) -> Iterator[Field]:
    tag, start, content, closed = "", 0, [""], False
    for index, line in enumerate(lines):
        in_details = tag == "86" and not closed
        ends = _ends_message(lines, index, in_details)
        if ends:
            line = _ENVELOPE.sub("", line)
        found = _TAG.match(line)
        if found and in_details and _is_text(found[1], line):
            found = None
        if tag and (found or ends):
            yield Field(tag, _without_blank_end(content), start)
            tag = ""
        if found:
            tag, start, content = found[1], index + 1, [line[found.end() :]]
            closed = tag.startswith("62") or (closed and tag in ("64", "65", "86"))
        elif tag:
            content.append(line)
    if tag:
        yield Field(tag, _without_blank_end(content), start)


def _ends_message(lines: list[str], index: int, in_details: bool) -> bool:
    """Whether the line is an envelope or a separator, and not a dash inside a text."""
    line = lines[index]
    if not line or line[0] not in "-{:":
        return False
    if _ENVELOPE.match(line):
        return True
    return bool(_SEPARATOR.fullmatch(line)) and (
        not in_details or line[0] == ":" or _message_follows(lines, index)
    )


def _message_follows(lines: list[str], index: int) -> bool:
    following = (lines[later] for later in range(index + 1, len(lines)))
    first = next((line for line in following if line.strip()), "")
    return not first or first.startswith(_START_OF_MESSAGE)


def _is_text(tag: str, line: str) -> bool:
    """Whether a line inside ``:86:`` that has the shape of a tag is text all the same."""
    return (tag not in _KNOWN and not tag[-1].isalpha()) or bool(_CLOCK.match(line))


def _without_blank_end(lines: list[str]) -> tuple[str, ...]:
    end = len(lines)
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[:end])
