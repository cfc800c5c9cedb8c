"""The body of an e-mail saved alone: text without headers, read by known document numbers.

Almost everything is text, so nothing else must recognise the file, and the text must name one of
the known documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import FormatError, UnknownFormat
from ..text import decode
from .mail.quotes import with_quotes, without_quotes
from .model import RemittanceAdvice
from .page import NothingKnown, read_page
from .table.rows import Reading

NAME = "text"
MOST_LINES = 5_000

_QUOTED = "read from the quoted message"
_OTHER = re.compile(
    rb"""(?mix)
    \A\s* (?: [<{\[] | UN[AB] | ISA\W | \$?%PDF | OFXHEADER | \d\d,[^\n]*/ )  # XML, JSON, EDI, OFX, BAI2
    | ^:\d\d[A-Z]?: | ^\{1:                      # SWIFT
    | ^content-(?:type|transfer-encoding):       # an e-mail without its beginning
    """
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")


def matches(head: bytes) -> str:
    """``text`` if it is text that a person could have written, no message of a program."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.strip() or _CONTROL.search(head) or _OTHER.search(head) or _is_table(head):
        return ""
    return NAME


def _is_table(head: bytes) -> bool:
    """Whether all lines have cells: headings that are unknown could say what an amount is not."""
    lines = [line for line in head.splitlines() if line.strip()]
    counts = [{line.count(delimiter) for line in lines} for delimiter in (b";", b"|")]
    return len(lines) > 1 and any(len(each) == 1 and 0 not in each for each in counts)


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """The advice that the text tells of the known ``documents``.

    Raises:
        UnknownFormat: none of them stands in it.
        FormatError: amounts or totals have more than one meaning.
    """
    text, leniency = decode(data)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        problem = f"a text of more than {MOST_LINES} lines"
        raise FormatError(problem, source=source, line=MOST_LINES)
    forgiven = [leniency] if leniency else []
    for own, quoted in ((without_quotes(lines), []), (with_quotes(lines), [_QUOTED])):
        try:
            reading = Reading(source, dict.fromkeys((*forgiven, *quoted)))
            return (read_page(own, documents, reading),)
        except NothingKnown:
            continue
    problem = "text that names none of the known document numbers, and no table with headings"
    raise UnknownFormat(problem, source=source)
