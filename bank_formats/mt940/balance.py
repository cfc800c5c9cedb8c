"""Fields ``:60a:`` and ``:62a:``, the balances: ``1!a6!n3!a15d``."""

from __future__ import annotations

import re
from datetime import date

from ..errors import FormatError
from ..model import Balance
from ..text import Place, read_day
from .amounts import read_amount
from .fields import Field

_BALANCE = re.compile(
    r"(?P<mark>[CDcd])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})?(?P<minus>-)?"
    r"(?P<amount>[0-9][0-9.,]*)(?P<rest>.*)"
)
_CURRENCY = re.compile(r"[CDcd].{6}([A-Z]{3})")


def stated_currency(field: Field) -> str:
    """The currency that a balance names, or ``""``."""
    found = _CURRENCY.match(field.text)
    return found[1] if found else ""


def stated_day(field: Field, place: Place) -> date | None:
    """The day of a balance, or None where the bank writes none (``000000``) or no such day."""
    try:
        return read_day(field.text[1:7], place)
    except FormatError:
        return None


def read_balance(field: Field, currency: str, day: date, place: Place) -> Balance:
    """The signed balance; ``currency`` and ``day`` stand in for missing ones (leniencies)."""
    found = _BALANCE.match(field.lines[0].strip())
    if not found:
        raise place.error("not a balance (C/D, date, currency, amount)", field.text)
    if not found["currency"]:
        place.forgive("balance without currency")
    if found["rest"].strip():
        place.forgive("text behind a balance")
    currency = found["currency"] or currency
    amount = read_amount(found["amount"], currency, place)
    if found["minus"]:
        place.forgive("minus sign before the amount")
    negative = found["minus"] or found["mark"] in "Dd"
    own_day = stated_day(field, place)
    if not own_day:
        place.forgive(f"balance of the day {found['day']}")
    return Balance(
        day=own_day or day,
        amount=-amount if negative else amount,
        currency=currency,
    )
