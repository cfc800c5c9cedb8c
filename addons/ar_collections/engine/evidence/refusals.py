"""What forbids posting whatever the evidence, and why nothing is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..items import Evidence, OpenItem
from .sentence import _lt, because, documents, money


def below_suggestion(confidence: Decimal) -> Evidence:
    return because(
        _lt("a match would be right in %(percent)s %%, less than the policy suggests"),
        percent=f"{confidence * 100:.1f}",
    )


def money_out() -> Evidence:
    return because(_lt("the money went out; only payments received are matched"))


def nothing_found() -> Evidence:
    return because(_lt("no number, account, name or amount in it fits an open item"))


def nothing_open(customer: str) -> Evidence:
    return because(_lt("%(customer)s has nothing open in this currency"), customer=customer)


def other_account(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("%(documents)s is registered for another bank account"), documents=documents(items)
    )


def overpayments_off() -> Evidence:
    return because(_lt("the policy leaves over-payments to a person"))


def is_disputed(items: Iterable[OpenItem]) -> Evidence:
    return because(_lt("%(documents)s is disputed"), documents=documents(items))


def paid_too_early(items: Iterable[OpenItem]) -> Evidence:
    return because(_lt("the payment is older than %(documents)s"), documents=documents(items))


def posting_off() -> Evidence:
    return because(_lt("the policy leaves posting to a person"))


def not_sure_enough(confidence: Decimal) -> Evidence:
    return because(
        _lt("decisions of this kind are right in %(percent)s %%, less than the policy asks for"),
        percent=f"{confidence * 100:.1f}",
    )


def failed_before(wrong: int, count: int) -> Evidence:
    return because(
        _lt(
            "%(wrong)s of %(count)s matches of this kind were undone in this company: they wait "
            "for a person until more of them are right"
        ),
        wrong=str(wrong),
        count=str(count),
    )


def over_limit(limit: Decimal) -> Evidence:
    return because(_lt("over the posting limit of %(limit)s"), limit=money(limit))
