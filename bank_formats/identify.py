"""Which format of bank files are these bytes?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from . import bai2, camt, mt940, ofx
from .archive import open_members
from .model import Statement, Transaction
from .recognition import HEAD, Wanted, ambiguous, recognised


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

# First match wins, so the more special stands first.
_OTHERS = (
    (re.compile(rb"\s*\Z"), "the file is empty"),
    (re.compile(rb"%PDF"), "a PDF, not a bank file: ask the bank for MT940 or CAMT"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office file (such as .xls), not a bank file"),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "UTF-16 text: save it as UTF-8"),
    (re.compile(rb"-----BEGIN PGP"), "an encrypted (PGP) file: decrypt it first"),
    (re.compile(rb":[0-9]{2}[A-Z]?:"), "fields of an MT940, but no whole statement"),
    (re.compile(rb"(?is)(<!doctype html|<html)"), "an HTML page: was the download a login page?"),
)
_BANK_FILE = Wanted("bank file", "MT940, MT942, BAI2, OFX, CAMT", _OTHERS)


def reader_of(file: BinaryIO, source: str) -> tuple[str, Reader]:
    """The name of the format, and the one reader that recognises the beginning of the file.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    head = file.read(HEAD)
    file.seek(0)
    return recognised(head, READERS, _BANK_FILE, source)


def identify_file(file: BinaryIO, source: str) -> str:
    """The name of the format of a file, or of all the files in an archive; errors as above."""
    found = {reader_of(member, name)[0] for name, member in open_members(file, source)}
    if len(found) > 1:
        raise ambiguous(sorted(found), source)
    return found.pop()
