"""What a remittance advice says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..items import Evidence
from .sentence import _lt, because, listed, money


def advice_by_reference(reference: str) -> Evidence:
    return because(_lt("remittance advice %(reference)s"), reference=reference)


def advice_by_total(payer: str, amount: Decimal) -> Evidence:
    return because(
        _lt("remittance advice of %(payer)s over %(amount)s"), payer=payer, amount=money(amount)
    )


def advice_names(count: int) -> Evidence:
    return because(_lt("%(count)s open documents named in it"), count=str(count))


def advice_differs(stated: Decimal, amount: Decimal) -> Evidence:
    return because(
        _lt("the advice says %(stated)s, not %(amount)s"),
        stated=money(stated),
        amount=money(amount),
    )


def advice_names_unknown(names: Iterable[str]) -> Evidence:
    return because(
        _lt("the advice names %(documents)s, which is not open"), documents=listed(names)
    )


def advice_pays_more(names: Iterable[str]) -> Evidence:
    return because(
        _lt("the advice pays more of %(documents)s than is open"), documents=listed(names)
    )


def advice_used(day: date) -> Evidence:
    return because(_lt("another payment of %(day)s has the same advice"), day=day.isoformat())
