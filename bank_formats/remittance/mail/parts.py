"""The parts of an e-mail (RFC 2045): the texts of its body, and what is attached."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice
from typing import cast

from ...errors import FormatError
from ...text import decode

MOST_PARTS = 200

_BROKEN_HEADER = (AttributeError, HeaderParseError, LookupError, TypeError, ValueError)
"""What the standard library raises for headers that it cannot take apart."""
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape"))
"""Names that Python decodes from, some in quadratic time, and no e-mail is written in."""
_TOO_LONG = re.compile(rb"[^\n]{20000}")  # RFC 5322 allows 998; longer headers take long to read
_NO_NAME = re.compile(r"[\x00-\x1f/\\]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is a file, with the name it was sent under."""

    name: str
    kind: str
    content: bytes


def read_message(data: bytes, source: str) -> Message:
    """The message, in the library's older way: the newer takes headers apart in quadratic time.

    Raises:
        FormatError: it is encrypted, or has too many parts or too long lines.
    """
    if _TOO_LONG.search(data):
        raise FormatError("an e-mail with a line of more than 20,000 bytes", source=source, line=1)
    try:
        message = message_from_bytes(data.lstrip())
        every = list(islice(message.walk(), MOST_PARTS + 1))
    except RecursionError:
        raise FormatError("an e-mail of parts within parts", source=source, line=1) from None
    for parts, part in enumerate(every, start=1):
        if parts > MOST_PARTS:
            raise FormatError(f"an e-mail of more than {MOST_PARTS} parts", source=source, line=1)
        if _kind(part, source) in ("multipart/encrypted", "application/pkcs7-mime"):
            raise FormatError("an encrypted e-mail: decrypt it first", source=source, line=1)
    return message


def _kind(part: Message, source: str) -> str:
    """The content type; afterwards it is known that the headers that tell it can be read."""
    try:
        part.get_content_charset()
        return part.get_content_type()
    except _BROKEN_HEADER:
        raise FormatError(
            "an e-mail whose parts do not tell what they are", source=source, line=1
        ) from None


def header(message: Message, name: str) -> str:
    """A header as text on one line; ``""`` if it is missing or cannot be read."""
    try:
        return " ".join(str(make_header(decode_header(message.get(name, "")))).split())
    except _BROKEN_HEADER:
        return ""


def texts(message: Message) -> Iterator[tuple[Message, str, str]]:
    """The body's texts, HTML first: ``(part, html or plain, text)``."""
    found = [part for part in _leaves(message) if _is_body(part)]
    for part in sorted(found, key=lambda part: part.get_content_type() != "text/html"):
        yield part, part.get_content_type().removeprefix("text/"), _decoded(part)


def forwarded(message: Message) -> Iterator[Message]:
    """The messages that hang on this one."""
    for part in _leaves(message):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from cast(list[Message], part.get_payload())


def attachments(message: Message) -> Iterator[Attachment]:
    """The files that hang on the message."""
    for part in _leaves(message):
        if _is_body(part) or part.get_content_type() == "message/rfc822":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            kind = part.get_content_type()
            yield Attachment(_name(part) or kind.replace("/", "."), kind, content)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others; a forwarded message is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting = [*cast(list[Message], part.get_payload()), *waiting]
        else:
            yield part


def _is_body(part: Message) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and not _name(part)
        and _disposition(part) != "attachment"
    )


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except _BROKEN_HEADER:
        return ""


def _name(part: Message) -> str:
    try:
        return _NO_NAME.sub("_", part.get_filename() or "")[:100]
    except _BROKEN_HEADER:
        return ""


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        charset = codecs.lookup(part.get_content_charset() or "utf-8")
        if charset.name not in _NO_CHARSETS:
            return content.decode(charset.name)
    except (LookupError, ValueError):
        pass  # unknown, or not the one that it is written in
    return decode(content)[0]
