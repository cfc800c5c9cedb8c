"""Which format are these bytes? Two answers are an error, none as well: nothing is guessed."""

from __future__ import annotations

import re
from typing import Protocol, cast

from . import mt940
from .errors import AmbiguousFormat, UnknownFormat
from .model import Statement


class Reader(Protocol):
    """What each format's module offers."""

    NAME: str

    def matches(self, data: bytes) -> bool:
        """Whether the bytes look like this format."""

    def parse(self, data: bytes, source: str) -> tuple[Statement, ...]:
        """The statements, or a ``FormatError``."""


READERS = cast(tuple[Reader, ...], (mt940,))

_UNREAD = "recognised, but not read by this version"
_HEAD = 4096

# First match wins, so the more special stands first. Searched in the first 4 KB.
_LOOKS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*\Z"), "the file is empty"),
    (re.compile(rb"%PDF"), "a PDF, not a bank file: ask the bank for MT940 or CAMT"),
    (re.compile(rb"PK\x03\x04"), "a zip archive: unpack it first"),
    (re.compile(rb"\x1f\x8b"), "a gzip archive: unpack it first"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office file (such as .xls), not a bank file"),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "UTF-16 text: save it as UTF-8"),
    (re.compile(rb"-----BEGIN PGP"), "an encrypted (PGP) file: decrypt it first"),
    (re.compile(rb"(?s).*urn:iso:std:iso:20022:tech:xsd:camt\.05[234]"), f"CAMT XML: {_UNREAD}"),
    (re.compile(rb"(?s).*(OFXHEADER|<OFX>)"), f"OFX: {_UNREAD}"),
    (re.compile(rb"01,[^,\r\n]*,[^,\r\n]*,[0-9]{6},"), f"BAI2: {_UNREAD}"),
    (re.compile(rb"(?is)(<!doctype html|<html)"), "an HTML page: was the download a login page?"),
)
_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def reader_of(data: bytes, *, source: str = "") -> Reader:
    """The one reader that recognises ``data``.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    found = [reader for reader in READERS if reader.matches(data)]
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(reader.NAME for reader in found)
        raise AmbiguousFormat(f"could be {names}", source=source)
    raise UnknownFormat(_looks_like(data), source=source)


def identify(data: bytes, *, source: str = "") -> str:
    """The name of the format of ``data``, such as ``MT940``; raises as :func:`reader_of`."""
    return reader_of(data, source=source).NAME


def _looks_like(data: bytes) -> str:
    """One sentence for a person who sent the wrong file."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, sentence in _LOOKS:
        if pattern.match(head):
            return sentence
    if head.startswith(b"<"):
        root = _XML_ROOT.search(head)
        name = root[1].decode("ascii", "replace") if root else "?"
        return f"XML with the root element {name}: no bank format that this version knows"
    if b"\0" in head:
        return "binary data, not a bank file"
    return "text in no format that this version knows (known: " + ", ".join(_names()) + ")"


def _names() -> list[str]:
    return [reader.NAME for reader in READERS]
