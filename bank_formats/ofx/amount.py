"""Amounts (OFX 1.6, 2.2 section 3.2.9.1): ``.`` or ``,`` before the decimals, no thousands.

Some banks set thousands apart nevertheless. Two different marks, or one repeated, have one meaning
only. One mark before three digits has two: all amounts of the file are asked then, never the cell
alone, and where they do not tell it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal

from ..currency import minor_units
from ..text import Place

# Beyond this a sum could be rounded by the default decimal context (28 digits).
_MOST_DIGITS = 18
_LONGEST = 60

_SIGNED = re.compile(r"([+-]?)[ \xa0]*([A-Z]{0,2}\$|[€£¥]|)[ \xa0]*([+-]?)[ \xa0]*(.*?)([+-]?)")
_SIMPLE = re.compile(r"(?=.?[0-9])([0-9]*)(?:([.,])([0-9]*))?")
_GROUPED = re.compile(
    r"([0-9]{1,3}([.,' \xa0\u202f\u2019])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)([.,])([0-9]*))?"
)
_ONE_MARK = re.compile(r"([1-9][0-9]{0,2})[.,][0-9]{3}")
_STATED = re.compile(r"<(?:TRNAMT|BALAMT)>\s*([^<>\r\n]{1,60})", re.IGNORECASE)

Use = tuple[Literal["decimal", "thousands"], str]
Evidence = Callable[[], frozenset[Use]]
"""What the marks in all amounts of the file are used for; asked only when a cell does not tell."""


class Amounts:
    """Reads the amounts of one currency."""

    def __init__(self, currency: str, evidence: Evidence) -> None:
        self.currency = currency
        self.with_comma = self.with_point = False
        self._evidence = evidence
        units = minor_units(currency)
        # One mark before three digits is never plain, not even for currencies with three decimals.
        self._plain = re.compile(
            rf"[+-]?[0-9]{{1,{_MOST_DIGITS}}}(?:[.,][0-9]{{0,{min(units, 2)}}})?"
        )

    def plain(self, text: str) -> Decimal | None:
        """A signed amount that is written as specified, else None: then :meth:`read` it."""
        if not self._plain.fullmatch(text):
            return None
        if "." in text:
            self.with_point = True
        elif "," in text:
            self.with_comma = True
            text = text.replace(",", ".")
        return Decimal(text)

    def read(self, text: str, place: Place) -> Decimal:
        """A signed amount, as it stands between the tags without blanks around it."""
        plain = self.plain(text)
        if plain is not None:
            return plain
        found = _SIGNED.fullmatch(text) if len(text) <= _LONGEST else None
        signs = "" if found is None else found[1] + found[3] + found[5]
        if found is None or len(signs) > 1:
            raise place.error("not an amount", text)
        if found[2]:
            place.forgive("currency sign in an amount")
        if found[5]:
            place.forgive("sign after the amount")
        whole, mark, decimals = self._parts(found[4].rstrip(), text, place)
        self.with_comma |= mark == ","
        self.with_point |= mark == "."
        if len(whole.lstrip("0")) > _MOST_DIGITS:
            raise place.error(f"an amount of more than {_MOST_DIGITS} digits", text)
        decimals = self._in_minor_units(decimals, text, place)
        return Decimal(f"{signs}{whole or '0'}.{decimals or '0'}" if decimals else signs + whole)

    def _parts(self, number: str, text: str, place: Place) -> tuple[str, str, str]:
        """Digits before the decimal mark, the mark, digits after it."""
        if _ONE_MARK.fullmatch(number) and self._means_thousands(number, text, place):
            place.forgive("thousands separator")
            return re.sub(r"[.,]", "", number), "", ""
        if found := _SIMPLE.fullmatch(number):
            return found[1], found[2] or "", found[3] or ""
        if found := _GROUPED.fullmatch(number):
            place.forgive("thousands separator")
            return found[1].replace(found[2], ""), found[3] or "", found[4] or ""
        raise place.error("not an amount", text)

    def _means_thousands(self, number: str, text: str, place: Place) -> bool:
        mark = number[-4]
        other = "," if mark == "." else "."
        uses = self._evidence()
        thousands = ("thousands", mark) in uses or ("decimal", other) in uses
        decimal = ("decimal", mark) in uses
        if thousands != decimal:
            return thousands
        if not thousands and minor_units(self.currency) == 3:
            return False  # as OFX has no thousands, and nothing in the file speaks against it
        raise place.error("decimal mark or thousands?", text)

    def _in_minor_units(self, decimals: str, text: str, place: Place) -> str:
        """``decimals`` without zeros that the currency has no room for."""
        room = minor_units(self.currency)
        if len(decimals) <= room:
            return decimals
        if decimals[room:].strip("0"):
            raise place.error(f"{self.currency} has {room} decimals", text)
        place.forgive(f"more than {room} decimals for {self.currency}")
        return decimals[:room]


def uses_of_marks(text: str) -> Iterator[Use]:
    """What ``.`` and ``,`` are used for in those amounts of ``text`` that leave no doubt."""
    for stated in set(_STATED.findall(text)):
        number = stated.strip().lstrip("+-$ ")
        if _ONE_MARK.fullmatch(number):
            continue
        if found := _SIMPLE.fullmatch(number):
            if found[2]:
                yield "decimal", found[2]
        elif found := _GROUPED.fullmatch(number):
            yield "thousands", found[2]
            if found[3]:
                yield "decimal", found[3]
