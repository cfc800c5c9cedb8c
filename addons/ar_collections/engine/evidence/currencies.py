"""What was ordered or owed in another currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..items import Evidence, Money, OpenItem
from .sentence import _lt, because, documents, with_currency


def other_currency(items: Iterable[OpenItem], currency: str) -> Evidence:
    return because(
        _lt("%(documents)s is not in %(currency)s: choose it by hand if it is meant"),
        documents=documents(items),
        currency=currency,
    )


def ordered(original: Money, given: Money) -> Evidence:
    return because(
        _lt("the payer ordered %(original)s, for which the bank gave %(given)s"),
        original=with_currency(original),
        given=with_currency(given),
    )


def only_ordered() -> Evidence:
    return because(_lt("no number says that an invoice in another currency is meant"))


def at_rate(owed: Iterable[Money], worth: Money, given: Money, percent: Decimal) -> Evidence:
    """``percent`` is positive where the bank gave less."""
    sentence = (
        _lt("%(owed)s is %(worth)s at the rate of the day; the bank gave %(given)s, %(by)s %% less")
        if percent >= 0
        else _lt(
            "%(owed)s is %(worth)s at the rate of the day; the bank gave %(given)s, %(by)s %% more"
        )
    )
    return because(
        sentence,
        owed=" + ".join(map(with_currency, owed)),
        worth=with_currency(worth),
        given=with_currency(given),
        by=f"{abs(percent):.1f}",
    )


def only_at_rate() -> Evidence:
    return because(_lt("the bank does not say what was paid in the invoice's currency"))
