"""Values by key, lean where nearly every key has one value: no list of its own for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V", bound=Any)


class Grouped(Generic[K, V]):
    """The values of each key, in the order in which they came.

    >>> grouped = Grouped([("a", 1), ("b", 2), ("a", 3)])
    >>> grouped.get("a"), grouped.get("c")
    ([1, 3], ())
    """

    __slots__ = ("_first", "_several")

    def __init__(self, pairs: Iterable[tuple[K, V]] = ()) -> None:
        self._first: dict[K, V] = {}
        self._several: dict[K, list[V]] = {}
        self.extend(pairs)

    def extend(self, pairs: Iterable[tuple[K, V]]) -> None:
        first, several = self._first, self._several
        for key, value in pairs:
            if key not in first:
                first[key] = value
            elif key in several:
                several[key].append(value)
            else:
                several[key] = [first[key], value]

    def sort(self) -> None:
        """Put the values of each key in their order."""
        for values in self._several.values():
            values.sort()

    def get(self, key: K) -> Sequence[V]:
        """The values of a key, which may be very many: not copied, to be read only."""
        if key not in self._first:
            return ()
        return self._several.get(key) or (self._first[key],)

    def repeated(self) -> Iterable[Sequence[V]]:
        """The values of the keys that have several."""
        return self._several.values()

    def __iter__(self) -> Iterator[K]:
        return iter(self._first)

    def items(self) -> Iterator[tuple[K, Sequence[V]]]:
        return ((key, self.get(key)) for key in self._first)

    def values(self) -> Iterator[Sequence[V]]:
        return (self.get(key) for key in self._first)

    def __len__(self) -> int:
        return len(self._first)

    def __contains__(self, key: object) -> bool:
        return key in self._first
