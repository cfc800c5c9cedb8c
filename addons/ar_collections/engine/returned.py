"""Payments that come back: direct debits and cheques returned by the bank.

Recognised by the receipt's own reference, its invoices or its account, together with what says that
it is a return; a refund of the same amount says nothing of the kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import evidence, names
from .book import Book
from .cheque import cheque_numbers
from .items import Decision, Evidence, Payment, Receipt, Returned, Unmatched
from .payer import words_of
from .payment_reference import LEAST_SIGNS, PaymentReferences
from .phrases import return_reason, without_names
from .policy import Policies
from .remittance import compact


class Receipts:
    """The posted payments by amount; each can come back once."""

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self._by_amount: dict[tuple[Decimal, str], list[Receipt]] = defaultdict(list)
        for receipt in sorted(receipts, key=lambda one: (one.booked, one.key), reverse=True):
            self._by_amount[receipt.amount, receipt.currency].append(receipt)

    def before(self, payment: Payment) -> list[Receipt]:
        """Those of the amount that went out, the latest first."""
        same = self._by_amount.get((-payment.amount, payment.currency), ())
        return [one for one in same if one.booked <= payment.booked]

    def less(self, payment: Payment) -> list[Receipt]:
        """Those of less than went out: the bank may have taken its fee with them."""
        out = -payment.amount
        return [
            one
            for (amount, currency), same in self._by_amount.items()
            if currency == payment.currency and amount < out < 2 * amount
            for one in same
            if one.booked <= payment.booked
        ]


@dataclass(frozen=True, slots=True)
class _Clue:
    """By what a receipt is recognised; more weight, less doubt."""

    weight: int
    tier: str
    reason: Evidence


def decide_all(
    payments: Iterable[Payment], receipts: Sequence[Receipt], book: Book, policies: Policies
) -> dict[int, Decision]:
    """A decision for all money that went out; in the order of their days a receipt returns once."""
    known, gone = Receipts(receipts), set[int]()
    decisions: dict[int, Decision] = {}
    for payment in sorted(payments, key=lambda one: (one.booked, one.key)):
        decision = _decide(payment, known, gone, book, policies)
        if isinstance(decision, Returned) and decision.post:
            gone.add(decision.receipt)
        decisions[payment.key] = decision
    return decisions


def _decide(
    payment: Payment, known: Receipts, gone: Container[int], book: Book, policies: Policies
) -> Decision:
    receipts = [one for one in known.before(payment) if one.key not in gone]
    reason = _reason(payment, receipts, book)
    said = payment.is_return or bool(reason)
    alike = _likest(payment, receipts, book)
    if said and not (alike and alike[0][1].weight >= _BY_DOCUMENT):
        charged = [one for one in known.less(payment) if one.key not in gone]
        with_fee = _likest(payment, charged, book, _BY_DOCUMENT)
        if with_fee:
            alike, reason = with_fee, _reason(payment, charged, book)
    if not alike or not (said or alike[0][1].weight >= _BY_DOCUMENT):
        return Unmatched(payment=payment.key, evidence=(evidence.money_out(),))
    return _returned(payment, alike, reason if said else "", policies, book)


def _reason(payment: Payment, receipts: Iterable[Receipt], book: Book) -> str:
    """The bank's, and nothing that is a part of a name."""
    parties = (payment.payer_name, *(book.customer(one.customer).name for one in receipts))
    return return_reason(without_names(payment.text, parties))


def _likest(
    payment: Payment, receipts: Iterable[Receipt], book: Book, least: int = 0
) -> list[tuple[Receipt, _Clue]]:
    """Those with the strongest clue, if it has the least weight."""
    clues = [(one, clue) for one in receipts if (clue := _clue(payment, one, book))]
    best = max((clue.weight for _, clue in clues), default=0)
    return [(one, clue) for one, clue in clues if clue.weight == best >= least]


def _returned(
    payment: Payment,
    alike: Sequence[tuple[Receipt, _Clue]],
    reason: str,
    policies: Policies,
    book: Book,
) -> Returned:
    receipt, clue = alike[0]
    policy = policies.of(payment, book.customer(receipt.customer))
    fee = -payment.amount - receipt.amount
    against = []
    if not (payment.is_return or reason):
        against.append(evidence.may_be_refund())
    if len(alike) > 1:
        against.append(evidence.several_receipts(len(alike)))
    if clue.weight < _BY_ACCOUNT:
        against.append(evidence.name_only())
    if fee and not (policy.fee and policy.fee.allows(fee, receipt.amount)):
        against.append(evidence.fee_over_limit())
    if not policy.post:
        against.append(evidence.posting_off())
    if policy.post_limit is not None and receipt.amount > policy.post_limit:
        against.append(evidence.over_limit(policy.post_limit))
    tier, history = clue.tier, policy.calibration
    came = evidence.receipt_of(receipt.booked, receipt.amount)
    charged = [evidence.return_fee(fee)] if fee else []
    reasons = [came, clue.reason, *charged, *against]
    return Returned(
        payment=payment.key,
        receipt=receipt.key,
        customer=receipt.customer,
        evidence=tuple(reasons),
        confidence=history.suggested(tier) if against else history.confidence(tier),
        post=not against,
        reason=reason,
    )


_BY_REFERENCE, _BY_DOCUMENT, _BY_ACCOUNT, _BY_NAME = 4, 3, 2, 1


def _clue(payment: Payment, receipt: Receipt, book: Book) -> _Clue | None:
    """The strongest by which the money out is this receipt."""
    reference = compact(receipt.reference)
    if len(reference) >= LEAST_SIGNS and PaymentReferences([reference]).carried_by(payment):
        return _Clue(_BY_REFERENCE, "A", evidence.same_reference(receipt.reference))
    if named := set(receipt.documents) & _documents(payment, book):
        return _Clue(_BY_DOCUMENT, "A", evidence.paid_then(sorted(named)))
    if number := _cheque(payment, receipt):
        return _Clue(_BY_DOCUMENT, "A", evidence.same_cheque(number))
    account = payment.payer_account
    if account and account == receipt.payer_account:
        return _Clue(_BY_ACCOUNT, "C", evidence.payer_account(account))
    name = receipt.payer_name or book.customer(receipt.customer).name
    if names.agreement(payment.payer_name, name) >= names.AGREES:
        return _Clue(_BY_NAME, "D", evidence.payer_name(payment.payer_name, name))
    return None


def _cheque(payment: Payment, receipt: Receipt) -> str:
    """The number of the cheque that is the same; of the very amount only, as such numbers are short."""
    if -payment.amount != receipt.amount:
        return ""
    own = {receipt.reference.lstrip("0"), *cheque_numbers(receipt.text)}
    return min(own & cheque_numbers(words_of(payment)), default="")


def _documents(payment: Payment, book: Book) -> set[str]:
    return {name for mention in book.numbers.find(words_of(payment)) for name in mention.names}
