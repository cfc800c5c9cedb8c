"""Why a payment is not the sum of the items it names: discount, fee, rounding, deduction, too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from . import evidence
from .allocation import closes, in_full, spread
from .book import by_due, total
from .items import ZERO, Adjustment, AdjustmentKind, Allocation, Evidence, OpenItem
from .phrases import reason_beside, reason_of, says_charges, says_credit, says_less, says_part
from .policy import Policy
from .proposal import NOTHING_ELSE, Beside
from .question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What becomes of the items, and why."""

    allocations: tuple[Allocation, ...]
    reasons: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    beside: Beside = NOTHING_ELSE
    sure: bool = False
    """Whether the difference itself says that these items are meant."""


def explain(question: Question, items: Sequence[OpenItem]) -> Explained:
    """The items held against the payment, under the customer's policy."""
    policy = question.policy(items[0].customer)
    amount, owed = question.payment.amount, total(items)
    if owed <= 0:
        differ = evidence.sums_differ(owed, amount)
        return Explained(allocations=spread(amount, items), against=(differ,))
    netted = _netted(question, items) if question.says(says_credit) else None
    known = netted or _written_off(question, policy, items, owed - amount)
    if known is not None:
        return known
    if amount > owed:
        return _too_much(policy, items, amount - owed)
    return _too_little(question, policy, items, owed)


def _written_off(
    question: Question, policy: Policy, items: Sequence[OpenItem], short: Decimal
) -> Explained | None:
    if taken := discounts(question, policy, items, short):
        clue = evidence.discount_taken(sum((one.amount for one in taken), ZERO))
        return _less(items, taken, clue, sure=True)
    owed, largest = total(items), max(items, key=lambda item: (item.residual, by_due(item)))
    if policy.rounding and policy.rounding.allows(short, owed):
        rounding = _adjusted(largest, "rounding", short)
        return _less(items, rounding, evidence.rounding(short), sure=True)
    if taken := _in_time(question, policy, items):
        off = sum((one.amount for one in taken), ZERO)
        if policy.rounding and policy.rounding.allows(short - off, owed):
            rounding = _adjusted(largest, "rounding", short - off)
            return _less(items, (*taken, *rounding), evidence.discount_taken(off), sure=True)
    if _is_fee(question, policy, items, short):
        return _less(items, _adjusted(largest, "fee", short), evidence.bank_fee(short))
    return _by_habit(question, policy, items, short)


def _is_fee(question: Question, policy: Policy, items: Sequence[OpenItem], short: Decimal) -> bool:
    """Whether a bank may have kept it: the text says so, or nothing else explains it."""
    if short <= 0 or not policy.fee or not policy.fee.allows(short, total(items)):
        return False
    if reason := _stated(question, items, short):
        return says_charges(reason)
    late = [item.discount.amount for item in items if item.discount]
    otherwise = short in (*late, sum(late, ZERO)) or question.says(says_part)
    return not otherwise or question.says(says_charges)


def _stated(question: Question, items: Sequence[OpenItem], short: Decimal) -> str:
    """The payer's words for paying less, or nothing."""
    said = question.said(items[0].customer)
    if short == question.payment.amount:  # the words beside that are not about what is missing
        return reason_of(said)
    return reason_of(said) or reason_beside(said, short)


def _by_habit(
    question: Question, policy: Policy, items: Sequence[OpenItem], short: Decimal
) -> Explained | None:
    """Discounts kept back late, as the customer does: for a person, as they are given away."""
    percent = question.book.customer(items[0].customer).late_discount
    late = [_adjusted(item, "discount", item.discount.amount)[0] for item in items if item.discount]
    if percent is None or policy.discount_days is None or short <= 0:
        return None
    if sum((one.amount for one in late), ZERO) != short:
        return None
    found = _less(items, tuple(late), evidence.discount_taken_late(short))
    return replace(found, against=(evidence.discount_habit(percent),))


