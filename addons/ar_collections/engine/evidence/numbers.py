"""What the numbers in a text name, and what is unclear about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..items import Evidence, OpenItem
from .sentence import _lt, because, documents, listed, money


def number_in_text(items: Iterable[OpenItem]) -> Evidence:
    return because(_lt("number %(documents)s in the text"), documents=documents(items))


def reference_in_text(reference: str, items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("reference %(reference)s of %(documents)s in the text"),
        reference=reference,
        documents=documents(items),
    )


def not_yet_invoiced(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("%(documents)s is dated after the payment, which names it"), documents=documents(items)
    )


def transposed(document: str) -> Evidence:
    return because(
        _lt("number in the text is %(document)s with two digits exchanged"), document=document
    )


def ends_alike(written: str, document: str) -> Evidence:
    return because(
        _lt("number %(written)s in the text ends as %(document)s does"),
        written=written,
        document=document,
    )


def already_paid(names: Iterable[str]) -> Evidence:
    return because(_lt("%(documents)s is already paid"), documents=listed(names))


def paid_lately(names: Iterable[str], amount: Decimal) -> Evidence:
    return because(
        _lt("%(documents)s of exactly %(amount)s was paid lately: the money may have come twice"),
        documents=listed(names),
        amount=money(amount),
    )


def is_draft(names: Iterable[str]) -> Evidence:
    return because(
        _lt("%(names)s stands on a draft invoice: post it, then this payment is matched again"),
        names=listed(names),
    )


def names_another(items: Iterable[OpenItem]) -> Evidence:
    return because(_lt("the text names %(documents)s instead"), documents=documents(items))


def part_paid_before(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("a part of %(documents)s was paid before: this may be the same part again"),
        documents=documents(items),
    )


def named_in_full(items: Iterable[OpenItem], rest: Decimal) -> Evidence:
    return because(
        _lt("the text says what is paid of %(documents)s: the rest of %(rest)s is for others"),
        documents=documents(items),
        rest=money(rest),
    )


def text_cut() -> Evidence:
    return because(_lt("the text breaks off where more numbers may follow"))


def several_meant() -> Evidence:
    return because(_lt("the text speaks of several invoices"))


def paid_twice(document: str, day: date) -> Evidence:
    return because(
        _lt("another payment of %(day)s is for %(document)s as well"),
        document=document,
        day=day.isoformat(),
    )


def number_not_distinctive(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("nothing but a short number speaks for %(documents)s"), documents=documents(items)
    )


def strange_number(numbers: Iterable[str]) -> Evidence:
    return because(
        _lt("number %(numbers)s in the text names nothing the payer has open"),
        numbers=listed(numbers),
    )


def also_named(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("another payment received with it is for %(documents)s"), documents=documents(items)
    )


def number_begins(written: str, document: str) -> Evidence:
    return because(
        _lt("%(written)s in the text may stand for %(document)s"),
        written=written,
        document=document,
    )


def written_so(customer: str, items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("the text names %(documents)s in the way in which %(customer)s writes our numbers"),
        documents=documents(items),
        customer=customer,
    )


def left_out(items: Iterable[OpenItem]) -> Evidence:
    return because(
        _lt("%(documents)s is named as well, but not in the sum"), documents=documents(items)
    )


def other_own_item(document: str) -> Evidence:
    return because(_lt("%(document)s, not named, has exactly this amount"), document=document)
