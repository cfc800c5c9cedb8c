"""SWIFT MT940 customer statements (and MT941/MT950, which have the same fields).

Format: SWIFT Standards MT category 9, MT940; Germany: DK Anlage 3 chapter 8. The files here:
``fields`` cuts the text into tags, ``entry`` reads ``:61:``, ``details`` and the dialect files
read ``:86:``, ``statement`` puts pages and statements together.

MT942 interim reports are recognised and refused: they have no balances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ..model import Statement, Transaction
from ..text import decode
from .fields import cut_into_fields
from .statement import read_statements

NAME = "MT940"

_START = rb"(?:\A|[\r\n}\x01])[ \t\x01]*:"
_BALANCE = re.compile(_START + rb"60[FM]:")
_MESSAGE = re.compile(rb"(?s)" + _START + rb"20:.{0,300}?[\r\n][ \t]*:25P?:")


def matches(head: bytes) -> str:
    """Whether an opening balance, or a reference followed by an account, starts a line."""
    return NAME if _BALANCE.search(head) or _MESSAGE.search(head) else ""


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """All statements of the file, pages joined, totals checked.

    Raises:
        TruncatedFile: the file ends before the closing balance of its last statement.
        FormatError: a field that cannot be read.
    """
    text, leniency = decode(file.read())
    for statement in read_statements(cut_into_fields(text), source, leniency):
        yield from statement.transactions
        yield replace(statement, transactions=())
