"""How the ledger numbers its documents: which run of digits counts, and what stands around it.

>>> series = Series(["INV/2026/00042", "INV/2026/00044", "INV/2026/00047"])
>>> series.between("INV/2026/00042", "INV/2026/00047")
['INV/2026/00044']
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LEAST_DIGITS = 3
"""Digits from which a bare number in a text may be a document's."""
LONG = 6
"""Digits from which a number is told with a blank inside, and by its size."""
RANGE_LIMIT = 60
"""Documents that "00040 - 00045" may stand for at most; a wider one is no list."""
_YEAR = re.compile(r"20[1-4]\d")
_RUN = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """A document's place in its series."""

    frame: tuple[str, ...]
    """The number in runs of letters and digits, with "#" for the one that counts."""
    serial: str

    @property
    def prefix(self) -> str:
        """What stands before the serial number; nothing where that is digits alone."""
        before = self.frame[: self.frame.index("#")]
        return "".join(before) if any(run.isalpha() for run in before) else ""


class Series:
    """The series of all documents."""

    def __init__(self, documents: Iterable[str]) -> None:
        documents = sorted(set(documents))
        self._counting = _counting_runs(documents)
        self._places: dict[str, Place] = {}
        self._documents: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        self._spans: dict[int, tuple[int, int]] = {}
        self.prefixes: dict[str, int] = {}
        """With the least digits that follow them."""
        for document in documents:
            self._learn(document)
        for members in self._documents.values():
            members.sort()

    def _learn(self, document: str) -> None:
        runs = _RUN.findall(document.upper())
        counting = self._counting.get(_shape(runs))
        if counting is None:
            return
        place = Place((*runs[:counting], "#", *runs[counting + 1 :]), runs[counting])
        self._places[document] = place
        value, width = int(place.serial), len(place.serial)
        self._documents[place.frame].append((value, document))
        low, high = self._spans.get(width, (value, value))
        self._spans[width] = min(low, value), max(high, value)
        if place.prefix:
            self.prefixes[place.prefix] = min(width, self.prefixes.get(place.prefix, width))

    def place(self, document: str) -> Place | None:
        return self._places.get(document)

    def could_be(self, token: str) -> bool:
        """Whether a bare number may be a document no longer open: not far beyond the open ones."""
        low, high = self._spans.get(len(token), (0, 0))
        if len(token) < LEAST_DIGITS or not high:
            return False
        near = (high - low) + RANGE_LIMIT
        told = len(token) >= LONG or _YEAR.fullmatch(token)
        least = low - near if told else 0
        return least < int(token) <= high + near

    def frames(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """What stands around the serial numbers, and how wide these are."""
        for place in self._places.values():
            yield place.frame, len(place.serial)

    def between(self, first: str, last: str) -> list[str]:
        """The documents of one series between two of its documents."""
        one, other = self._places.get(first), self._places.get(last)
        if one is None or other is None or one.frame != other.frame:
            return []
        low, high = int(one.serial), int(other.serial)
        if not low < high <= low + RANGE_LIMIT:
            return []
        members = self._documents[one.frame]
        inside = slice(bisect_right(members, (low, "\uffff")), bisect_left(members, (high, "")))
        return [document for _, document in members[inside]]


def _shape(runs: list[str]) -> tuple[str, ...]:
    return tuple("#" if run.isdigit() else run for run in runs)


def _counting_runs(documents: Iterable[str]) -> dict[tuple[str, ...], int]:
    """Which run of digits counts the documents: the one that differs most, else the last."""
    seen: dict[tuple[str, ...], dict[int, set[str]]] = {}
    for document in documents:
        runs = _RUN.findall(document.upper())
        places = seen.setdefault(_shape(runs), defaultdict(set))
        for place, run in enumerate(runs):
            if run.isdigit():
                places[place].add(run)
    return {
        shape: max(places, key=lambda place: (len(places[place]), place))
        for shape, places in seen.items()
        if places
    }
