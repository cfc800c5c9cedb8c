"""The exchange: a payment and the items it pays are in different currencies.

Where the bank states what the payer ordered, and that is in the items' currency, it is decided like
any other payment, and told in the account's currency at the end. Where it does not, the items that
the text names are held against the payment at the rate of the day: for a person to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from . import evidence
from .book import Book, by_due
from .by_reference import number_clues
from .items import (
    ZERO,
    Adjustment,
    Allocation,
    Ambiguous,
    Decision,
    Evidence,
    Matched,
    Money,
    OpenItem,
    Payment,
    Returned,
)
from .mentions import Kind
from .named import Named, groups
from .payer import likely
from .policy import Policies
from .proposal import Beside, clue_of_payer, matched
from .question import Question, ask

NEAR = Decimal("0.03")
"""So much may a bank's rate, with what it keeps, differ from the one in the books."""


# What the payer ordered


def asked(payment: Payment, book: Book, policies: Policies) -> Question:
    """The question, in the currency that the payer ordered where that is the items'."""
    question = ask(payment, book, policies)
    if payment.original is None:
        return question
    original = payment.original
    ordered = replace(payment, amount=original.amount, currency=original.currency, original=None)
    in_original = replace(question, payment=ordered, received=payment)
    return in_original if _is_meant(in_original, question) else question


def _is_meant(ordered: Question, received: Question) -> bool:
    """By what the text names; where it names nothing, by what the payer owes."""
    if ordered.named_in(ordered.payment.currency):
        return True
    if received.named_in(received.payment.currency):
        return False
    if ordered.own_of_amount():
        return True
    who = likely(received.payer, received.book)
    own = any(received.owed_by(key) for key in who)
    return not own and any(ordered.owed_by(key) for key in who)


def told(decision: Decision, question: Question) -> Decision:
    """The decision in the currency of the account."""
    received = question.received
    if received is None or isinstance(decision, Returned):
        return decision
    clue = evidence.ordered(_money(question.payment), _money(received))
    if isinstance(decision, Matched):
        decision = _told(decision, question.payment, received)
    elif isinstance(decision, Ambiguous):
        candidates = (_told(one, question.payment, received) for one in decision.candidates)
        decision = replace(decision, candidates=tuple(candidates))
    return replace(decision, evidence=(clue, *decision.evidence))


def _told(decision: Matched, ordered: Payment, received: Payment) -> Matched:
    amounts = [*(one.amount for one in decision.allocations), decision.on_account]
    *shares, on_account = _shares(amounts, received.amount / ordered.amount, received)
    pairs = zip(decision.allocations, shares, strict=True)
    return replace(
        decision,
        allocations=tuple(replace(one, amount=share, closes=one.amount) for one, share in pairs),
        adjustments=tuple(_adjusted(one, ordered, received) for one in decision.adjustments),
        on_account=on_account,
    )


def _adjusted(one: Adjustment, ordered: Payment, received: Payment) -> Adjustment:
    amount = _rounded(one.amount * received.amount / ordered.amount, received)
    return replace(one, amount=amount, closes=one.amount)


def _shares(amounts: Sequence[Decimal], rate: Decimal, like: Payment) -> list[Decimal]:
    """Amounts at a rate; the largest takes what rounding leaves of their sum."""
    shares = [_rounded(amount * rate, like) for amount in amounts]
    largest = max(range(len(shares)), key=lambda place: abs(shares[place]))
    shares[largest] += _rounded(sum(amounts, ZERO) * rate, like) - sum(shares, ZERO)
    return shares


def _rounded(amount: Decimal, like: Payment) -> Decimal:
    """To as many decimals as the payment has."""
    return amount.quantize(like.amount)


def _money(payment: Payment) -> Money:
    return Money(amount=payment.amount, currency=payment.currency)


# The rate of the day


def named(question: Question) -> list[OpenItem]:
    """What the text names of the payer's, if some of it is in another currency."""
    found = _named(question)
    return found.items(Kind.DIGITS) if found else []


def _named(question: Question) -> Named | None:
    if question.received is not None or not question.book.rates:
        return None
    every = groups(question.reading, question.payer, None, question.book)
    agreed = [one for one in every if question.agrees(one.customer) and one.items(Kind.DIGITS)]
    if len(agreed) != 1:
        return None
    currencies = {item.currency for item in agreed[0].items(Kind.DIGITS)}
    return agreed[0] if currencies - {question.payment.currency} else None


def decide(question: Question) -> Matched | None:
    """What the text names in another currency, if it is about the payment at the rate of the day."""
    found, payment = _named(question), question.payment
    if found is None:
        return None
    items = found.items(Kind.DIGITS)
    worths = {item.key: worth for item in items if (worth := _worth(item, question)) is not None}
    worth = sum(worths.values(), ZERO)
    if len(worths) < len(items) or abs(worth - payment.amount) > NEAR * worth:
        return None
    paid = _paid(items, worths, question)
    rest = payment.amount - sum((one.amount for one in paid), ZERO)
    reasons = [
        *number_clues(found, items),
        *clue_of_payer(question, items[0].customer),
        _at_rate(items, worth, payment),
    ]
    doubts = [] if _is_clear(found, worth, question) else [evidence.only_at_rate()]
    return matched(question, "B", paid, reasons, doubts, Beside(on_account=rest)) if paid else None


def _is_clear(found: Named, worth: Decimal, question: Question) -> bool:
    """Whether the policy lets it be posted: it names these items and nothing else, no other item has
    its amount, and it is near enough to close all of them.
    """
    payment, reading = question.payment, question.reading
    limit = question.policy(found.customer).exchange
    if limit is None or abs(worth - payment.amount) * 100 > limit * worth:
        return False
    own = {payment.currency, question.book.currency}
    return (
        found.is_distinctive
        and all(item.currency not in own for item in found.items())
        and found.names == {*reading.names}
        and not reading.strange
        and not question.own_of_amount()
    )


def _worth(item: OpenItem, question: Question) -> Decimal | None:
    """What is open of it in the payment's currency, at the rate of the payment's day."""
    payment, rates = question.payment, question.book.rates
    worth = rates.worth(item.residual, item.currency, payment.currency, payment.booked)
    return None if worth is None else _rounded(worth, payment)


def _at_rate(items: Sequence[OpenItem], worth: Decimal, payment: Payment) -> Evidence:
    owed: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for item in items:
        owed[item.currency] += item.residual
    return evidence.at_rate(
        [Money(amount=amount, currency=currency) for currency, amount in owed.items()],
        Money(amount=worth, currency=payment.currency),
        _money(payment),
        (worth - payment.amount) * 100 / worth,
    )


def _paid(
    items: Sequence[OpenItem], worths: Mapping[int, Decimal], question: Question
) -> tuple[Allocation, ...]:
    """Items in the payment's currency, or the company's, get what they are worth, if there is so much.

    In the company's the books say what a payment is worth; it is no bank's rate. The other items
    share the rest, and are closed with it.
    """
    certain = {question.payment.currency, question.book.currency}
    paid, rest = [], question.payment.amount
    for item in sorted(items, key=by_due):
        if item.currency in certain and (part := min(rest, worths[item.key])):
            paid.append(Allocation(item=item.key, amount=part))
            rest -= part
    others = [item for item in items if item.currency not in certain]
    if worth := sum((worths[item.key] for item in others), ZERO):
        shares = _shares([worths[i.key] for i in others], rest / worth, question.payment)
        pairs = zip(others, shares, strict=True)
        paid += [Allocation(item=i.key, amount=each, closes=i.residual) for i, each in pairs]
    return tuple(paid)
