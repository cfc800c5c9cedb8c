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

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from .archive import open_members as _open_members
from .checks import check_continuity
from .errors import AmbiguousFormat, FormatError, TruncatedFile, UnknownFormat
from .identify import identify_file as _identify_file
from .identify import reader_of as _reader_of
from .model import Balance, Check, Exchange, Origin, Party, Statement, Transaction

__all__ = [
    "AmbiguousFormat",
    "Balance",
    "Check",
    "Exchange",
    "FormatError",
    "Origin",
    "Party",
    "Statement",
    "Transaction",
    "TruncatedFile",
    "UnknownFormat",
    "check_continuity",
    "identify",
    "iter_transactions",
    "parse",
]


def parse(data: bytes, *, source: str = "") -> tuple[Statement, ...]:
    """The statements in the bytes of a bank's file, with their checks.

    Args:
        data: the file as received; the statements of all files in it if it is a zip or gzip.
            Whether each goes on from the one before is asked with :func:`check_continuity`: a file
            of chosen days is a right one.
        source: the name to use in origins and errors, such as the file's name.

    Raises:
        FormatError: the bytes cannot be read; says source, line, field and value.
    """
    with _without_collector():
        return tuple(_gathered(_read(BytesIO(data), source)))


def _gathered(read: Iterator[Transaction | Statement]) -> Iterator[Statement]:
    """The statements with their transactions."""
    booked: list[Transaction] = []
    expected: list[Transaction] = []
    for each in read:
        if isinstance(each, Transaction):
            if each.expected:
                expected.append(each)
            else:
                booked.append(each)
        else:
            yield replace(each, transactions=tuple(booked), expected=tuple(expected))
            booked.clear()
            expected.clear()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Values hold no cycles: to look for some among them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                # All become old: else they were searched at once. Nothing stays frozen.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def iter_transactions(
    file: BinaryIO | bytes,
    *,
    source: str = "",
    ended: Callable[[Statement], object] = lambda statement: None,
) -> Iterator[Transaction]:
    """The booked transactions one by one, in memory that does not grow with the file.

    Args:
        file: seekable, opened for bytes (or the bytes); also zip and gzip.
        source: as in :func:`parse`.
        ended: called after the last transaction of each statement with the statement and its
            checks, without its transactions. Nothing of a statement is proved before that.

    Raises:
        FormatError: as :func:`parse`, when the place in the file is reached.
    """
    for each in _read(BytesIO(file) if isinstance(file, bytes) else file, source):
        if isinstance(each, Statement):
            ended(each)
        elif not each.expected:
            yield each


def identify(data: bytes, *, source: str = "") -> str:
    """The format: ``MT940``, ``MT942``, ``BAI2``, ``OFX``, ``CAMT.052``, ``CAMT.053``, ``CAMT.054``.

    Raises:
        UnknownFormat: none of these; says what it looks like.
        AmbiguousFormat: more than one (of these, or among the files in an archive).
    """
    return _identify_file(BytesIO(data), source)


def _read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    for name, member in _open_members(file, source):
        yield from _reader_of(member, name)[1].read(member, name)
