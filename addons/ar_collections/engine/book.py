"""The ledger, indexed: by number, amount, customer and bank account. Built once for a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from .items import Customer, Ledger, OpenItem
from .names import Names
from .references import Numbers

K = TypeVar("K")
ZERO = Decimal(0)


def by_due(item: OpenItem) -> tuple[str, str, int]:
    """Sorting: oldest due date first."""
    return item.due.isoformat(), item.document, item.key


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
        self.items = {item.key: item for item in ledger.items if item.residual}
        self.closed = ledger.closed_documents
        self._by_name: dict[str, list[OpenItem]] = defaultdict(list)
        self._by_customer: dict[int, list[OpenItem]] = defaultdict(list)
        self._by_amount: dict[tuple[Decimal, str], list[OpenItem]] = defaultdict(list)
        self._own_amount: dict[tuple[int, Decimal, str], list[OpenItem]] = defaultdict(list)
        self._asked: dict[tuple[Decimal, str], int] = defaultdict(int)
        for item in sorted(self.items.values(), key=by_due):
            self._add(item)
        self._children = _grouped(
            (one.parent, one.key) for one in ledger.customers if one.parent is not None
        )
        self._accounts = _grouped((a, one.key) for one in ledger.customers for a in one.accounts)
        self._numbers = _grouped((n, one.key) for one in ledger.customers for n in one.numbers)
        self.names = Names((one.key, one.name) for one in ledger.customers)
        documents = [item.document for item in self.items.values()]
        references = [name for item in self.items.values() for name in item.references]
        self.numbers = Numbers([*documents, *self.closed], references)

    def _add(self, item: OpenItem) -> None:
        self._by_customer[item.customer].append(item)
        self._by_amount[item.residual, item.currency].append(item)
        self._own_amount[item.customer, item.residual, item.currency].append(item)
        self._asked[item.total or item.residual, item.currency] += 1
        for name in {item.document, *item.references}:
            self._by_name[name].append(item)

    def customer(self, key: int) -> Customer:
        return self.customers[key]

    def named(self, name: str) -> list[OpenItem]:
        """The open items that a document number or other reference names."""
        return self._by_name.get(name, [])

    def owed_by(self, customer: int, currency: str) -> list[OpenItem]:
        """A customer's open items, oldest due first."""
        return [item for item in self._by_customer.get(customer, ()) if item.currency == currency]

    def of_amount(self, amount: Decimal, currency: str) -> list[OpenItem]:
        """All open items of exactly this amount, of any customer."""
        return self._by_amount.get((amount, currency), [])

    def own_of_amount(
        self, customers: Iterable[int], amount: Decimal, currency: str
    ) -> list[OpenItem]:
        """The open items of exactly this amount that these customers owe."""
        return [
            item for key in customers for item in self._own_amount.get((key, amount, currency), ())
        ]

    def is_list_price(self, amount: Decimal, currency: str) -> bool:
        """Whether so much says little: a multiple of ten, or asked more than once."""
        return amount % 10 == 0 or self._asked[amount, currency] > 1

    def family(self, customer: int) -> tuple[int, ...]:
        """The customer first, then those it may pay for."""
        return (customer, *self._children.get(customer, ()))

    def with_account(self, account: str) -> tuple[int, ...]:
        return tuple(self._accounts.get(account.replace(" ", "").upper(), ())) if account else ()

    def with_number(self, number: str) -> tuple[int, ...]:
        return tuple(self._numbers.get(number, ()))


def _grouped(pairs: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    groups: dict[K, list[int]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
