"""The ledger, indexed: by number, amount, customer and bank account. Built once for a batch."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from typing import cast, overload

from .customer_number import is_usable
from .grouped import Grouped
from .items import Customer, Draft, Ledger, OpenItem
from .mentions import Kind
from .names import Names, words
from .paid_references import PaidReferences
from .rates import Rates
from .references import Numbers
from .remittance import compact

ZERO = Decimal(0)
FEW = 512
"""As many items of an amount are put in their order before somebody looks at more."""


by_due = attrgetter("due", "document", "key")
"""Sorting: oldest due date first."""


def one_of_each(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Of equal instalments the one that is due first, where it is found first."""
    first: dict[tuple[int, str], OpenItem] = {}
    for item in items:
        known = first.setdefault((item.customer, item.document), item)
        if known is not item and by_due(item) < by_due(known):
            first[item.customer, item.document] = item
    return list(first.values())


class OldestFirst(Sequence[OpenItem]):
    """Items in the order of their due dates; all of many are sorted only if all are looked at."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self._items = items
        self._sorted: list[OpenItem] = []

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> OpenItem: ...

    @overload
    def __getitem__(self, at: slice) -> list[OpenItem]: ...

    def __getitem__(self, at: int | slice) -> OpenItem | list[OpenItem]:
        end = at.stop if isinstance(at, slice) else at
        few = end is not None and 0 <= end < FEW
        return self._first(FEW if few else len(self))[at]

    def __iter__(self) -> Iterator[OpenItem]:
        yield from self._first(FEW)[:FEW]
        yield from self._first(len(self))[FEW:]

    def _first(self, count: int) -> list[OpenItem]:
        """At least so many, if there are."""
        if len(self._sorted) < (count := min(count, len(self))):
            day = nsmallest(count, map(attrgetter("due"), self._items))[-1]
            self._sorted = sorted((i for i in self._items if i.due <= day), key=by_due)
        return self._sorted


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

    def __init__(self, ledger: Ledger, names: Names | None = None) -> None:
        """``names``: those of the ledger's customers, where they are indexed already."""
        self.customers = {customer.key: customer for customer in ledger.customers}
        self.closed = ledger.closed_documents
        self._closed_customers = ledger.closed_customers
        self.paid_lately = ledger.paid_lately
        self.currency, self.rates = ledger.currency, Rates(ledger.rates)
        self._children = Grouped(
            (one.parent, one.key) for one in ledger.customers if one.parent is not None
        )
        self._accounts = Grouped((a, one.key) for one in ledger.customers for a in one.accounts)
        self.customer_numbers = _distinctive_numbers(ledger.customers)
        self._aliases = Grouped(
            (" ".join(words(alias)), one.key) for one in ledger.customers for alias in one.aliases
        )
        self.names = names or _names_of(ledger.customers)
        documents = [item.document for item in ledger.items]
        references = [name for item in ledger.items for name in item.references]
        self.paid_references = PaidReferences(ledger.closed_references, self.customer_numbers)
        references += self.paid_references.clear
        self.numbers = Numbers([*documents, *self.closed], references)
        self._drafts = Grouped(
            (name, one.customer)
            for one in ledger.drafts
            for name in {one.document, *one.references}
        )
        self._drafts_of = Grouped((one.customer, one) for one in ledger.drafts if one.amount)
        self._draft_numbers = Numbers(
            [one.document for one in ledger.drafts if one.document],
            [name for one in ledger.drafts for name in one.references],
        )
        self._asked_otherwise = Grouped(
            ((asked, item.currency), item.document)
            for item in ledger.items
            if (asked := item.total or item.residual) != item.residual
        )
        self._repeated: dict[tuple[Decimal, str], bool] = {}
        every = [item for item in ledger.items if item.residual]
        self.items: Mapping[int, OpenItem] = {item.key: item for item in every}
        self._by_name = Grouped(
            (name, item) for item in every for name in {item.document, *item.references}
        )
        self._by_customer = Grouped((item.customer, item) for item in every)
        again = {item.key for items in self._by_name.repeated() for item in _instalments(items)}
        self._by_amount = _of_amounts(item for item in every if item.key not in again)
        self._instalments = _of_amounts(self.items[key] for key in again)
        """Where an instalment that is due before them has the same amount."""
        self._keep_changed({})

    def _keep_changed(self, changed: dict[int, OpenItem]) -> None:
        """Of some items something is used since the indexes were made."""
        self._changed = changed
        self._changed_amounts = _of_amounts(item for item in changed.values() if item.residual)
        self._owed: dict[tuple[int, str], list[OpenItem]] = {}
        self._of_amount: dict[tuple[Decimal, str], OldestFirst] = {}

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
        later._closed_customers = ChainMap(
            {item.document: item.customer for item in used.values()},
            cast(dict[str, int], self._closed_customers),
        )
        later.paid_references = self.paid_references.and_of(
            item for item in used.values() if item.document in later.closed
        )
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

    def paid(self, name: str) -> str:
        """The invoice that a number or reference names, if it is paid and nothing open has that."""
        if self.named(name):
            return ""
        return name if name in self.closed else self.paid_references.document(name)

    def paid_by(self, documents: Iterable[str]) -> int | None:
        """The customer whose these paid invoices were, if they were one's, and it is known."""
        whose = {self._closed_customers.get(one) for one in documents}
        customer = whose.pop() if len(whose) == 1 else None
        return customer if customer in self.customers else None

    def drafts_of(self, customer: int, amount: Decimal, currency: str) -> list[Draft]:
        """A customer's drafts that ask for exactly so much."""
        every = self._drafts_of.get(customer)
        return [one for one in every if (one.amount, one.currency) == (amount, currency)]

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

    def of_amount(self, amount: Decimal, currency: str) -> OldestFirst:
        """All open items of exactly this amount, of any customer; one of each document."""
        key = (amount, currency)
        if key not in self._of_amount:
            same = self._by_amount.get(key)
            if self._changed:
                then = (
                    i for i in (*same, *self._instalments.get(key)) if i.key not in self._changed
                )
                same = one_of_each((*then, *self._changed_amounts.get(key)))
            self._of_amount[key] = OldestFirst(same)
        return self._of_amount[key]

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
        return amount % 10 == 0 or self._is_asked_repeatedly(amount, currency)

    def _is_asked_repeatedly(self, amount: Decimal, currency: str) -> bool:
        """Whether more than one document asked for it, as far as the ledger came with them."""
        key = (amount, currency)
        if key not in self._repeated:
            every = chain(self._by_amount.get(key), self._instalments.get(key))
            same = (item for item in every if (item.total or amount) == amount)
            asked = chain(self._asked_otherwise.get(key), (item.document for item in same))
            first = next(asked, None)
            self._repeated[key] = any(document != first for document in asked)
        return self._repeated[key]

    def family(self, customer: int) -> tuple[int, ...]:
        """The customer first, then those it may pay for."""
        return (customer, *self._children.get(customer))

    def with_account(self, account: str) -> tuple[int, ...]:
        return tuple(self._accounts.get(account.replace(" ", "").upper())) if account else ()

    def with_alias(self, payer: str) -> tuple[int, ...]:
        """The customers for whom a person has confirmed a payer's name, word for word."""
        if not self._aliases:
            return ()
        return tuple(dict.fromkeys(self._aliases.get(" ".join(words(payer)))))


def _names_of(customers: Iterable[Customer]) -> Names:
    return Names((one.key, name) for one in customers for name in (one.name, *one.aliases))


def _distinctive_numbers(customers: Iterable[Customer]) -> dict[str, int]:
    """The customer of each number that is no other customer's and long enough to tell."""
    owners = Grouped((compact(number), one.key) for one in customers for number in set(one.numbers))
    return {
        number: keys[0]
        for number, keys in owners.items()
        if is_usable(number) and len(set(keys)) == 1
    }


def _of_amounts(items: Iterable[OpenItem]) -> Grouped[tuple[Decimal, str], OpenItem]:
    """The items by what is open of them."""
    return Grouped(((item.residual, item.currency), item) for item in items)


def _instalments(items: Iterable[OpenItem]) -> Iterator[OpenItem]:
    """Those that another one of the same document and amount is due before."""
    seen = set()
    for item in sorted(items, key=by_due):
        asked = (item.customer, item.document, item.residual, item.currency)
        if asked in seen:
            yield item
        seen.add(asked)
