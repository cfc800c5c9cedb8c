"""Amounts and days as XML writes them (XML Schema 1.0 part 2: decimal, date, dateTime)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ..currency import minor_units
from ..errors import FormatError
from ..text import Place
from ..text import read_amount as read_forgiving

_PLAIN = re.compile(r"[0-9]{1,16}(?:\.([0-9]{1,3}))?")
_NUMBER = re.compile(r"(?=\.?[0-9])[0-9]{0,18}(?:\.[0-9]{0,17})?")  # .5 is a number as well
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.,]*)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")

_MOST_DAYS = 10_000

Fail = Callable[[str, str], FormatError]
"""Makes the error of a problem and a value, at its place."""


def read_amount(text: str, currency: str, leniencies: dict[str, None], fail: Fail) -> Decimal:
    """An amount without sign. Forgives a comma, and zeros beyond the currency's minor unit."""
    plain = _PLAIN.fullmatch(text)
    if plain and len(plain[1] or "") <= minor_units(currency):
        return Decimal(text)
    if text.startswith("-"):
        raise fail("a negative amount: its direction is in CdtDbtInd", text)
    unsigned = text.removeprefix("+")
    if unsigned.startswith("."):
        unsigned = "0" + unsigned if len(unsigned) > 1 else unsigned
    elif unsigned.isdigit():
        unsigned += "."
    try:
        return read_forgiving(unsigned, currency, Place("", 0, "", leniencies), mark=".")
    except FormatError as error:
        raise fail(error.problem, text) from None


def read_number(text: str) -> Decimal | None:
    """A number without sign, such as a rate or an amount in another currency, if it is one."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


class Days:
    """The days of a file; most are the same few."""

    def __init__(self) -> None:
        self.known: dict[str, date] = {}

    def read(self, text: str, fail: Fail) -> date:
        """The calendar day as written: a time zone does not move it."""
        if known := self.known.get(text):
            return known
        found = _DAY.fullmatch(text)
        if not found:
            raise fail("not a date YYYY-MM-DD", text)
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            raise fail("no such day", text) from None
        if len(self.known) < _MOST_DAYS:
            self.known[text] = day
        return day
