"""How a reason is made: an English sentence with named places, and what to put there."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..items import Evidence, Money, OpenItem


def _lt(sentence: str) -> str:
    """Marks a sentence for translation; the value holds the English one."""
    return sentence


def because(sentence: str, **values: str) -> Evidence:
    return Evidence(sentence=sentence, values=tuple(sorted(values.items())))


def money(amount: Decimal) -> str:
    """With thousands apart: 1,190.00."""
    return f"{amount:,.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{amount:,f}"


def with_currency(one: Money) -> str:
    """With its currency: USD 1,190.00."""
    return f"{one.currency} {money(one.amount)}"


def listed(names: Iterable[str], most: int = 8) -> str:
    every = list(dict.fromkeys(names))
    rest = [f"... ({len(every)})"] if len(every) > most else []
    return ", ".join(every[:most] + rest)


def documents(items: Iterable[OpenItem]) -> str:
    """Their numbers, each once."""
    return listed(item.document for item in items)
