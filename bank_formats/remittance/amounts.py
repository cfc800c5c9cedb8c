"""Amounts and dates as EDI and XML messages write them: signed, whole or with a decimal mark."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ..errors import FormatError
from ..text import DecimalMark, Place, read_amount

_DIGITS = re.compile("[0-9]+")
_DAY = re.compile("[0-9]{8}")
_ISO_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[TZ+-].*)?")
_CURRENCY = re.compile("[A-Z]{3}")


def read_signed(value: str, currency: str, place: Place, mark: DecimalMark = ".") -> Decimal:
    """An amount with an optional sign in front, whole or with the decimal ``mark``.

    ``currency`` may be unknown (``""``); then it can have two decimals.
    """
    unsigned = value[1:] if value[:1] in ("-", "+") else value
    if unsigned[:1] in (",", "."):
        unsigned = "0" + unsigned
    if _DIGITS.fullmatch(unsigned):
        unsigned += mark  # a whole number is as regular here as one with decimals
    try:
        amount = read_amount(unsigned, currency, place, mark=mark)
    except FormatError as error:
        raise place.error(error.problem.strip(), value) from None
    return -amount if value.startswith("-") else amount


def read_currency(value: str, place: Place) -> str:
    """A currency code (ISO 4217)."""
    if not _CURRENCY.fullmatch(value):
        raise place.error("not a currency" if value else "no currency", value)
    return value


def read_calendar_day(value: str, place: Place) -> date:
    """A date ``CCYYMMDD``."""
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        raise place.error("not a date CCYYMMDD", value) from None


def read_iso_day(value: str, place: Place) -> date:
    """The day of an ``xs:date`` or ``xs:dateTime``, in the zone that it is written in."""
    found = _ISO_DAY.fullmatch(value)
    try:
        if not found:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise place.error("not a date CCYY-MM-DD", value) from None
