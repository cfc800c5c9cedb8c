"""Who paid: by bank account, by name, by the customer number in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import names
from .book import Book
from .customer_number import Quote, quotes
from .items import Customer, Payment
from .phrases import says_part

CONFIRMS = 85
"""Out of 100: a name this near confirms what a number says already; alone it proves nothing."""
LEAST_ACCOUNT = 8
"""Signs from which an account in a text is told from other numbers."""
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """What a payment says about who made it."""

    account: str = ""
    by_account: tuple[int, ...] = ()
    """Customers that own the account; more than one for a payment provider or factor."""
    by_alias: tuple[int, ...] = ()
    """Customers for which a person has confirmed the name."""
    named: tuple[int, ...] = ()
    """These, and all that agree with the name, best first."""
    by_number: tuple[int, ...] = ()
    """Customers whose customer number the text quotes."""
    by_label: tuple[int, ...] = ()
    """Those of them before whose number a word says what it is."""
    quotes: tuple[Quote, ...] = ()
    """Where it does so."""
    name: str = ""
    """As far as it is one: some banks let the text follow."""
    text: str = ""

    @property
    def known(self) -> int | None:
        """The one customer that owns the account, or for whom the name was confirmed."""
        clear = self.by_account or self.by_alias
        return clear[0] if len(clear) == 1 else None

    @property
    def is_unknown(self) -> bool:
        return not self.by_account and not self.named


def identify(payment: Payment, book: Book) -> Payer:
    """All clues; the name of the text's first words where the bank gives no name apart."""
    quoted = _quotes(payment, book)
    account, owners = _account(payment, book)
    name, by_name = _name(payment, book)
    in_full = set(book.names.in_full(name))
    by_name = tuple(sorted(by_name, key=lambda one: one[0] not in in_full))
    by_alias = book.with_alias(payment.payer_name)
    return Payer(
        account=account,
        by_account=owners,
        by_alias=by_alias,
        named=tuple(dict.fromkeys((*by_alias, *(key for key, _ in by_name)))),
        by_number=_whose(quoted, book),
        by_label=_whose((one for one in quoted if one.labelled), book),
        quotes=quoted,
        name=name,
        text=payment.text,
    )


def _account(payment: Payment, book: Book) -> tuple[str, tuple[int, ...]]:
    """The account, and who owns it; some banks tell it in the text only."""
    if payment.payer_account:
        return payment.payer_account, book.with_account(payment.payer_account)
    for token in _TOKEN.findall(payment.text):
        owners = book.with_account(token) if len(token) >= LEAST_ACCOUNT else ()
        if owners and not book.named(token):
            return token, owners
    return "", ()


def _name(payment: Payment, book: Book) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The payer's name, and who agrees with it."""
    if not payment.payer_name:
        return "", book.names.beginning(payment.text)
    if agreeing := book.names.agreeing(payment.payer_name):
        return payment.payer_name, agreeing
    beginning = book.names.beginning(payment.payer_name)
    meant = book.customer(beginning[0][0]).name if beginning else ""
    name = _until(payment.payer_name, meant)
    return (name, beginning) if name else _cut_before_text(payment.payer_name, book)


def _until(written: str, name: str) -> str:
    """As much of what is written as is the name, its legal form with it; nothing if it goes on."""
    tokens, meant = written.split(), names.core(name)
    for count in range(len(tokens), 0, -1):
        if names.core(" ".join(tokens[:count])) == meant:
            goes_on = not names.words(tokens[count - 1]) and not says_part(_two(tokens, count - 1))
            return "" if goes_on else " ".join(tokens[:count])
    return ""


def _two(tokens: Sequence[str], at: int) -> str:
    return " ".join(tokens[at : at + 2])


def _cut_before_text(written: str, book: Book) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A name that breaks off in a word where the bank lets the text follow, and who agrees with it."""
    tokens = written.split()
    for count in range(len(tokens) - 1, 0, -1):
        start = " ".join(tokens[:count])
        if len(start) < names.NO_PLACE:
            break
        found = book.names.agreeing(start)
        cut = tuple(one for one in found if names.breaks_off(start, book.customer(one[0]).name))
        if cut:
            return start, cut
    return written, ()


def words_of(payment: Payment) -> str:
    """All that the payer wrote."""
    return f"{payment.text}\n{payment.reference}"


def _quotes(payment: Payment, book: Book) -> tuple[Quote, ...]:
    """The customer numbers in the text; one without a word for it only if it is no document's."""
    found = quotes(words_of(payment), book.customer_numbers)
    return tuple(one for one in found if one.labelled or not book.numbers.could_name(one.number))


def _whose(quoted: Iterable[Quote], book: Book) -> tuple[int, ...]:
    """The customers of quoted numbers."""
    return tuple(sorted({book.customer_numbers[quote.number] for quote in quoted}))


def likely(payer: Payer, book: Book) -> tuple[int, ...]:
    """Who may have paid for whom, best first: the account's owner alone where there is one."""
    both = [key for key in payer.named if key in payer.by_number]
    first = payer.by_account or payer.by_alias or (*both, *payer.named, *payer.by_number)
    return tuple(dict.fromkeys(key for one in first for key in book.family(one)))


def agrees(payer: Payer, customer: int, book: Book) -> str:
    """By what the payer agrees with a customer.

    "account", "alias", "name", "text", "number" or nothing. An account of several customers, as a
    factor's, does not say that it pays for no other.
    """
    relatives = {customer, book.customer(customer).parent}
    if relatives & set(payer.by_account):
        return "account"
    if len(payer.by_account) == 1:
        return ""
    if relatives & set(payer.by_alias):
        return "alias"
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


def named_otherwise(payer: Payer, book: Book) -> list[int]:
    """Customers whose name in full is the payer's, though the account is one other customer's.

    Not of one family with it, and not if a person has confirmed the name as the owner's.
    """
    if len(payer.by_account) != 1 or payer.by_account[0] in payer.by_alias:
        return []
    said, owner = names.words(payer.name), book.customer(payer.by_account[0])
    if payer.named in ((), (owner.key,)):
        return []
    if names.core(payer.name) == names.core(owner.name) and names.same_words(
        payer.name, owner.name
    ):
        return []
    full = [one for one in payer.named if names.words(book.customer(one).name) == said]
    related = any(_are_related(owner, book.customer(one)) for one in full)
    return [] if related else full


def _are_related(one: Customer, other: Customer) -> bool:
    """Whether one is the other's parent, or both have the same."""
    common = {one.key, one.parent} & {other.key, other.parent}
    return bool(common - {None})


def probable(payer: Payer) -> int | None:
    """The one customer that account, name or customer number point to, if it is one."""
    for clue in (payer.by_account, payer.by_alias, payer.named, payer.by_number):
        if clue:
            return clue[0] if len(clue) == 1 else None
    return None
