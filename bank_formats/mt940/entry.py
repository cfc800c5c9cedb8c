"""Field ``:61:``, the statement line: ``6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]`` + ``[34x]``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ..errors import FormatError
from ..text import Place, read_day, read_day_of_year
from .amounts import read_amount

_ENTRY = re.compile(
    r"""(?P<value_day>[0-9]{6})
    (?P<entry_day>[0-9]{4}|\ {4})?
    (?P<mark>[ER]?[CD])
    (?P<funds>[A-Z])?           # third letter of the currency: CR is no reversal, RC is
    (?P<minus>-)?
    (?P<amount>[0-9][0-9.,]*)
    \ ?(?P<type>(?!NONREF)[A-Z][A-Z0-9 ]{3})?
    (?P<reference>.*?)
    (?://(?P<bank_reference>.*))?""",
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_BEFORE_AMOUNT = re.compile(r"[0-9]{6}(?:[0-9]{4})?R?[CD][A-Z]?\s*")
MARKS = ("C", "D", "RC", "RD", "EC", "ED")
_TURNED = {"C": "D", "RD": "RC", "EC": "ED"}
"""The mark of money in -> that of money out."""


_FAR = timedelta(days=45)
"""Farther apart, an entry date is none: every ``MMDD`` can be a time ``HHMM`` as well."""
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")


class Period(NamedTuple):
    """What a page says of the days of its bookings."""

    opened: date | None
    """The day of the opening balance."""
    latest: date | None
    """After this day nothing of an interim report can be booked."""


EntryValues = tuple[date, date, Decimal, str, str, str, str, str, tuple[str, ...]]
"""An ``Entry`` without its names, for what is made most."""


class Entry(NamedTuple):
    """What one ``:61:`` says; ``amount`` is signed, money in is positive."""

    booked: date
    value_day: date
    amount: Decimal
    mark: str
    """Which sign and kind: C, D; RC, RD: reversal of a credit, of a debit; EC, ED: expected, not booked."""
    funds: str
    type: str
    reference: str
    bank_reference: str
    supplementary: tuple[str, ...]


def read_entry(lines: tuple[str, ...], currency: str, period: Period, place: Place) -> Entry:
    """``period``: see :func:`read_days`. Raises ``FormatError`` for what cannot be read."""
    first, *supplementary = lines
    if supplementary and _BROKEN_BEFORE_AMOUNT.fullmatch(first):
        place.forgive(":61: broken before the amount")
        first = first.rstrip() + supplementary.pop(0).lstrip()
    found = _ENTRY.fullmatch(first)
    if not found:
        raise place.error("not a statement line (date, mark C/D/RC/RD, amount)", first)
    booked, value_day = read_days(found["value_day"], found["entry_day"] or "", period, place)
    mark = _read_mark(found["mark"], place)
    amount = read_amount(found["amount"], currency, place)
    if found["minus"]:
        # A mark and a minus sign: the banks that do this mean a negative amount.
        place.forgive("minus sign before the amount")
        mark = _TURNED.get(mark, mark)
    return Entry(
        booked=booked,
        value_day=value_day,
        amount=signed(amount, mark),
        mark=mark,
        funds=found["funds"] or "",
        type=(found["type"] or "").strip(),
        reference=found["reference"].strip(),
        bank_reference=(found["bank_reference"] or "").strip(),
        supplementary=tuple(line for line in supplementary if line.strip()),
    )


def read_days(value_day: str, entry_day: str, period: Period, place: Place) -> tuple[date, date]:
    """The days of booking and of value: ``YYMMDD``, and ``MMDD`` (may be empty) near to it.

    Some banks write a time of day as entry date: the value date then. So it is with a date far
    from the value date, unless it is near to the opening balance: booked with an old value date.
    """
    valued = read_day(value_day, place)
    if not entry_day.strip():
        return valued, valued
    if entry_day[:2] <= "12" and entry_day[:2] != "00":
        booked = _booked(entry_day, valued, period, place)
        if booked:
            return booked, valued
    place.forgive("entry date that is no date")
    return valued, valued


def _booked(entry_day: str, valued: date, period: Period, place: Place) -> date | None:
    """The day, or None where it cannot be meant."""
    try:
        booked = read_day_of_year(entry_day, valued, place)
    except FormatError:
        if period.latest is None and not _TIME.fullmatch(entry_day):
            raise
        return None
    if period.latest and booked > period.latest:
        return None
    near = (valued, period.opened or valued)
    return booked if any(abs(booked - day) <= _FAR for day in near) else None


def _read_mark(text: str, place: Place) -> str:
    mark = text.upper()
    if mark not in MARKS:
        raise place.error("not a mark of debit or credit", text)
    if mark != text:
        place.forgive("mark in lower case")
    return mark


def signed(amount: Decimal, mark: str) -> Decimal:
    """Money in is positive."""
    return amount if mark in _TURNED else -amount
