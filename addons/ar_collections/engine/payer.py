"""Who paid: by bank account, by name, by the customer number in the text."""

from __future__ import annotations

from dataclasses import dataclass

from . import names
from .book import Book
from .items import Payment
from .remittance import digit_runs

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
    text = f"{payment.text}\n{payment.reference}"
    numbers = {key for run in digit_runs(text) for key in book.with_number(run)}
    return Payer(
        by_account=book.with_account(payment.payer_account),
        by_name=(
            book.names.agreeing(payment.payer_name)
            if payment.payer_name
            else book.names.beginning(payment.text)
        ),
        by_number=tuple(sorted(numbers)),
        name=payment.payer_name,
        text=payment.text,
    )


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
