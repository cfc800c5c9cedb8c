"""BAI2 cash management reports, and BTRS (X9.121), which succeeds it and calls itself version 3.

Format: BAI Cash Management Balance Reporting Specifications, version 2; ANSI X9.121 BTRS. Australia
has a dialect of its own, NAI. The files here: ``lines`` and ``records`` cut the bytes, ``headers``
reads 01 and 02, ``account`` 03, ``transaction`` (and quicker ``ordinary``) 16, ``trailers`` compares 49, 98, 99.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import TruncatedFile
from ..model import Statement, Transaction
from .lines import Lines
from .records import Cutter
from .statement import Reader

NAME = "BAI2"

_NOISE = rb"(?:\xef\xbb\xbf)?[\s\0]*"
_GROUP = rb"02,[^,\r\n]*,[^,\r\n]*,[1-4]?,[0-9]{6}"
_NEXT = rb"[^\r\n]*(?:[\r\n]\s*|/\s*)"
# A header as far as its date; or its beginning and a continuation or a group; or a piece of a file.
_FILE = re.compile(
    _NOISE + rb"01,(?:[^,\r\n]*,[^,\r\n]*,[0-9]{6}|" + _NEXT + rb"(?:88,|" + _GROUP + rb"))"
)
_PIECE = re.compile(
    _NOISE
    + rb"(?:"
    + _GROUP
    + rb"|(?:03,[^,\r\n]+,[^,\r\n]{0,4}[,/]|16,[0-9]{3},[0-9]*,)"
    + _NEXT
    + rb"(?:03|16|88|49|98),)"
)


def matches(head: bytes) -> str:
    """Whether a record of BAI2 stands at the beginning, and what follows fits."""
    return NAME if _FILE.match(head) or _PIECE.match(head) else ""


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """Each account's transactions and its statement, totals compared.

    Raises:
        TruncatedFile: the file ends inside an account, a record, or before any account.
        FormatError: a record that cannot be read.
    """
    layout: dict[str, None] = {}
    lines = Lines(file, source, layout)
    reader = Reader(source, layout, lines)
    yield from reader.read(Cutter(source, layout).records(lines))
