"""An amount that nothing open has, but an invoice that was paid lately: it may have come twice."""

from __future__ import annotations

from . import evidence
from .items import Matched
from .proposal import Beside, matched
from .question import Question


def of_amount(question: Question) -> Matched | None:
    """On account of the one customer who paid exactly this amount lately; never posted."""
    amount = question.payment.amount
    paid = question.book.paid_lately.get((amount, question.payment.currency), ())
    whose = {one.customer for one in paid}
    if len(whose) != 1 or not whose <= question.book.customers.keys():
        return None
    reasons = [evidence.paid_lately([one.document for one in paid], amount)]
    doubts, customer = [evidence.amount_only()], paid[0].customer
    return matched(question, "E", (), reasons, doubts, Beside(on_account=amount), customer)
