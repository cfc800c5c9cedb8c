"""Values by key, lean where nearly every key has one value: no list of its own for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V", bound=Any)


class Grouped(Generic[K, V]):
    """The values of each key, in the order in which they came.

    >>> grouped = Grouped([("a", 1), ("b", 2), ("a", 3)])
    >>> grouped.get("a"), grouped.get("c")
    ((1, 3), ())
    """

    __slots__ = ("_first", "_more")

    def __init__(self, pairs: Iterable[tuple[K, V]] = ()) -> None:
        self._first: dict[K, V] = {}
        self._more: dict[K, list[V]] = {}
        self.extend(pairs)

    def extend(self, pairs: Iterable[tuple[K, V]]) -> None:
        first, more = self._first, self._more
        for key, value in pairs:
            if key not in first:
                first[key] = value
            elif key in more:
                more[key].append(value)
            else:
                more[key] = [value]

    def sort(self) -> None:
        """Put the values of each key in their order."""
        for key, rest in self._more.items():
            self._first[key], *rest[:] = sorted([self._first[key], *rest])

    def get(self, key: K) -> tuple[V, ...]:
        if key not in self._first:
            return ()
        return (self._first[key], *self._more.get(key, ()))

    def repeated(self) -> Iterator[tuple[V, ...]]:
        """The values of the keys that have several."""
        return (self.get(key) for key in self._more)

    def each(self, key: K) -> Iterator[V]:
        """The same one by one, where there may be very many."""
        if key in self._first:
            yield self._first[key]
            yield from self._more.get(key, ())

    def __iter__(self) -> Iterator[K]:
        return iter(self._first)

    def items(self) -> Iterator[tuple[K, tuple[V, ...]]]:
        return ((key, self.get(key)) for key in self._first)

    def values(self) -> Iterator[tuple[V, ...]]:
        return (self.get(key) for key in self._first)

    def __len__(self) -> int:
        return len(self._first)

    def __contains__(self, key: object) -> bool:
        return key in self._first
