"""Who paid: by bank account, by name, by the customer number in the text."""

from __future__ import annotations

from dataclasses import dataclass

from . import names
from .book import Book
from .customer_number import Quote, quotes
from .items import Payment

CONFIRMS = 85
"""Out of 100: a name this near confirms what a number says already; alone it proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """What a payment says about who made it."""

    by_account: tuple[int, ...] = ()
    """Customers that own the account; more than one for a payment provider or factor."""
    by_name: tuple[tuple[int, int], ...] = ()
    """(customer, score) of all that agree with the name, best first."""
    by_number: tuple[int, ...] = ()
    """Customers whose customer number the text quotes."""
    quotes: tuple[Quote, ...] = ()
    """Where it does so."""
    name: str = ""
    text: str = ""

    @property
    def known(self) -> int | None:
        """The one customer that owns the account."""
        return self.by_account[0] if len(self.by_account) == 1 else None

    @property
    def named(self) -> tuple[int, ...]:
        return tuple(customer for customer, _ in self.by_name)

    @property
    def is_unknown(self) -> bool:
        return not self.by_account and not self.by_name


def identify(payment: Payment, book: Book) -> Payer:
    """All clues; the name of the text's first words where the bank gives no name apart."""
    quoted = _quotes(payment, book)
    return Payer(
        by_account=book.with_account(payment.payer_account),
        by_name=(
            book.names.agreeing(payment.payer_name)
            if payment.payer_name
            else book.names.beginning(payment.text)
        ),
        by_number=tuple(sorted({book.customer_numbers[quote.number] for quote in quoted})),
        quotes=quoted,
        name=payment.payer_name,
        text=payment.text,
    )


def words_of(payment: Payment) -> str:
    """All that the payer wrote."""
    return f"{payment.text}\n{payment.reference}"


def _quotes(payment: Payment, book: Book) -> tuple[Quote, ...]:
    """The customer numbers in the text; one without a word for it only if it is no document's."""
    found = quotes(words_of(payment), book.customer_numbers)
    return tuple(one for one in found if one.labelled or not book.numbers.could_name(one.number))


def likely(payer: Payer, book: Book) -> tuple[int, ...]:
    """Who may have paid for whom, best first: the account's owner alone where there is one."""
    both = [key for key in payer.named if key in payer.by_number]
    first = payer.by_account or (*both, *payer.named, *payer.by_number)
    return tuple(dict.fromkeys(key for one in first for key in book.family(one)))


def agrees(payer: Payer, customer: int, book: Book) -> str:
    """By what the payer agrees with a customer: "account", "name", "text", "number" or nothing."""
    relatives = {customer, book.customer(customer).parent}
    if payer.by_account:
        return "account" if relatives & set(payer.by_account) else ""
    if relatives & set(payer.named):
        return "name"
    name = book.customer(customer).name
    if names.agreement(payer.name, name) >= CONFIRMS:
        return "name"
    if names.within(name, payer.text) or (not payer.name and names.begins(name, payer.text)):
        return "text"
    return "number" if customer in payer.by_number else ""


def contradicts(payer: Payer, customer: int, book: Book) -> bool:
    """Whether the payer is known to be somebody else."""
    return not payer.is_unknown and not agrees(payer, customer, book)


def probable(payer: Payer) -> int | None:
    """The one customer that account, name or customer number point to, if it is one."""
    for clue in (payer.by_account, payer.named, payer.by_number):
        if clue:
            return clue[0] if len(clue) == 1 else None
    return None
