"""Lines -> fields: a tag, its lines, and the line where it stands.

The difficulty is what is *not* a tag: inside ``:86:`` people write ``:44:45 Uhr`` and ``- 3 pcs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = "{"
"""The tag of a line with SWIFT blocks before a message: ``{1:}{2:}{3:}{4:``."""
END = "-"
"""The tag of a line that ends a message: ``-``, ``-}``."""
END_OF_FILE = ""

_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):")
_ENVELOPE = re.compile(r"(?:-\}|\{[1-5]:).*?(?=:20:|$)")
_TRAILER = re.compile(r"-\}|\{5:")
_BLOCKS = re.compile(r"\{[1-4]:.*")
_SEPARATOR = re.compile(r"-(?:XXX)?[\s\x00-\x1f]*|:940:.*")
_CLOCK = re.compile(r":[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])? ?(?:Uhr|uhr|h\b)")
# A time broken at the end of a line, as 13:12:11; field 12 has three digits or words.
_SECONDS = re.compile(r":12:[0-5][0-9](?![0-9])")
_START_OF_MESSAGE = (":20:", ":940:", "{", "-}")
_LEADING_NOISE = "".join(map(chr, range(32))) + "\ufeff"

# The tags of MT940, 941, 942 and 950, and those met among them: only these (or one with a letter) can end a :86:.
_KNOWN = frozenset(
    (
        *(
            "12",
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
        ),
        *("64", "65", "86", "90C", "90D", "NS"),
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


class FieldCutter:
    """Takes lines, also in several portions, and gives each field when it is complete."""

    def __init__(self) -> None:
        self._tag = ""
        self._line = 0
        self._content: list[str] = []
        self._closed = False
        """Whether the closing balance has passed: ``:86:`` is then about the statement."""

    def cut(self, lines: list[str], number: int, *, last: bool) -> Iterator[Field]:
        """The fields that end in these lines, of which ``number`` is the first.

        ``last`` are the lines of the file; after others an entry follows.
        """
        lines = [line.lstrip(_LEADING_NOISE) for line in lines]
        for index, line in enumerate(lines):
            in_details = self._tag == "86" and not self._closed
            if _ends_message(lines, index, last=last, in_details=in_details):
                yield from self.finish()
                yield from _marks(line, number + index)
                line = _ENVELOPE.sub("", line)
            found = _TAG.match(line)
            if found and in_details and _is_text(found[1], line):
                found = None
            if found:
                yield from self.finish()
                self._begin(found, number + index)
            elif self._tag:
                self._content.append(line)

    def finish(self) -> Iterator[Field]:
        """The field that has begun, if any, ends here."""
        if self._tag:
            yield Field(self._tag, _without_blank_end(self._content), self._line)
            self._tag = ""

    def _begin(self, found: re.Match[str], number: int) -> None:
        self._tag, self._line = found[1], number
        self._content = [found.string[found.end() :]]
        self._closed = self._tag.startswith("62") or (
            self._closed and self._tag in ("64", "65", "86")
        )


def _ends_message(lines: list[str], index: int, *, last: bool, in_details: bool) -> bool:
    """Whether the line is an envelope or a separator, and not a dash inside a text."""
    line = lines[index]
    if not line or line[0] not in "-{:":
        return False
    if _ENVELOPE.match(line):
        return True
    return bool(_SEPARATOR.fullmatch(line)) and (
        not in_details or line[0] == ":" or _message_follows(lines, index, last=last)
    )


def _message_follows(lines: list[str], index: int, *, last: bool) -> bool:
    following = (lines[later] for later in range(index + 1, len(lines)))
    first = next((line for line in following if line.strip()), "")
    return first.startswith(_START_OF_MESSAGE) if first else last


def _marks(line: str, number: int) -> Iterator[Field]:
    """What a line that ends a message says: that one ends, that one begins, or both."""
    blocks = _BLOCKS.search(line)
    if not blocks or _TRAILER.match(line):
        yield Field(END, (line,), number)
    if blocks:
        yield Field(HEADER, (blocks[0],), number)


def _is_text(tag: str, line: str) -> bool:
    """Whether a line inside ``:86:`` that has the shape of a tag is text all the same."""
    if tag not in _KNOWN:
        return not tag[-1].isalpha()
    return bool(_CLOCK.match(line) or _SECONDS.match(line))


def _without_blank_end(lines: list[str]) -> tuple[str, ...]:
    end = len(lines)
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[:end])
