"""Which kind of advice are these bytes? By content, never by name."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Protocol, cast

from ..recognition import Wanted, recognised
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

# First match wins, so the more special stands first.
_OTHERS = (
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
_ADVICE = Wanted(
    "remittance advice",
    "CSV, XLSX, PDF, e-mail, UBL, remt.001, REMADV, X12 820; a table needs a row of headings with a "
    "document number and an amount, other text the known document numbers to look up",
    _OTHERS,
)


def reader_of(
    head: bytes, readers: tuple[Reader, ...] = FILES, *, source: str = ""
) -> tuple[str, Reader]:
    """The name of the kind, and the one of ``readers`` that recognises the beginning of a file.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    return recognised(head, readers, _ADVICE, source)