def discounts(
    question: Question, policy: Policy, items: Sequence[OpenItem], short: Decimal
) -> tuple[Adjustment, ...]:
    """The discounts that are exactly what was paid short: all that came in time, or one of them."""
    in_time = _in_time(question, policy, items)
    if short > 0 and sum((one.amount for one in in_time), ZERO) == short:
        return in_time
    one_only = [one for one in in_time if one.amount == short]
    return tuple(one_only) if len(one_only) == 1 else ()


def _in_time(
    question: Question, policy: Policy, items: Sequence[OpenItem]
) -> tuple[Adjustment, ...]:
    return tuple(
        _adjusted(item, "discount", item.discount.amount)[0]
        for item in items
        if item.discount and policy.grants(item.discount, question.payment)
    )


def _adjusted(item: OpenItem, kind: AdjustmentKind, amount: Decimal) -> tuple[Adjustment]:
    return (Adjustment(item=item.key, kind=kind, amount=amount),)


def _less(
    items: Sequence[OpenItem],
    adjustments: tuple[Adjustment, ...],
    clue: Evidence,
    *,
    sure: bool = False,
) -> Explained:
    """All items closed, by the money and what is written off."""
    off = closes((), adjustments)
    allocations = tuple(
        Allocation(item=item.key, amount=item.residual - off[item.key]) for item in items
    )
    return Explained(
        allocations=allocations,
        reasons=(clue,),
        beside=Beside(adjustments=adjustments),
        sure=sure,
    )


def _too_much(policy: Policy, items: Sequence[OpenItem], rest: Decimal) -> Explained:
    against = () if policy.post_overpayments else (evidence.overpayments_off(),)
    return Explained(
        allocations=in_full(items),
        reasons=(evidence.over_payment(rest),),
        against=against,
        beside=Beside(on_account=rest),
    )


def _too_little(
    question: Question, policy: Policy, items: Sequence[OpenItem], owed: Decimal
) -> Explained:
    """A part of the one document; with a stated reason the rest is a deduction."""
    payment = question.payment
    allocations = spread(payment.amount, items)
    if len({item.document for item in items}) > 1:
        differ = evidence.sums_differ(owed, payment.amount)
        return Explained(allocations=allocations, against=(differ,))
    short = owed - payment.amount
    reason = _stated(question, items, short)
    if (reason or question.says(says_less)) and (netted := _netted(question, items)):
        return netted
    reasons = [evidence.part_payment(payment.amount, owed), *_late(items, short)]
    if not reason or not policy.deductions:
        part = bool(reason) or question.says(says_part)
        return Explained(allocations=allocations, reasons=tuple(reasons), sure=part)
    last = max(items, key=by_due)
    kept = Adjustment(item=last.key, kind="deduction", amount=short, reason=reason)
    return Explained(
        allocations=allocations,
        reasons=(*reasons, evidence.short_with_reason(short, reason)),
        beside=Beside(adjustments=(kept,)),
        sure=True,
    )


def credits_of(question: Question, items: Sequence[OpenItem], customer: int) -> list[OpenItem]:
    """Credits of the customer that are exactly what was paid less: the payer may have netted them."""
    short = total(items) - question.payment.amount
    others = question.owed_by(customer)
    credits = [item for item in others if item.residual < 0 and item not in items]
    one = [item for item in credits if item.residual == -short]
    return one[:1] or (credits if len(credits) > 1 and total(credits) == -short else [])


def _netted(question: Question, items: Sequence[OpenItem]) -> Explained | None:
    """All that is named, less the credits; sure if the text says so and it is but one."""
    credits = credits_of(question, items, items[0].customer)
    if not credits:
        return None
    said = len(credits) == 1 and question.says(says_credit)
    return Explained(
        allocations=in_full([*items, *credits]),
        reasons=(evidence.credit_netted(credits),) if said else (),
        against=() if said else (evidence.short_by_credit(credits),),
        sure=said,
    )


def _late(items: Sequence[OpenItem], short: Decimal) -> list[Evidence]:
    """A discount taken after its last day, or where none is granted."""
    return [
        evidence.discount_late(item.discount.amount, item.discount.until)
        for item in items
        if item.discount and item.discount.amount == short
    ]
