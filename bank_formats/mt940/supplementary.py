"""The second line of ``:61:``: original amount and charges, ``/OCMT/USD11,20//CHGS/EUR0,10/``."""

from __future__ import annotations

import re
from decimal import Decimal

from ..model import Exchange
from .amounts import read_charges, read_exchange

_CODE = re.compile(r"/(OCMT|EXCH|CHGS|CHGT)/([^/]*)")


def read_supplementary(text: str, currency: str) -> tuple[Decimal | None, Exchange | None]:
    """What banks kept in the statement's ``currency``, and the amount in another one.

    A code that comes twice is not understood: the charges of which bank?
    """
    found = _CODE.findall(text)
    values = dict(found)
    if not values or len(values) != len(found):
        return None, None
    charges, charged = read_charges(values)
    exchange = read_exchange(values)
    return (
        charges if charged == currency else None,
        exchange if exchange and exchange.currency != currency else None,
    )
