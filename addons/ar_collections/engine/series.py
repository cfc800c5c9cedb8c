"""How the ledger numbers its documents: which run of digits counts, and what stands around it.

>>> series = Series(["INV/2026/00042", "INV/2026/00044", "INV/2026/00047"])
>>> series.between("INV/2026/00042", "INV/2026/00047")
['INV/2026/00044']
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .grouped import Grouped

LEAST_DIGITS = 3
"""Digits from which a bare number in a text may be a document's."""
LONG = 6
"""Digits from which a number is told with a blank inside, and by its size."""
RANGE_LIMIT = 60
"""Documents that "00040 - 00045" may stand for at most; a wider one is no list."""
MANY = 30
"""Documents of one pattern that are enough to tell which of their runs of digits counts."""
YEAR = re.compile(r"20[1-4]\d")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")

Frame = tuple[str, ...]
"""A number in runs of letters and digits, with "#" for the one that counts."""


@dataclass
class Alike:
    """Documents that differ in their digits only, place by place."""

    runs: tuple[str, ...]
    """Runs of letters, and of zeros for digits."""
    spans: tuple[tuple[int, int], ...]
    """Where they stand."""
    documents: Sequence[str]
    texts: Sequence[str]
    """The documents in capitals, where that moves a place."""
    counting: int = 0
    """The run that counts."""

    @property
    def shape(self) -> Frame:
        return tuple("#" if run.isdecimal() else run for run in self.runs)

    @property
    def digits(self) -> list[int]:
        """The runs that are digits."""
        return [place for place, run in enumerate(self.runs) if run.isdecimal()]

    @cached_property
    def serials(self) -> list[str]:
        return self.column(self.counting)

    @property
    def width(self) -> int:
        """Digits of the serial number."""
        return len(self.runs[self.counting])

    def column(self, place: int) -> list[str]:
        """One run of all documents."""
        start, end = self.spans[place]
        return [text[start:end] for text in self.texts]

    def all_digits(self) -> list[str]:
        """The digits of all documents, joined."""
        columns = [self.column(place) for place in self.digits]
        return ["".join(runs) for runs in zip(*columns, strict=True)]

    @cached_property
    def frames(self) -> set[Frame]:
        """What stands around the serial numbers."""
        return {self._frame(around) for around in set(self._around())}

    def members(self, frame: Frame) -> Iterator[tuple[int, str]]:
        """Serial number and document of all with this around it."""
        for serial, document, around in zip(
            self.serials, self.documents, self._around(), strict=True
        ):
            if self._frame(around) == frame:
                yield int(serial), document

    def _around(self) -> Iterable[tuple[str, ...]]:
        """The digits beside the serial number, of all documents."""
        beside = [self.column(place) for place in self.digits if place != self.counting]
        return zip(*beside, strict=True) if beside else [()] * len(self.documents)

    def _frame(self, around: tuple[str, ...]) -> Frame:
        rest = iter(around)
        return tuple(
            "#" if place == self.counting else next(rest) if run.isdecimal() else run
            for place, run in enumerate(self.runs)
        )


