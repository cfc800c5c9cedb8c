"""An independent library reads the same bytes: does it find as many entries and the same sum?

``mt-940``, ``ofxparse`` and ``bai2`` fail on many real files, so what they say is one more opinion:
it never overrides a check of ours, and a difference alone stops nothing. CAMT has no second reader.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO, Literal

import mt940
from bai2.bai2 import parse_from_string as parse_bai2
from ofxparse import OfxParser

from .archive import open_members
from .currency import minor_units
from .identify import reader_of
from .model import Statement

Outcome = Literal["agrees", "differs", "cannot read it", "not asked"]

# It writes account data of fields that it cannot read to the log.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What ``library`` makes of the file ``source``; ``found`` is its reading or why there is none."""

    source: str
    library: str
    outcome: Outcome
    found: str
    count: int | None = None
    """How many entries it found, and ``total`` their sum; None if it read nothing."""
    total: Decimal | None = None

    def __str__(self) -> str:
        return f"second reader {self.library} {self.outcome}: {self.found}"


class _NotAsked(Exception):
    """The library would take too long, or for ever."""


def second_opinions(
    data: bytes, statements: Sequence[Statement], *, source: str = ""
) -> tuple[Opinion, ...]:
    """One opinion for each file in ``data`` (several in an archive) that has a second reader.

    ``statements`` are ours, read from the same ``data`` and ``source`` without error.
    """
    opinions = []
    for name, member in open_members(io.BytesIO(data), source):
        ours = [statement for statement in statements if statement.origin.source == name]
        if reading := _READINGS.get(reader_of(member, name)[0]):
            opinions.append(_ask(*reading, member, ours, name))
    return tuple(opinions)


def _ask(
    library: str, read: Reading, file: BinaryIO, ours: Sequence[Statement], source: str
) -> Opinion:
    outcome: Outcome
    count, total = None, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of deprecated calls inside the library
            amounts = read(file, ours)
    except _NotAsked as reason:
        outcome, found = "not asked", str(reason)
    except Exception as error:  # noqa: BLE001  # whatever it raises, we have no opinion then
        outcome, found = "cannot read it", type(error).__name__
    else:
        same = sorted(amounts) in (_booked(ours), _with_expected(ours))
        count, total = len(amounts), sum(amounts, Decimal())
        noun = "entry" if count == 1 else "entries"
        outcome, found = "agrees" if same else "differs", f"{count} {noun}, sum {total}"
    return Opinion(
        source=source, library=library, outcome=outcome, found=found, count=count, total=total
    )


Reading = Callable[[BinaryIO, Sequence[Statement]], list[Decimal]]


def _read_mt940(file: BinaryIO, ours: Sequence[Statement]) -> list[Decimal]:
    # It takes CR alone for no line end.
    data = _small(file, 2_000_000).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # A file object, never bytes: the library would open a file of that name.
    statements = mt940.parse_statements(io.BytesIO(data), options=mt940.Options.all())
    return [entry.data["amount"].amount for each in statements for entry in each.transactions]


def _read_ofx(file: BinaryIO, ours: Sequence[Statement]) -> list[Decimal]:
    head = file.read(200)
    # Without end tags its time grows with the square of the size.
    data = _small(file, 1_000_000 if b"<?xml" in head or b"<?OFX" in head else 200_000)
    parsed = OfxParser.parse(io.BytesIO(data), fail_fast=False)
    statements = [account.statement for account in parsed.accounts]
    if any(statement.discarded_entries for statement in statements):
        raise ValueError("it put entries aside")
    return [entry.amount for each in statements for entry in each.transactions]


def _read_bai2(file: BinaryIO, ours: Sequence[Statement]) -> list[Decimal]:
    text = _small(file, 2_000_000).decode("latin-1")
    if not _ends_properly(text):
        raise _NotAsked("it never ends on a file without trailers")
    places = {minor_units(statement.currency) for statement in ours}
    if len(places) != 1:
        raise _NotAsked("it knows no decimals of currencies, and they differ here")
    [decimals] = places
    parsed = parse_bai2(text, check_integrity=False)
    return [
        Decimal(
            -entry.amount if entry.type_code.transaction.value == "debit" else entry.amount
        ).scaleb(-decimals)
        for group in parsed.children
        for account in group.children
        for entry in account.children
        if entry.amount is not None
    ]


def _ends_properly(text: str) -> bool:
    codes = re.findall(r"(?m)^\s*(01|02|03|49|98|99)\b", text)
    pairs = (("01", "99"), ("02", "98"), ("03", "49"))
    return (
        bool(codes)
        and codes[-1] == "99"
        and all(codes.count(first) == codes.count(last) for first, last in pairs)
    )


def _small(file: BinaryIO, most: int) -> bytes:
    file.seek(0)
    data = file.read(most + 1)
    if len(data) > most:
        raise _NotAsked(f"files over {most / 1e6:g} MB take it too long")
    return data


def _booked(statements: Sequence[Statement]) -> list[Decimal]:
    return sorted(entry.amount for each in statements for entry in each.transactions)


def _with_expected(statements: Sequence[Statement]) -> list[Decimal]:
    """As a library gives them that does not tell the announced from the booked."""
    expected = [entry.amount for each in statements for entry in each.expected]
    return sorted(_booked(statements) + expected)


_READINGS: dict[str, tuple[str, Reading]] = {
    "MT940": ("mt-940", _read_mt940),
    "MT942": ("mt-940", _read_mt940),
    "OFX": ("ofxparse", _read_ofx),
    "BAI2": ("bai2", _read_bai2),
}
