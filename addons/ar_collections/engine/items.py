"""What the engine knows of the books: payments, open items, customers. Keys are opaque.

Money in and money owed are positive; amounts are ``Decimal`` in the named ISO 4217 currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

ZERO = Decimal(0)
AdjustmentKind = Literal["discount", "fee", "rounding", "deduction"]
"""Why an item is paid by another amount than is open: an early-payment discount, the fee of a bank
on the way, a small difference, or what the payer keeps back with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much of a currency is one of the company's own, from a day on."""

    currency: str
    since: date
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A bank movement to be applied."""

    key: int
    booked: date
    amount: Decimal
    currency: str
    text: str = ""
    """Remittance text, tokens already joined over the bank's line wraps."""
    reference: str = ""
    """End-to-end id or structured reference."""
    payer_name: str = ""
    payer_account: str = ""
    journal: int | None = None
    """The bank account that received it; policies may differ by it."""
    is_return: bool = False
    """Money out that the bank marks as the return of an earlier payment."""
    original: Money | None = None
    """What the payer ordered, where that is in another currency and the bank states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """What may be kept back of an item by paying early."""

    amount: Decimal
    """Positive, in the item's currency."""
    until: date
    """The last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One open receivable line: an invoice, one of its instalments, or a credit (negative residual)."""

    key: int
    document: str
    """The number as printed on the invoice; instalments of one invoice share it."""
    customer: int
    residual: Decimal
    currency: str
    due: date
    issued: date | None = None
    total: Decimal | None = None
    """What was asked at first; None if not known. residual < total: part paid."""
    references: tuple[str, ...] = ()
    """What else names it: payment reference (RF, OGM...), the customer's order number."""
    disputed: bool = False
    discount: Discount | None = None
    journal: int | None = None
    """The bank account at which a registered payment is to arrive; None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """An invoice that is paid already."""

    document: str
    customer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An invoice that is not posted yet: nothing can be applied to it."""

    customer: int
    document: str = ""
    """Its number, if it has one by now."""
    references: tuple[str, ...] = ()
    amount: Decimal | None = None
    """What it asks for, in ``currency``; None if not known."""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer (commercial entity) with all that identifies its payments."""

    key: int
    name: str
    numbers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Bank accounts known to be the customer's, compact (no blanks), upper case."""
    parent: int | None = None
    groups: frozenset[int] = frozenset()
    """Customer groups; policies may differ by them."""
    aliases: tuple[str, ...] = ()
    """Other names under which a person has confirmed payments of this customer."""
    late_discount: Decimal | None = None
    """Per cent of early-payment discount that it keeps back, and is granted, after the last day."""
    wordings: tuple[str, ...] = ()
    """How it writes our numbers beside the usual ways: "FRA #" for the last digits."""
    mistaken: bool = False
    """A payment that was posted by the customer's name alone was undone: names prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """One document that a payer says is paid."""

    document: str
    """The number as the payer writes it."""
    paid: Decimal
    """Negative for a credit note."""
    deductions: tuple[tuple[Decimal, str], ...] = ()
    """What was kept back, and why, in the payer's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A remittance advice: what one payment is for."""

    key: int
    lines: tuple[AdviceLine, ...]
    reference: str = ""
    """What the payment itself carries: end-to-end id, cheque or transfer number."""
    payer_name: str = ""
    payer_account: str = ""
    day: date | None = None
    total: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A payment that was posted, and may come back: a direct debit or a cheque."""

    key: int
    booked: date
    amount: Decimal
    """Positive."""
    currency: str
    customer: int
    reference: str = ""
    """What it was collected or paid under: end-to-end id, mandate or cheque number."""
    payer_name: str = ""
    payer_account: str = ""
    documents: tuple[str, ...] = ()
    """The invoices it paid."""
    text: str = ""
    """The bank's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that a payment may be applied to, in one company."""

    items: tuple[OpenItem, ...]
    customers: tuple[Customer, ...]
    closed_documents: frozenset[str] = frozenset()
    """Numbers of invoices already paid: naming one makes a payment a possible double one."""
    closed_references: Mapping[str, Closed] = field(default_factory=dict)
    """What else named them; of a reference that several had, it is the document itself."""
    closed_customers: Mapping[str, int] = field(default_factory=dict)
    """Whose they were, by number, as far as it is known."""
    paid_lately: Mapping[tuple[Decimal, str], tuple[Closed, ...]] = field(default_factory=dict)
    """Invoices paid in the last months, by total and currency: of the amounts of the payments."""
    drafts: tuple[Draft, ...] = ()
    """A payment that fits nothing else may wait for one of them."""
    advices: tuple[Advice, ...] = ()
    """Remittance advices that no posted payment has used yet."""
    receipts: tuple[Receipt, ...] = ()
    """Payments posted lately, which may be returned."""
    currency: str = ""
    """The company's own."""
    rates: tuple[Rate, ...] = ()
    """Of its own and of others, where items are in more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason in words: an English sentence with named places, and what to put there."""

    sentence: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.sentence % dict(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """So much of a payment to one item; negative on a credit that is used up with it."""

    item: int
    amount: Decimal
    closes: Decimal | None = None
    """So much of the item in its own currency; None: as much, or what the books make of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What closes an item besides the payment: positive where less was paid than is open.

    The payment and the adjustments of an item together are never more than its residual. A
    deduction alone closes nothing: it stays open, with its reason, until somebody has clarified it.
    """

    item: int
    kind: AdjustmentKind
    amount: Decimal
    reason: str = ""
    """The payer's words or code; empty where the policy explains it."""
    closes: Decimal | None = None
    """So much of the item in its own currency; None: as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One answer. ``tier`` A to E as in the glossary; ``post`` is False where a person must confirm."""

    payment: int
    tier: str
    customer: int
    allocations: tuple[Allocation, ...]
    evidence: tuple[Evidence, ...]
    confidence: Decimal
    """0 to 1: how often decisions of this tier are right."""
    post: bool
    adjustments: tuple[Adjustment, ...] = ()
    on_account: Decimal = ZERO
    """What the payment holds beyond its allocations: it stays with the customer as a credit."""
    advice: int | None = None
    """The remittance advice that says so."""
    paid_before: tuple[str, ...] = ()
    """Documents that the payment names though they are paid: it may have come twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several answers, best first; never posted. ``evidence`` says what makes them equal."""

    payment: int
    candidates: tuple[Matched, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Nothing in the ledger fits; ``evidence`` says what was looked for."""

    payment: int
    evidence: tuple[Evidence, ...]
    customer: int | None = None
    """The payer, where only the items are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Money that went out because an earlier payment came back: its invoices are open again."""

    payment: int
    receipt: int
    customer: int
    evidence: tuple[Evidence, ...]
    confidence: Decimal
    post: bool
    reason: str = ""
    """Why, in the bank's words or code."""


Decision = Matched | Ambiguous | Unmatched | Returned
