"""Bytes of a bank's file -> statements. Pure Python: no I/O, no Odoo, no clock.

>>> parse(b"%PDF-1.7", source="june.pdf")
Traceback (most recent call last):
...
bank_formats.errors.UnknownFormat: june.pdf: a PDF, not a bank file: ask the bank for MT940 or CAMT

>>> [statement] = parse(
...     b":20:X\\n:25:DE123\\n:60F:C240101EUR1,\\n:61:240102C2,5NTRFINV7\\n:62F:C240102EUR3,5"
... )
>>> statement.closing.amount, statement.transactions[0].reference, statement.failed_checks
(Decimal('3.5'), 'INV7', ())
"""

from __future__ import annotations

from .errors import AmbiguousFormat, FormatError, TruncatedFile, UnknownFormat
from .identify import identify
from .identify import reader_of as _reader_of
from .model import Balance, FailedCheck, Origin, Party, Statement, Transaction

__all__ = [
    "AmbiguousFormat",
    "Balance",
    "FailedCheck",
    "FormatError",
    "Origin",
    "Party",
    "Statement",
    "Transaction",
    "TruncatedFile",
    "UnknownFormat",
    "identify",
    "parse",
]


def parse(data: bytes, *, source: str = "") -> tuple[Statement, ...]:
    """The statements in the bytes of a bank's file, with their failed checks.

    Args:
        data: the file as received.
        source: the name to use in origins and errors, such as the file's name.

    Raises:
        FormatError: the bytes cannot be read; says source, line, field and value.
    """
    return _reader_of(data, source=source).parse(data, source)
