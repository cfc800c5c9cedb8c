"""Which kind of advice are these bytes? By content, never by name; two answers are an error."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Protocol, cast

from ..errors import AmbiguousFormat, UnknownFormat
from . import csv_file, pdf, remadv, remt, ubl, x12, xlsx
from .model import RemittanceAdvice


class Reader(Protocol):
    """What each kind's module offers."""

    def matches(self, head: bytes) -> str:
        """The name of the kind that the first 64 KB look like, or ``""``."""

    def read(
        self, data: bytes, source: str, documents: Collection[str]
    ) -> tuple[RemittanceAdvice, ...]:
        """The advices in the file, with their checks.

        ``documents`` are the document numbers that the caller knows (its open items); only the
        kinds without a structure of their own (PDF, e-mail) need them.

        Raises:
            FormatError: the bytes cannot be read.
        """


FILES = cast(tuple[Reader, ...], (csv_file, xlsx, pdf, ubl, remt, remadv, x12))
"""The readers of what can stand alone or hang on an e-mail."""

HEAD = 65_536
"""How many bytes are enough to tell the kind."""

_NO_ADVICE = "no remittance advice"
_KNOWN = "CSV, XLSX, PDF, e-mail, UBL, remt.001, REMADV, X12 820"

# First match wins, so the more special stands first.
_LOOKS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*\Z"), "the file is empty"),
    (
        re.compile(rb"\xd0\xcf\x11\xe0(?s:.*)E\0n\0c\0r\0y\0p\0t\0e\0d"),
        "a workbook with a password: save it without",
    ),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        "an old Office file (.xls, .doc, .msg), or one with a password: save it as .xlsx without",
    ),
    (
        re.compile(rb"PK\x03\x04(?s:.{0,40})application/vnd.oasis"),
        "an OpenDocument file (.ods, .odt): save it as .xlsx or PDF",
    ),
    (re.compile(rb"PK\x03\x04(?s:.*)word/"), "a Word document: ask for PDF or a table"),
    (re.compile(rb"PK\x03\x04"), "a zip archive that is no workbook: unpack it first"),
    (re.compile(rb"\x1f\x8b"), "a gzip archive: unpack it first"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*"), "a picture: ask for PDF or a table"),
    (re.compile(rb"-----BEGIN PGP"), "an encrypted (PGP) file: decrypt it first"),
    (re.compile(rb"(?is)(<!doctype html|<html)"), "an HTML page: send the e-mail itself"),
)
_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def reader_of(
    head: bytes, readers: tuple[Reader, ...] = FILES, *, source: str = ""
) -> tuple[str, Reader]:
    """The name of the kind, and the one of ``readers`` that recognises the beginning of a file.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    head = head[:HEAD]
    found = [(name, reader) for reader in readers if (name := reader.matches(head))]
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(name for name, _reader in found)
        raise AmbiguousFormat(f"could be {names}", source=source)
    raise UnknownFormat(_looks_like(head), source=source)


def _looks_like(head: bytes) -> str:
    """One sentence for a person who sent the wrong file."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, sentence in _LOOKS:
        if pattern.match(head):
            return sentence
    if head.startswith(b"<"):
        root = _XML_ROOT.search(head)
        name = root[1].decode("ascii", "replace") if root else "?"
        return f"XML with the root element {name}: {_NO_ADVICE} that this version knows"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"binary data, {_NO_ADVICE}"
    return (
        f"text, but {_NO_ADVICE} that this version knows ({_KNOWN}); "
        "a table needs a row of headings with a document number and an amount, "
        "other text the known document numbers to look up"
    )
