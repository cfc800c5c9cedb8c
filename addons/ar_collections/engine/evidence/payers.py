"""Who pays: by account, name or number, and what leaves that open."""

from __future__ import annotations

from ..items import Evidence
from .sentence import _lt, because


def payer_account(account: str) -> Evidence:
    return because(_lt("bank account %(account)s is the customer's"), account=account)


def payer_name(payer: str, customer: str) -> Evidence:
    return because(
        _lt("payer %(payer)s agrees with customer %(customer)s"), payer=payer, customer=customer
    )


def payer_alias(payer: str, customer: str) -> Evidence:
    return because(
        _lt("payer %(payer)s was confirmed as %(customer)s before"), payer=payer, customer=customer
    )


def name_in_text(customer: str) -> Evidence:
    return because(_lt("customer %(customer)s is named in the text"), customer=customer)


def customer_number(customer: str) -> Evidence:
    return because(_lt("customer number of %(customer)s in the text"), customer=customer)


def contested(documents: str) -> Evidence:
    return because(
        _lt("another payer has paid the same amount, which fits %(documents)s as well"),
        documents=documents,
    )


def several_customers(count: int) -> Evidence:
    return because(_lt("it is for %(count)s customers"), count=str(count))


def other_payer(payer: str, document: str, customer: str) -> Evidence:
    return because(
        _lt("the payer %(payer)s is not %(customer)s, whose %(document)s is named"),
        payer=payer,
        customer=customer,
        document=document,
    )


def shared_account(account: str) -> Evidence:
    return because(_lt("bank account %(account)s is several customers'"), account=account)


def name_differs(payer: str, customer: str) -> Evidence:
    return because(
        _lt("%(payer)s differs from %(customer)s in a word or the legal form"),
        payer=payer,
        customer=customer,
    )


def name_of_another(payer: str, owner: str) -> Evidence:
    return because(
        _lt("the payer's name is %(payer)s, not %(owner)s, whose bank account it is"),
        payer=payer,
        owner=owner,
    )


def several_agree(count: int) -> Evidence:
    return because(
        _lt("%(count)s customers agree with the payer's name"),
        count=str(count),
    )


def number_only() -> Evidence:
    return because(_lt("only the customer number speaks for the customer"))


def name_only() -> Evidence:
    return because(_lt("only the payer's name speaks for the customer"))


def mistaken_before(customer: str) -> Evidence:
    return because(
        _lt("a payment posted by the name of %(customer)s alone was undone before"),
        customer=customer,
    )


def amount_only() -> Evidence:
    return because(_lt("only the amount speaks for it, the payer is not known"))
