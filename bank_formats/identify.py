"""Which format are these bytes? Two answers are an error, none as well: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol, cast

from . import bai2, camt, mt940, ofx
from .archive import open_members
from .errors import AmbiguousFormat, UnknownFormat
from .model import Statement, Transaction


class Reader(Protocol):
    """What each format's module offers."""

    def matches(self, head: bytes) -> str:
        """The name of the format that the first 64 KB of a file look like, or ``""``."""

    def read(self, file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
        """Each statement after its transactions, which it does not hold itself.

        ``file`` is seekable. What is kept in memory does not grow with it.

        Raises:
            FormatError: the bytes cannot be read.
        """


READERS = cast(tuple[Reader, ...], (mt940, bai2, ofx, camt))
HEAD = 65_536
"""How many bytes are enough to tell the format."""

_HEAD = 4096

# First match wins, so the more special stands first. Searched in the first 4 KB.
_LOOKS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*\Z"), "the file is empty"),
    (re.compile(rb"%PDF"), "a PDF, not a bank file: ask the bank for MT940 or CAMT"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office file (such as .xls), not a bank file"),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "UTF-16 text: save it as UTF-8"),
    (re.compile(rb"-----BEGIN PGP"), "an encrypted (PGP) file: decrypt it first"),
    (re.compile(rb":[0-9]{2}[A-Z]?:"), "fields of an MT940, but no whole statement"),
    (re.compile(rb"(?is)(<!doctype html|<html)"), "an HTML page: was the download a login page?"),
)
_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def reader_of(file: BinaryIO, source: str) -> tuple[str, Reader]:
    """The name of the format, and the one reader that recognises the beginning of the file.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    head = file.read(HEAD)
    file.seek(0)
    found = [(name, reader) for reader in READERS if (name := reader.matches(head))]
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous((name for name, _reader in found), source)
    raise UnknownFormat(_looks_like(head), source=source)


def identify_file(file: BinaryIO, source: str) -> str:
    """The name of the format of a file, or of all the files in an archive; errors as above."""
    found = {reader_of(member, name)[0] for name, member in open_members(file, source)}
    if len(found) > 1:
        raise _ambiguous(sorted(found), source)
    return found.pop()


def _ambiguous(names: Iterable[str], source: str) -> AmbiguousFormat:
    return AmbiguousFormat(f"could be {' and '.join(names)}", source=source)


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
    return "text in no format that this version knows (known: MT940, MT942, BAI2, OFX, CAMT)"
