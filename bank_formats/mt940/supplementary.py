"""The second line of ``:61:``: original amount and charges, ``/OCMT/USD11,20//CHGS/EUR0,10/``."""

from __future__ import annotations

import re
from decimal import Decimal

from ..currency import minor_units
from ..model import Exchange

_AMOUNT = r"([A-Z]{3})([0-9]{1,15},[0-9]{0,3})(?=/|$)"
_ORIGINAL = re.compile("/OCMT/" + _AMOUNT)
_CHARGES = re.compile("/CHGS/" + _AMOUNT)
_RATE = re.compile(r"/EXCH/([0-9]{1,9},[0-9]{1,12})(?=/|$)")


def read_charges(text: str, currency: str) -> Decimal | None:
    """What banks kept, if all of it is said in the statement's ``currency``."""
    said = text.count("/CHGS/")
    if not said:
        return None
    found = _CHARGES.findall(text)
    if len(found) != said:
        return None
    if any(charged != currency for charged, _amount in found):
        return None
    return sum((_decimal(amount) for _currency, amount in found), Decimal())


def read_exchange(text: str, currency: str) -> Exchange | None:
    """The original amount, if it is one and in another currency."""
    if "/OCMT/" not in text:
        return None
    found = _ORIGINAL.findall(text)
    if len(found) != 1 or found[0][0] == currency:
        return None
    original, amount = found[0]
    if len(amount.partition(",")[2]) > minor_units(original):
        return None
    rates = _RATE.findall(text)
    return Exchange(
        amount=_decimal(amount),
        currency=original,
        rate=_decimal(rates[0]) if len(rates) == 1 else None,
    )


def _decimal(text: str) -> Decimal:
    return Decimal(text.removesuffix(",").replace(",", "."))
