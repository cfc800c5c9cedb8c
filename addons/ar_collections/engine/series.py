"""How the ledger numbers its documents: which run of digits counts, and what stands around it.

>>> series = Series(["INV/2026/00042", "INV/2026/00044", "INV/2026/00047"])
>>> series.between("INV/2026/00042", "INV/2026/00047")
['INV/2026/00044']
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LEAST_DIGITS = 3
"""Digits from which a bare number in a text may be a document's."""
LONG = 6
"""Digits from which a number is told with a blank inside, and by its size."""
RANGE_LIMIT = 60
"""Documents that "00040 - 00045" may stand for at most; a wider one is no list."""
_YEAR = re.compile(r"20[1-4]\d")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")

Frame = tuple[str, ...]
"""A number in runs of letters and digits, with "#" for the one that counts."""


@dataclass(slots=True)
class Alike:
    """Documents that differ in their digits only, place by place."""

    runs: tuple[str, ...]
    """Runs of letters, and of zeros for digits."""
    spans: tuple[tuple[int, int], ...]
    """Where they stand."""
    documents: list[str]
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

    @property
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
        every = list(dict.fromkeys(documents))
        self.alike = [each for each in _alike(every) if each.digits]
        """The documents that have a number at all."""
        self._counting = _counting_runs(self.alike)
        self._spans: dict[int, tuple[int, int]] = {}
        self.prefixes: dict[str, int] = {}
        """With the least digits that follow them."""
        self._members: dict[Frame, list[tuple[int, str]]] = {}
        for each in self.alike:
            each.counting = self._counting[each.shape]
            self._learn(each)

    def _learn(self, each: Alike) -> None:
        serials, width = each.serials, each.width
        least, most = int(min(serials)), int(max(serials))
        low, high = self._spans.get(width, (least, most))
        self._spans[width] = min(low, least), max(high, most)
        for frame in sorted(each.frames()):
            if prefix := _prefix(frame):
                self.prefixes[prefix] = min(width, self.prefixes.get(prefix, width))

    def could_be(self, token: str) -> bool:
        """Whether a bare number may be a document no longer open: not far beyond the open ones."""
        low, high = self._spans.get(len(token), (0, 0))
        if len(token) < LEAST_DIGITS or not high:
            return False
        near = (high - low) + RANGE_LIMIT
        told = len(token) >= LONG or _YEAR.fullmatch(token)
        least = low - near if told else 0
        return least < int(token) <= high + near

    def frames(self) -> Iterator[tuple[Frame, int]]:
        """What stands around the serial numbers, and how wide these are."""
        return ((frame, each.width) for each in self.alike for frame in each.frames())

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

    def _place(self, document: str) -> tuple[Frame, int] | None:
        """What stands around the serial number, and its value."""
        runs = _RUN.findall(document.upper())
        counting = self._counting.get(_shape(runs))
        if counting is None:
            return None
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


def _alike(documents: list[str]) -> Iterator[Alike]:
    plain = [name for name in documents if name.isascii() and "\n" not in name]
    zeroed = "\n".join(plain).upper().encode().translate(_ZEROS).split(b"\n")
    groups: dict[bytes, list[str]] = defaultdict(list)
    for pattern, name in zip(zeroed, plain, strict=False):
        groups[pattern].append(name)
    for pattern, names in groups.items():
        yield _alike_in(pattern.decode(), names, names)
    others: dict[str, list[str]] = defaultdict(list)
    for name in documents if len(plain) < len(documents) else ():
        if not name.isascii() or "\n" in name:
            others[_DIGIT.sub("0", name.upper())].append(name)
    for text, names in others.items():
        yield _alike_in(text, names, [name.upper() for name in names])


def _alike_in(pattern: str, documents: list[str], texts: list[str]) -> Alike:
    runs = list(_RUN.finditer(pattern))
    return Alike(
        tuple(run[0] for run in runs),
        tuple(run.span() for run in runs),
        documents,
        texts,
    )


def _counting_runs(alike: Iterable[Alike]) -> dict[Frame, int]:
    """Which run of digits counts the documents: the one that differs most, else the last."""
    shapes: dict[Frame, list[Alike]] = defaultdict(list)
    for each in alike:
        shapes[each.shape].append(each)
    return {shape: _counting_run(members) for shape, members in shapes.items()}


def _counting_run(alike: list[Alike]) -> int:
    places = alike[0].digits
    if len(places) == 1:
        return places[0]
    different = {
        place: len(set().union(*(each.column(place) for each in alike))) for place in places
    }
    return max(places, key=lambda place: (different[place], place))