class Series:
    """The series of all documents."""

    def __init__(self, documents: Iterable[str]) -> None:
        self._alike = {pattern: each for pattern, each in _alike(documents) if each.digits}
        _find_counting(self.alike)
        self._spans: dict[int, tuple[int, int]] = {}
        self.prefixes: dict[str, int] = {}
        """With the least digits that follow them."""
        self._members: dict[Frame, list[tuple[int, str]]] = {}
        for each in self.alike:
            self._learn(each)

    @property
    def alike(self) -> Collection[Alike]:
        """The documents that have a number at all."""
        return self._alike.values()

    def _learn(self, each: Alike) -> None:
        values, width = [int(serial) for serial in each.serials], each.width
        least, most = min(values), max(values)
        low, high = self._spans.get(width, (least, most))
        self._spans[width] = min(low, least), max(high, most)
        for frame in sorted(each.frames):
            if prefix := _prefix(frame):
                self.prefixes[prefix] = min(width, self.prefixes.get(prefix, width))

    def could_be(self, token: str) -> bool:
        """Whether a bare number may be a document no longer open: not far beyond the open ones."""
        low, high = self._spans.get(len(token), (0, 0))
        if len(token) < LEAST_DIGITS or not high:
            return False
        near = (high - low) + RANGE_LIMIT
        told = len(token) >= LONG or YEAR.fullmatch(token)
        least = low - near if told else 0
        return least < int(token) <= high + near

    def frames(self) -> Iterator[tuple[Frame, int]]:
        """What stands around the serial numbers, and how wide these are."""
        return ((frame, each.width) for each in self.alike for frame in each.frames)

    def between(self, first: str, last: str) -> list[str]:
        """The documents of one series between two of its documents."""
        one, other = self._place(first), self._place(last)
        if one is None or other is None or one[0] != other[0]:
            return []
        (frame, low), (_, high) = one, other
        if not low < high <= low + RANGE_LIMIT:
            return []
        members = self._of(frame)
        at, end = bisect_left(members, (low, first)), bisect_left(members, (high, last))
        if members[at : at + 1] != [(low, first)] or members[end : end + 1] != [(high, last)]:
            return []
        inside = slice(bisect_right(members, (low, "\uffff")), bisect_left(members, (high, "")))
        return [document for _, document in members[inside]]

    def sibling(self, document: str, tail: str) -> str:
        """The number that ends, where it counts, in these digits; nothing if it has no more of them."""
        text = document.upper()
        each = self._alike.get(_pattern(text))
        if each is None or len(text) != len(document) or len(tail) >= each.width:
            return ""
        end = each.spans[each.counting][1]
        return document[: end - len(tail)] + tail + document[end:]

    def _place(self, document: str) -> tuple[Frame, int] | None:
        """What stands around the serial number, and its value."""
        text = document.upper()
        each = self._alike.get(_pattern(text))
        if each is None:
            return None
        runs, counting = _RUN.findall(text), each.counting
        return (*runs[:counting], "#", *runs[counting + 1 :]), int(runs[counting])

    def _of(self, frame: Frame) -> list[tuple[int, str]]:
        """The documents with this around the serial number, in their order."""
        if frame not in self._members:
            shape = _shape("0" if run == "#" else run for run in frame)
            alike = (each for each in self.alike if each.shape == shape)
            self._members[frame] = sorted(one for each in alike for one in each.members(frame))
        return self._members[frame]


def _shape(runs: Iterable[str]) -> Frame:
    return tuple("#" if run.isdecimal() else run for run in runs)


def _prefix(frame: Frame) -> str:
    """What stands before the serial number; nothing where that is digits alone."""
    before = frame[: frame.index("#")]
    return "".join(before) if any(run.isalpha() for run in before) else ""


def _alike(documents: Iterable[str]) -> Iterator[tuple[str, Alike]]:
    """The documents by their pattern: in capitals, with zeros for digits."""
    plain: list[str] = []
    others: list[str] = []
    for name in dict.fromkeys(documents):
        (plain if name.isascii() and "\n" not in name else others).append(name)
    zeroed = "\n".join(plain).upper().encode().translate(_ZEROS).decode().split("\n")
    groups = Grouped(zip(zeroed, plain, strict=False))
    groups.extend((_pattern(name.upper()), name) for name in others)
    for pattern, names in groups.items():
        runs = list(_RUN.finditer(pattern))
        texts = names if all(map(str.isascii, names)) else [name.upper() for name in names]
        spans = tuple(run.span() for run in runs)
        yield pattern, Alike(tuple(run[0] for run in runs), spans, names, texts)


def _pattern(text: str) -> str:
    return _DIGIT.sub("0", text)


def _find_counting(alike: Iterable[Alike]) -> None:
    """Which run of digits counts: where documents of one pattern are few, those of its shape tell."""
    for members in Grouped((each.shape, each) for each in alike).values():
        common = _counting_run(members)
        for each in members:
            each.counting = _counting_run([each]) if len(each.documents) >= MANY else common


def _counting_run(alike: Sequence[Alike]) -> int:
    """The one that differs most, else the last."""
    places = alike[0].digits
    if len(places) == 1:
        return places[0]
    different = {
        place: len(set().union(*(each.column(place) for each in alike))) for place in places
    }
    return max(places, key=lambda place: (different[place], place))
