"""What came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..items import Evidence
from .sentence import _lt, because, listed, money


def receipt_of(day: date, amount: Decimal) -> Evidence:
    return because(
        _lt("%(amount)s received on %(day)s came back"), amount=money(amount), day=day.isoformat()
    )


def same_reference(reference: str) -> Evidence:
    return because(_lt("reference %(reference)s of that payment"), reference=reference)


def paid_then(names: Iterable[str]) -> Evidence:
    return because(_lt("%(documents)s was paid with it"), documents=listed(names))


def same_cheque(number: str) -> Evidence:
    return because(_lt("it was paid by cheque %(number)s"), number=number)


def return_fee(fee: Decimal) -> Evidence:
    return because(_lt("%(fee)s more went out: the bank's fee of the return"), fee=money(fee))


def fee_over_limit() -> Evidence:
    return because(_lt("the policy does not allow a bank fee of this amount"))


def may_be_refund() -> Evidence:
    return because(_lt("nothing says that it is a return; it may be a refund"))


def several_receipts(count: int) -> Evidence:
    return because(_lt("%(count)s payments like it were received"), count=str(count))
