"""One payment, and all that is needed to answer what it pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .book import Book, Left
from .items import OpenItem, Payment
from .mentions import Kind
from .named import Reading, read
from .payer import Payer, agrees, identify, likely
from .phrases import without_names
from .policy import Policies, Policy


@dataclass(frozen=True, slots=True)
class Question:
    """What a payment pays, asked of a ledger under a policy."""

    payment: Payment
    payer: Payer
    reading: Reading
    book: Book
    policies: Policies
    left: Left
    """What the payments decided before leave of the items."""
    received: Payment | None = None
    """What came in, where ``payment`` is what the payer ordered in another currency."""

    def after(self, left: Left) -> Question:
        """The same, when others have taken their part."""
        return replace(self, left=left)

    def on(self, book: Book) -> Question:
        """The same, asked of the ledger as it is later."""
        return replace(self, book=book, left=Left({}))

    def policy(self, customer: int) -> Policy:
        """What holds for this payment if it is the customer's; tolerances in its currency."""
        who = self.book.customer(customer)
        if self.received is None:
            return self.policies.of(self.payment, who)
        policy = self.policies.of(self.received, who)
        return policy.at(self.payment.amount / self.received.amount)

    def named_in(self, currency: str) -> list[OpenItem]:
        """All that the text names in a currency, whoever owes it."""
        every = (item for name in self.reading.names for item in self.book.named(name))
        return [item for item in every if item.currency == currency]

    def paid_before(self, weakest: Kind = Kind.SHORT) -> list[str]:
        """The invoices that the text names though they are paid."""
        mentions = (one for one in self.reading.mentions if one.kind >= weakest)
        names = [*(name for one in mentions for name in one.names), *self.reading.paid]
        return list(dict.fromkeys(paid for name in names if (paid := self.book.paid(name))))

    def agrees(self, customer: int) -> str:
        """By what the payer agrees with a customer, if at all."""
        return agrees(self.payer, customer, self.book)

    def said(self, customer: int | None = None) -> str:
        """The text without the names of those who may have paid, nor the customer's."""
        return self.said_in(self.payment.text, customer)

    def said_in(self, text: str, customer: int | None = None) -> str:
        """The same of any text, each sign in its place."""
        who = (*likely(self.payer, self.book), *([] if customer is None else [customer]))
        known = (self.book.customer(one).name for one in who)
        return without_names(text, (self.payment.payer_name, self.payer.name, *known))

    def says(self, phrase: Callable[[str], bool]) -> bool:
        """Whether the text says it, and not a name in it."""
        return phrase(self.payment.text) and phrase(self.said())

    def owed_by(self, customer: int) -> list[OpenItem]:
        """A customer's items in the payment's currency."""
        return self.book.owed_by(customer, self.payment.currency)

    def still_owed_by(self, customer: int) -> list[OpenItem]:
        """Those that the payments before have not used up."""
        return [item for item in self.owed_by(customer) if self.left.of(item)]

    def of_amount(self) -> Sequence[OpenItem]:
        """All open items of exactly the payment's amount."""
        return self.book.of_amount(self.payment.amount, self.payment.currency)

    def own_of_amount(self) -> list[OpenItem]:
        """Those of them that the likely payers owe."""
        who = likely(self.payer, self.book)
        return self.book.own_of_amount(who, self.payment.amount, self.payment.currency)

    def untouched(self, items: Sequence[OpenItem]) -> bool:
        return all(self.left.of(item) == item.residual for item in items)


def ask(payment: Payment, book: Book, policies: Policies) -> Question:
    """The question before anything else is decided."""
    payer = identify(payment, book)
    return Question(payment, payer, read(payment, payer, book), book, policies, Left({}))
