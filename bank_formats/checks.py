"""The totals a statement must keep. A broken one is a value; nothing is ever adjusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from .model import Balance, FailedCheck, Origin, Transaction


def check_balances(
    opening: Balance, transactions: Iterable[Transaction], closing: Balance, origin: Origin
) -> Iterator[FailedCheck]:
    """One currency, and opening + transactions == closing. ``origin`` is the closing balance's."""
    if opening.currency != closing.currency:
        yield FailedCheck(
            check="currency", expected=opening.currency, found=closing.currency, origin=origin
        )
    found = opening.amount + sum((each.amount for each in transactions), Decimal())
    if found != closing.amount:
        yield FailedCheck(
            check="closing balance",
            expected=_money(closing.amount, closing.currency),
            found=_money(found, opening.currency),
            origin=origin,
        )


def check_page_chain(
    before: Balance | None, after: Balance | None, origin: Origin
) -> Iterator[FailedCheck]:
    """A page must start from the balance at which the one before it ended, where both are known."""
    if before is None or after is None:
        return
    expected = _money(before.amount, before.currency)
    found = _money(after.amount, after.currency)
    if (before.amount, before.currency) != (after.amount, after.currency):
        yield FailedCheck(check="page", expected=expected, found=found, origin=origin)


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount} {currency}"
