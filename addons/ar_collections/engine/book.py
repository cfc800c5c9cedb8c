"""The ledger, indexed: by number, amount, customer and bank account. Built once for a batch."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import cast

from .customer_number import is_usable
from .grouped import Grouped
from .items import Customer, Ledger, OpenItem
from .mentions import Kind
from .names import Names, core, words
from .rates import Rates
from .references import Numbers
from .remittance import compact

ZERO = Decimal(0)


by_due = attrgetter("due", "document", "key")
"""Sorting: oldest due date first."""


def one_of_each(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Of equal instalments the one that is due first; they come in that order."""
    first: dict[tuple[int, str], OpenItem] = {}
    for item in items:
        first.setdefault((item.customer, item.document), item)
    return list(first.values())


def total(items: Iterable[OpenItem]) -> Decimal:
    """The sum of what is open, credits negative."""
    return sum((item.residual for item in items), ZERO)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the items after the payments of this batch that name them."""

    taken: Mapping[int, Decimal]

    def of(self, item: OpenItem) -> Decimal:
        return item.residual - self.taken.get(item.key, ZERO)


class Book:
    """All indexes over one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.customers = {customer.key: customer for customer in ledger.customers}
        self.closed = ledger.closed_documents
        self.currency, self.rates = ledger.currency, Rates(ledger.rates)
        self._children = Grouped(
            (one.parent, one.key) for one in ledger.customers if one.parent is not None
        )
        self._accounts = Grouped((a, one.key) for one in ledger.customers for a in one.accounts)
        self.customer_numbers = _distinctive_numbers(ledger.customers)
        self._aliases = Grouped(
            (" ".join(words(alias)), one.key) for one in ledger.customers for alias in one.aliases
        )
        self.names = Names(
            (one.key, name) for one in ledger.customers for name in (one.name, *one.aliases)
        )
        documents = [item.document for item in ledger.items]
        references = [name for item in ledger.items for name in item.references]
        self.numbers = Numbers([*documents, *self.closed], references)
        self._drafts = Grouped(
            (name, one.customer)
            for one in ledger.drafts
            for name in {one.document, *one.references}
        )
        self._draft_numbers = Numbers(
            [one.document for one in ledger.drafts if one.document],
            [name for one in ledger.drafts for name in one.references],
        )
        self._repeated = _asked_repeatedly(ledger.items)
        every = [item for item in ledger.items if item.residual]
        self.items: Mapping[int, OpenItem] = {item.key: item for item in every}
        self._by_name = Grouped(
            (name, item) for item in every for name in {item.document, *item.references}
        )
        self._by_customer = Grouped((item.customer, item) for item in every)
        self._by_amount = Grouped(((item.residual, item.currency), item) for item in every)
        self._keep_changed({})

    def _keep_changed(self, changed: dict[int, OpenItem]) -> None:
        """Of some items something is used since the indexes were made."""
        self._changed = changed
        self._changed_amounts = Grouped(
            ((item.residual, item.currency), item) for item in changed.values() if item.residual
        )
        self._owed: dict[tuple[int, str], list[OpenItem]] = {}
        self._of_amount: dict[tuple[Decimal, str], list[OpenItem]] = {}
        self._cores_of_amount: dict[tuple[Decimal, str], dict[int, str]] = {}

    def after(self, taken: Mapping[int, Decimal]) -> Book:
        """The same book when so much of its items is used; what that closes counts as paid."""
        used = {
            key: replace(item, residual=item.residual - amount)
            for key, amount in taken.items()
            if (item := self.items.get(key))
        }
        later = copy(self)
        later.items = ChainMap(used, cast(dict[int, OpenItem], self.items))
        later._keep_changed({**self._changed, **used})
        documents = {item.document for item in used.values() if not item.residual}
        later.closed = self.closed | {name for name in documents if not later._is_open(name)}
        return later

    def _is_open(self, document: str) -> bool:
        return any(item.document == document for item in self.named(document))

    def _now(self, items: Iterable[OpenItem]) -> list[OpenItem]:
        """What is still open of these, oldest due first."""
        now = (self._changed.get(item.key, item) for item in items) if self._changed else items
        return sorted((item for item in now if item.residual), key=by_due)

    def customer(self, key: int) -> Customer:
        return self.customers[key]

    def named(self, name: str) -> list[OpenItem]:
        """The open items that a document number or other reference names."""
        return self._now(self._by_name.get(name))

    def drafts_in(self, text: str) -> dict[str, tuple[int, ...]]:
        """The numbers in the text that stand on drafts only, with their customers."""
        if not self._drafts:
            return {}
        clear = (one for one in self._draft_numbers.find(text) if one.kind > Kind.SHORT)
        return {
            name: tuple(self._drafts.get(name))
            for mention in clear
            for name in mention.names
            if name not in self.closed and not self.named(name)
        }

    def owed_by(self, customer: int, currency: str) -> list[OpenItem]:
        """A customer's open items, oldest due first."""
        if (customer, currency) not in self._owed:
            items = self._by_customer.get(customer)
            self._owed[customer, currency] = self._now(i for i in items if i.currency == currency)
        return self._owed[customer, currency]

    def of_amount(self, amount: Decimal, currency: str) -> list[OpenItem]:
        """All open items of exactly this amount, of any customer; one of each document."""
        key = (amount, currency)
        if key not in self._of_amount:
            same = [item for item in self._by_amount.get(key) if item.key not in self._changed]
            same += self._changed_amounts.get(key)
            self._of_amount[key] = one_of_each(sorted(same, key=by_due))
        return self._of_amount[key]

    def cores_of_amount(self, amount: Decimal, currency: str) -> dict[int, str]:
        """The customers who owe exactly this amount, and what makes their names."""
        key = (amount, currency)
        if key not in self._cores_of_amount:
            whose = {item.customer for item in self.of_amount(amount, currency)}
            self._cores_of_amount[key] = {one: core(self.customer(one).name) for one in whose}
        return self._cores_of_amount[key]

    def own_of_amount(
        self, customers: Iterable[int], amount: Decimal, currency: str
    ) -> list[OpenItem]:
        """The open items of exactly this amount that these customers owe."""
        return one_of_each(
            item
            for key in customers
            for item in self.owed_by(key, currency)
            if item.residual == amount
        )

    def is_list_price(self, amount: Decimal, currency: str) -> bool:
        """Whether so much says little: a multiple of ten, or asked more than once."""
        return amount % 10 == 0 or (amount, currency) in self._repeated

    def family(self, customer: int) -> tuple[int, ...]:
        """The customer first, then those it may pay for."""
        return (customer, *self._children.get(customer))

    def with_account(self, account: str) -> tuple[int, ...]:
        return self._accounts.get(account.replace(" ", "").upper()) if account else ()

    def with_alias(self, payer: str) -> tuple[int, ...]:
        """The customers for whom a person has confirmed a payer's name, word for word."""
        if not self._aliases:
            return ()
        return tuple(dict.fromkeys(self._aliases.get(" ".join(words(payer)))))


def _distinctive_numbers(customers: Iterable[Customer]) -> dict[str, int]:
    """The customer of each number that is no other customer's and long enough to tell."""
    owners = Grouped((compact(number), one.key) for one in customers for number in set(one.numbers))
    return {
        number: keys[0]
        for number, keys in owners.items()
        if is_usable(number) and len(set(keys)) == 1
    }


def _asked_repeatedly(items: Iterable[OpenItem]) -> set[tuple[Decimal, str]]:
    """The amounts that more than one document asks for."""
    first: dict[tuple[Decimal, str], str] = {}
    repeated = set()
    for item in items:
        asked = (item.total or item.residual, item.currency)
        if first.setdefault(asked, item.document) != item.document:
            repeated.add(asked)
    return repeated
