"""The past again: what would have been decided on payments of which the books know the truth.

Each day is decided on the ledger as it was that morning. What the books say was paid is taken off
for the next day, not what would have been posted: one wrong answer does not spoil the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from .items import (
    ZERO,
    Advice,
    Ambiguous,
    Closed,
    Customer,
    Decision,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Rate,
)

Decide = Callable[[Sequence[Payment], Ledger], Sequence[Decision]]
"""``match`` under the policy that is tried out."""

Verdict = Literal["right", "wrong", "first", "other", "left"]
"""Posted as it was booked, posted otherwise, suggested with what was booked first, suggested with
something else first, left without a proposal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPayment:
    """A payment, and what the books say it paid."""

    payment: Payment
    closed: Mapping[int, Decimal | None]
    """How much of each item was closed with it; None in another currency: any amount is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastItem:
    """An item from its first day on."""

    item: OpenItem
    """Its residual is what was open before anything was closed."""
    closed: tuple[tuple[date, Decimal], ...] = ()
    """What was taken off the residual, and when."""

    def on(self, day: date) -> OpenItem | None:
        """The item as it was open in the morning; None if it was closed by then."""
        taken = sum((amount for on, amount in self.closed if on < day), ZERO)
        if not taken:
            return self.item
        residual = self.item.residual - taken
        return replace(self.item, residual=residual, discount=None) if residual else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What became known of a customer, at the end of that day."""

    customer: int
    day: date
    account: str = ""
    alias: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAdvice:
    """A remittance advice, and the day of the payment that used it."""

    advice: Advice
    used: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The books of some months."""

    payments: tuple[PastPayment, ...]
    items: tuple[PastItem, ...]
    """All that was open on one of the days."""
    customers: tuple[Customer, ...]
    """With what was known of them before the first day."""
    learned: tuple[Learned, ...] = ()
    closed_documents: frozenset[str] = frozenset()
    """Numbers of the invoices paid before the first day."""
    closed_references: Mapping[str, Closed] = field(default_factory=dict)
    advices: tuple[PastAdvice, ...] = ()
    currency: str = ""
    """The company's own."""
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One payment decided again."""

    past: PastPayment
    decision: Decision
    verdict: Verdict
    tier: str
    """Of the decision, or of its first candidate; empty where there is none."""


def replay(history: History, decide: Decide) -> Iterator[Replayed]:
    """Every payment again, the newest day first: whoever has no more time stops there."""
    days: dict[date, list[PastPayment]] = defaultdict(list)
    for past in history.payments:
        days[past.payment.booked].append(past)
    for day in sorted(days, reverse=True):
        decisions = decide([past.payment for past in days[day]], ledger_on(day, history))
        for past, decision in zip(days[day], decisions, strict=True):
            first = _first(decision)
            yield Replayed(
                past=past,
                decision=decision,
                verdict=judge(decision, past.closed),
                tier=first.tier if first else "",
            )


def ledger_on(day: date, history: History) -> Ledger:
    """The ledger as it was that morning, with what was invoiced that day."""
    there = [past for past in history.items if (past.item.issued or day) <= day]
    open_items = tuple(item for past in there if (item := past.on(day)))
    documents = {past.item.document for past in there} - {item.document for item in open_items}
    references = {
        name: Closed(document=past.item.document, customer=past.item.customer)
        for past in there
        if past.item.document in documents
        for name in past.item.references
    }
    return Ledger(
        currency=history.currency,
        rates=history.rates,
        items=open_items,
        customers=_customers_on(day, history),
        closed_documents=history.closed_documents | documents,
        closed_references={**history.closed_references, **references},
        advices=tuple(
            past.advice for past in history.advices if past.used is None or past.used >= day
        ),
    )


def _customers_on(day: date, history: History) -> tuple[Customer, ...]:
    known: dict[int, list[Learned]] = defaultdict(list)
    for each in history.learned:
        if each.day < day:
            known[each.customer].append(each)
    return tuple(
        _knowing(customer, known[customer.key]) if customer.key in known else customer
        for customer in history.customers
    )


def _knowing(customer: Customer, learned: list[Learned]) -> Customer:
    accounts = (*customer.accounts, *(each.account for each in learned if each.account))
    aliases = (*customer.aliases, *(each.alias for each in learned if each.alias))
    wordings = (*customer.wordings, *(each.wording for each in learned if each.wording))
    return replace(
        customer,
        accounts=tuple(dict.fromkeys(accounts)),
        aliases=tuple(dict.fromkeys(aliases)),
        wordings=tuple(dict.fromkeys(wordings)),
    )


def judge(decision: Decision, closed: Mapping[int, Decimal | None]) -> Verdict:
    """What the books say of a decision."""
    first = _first(decision)
    if first is None:
        return "left"
    as_booked = is_as_booked(first, closed)
    if isinstance(decision, Matched) and decision.post:
        return "right" if as_booked else "wrong"
    return "first" if as_booked else "other"


def _first(decision: Decision) -> Matched | None:
    """What it proposes, the best first."""
    if isinstance(decision, Matched):
        return decision
    return decision.candidates[0] if isinstance(decision, Ambiguous) else None


def is_as_booked(matched: Matched, closed: Mapping[int, Decimal | None]) -> bool:
    """Whether the same items are paid, by the same amounts, with or without the differences.

    Who keeps the books may have written a difference off with the payment or apart from it.
    """
    cash = {one.item: one.amount for one in matched.allocations}
    whole = dict(cash)
    for one in matched.adjustments:
        if one.kind != "deduction":
            whole[one.item] = whole.get(one.item, ZERO) + one.amount
    return _same(cash, closed) or _same(whole, closed)


def _same(paid: Mapping[int, Decimal], closed: Mapping[int, Decimal | None]) -> bool:
    return paid.keys() == closed.keys() and all(
        closed[item] is None or closed[item] == amount for item, amount in paid.items()
    )
