"""Amounts, counts and days as BAI2 writes them; amounts are whole minor units of the currency."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..currency import MINOR_UNITS
from ..text import Place, read_day

_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?([+-]?)")
_COUNT = re.compile(r"\+?([0-9]{1,15})")
_MOST_DIGITS = 18  # beyond this a sum could be rounded by the default decimal context


class Money(NamedTuple):
    """An account's currency and how many decimals its amounts imply."""

    currency: str
    decimals: int

    def amount(self, minor: int) -> Decimal:
        """So many minor units, exactly."""
        if not self.decimals:
            return Decimal(minor)
        digits = str(abs(minor)).zfill(self.decimals + 1)
        sign = "-" if minor < 0 else ""
        return Decimal(f"{sign}{digits[: -self.decimals]}.{digits[-self.decimals :]}")

    def read(self, text: str, place: Place) -> int:
        """The minor units that ``text`` says; a sign may stand before or (Australia) behind it.

        Forgives decimals that the currency has.
        """
        if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS:
            return int(text)
        found = _AMOUNT.fullmatch(text.strip())
        if not found or (found[1] and found[4]):
            raise place.error("not an amount in minor units", text)
        sign, whole, decimals, sign_behind = found.groups("")
        if decimals:
            # As many decimals as the currency has: then it is no grouping, and no fraction.
            if len(decimals) != self.decimals:
                raise place.error(f"{self.currency} implies {self.decimals} decimals", text)
            place.forgive("amounts with a decimal point")
        elif sign_behind:
            place.forgive("sign behind the amount")
        digits = (whole + decimals).lstrip("0") or "0"
        if len(digits) > _MOST_DIGITS:
            raise place.error(f"an amount of more than {_MOST_DIGITS} digits", text)
        return -int(digits) if "-" in sign + sign_behind else int(digits)


def money(currency: str, place: Place) -> Money:
    """Raises ``FormatError`` for a currency whose decimals are not known."""
    if currency not in MINOR_UNITS:
        raise place.error("not a currency whose decimals are known (ISO 4217)", currency)
    return Money(currency, MINOR_UNITS[currency])


def read_count(text: str, place: Place) -> int:
    """How many; raises ``FormatError`` unless it is digits."""
    found = _COUNT.fullmatch(text.strip())
    if not found:
        raise place.error("not a count", text)
    return int(found[1])


def read_date(text: str, place: Place) -> date:
    """A date YYMMDD; forgives CCYYMMDD."""
    text = text.strip()
    if len(text) == 8 and text.startswith(("19", "20")):
        place.forgive("dates of eight digits")
        day = read_day(text[2:], place)
        if f"{day:%Y}" != text[:4]:
            raise place.error("no such day", text)
        return day
    return read_day(text, place)
