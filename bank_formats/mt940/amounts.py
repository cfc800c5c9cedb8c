"""Amounts of other currencies and charges: ``/OCMT/USD100,00/``, ``/EXCH/1,0823/``, ``/CHGS/EUR0,10/``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ..model import Exchange
from ..text import Place
from ..text import read_amount as read_plain

_NUMBER = r"([0-9]{1,15}(?:[,.][0-9]{0,8})?)"
_MONEY = re.compile(rf"([A-Z]{{3}}) ?{_NUMBER}")
_RATE = re.compile(_NUMBER)
# Both marks, so that each has one meaning only.
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+\.)[0-9]*")
_THREE_DECIMALS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")


def read_amount(text: str, currency: str, place: Place) -> Decimal:
    """An amount of a field, with a decimal comma; forgives ``1.234,50`` and ``1,234.50``.

    Raises ``FormatError``.
    """
    if "." in text and "," in text and _GROUPED.fullmatch(text):
        place.forgive("thousands separator")
        text = text.replace(min(",.", key=text.index), "")
    return read_plain(text, currency, place, mark=",")


def read_money(text: str) -> tuple[str, Decimal] | None:
    """Currency and amount, or None for what is no amount or could be one of thousands."""
    found = _MONEY.fullmatch(text.strip())
    if not found or _THREE_DECIMALS.fullmatch(found[2]):
        return None
    return found[1], Decimal(found[2].replace(",", "."))


def read_exchange(values: Mapping[str, str]) -> Exchange | None:
    """What the payment was in another currency."""
    money = read_money(values.get("OCMT", ""))
    if not money:
        return None
    rate = _RATE.fullmatch(values.get("EXCH", "").strip())
    return Exchange(
        amount=money[1],
        currency=money[0],
        rate=Decimal(rate[1].replace(",", ".")) if rate else None,
    )


def read_charges(values: Mapping[str, str]) -> tuple[Decimal | None, str]:
    """What banks kept, and its currency."""
    money = read_money(values.get("CHGS") or values.get("CHGT", ""))
    return (money[1], money[0]) if money else (None, "")
