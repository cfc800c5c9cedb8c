"""The ledger, indexed: by number, amount, customer and bank account. Built once for a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from .customer_number import is_usable
from .items import Customer, Ledger, OpenItem
from .names import Names, words
from .references import Numbers
from .remittance import compact

K = TypeVar("K")
V = TypeVar("V")
ZERO = Decimal(0)


def by_due(item: OpenItem) -> tuple[str, str, int]:
    """Sorting: oldest due date first."""
    return item.due.isoformat(), item.document, item.key


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
        self._children = _grouped(
            (one.parent, one.key) for one in ledger.customers if one.parent is not None
        )
        self._accounts = _grouped((a, one.key) for one in ledger.customers for a in one.accounts)
        self.customer_numbers = _distinctive_numbers(ledger.customers)
        self._aliases = _grouped(
            (" ".join(words(alias)), one.key) for one in ledger.customers for alias in one.aliases
        )
        self.names = Names(
            (one.key, name) for one in ledger.customers for name in (one.name, *one.aliases)
        )
        documents = [item.document for item in ledger.items]
        references = [name for item in ledger.items for name in item.references]
        self.numbers = Numbers([*documents, *self.closed], references)
        self._asked: dict[tuple[Decimal, str], set[str]] = defaultdict(set)
        for item in ledger.items:
            self._asked[item.total or item.residual, item.currency].add(item.document)
        self._index(ledger.items)

    def _index(self, items: Iterable[OpenItem]) -> None:
        self.items = {item.key: item for item in sorted(items, key=by_due) if item.residual}
        every = self.items.values()
        self._by_name = _grouped(
            (name, item) for item in every for name in {item.document, *item.references}
        )
        self._by_customer = _grouped((item.customer, item) for item in every)
        self._by_amount = _grouped(((item.residual, item.currency), item) for item in every)
        self._own_amount = _grouped(
            ((item.customer, item.residual, item.currency), item) for item in every
        )

    def after(self, taken: Mapping[int, Decimal]) -> Book:
        """The same book when so much of its items is used; what that closes counts as paid."""
        later = copy(self)
        later._index(
            replace(item, residual=item.residual - taken.get(item.key, ZERO))
            for item in self.items.values()
        )
        open_still = {item.document for item in later.items.values()}
        later.closed = self.closed | ({i.document for i in self.items.values()} - open_still)
        return later

    def customer(self, key: int) -> Customer:
        return self.customers[key]

    def named(self, name: str) -> list[OpenItem]:
        """The open items that a document number or other reference names."""
        return self._by_name.get(name, [])

    def owed_by(self, customer: int, currency: str) -> list[OpenItem]:
        """A customer's open items, oldest due first."""
        return [item for item in self._by_customer.get(customer, ()) if item.currency == currency]

    def of_amount(self, amount: Decimal, currency: str) -> list[OpenItem]:
        """All open items of exactly this amount, of any customer; one of each document."""
        return one_of_each(self._by_amount.get((amount, currency), ()))

    def own_of_amount(
        self, customers: Iterable[int], amount: Decimal, currency: str
    ) -> list[OpenItem]:
        """The open items of exactly this amount that these customers owe."""
        return one_of_each(
            item for key in customers for item in self._own_amount.get((key, amount, currency), ())
        )

    def is_list_price(self, amount: Decimal, currency: str) -> bool:
        """Whether so much says little: a multiple of ten, or asked more than once."""
        return amount % 10 == 0 or len(self._asked.get((amount, currency), ())) > 1

    def family(self, customer: int) -> tuple[int, ...]:
        """The customer first, then those it may pay for."""
        return (customer, *self._children.get(customer, ()))

    def with_account(self, account: str) -> tuple[int, ...]:
        return tuple(self._accounts.get(account.replace(" ", "").upper(), ())) if account else ()

    def with_alias(self, payer: str) -> tuple[int, ...]:
        """The customers for whom a person has confirmed a payer's name, word for word."""
        if not self._aliases:
            return ()
        return tuple(dict.fromkeys(self._aliases.get(" ".join(words(payer)), ())))


def _distinctive_numbers(customers: Iterable[Customer]) -> dict[str, int]:
    """The customer of each number that is no other customer's and long enough to tell."""
    owners = _grouped(
        (compact(number), one.key) for one in customers for number in set(one.numbers)
    )
    return {
        number: keys[0]
        for number, keys in owners.items()
        if is_usable(number) and len(set(keys)) == 1
    }


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
