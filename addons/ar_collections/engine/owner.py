"""Who is responsible for a customer: the first rule that fits it and has somebody for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRule:
    """``people`` share the customers evenly; ``capacity`` is how many each may have, 0: any.

    With ``salesperson`` the customer's own salesperson comes before them.
    """

    key: int = 0
    countries: frozenset[int] = frozenset()
    salesperson: bool = False
    people: tuple[int, ...] = ()
    capacity: int = 0

    def choose(self, salesperson: int | None, customers: Counter[int]) -> int | None:
        """Of those who have room, the one with the fewest customers; the first of several."""
        if self.salesperson and salesperson and self._has_room(salesperson, customers):
            return salesperson
        free = [person for person in self.people if self._has_room(person, customers)]
        return min(free, key=lambda person: customers[person], default=None)

    def _has_room(self, person: int, customers: Counter[int]) -> bool:
        return not self.capacity or customers[person] < self.capacity


def owner_for(
    country: int | None,
    salesperson: int | None,
    rules: Iterable[OwnerRule],
    customers: Counter[int],
) -> int | None:
    """Who gets the customer, by the customers that each has already; this one is counted.

    >>> rule, customers = OwnerRule(people=(7, 8), capacity=2), Counter({7: 1})
    >>> [owner_for(None, None, [rule], customers) for _ in range(4)]
    [8, 7, 8, None]
    """
    for rule in rules:
        if rule.countries and country not in rule.countries:
            continue
        if person := rule.choose(salesperson, customers):
            customers[person] += 1
            return person
    return None
