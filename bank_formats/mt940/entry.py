"""Field ``:61:``, the statement line: ``6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]`` + ``[34x]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..text import Place, read_amount, read_day, read_day_of_year

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
_SIGN = {"C": 1, "D": -1, "RC": -1, "RD": 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one ``:61:`` says; ``amount`` is signed, money in is positive."""

    booked: date
    value_day: date
    amount: Decimal
    reversal: bool
    funds: str
    type: str
    reference: str
    bank_reference: str
    supplementary: tuple[str, ...]


def read_entry(lines: tuple[str, ...], currency: str, place: Place) -> Entry:
    """Raises ``FormatError`` for a mark, day or amount that cannot be read."""
    first, *supplementary = lines
    if supplementary and _BROKEN_BEFORE_AMOUNT.fullmatch(first):
        place.forgive(":61: broken before the amount")
        first = first.rstrip() + supplementary.pop(0).lstrip()
    found = _ENTRY.fullmatch(first)
    if not found:
        raise place.error("not a statement line (date, mark C/D/RC/RD, amount)", first)
    value_day = read_day(found["value_day"], place)
    mark = _read_mark(found["mark"], place)
    return Entry(
        booked=_read_booked(found["entry_day"] or "", value_day, place),
        value_day=value_day,
        amount=_read_signed(found, mark, currency, place),
        reversal=mark.startswith("R"),
        funds=found["funds"] or "",
        type=(found["type"] or "").strip(),
        reference=found["reference"].strip(),
        bank_reference=(found["bank_reference"] or "").strip(),
        supplementary=tuple(line for line in supplementary if line.strip()),
    )


def _read_mark(text: str, place: Place) -> str:
    mark = text.upper()
    if mark not in _SIGN:
        raise place.error("an expected entry (EC/ED) is not booked and belongs in MT942", text)
    if mark != text:
        place.forgive("mark in lower case")
    return mark


def _read_booked(text: str, value_day: date, place: Place) -> date:
    """The entry date; the value date if there is none or it is a time of day (some banks)."""
    if not text.strip():
        return value_day
    if text[:2] > "12" or text[:2] == "00":
        place.forgive("entry date that is no date")
        return value_day
    return read_day_of_year(text, value_day, place)


def _read_signed(found: re.Match[str], mark: str, currency: str, place: Place) -> Decimal:
    amount = read_amount(found["amount"], currency, place, mark=",")
    if found["minus"]:
        # A mark and a minus sign: the banks that do this mean a negative amount.
        place.forgive("minus sign before the amount")
        return -amount
    return amount * _SIGN[mark]
