"""What the amount says: exact, a sum, a part, more or less than is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..items import Evidence, OpenItem
from .sentence import _lt, because, documents, money


def amount_exact(amount: Decimal) -> Evidence:
    return because(_lt("amount exact: %(amount)s"), amount=money(amount))


def sum_exact(count: int, amount: Decimal) -> Evidence:
    return because(
        _lt("%(count)s items together are exactly %(amount)s"),
        count=str(count),
        amount=money(amount),
    )


def whole_book(count: int) -> Evidence:
    return because(_lt("all %(count)s open items of the customer"), count=str(count))


def all_overdue(count: int) -> Evidence:
    return because(_lt("all %(count)s overdue items of the customer"), count=str(count))


def one_amount_in_ledger(amount: Decimal) -> Evidence:
    return because(
        _lt("%(amount)s is open once in the whole ledger and no usual price"), amount=money(amount)
    )


def one_amount_of_customer(amount: Decimal) -> Evidence:
    return because(
        _lt("the name is the customer's word for word, %(amount)s open once, and no sum of others"),
        amount=money(amount),
    )


def part_payment(amount: Decimal, residual: Decimal) -> Evidence:
    return because(
        _lt("part payment: %(amount)s of %(residual)s, %(rest)s stays open"),
        amount=money(amount),
        residual=money(residual),
        rest=money(residual - amount),
    )


def part_of(document: str, paid: Decimal, rest: Decimal) -> Evidence:
    return because(
        _lt("%(paid)s of %(document)s, %(rest)s stays open"),
        paid=money(paid),
        document=document,
        rest=money(rest),
    )


def discount_taken(amount: Decimal) -> Evidence:
    return because(_lt("paid in time, less the discount of %(amount)s"), amount=money(amount))


def discount_late(amount: Decimal, until: date) -> Evidence:
    return because(
        _lt("the discount of %(amount)s was granted until %(day)s"),
        amount=money(amount),
        day=until.isoformat(),
    )


def discount_taken_late(amount: Decimal) -> Evidence:
    return because(_lt("paid late, less the discount of %(amount)s"), amount=money(amount))


def discount_habit(percent: Decimal) -> Evidence:
    return because(
        _lt("this customer usually pays net of %(percent)s %% discount, also late"),
        percent=f"{percent.normalize():f}",
    )


def rounding(amount: Decimal) -> Evidence:
    return because(_lt("small difference of %(amount)s written off"), amount=money(amount))


def bank_fee(amount: Decimal) -> Evidence:
    return because(_lt("%(amount)s less, within the limit for bank fees"), amount=money(amount))


def short_with_reason(amount: Decimal, reason: str) -> Evidence:
    return because(
        _lt("%(amount)s kept back by the payer: %(reason)s"), amount=money(amount), reason=reason
    )


def credit_netted(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("the text says that a credit is deducted: the credit %(documents)s is what is missing"),
        documents=documents(items),
    )


def over_payment(rest: Decimal) -> Evidence:
    return because(_lt("%(rest)s more than is open stays with the customer"), rest=money(rest))


def sums_differ(named: Decimal, amount: Decimal) -> Evidence:
    return because(
        _lt("the numbers found add up to %(named)s, the payment is %(amount)s"),
        named=money(named),
        amount=money(amount),
    )


def draft_asks(customer: str, amount: Decimal) -> Evidence:
    return because(
        _lt(
            "a draft invoice of %(customer)s asks for exactly %(amount)s: post it first, then this "
            "payment is matched again"
        ),
        customer=customer,
        amount=money(amount),
    )


def rest_is(rest: Decimal, items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("the rest of %(rest)s is exactly %(documents)s, not named"),
        rest=money(rest),
        documents=documents(items),
    )


def rest_would_pay(rest: Decimal, item: OpenItem) -> Evidence:
    return because(
        _lt("the rest of %(rest)s would pay %(documents)s as well, not named"),
        rest=money(rest),
        documents=documents([item]),
    )


def rest_is_much(rest: Decimal) -> Evidence:
    return because(_lt("the rest of %(rest)s is much beside what the text names"), rest=money(rest))


def short_by_credit(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("what is missing is exactly the credit %(documents)s, not named"),
        documents=documents(items),
    )


def several_of_amount(count: int, amount: Decimal) -> Evidence:
    return because(
        _lt("%(count)s open items of %(amount)s"), count=str(count), amount=money(amount)
    )


def several_sums() -> Evidence:
    return because(_lt("more than one set of items has this sum"))


def equal_amounts() -> Evidence:
    return because(_lt("other items of the same amounts would add up as well"))


def sum_without_reference(count: int) -> Evidence:
    return because(_lt("%(count)s items have this sum, but the text names none"), count=str(count))


def usual_price(amount: Decimal) -> Evidence:
    return because(_lt("%(amount)s is a usual price"), amount=money(amount))


def no_amount_fits(customer: str, amount: Decimal) -> Evidence:
    return because(
        _lt("nothing and no sum of what %(customer)s owes is %(amount)s"),
        customer=customer,
        amount=money(amount),
    )
