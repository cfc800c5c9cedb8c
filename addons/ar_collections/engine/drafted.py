"""What is paid though it is not posted yet: a draft that asks for exactly so much."""

from __future__ import annotations

from . import evidence
from .items import Evidence, Matched
from .payer import contradicts, words_of
from .proposal import Beside, clue_of_payer, matched
from .question import Question


def named(question: Question) -> Matched | None:
    """The text names it, and no other payer is known."""
    drafts = question.book.drafts_in(words_of(question.payment))
    customers = {key for keys in drafts.values() for key in keys}
    if len(customers) != 1:
        return None
    (customer,) = customers
    if customer not in question.book.customers or contradicts(
        question.payer, customer, question.book
    ):
        return None
    return asking(question, "B", customer, evidence.is_draft(drafts))


def asking(question: Question, tier: str, customer: int, *reasons: Evidence) -> Matched | None:
    """The money waits with the customer, for a person: an open item is not there yet."""
    payment, book = question.payment, question.book
    if not book.drafts_of(customer, payment.amount, payment.currency):
        return None
    clues = [*reasons, *clue_of_payer(question, customer)]
    doubt = evidence.draft_asks(book.customer(customer).name, payment.amount)
    waits = Beside(on_account=payment.amount)
    return matched(question, tier, (), clues, [doubt], waits, customer)
