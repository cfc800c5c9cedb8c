"""Whether it is clear who pays, where the text names no item: by account, name or customer number."""

from __future__ import annotations

from . import evidence
from .allocation import SUBSET_ITEMS, two_subsets
from .items import Evidence, OpenItem
from .names import NO_PLACE, breaks_off, core, same_core, same_words, words
from .payer import named_otherwise
from .phrases import says_balance
from .question import Question


def of_name(question: Question) -> list[Evidence]:
    """Whether the account is a customer's, and the payer's name in full another one's."""
    payer, book = question.payer, question.book
    if not (other := named_otherwise(payer, book)):
        return []
    owner = book.customer(payer.by_account[0])
    return [evidence.name_of_another(book.customer(other[0]).name, owner.name)]


def of_sum(question: Question, customer: int) -> list[Evidence]:
    """What speaks against a sum where nothing but the payer's name, perhaps cut off, says whose.

    A word for the balance says that no item is left out, not who pays.
    """
    payer, book = question.payer, question.book
    if doubts := of_payer(question, customer):
        return doubts
    if customer in payer.by_number:
        return []
    name = book.customer(customer).name
    if not same_core(payer.name, name) and not _is_cut_by_bank(question, name):
        return [evidence.name_only()]
    alike = [one for one in payer.named if core(book.customer(one).name) == core(name)]
    if len(alike) > 1 and words(payer.name) != words(name):
        return [evidence.several_agree(len(alike))]
    return []


def _is_cut_by_bank(question: Question, name: str) -> bool:
    """Whether the bank had no place for the rest of the one name, and the sum is said to be all."""
    payer = question.payer
    written = len(payer.name) >= NO_PLACE and breaks_off(payer.name, name)
    return written and len(payer.named) == 1 and question.says(says_balance)


def is_named_in_full(question: Question, item: OpenItem) -> bool:
    """Whether name and number both are this customer's, or its name alone is, word for word.

    And whether no sum of other items could be meant, nor another customer of nearly this name who
    owes as much: there may be more of them than are found by name.
    """
    payer, name = question.payer, question.book.customer(item.customer).name
    alone = payer.named == (item.customer,) and words(payer.name) == words(name)
    both = item.customer in payer.named and payer.by_number == (item.customer,)
    if not (both or (alone and not payer.by_number)):
        return False
    own, amount = question.owed_by(item.customer), question.payment.amount
    if len(own) > SUBSET_ITEMS or two_subsets(amount, own):
        return False
    rivals = question.book.names.rivals(payer.name, item.customer)
    return both or not question.book.own_of_amount(rivals, amount, item.currency)


def of_payer(question: Question, customer: int) -> list[Evidence]:
    """Whether name or customer number leave another payer possible."""
    payer, name = question.payer, question.book.customer(customer).name
    by_name = customer in payer.named
    if not by_name and (payer.named or customer not in payer.by_number):
        return [evidence.name_only()]
    if not by_name and payer.name and customer not in payer.by_label:
        return [evidence.number_only()]
    if by_name and customer not in payer.by_number and _goes_on(question, name):
        return [evidence.name_only()]
    if question.book.customer(customer).mistaken:
        return [evidence.mistaken_before(name)]
    if not question.policy(customer).post_by_name:
        return [evidence.name_only() if by_name else evidence.number_only()]
    if by_name and customer not in payer.by_number and not same_words(payer.name, name):
        return [evidence.name_differs(payer.name, name)]
    return []


def _goes_on(question: Question, name: str) -> bool:
    """Whether more than the customer's name stands where the bank tells the payer's.

    Only a word for the balance is clear there, behind a name that is the customer's word for word.
    """
    payer, written = question.payer, question.payment.payer_name
    if payer.name == written:
        return False
    rest = written.removeprefix(payer.name)
    return words(payer.name) != words(name) or not says_balance(rest)
