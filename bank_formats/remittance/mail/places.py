"""On which lines of an e-mail's file the texts of its body stand.

Exact for plain text sent as it is (7bit, 8bit) or as quoted-printable (RFC 2045, 6.7); what has
no lines of its own in the file (HTML, base64) is placed where its part begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.message import Message

Starts = Mapping[Message, int]
"""The texts of an e-mail, and the line of its file on which each begins."""

_AS_IT_IS = frozenset(("", "7bit", "8bit", "binary"))
_ENCODED_LINE_END = re.compile(r"=0A", re.IGNORECASE)
_SOFT_LINE_BREAK = re.compile(r"=[ \t]*\r?\Z")
_BLANK_LINES = (b"\n\n", b"\r\n\r\n")


def starts_of_texts(message: Message, data: bytes) -> Starts:
    """The texts of the message, and of those within, with the line of ``data`` each begins on."""
    starts: dict[Message, int] = {}
    position, line = 0, 1
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        content = _raw(part).encode("ascii", "surrogateescape")
        if not content.strip():
            continue
        start = _find(content, data, position)
        if start < 0:
            break  # a damaged message: to look on for each part would take too long
        line += data.count(b"\n", position, start)
        position = start
        starts[part] = line
    return starts


def _find(content: bytes, data: bytes, position: int) -> int:
    """Where the content stands behind the blank line that ends its headers, or -1."""
    for blank in _BLANK_LINES:
        if (found := data.find(blank + content, position)) >= 0:
            return found + len(blank)
    return -1


def _raw(part: Message) -> str:
    """The content as it was sent, not decoded."""
    payload = part._payload if hasattr(part, "_payload") else ""  # get_payload() would decode it
    return payload if isinstance(payload, str) else ""


def placed_lines(part: Message, text: str, start: int) -> list[tuple[int, str]]:
    """The lines of a plain text, each with its line in the file."""
    lines = text.split("\n")
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    numbers = [start] * len(lines)
    if encoding in _AS_IT_IS:
        numbers = [start + number for number in range(len(lines))]
    elif encoding == "quoted-printable":
        found = list(_lines_of_quoted_printable(_raw(part), start))
        if len(found) == len(lines):
            numbers = found
    return [
        (number, piece)
        for number, line in zip(numbers, lines, strict=True)
        for piece in line.splitlines() or [""]
    ]


def _lines_of_quoted_printable(raw: str, start: int) -> Iterator[int]:
    """For each line of the decoded text, the line of the file that it begins on."""
    goes_on = False
    for number, line in enumerate(raw.split("\n"), start=start):
        if not goes_on:
            yield number
        for _each in _ENCODED_LINE_END.finditer(line):
            yield number
        goes_on = bool(_SOFT_LINE_BREAK.search(line))
