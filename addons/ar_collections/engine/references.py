"""Remittance text -> document numbers, by the patterns of the ledger's own documents.

Nothing is known beforehand of how numbers look: prefix, year and width are learned from the
documents. What is found is a *mention*; how much it is worth is the matter of the matching.

>>> numbers = Numbers(["INV/2026/00042", "INV/2026/00043"])
>>> [(mention.names, mention.kind.name) for mention in numbers.find("inv 2026 00042, 43 / 00043")]
[(('INV/2026/00042',), 'WHOLE'), (('INV/2026/00043',), 'TAIL')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from .remittance import RemittanceText, compact, free_runs


class Kind(IntEnum):
    """How a number was written, weakest first."""

    SHORT = 1
    """Its last digits, zeros lost."""
    RANGE = 2
    """Not written: between two numbers that are."""
    TAIL = 3
    """Its last run of digits, as wide as on the document, or a plain number with a blank inside."""
    DIGITS = 4
    """All its digits; letters lost or changed."""
    WHOLE = 5
    """All of it; separators may differ."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names documents: one, or several whose numbers read alike."""

    names: tuple[str, ...]
    kind: Kind
    start: int
    end: int


_RUN = re.compile(r"[^\W\d_]+|\d+")
_DIGITS = re.compile(r"\d+")
_LIST_MARK = re.compile(r"[,;+&*\n]")
_UNTIL = re.compile(
    r"\s*(?:-|\u2013|\u2014|\.{2,3}|bis|to|thru|through|until|tot|t/m|jusqu'?a|à|al?|hasta|do|til|till)\s*",
    re.IGNORECASE,
)
_MANY = 9
"""Digits from which a bare number is distinctive even with blanks inside."""
_RANGE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class _Name:
    """A number of the ledger with the places where it has a separator."""

    name: str
    bounds: frozenset[int]


class _Table:
    """Names by their compact form, found at any place of a text."""

    def __init__(self) -> None:
        self.names: dict[str, list[_Name]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)

    def add(self, key: str, name: _Name) -> None:
        if name not in self.names[key]:
            self.names[key].append(name)
        self._lengths[key[:3]].add(len(key))

    def at(self, text: RemittanceText, start: int) -> Iterator[tuple[int, list[_Name]]]:
        """(end, names) of all that could begin at ``start``, longest first."""
        for length in sorted(self._lengths.get(text.signs[start : start + 3], ()), reverse=True):
            names = self.names.get(text.signs[start : start + length])
            if start + length > len(text.signs):
                continue
            if names and text.is_free(start, start + length):
                yield start + length, names


class Numbers:
    """The numbers of a ledger: its documents, and what else names them."""

    def __init__(self, documents: Iterable[str], references: Iterable[str] = ()) -> None:
        self._whole, self._digits = _Table(), _Table()
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._series: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        self._spans: dict[int, tuple[int, int]] = {}
        self._frames: set[str] = set()
        documents = sorted(set(documents))
        self._serial_run = _serial_runs(documents)
        for document in documents:
            self._learn(document)
        for series in self._series.values():
            series.sort()
        for reference in sorted(set(references)):
            key = compact(reference)
            if len(key) >= 5 and any(sign.isdigit() for sign in key):
                self._whole.add(key, _Name(reference, _bounds(reference)))

    def _learn(self, document: str) -> None:
        runs = _RUN.findall(document.upper())
        shape = _shape(runs)
        if shape not in self._serial_run or len(compact(document)) < 3:
            return
        place = self._serial_run[shape]
        serial, key = runs[place], compact(document)
        name = _Name(document, _bounds(document))
        self._whole.add(key, name)
        digits = "".join(run for run in runs if run.isdigit())
        if digits != key and len(digits) >= 5:
            self._digits.add(digits, _Name(document, _bounds(" ".join(_DIGITS.findall(document)))))
        if serial != key or serial.startswith("0"):
            self._tails[serial.lstrip("0")].append((document, len(serial)))
        frame = (*runs[:place], "#", *runs[place + 1 :])
        self._series[frame].append((int(serial), document))
        low, high = self._spans.get(len(serial), (int(serial), int(serial)))
        self._spans[len(serial)] = min(low, int(serial)), max(high, int(serial))
        if any(run.isalpha() for run in runs[:place]):
            self._frames.add("".join(runs[:place]))

    def _could_be(self, token: str) -> bool:
        """Whether a bare number may be a document no longer open: not far beyond the open ones."""
        low, high = self._spans.get(len(token), (0, 0))
        return len(token) >= 4 and high > 0 < int(token) <= high + (high - low) + _RANGE_LIMIT

    def find(self, text: str) -> tuple[Mention, ...]:
        """All mentions in the order of the text; a sign belongs to one mention only."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        """All mentions, and the numbers that look like a document's but are none of the ledger's."""
        seen = RemittanceText(text)
        found = list(_scan(seen, self._whole, Kind.WHOLE, _is_uncut))
        found += _scan(seen, self._whole, Kind.WHOLE, _is_cut)
        found += _scan(seen, self._digits, Kind.DIGITS, _is_uncut)
        found += _scan(seen, self._digits, Kind.DIGITS, _is_cut)
        strange = self._strange_frames(seen)
        tokens = list(free_runs(seen))
        found += self._joined_tails(seen, tokens)
        found += self._tails_in(seen, tokens)
        found.sort(key=lambda mention: mention.start)
        strange += [
            seen.signs[start:end]
            for start, end in free_runs(seen)
            if self._could_be(seen.signs[start:end])
        ]
        return (*found, *self._ranges(text, found)), tuple(strange)

    def _strange_frames(self, text: RemittanceText) -> list[str]:
        """Numbers with the prefix of a series but not in the ledger; they are set aside."""
        strange = []
        for frame in self._frames:
            at = text.signs.find(frame)
            while at >= 0:
                end = at + len(frame)
                while (
                    end < len(text.signs) and text.signs[end].isdigit() and len(text.gap(end)) <= 1
                ):
                    end += 1
                if end - at - len(frame) >= 3 and text.is_free(at, end):
                    strange.append(text.signs[at:end])
                    text.take(at, end)
                at = text.signs.find(frame, end)
        return strange

    def _joined_tails(
        self, text: RemittanceText, tokens: list[tuple[int, int]]
    ) -> Iterator[Mention]:
        """Tails with a blank inside: "000 33"."""
        for (start, cut), (cut_too, end) in pairwise(tokens):
            joined = text.signs[start:end]
            if cut != cut_too or not text.gap(cut).isspace() or not text.is_free(start, end):
                continue
            if self._tail(joined) and not (
                self._tail(joined[: cut - start]) or self._tail(joined[cut - start :])
            ):
                yield Mention(self._tail(joined), Kind.TAIL, *text.take(start, end))

    def _tails_in(self, text: RemittanceText, tokens: list[tuple[int, int]]) -> Iterator[Mention]:
        for start, end in tokens:
            token = text.signs[start:end]
            if not text.is_free(start, end):
                continue
            if names := self._tail(token):
                yield Mention(names, Kind.TAIL, *text.take(start, end))
            elif names := self._short(token):
                yield Mention(names, Kind.SHORT, *text.take(start, end))

    def _tail(self, token: str) -> tuple[str, ...]:
        """Documents whose serial number is written exactly so, if it is wide enough to mean it."""
        known = self._tails.get(token.lstrip("0"), ()) if len(token) >= 4 else ()
        return tuple(name for name, width in known if width == len(token))

    def _short(self, token: str) -> tuple[str, ...]:
        key = token.lstrip("0")
        return tuple(name for name, _ in self._tails.get(key, ())) if len(key) >= 3 else ()

    def _ranges(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """The documents between "00040 - 00045"; only the ends are written."""
        for first, last in pairwise(found):
            if not _UNTIL.fullmatch(text[first.end : last.start]):
                continue
            for name in self._between(first.names[0], last.names[0]):
                yield Mention((name,), Kind.RANGE, first.start, last.end)

    def _between(self, first: str, last: str) -> list[str]:
        frame, low = self._place(first)
        other, high = self._place(last)
        if frame != other or not low < high <= low + _RANGE_LIMIT:
            return []
        series = self._series.get(frame, [])
        return [
            name
            for _, name in series[
                bisect_right(series, (low, "\uffff")) : bisect_left(series, (high, ""))
            ]
        ]

    def _place(self, name: str) -> tuple[tuple[str, ...], int]:
        """The series a document belongs to, and its serial number."""
        runs = _RUN.findall(name.upper())
        place = self._serial_run.get(_shape(runs))
        if place is None:
            return (), 0
        return (*runs[:place], "#", *runs[place + 1 :]), int(runs[place])


def _shape(runs: list[str]) -> tuple[str, ...]:
    return tuple("#" if run.isdigit() else run for run in runs)


def _serial_runs(documents: Iterable[str]) -> dict[tuple[str, ...], int]:
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


def _bounds(name: str) -> frozenset[int]:
    """The places in the compact form before which the name has a separator."""
    text = RemittanceText(name)
    return frozenset(at for at in range(1, len(text.signs)) if text.gap(at))


def _scan(
    text: RemittanceText,
    table: _Table,
    kind: Kind,
    fits: Callable[[RemittanceText, int, int, _Name], bool],
) -> Iterator[Mention]:
    at = 0
    while at < len(text.signs):
        for end, names in table.at(text, at):
            fitting = tuple(name.name for name in names if fits(text, at, end, name))
            if fitting and _stands_alone(text, at, end):
                bare = text.signs[at:end].isdigit() and end - at < _MANY
                weak = fits is _is_cut and bare
                yield Mention(fitting, Kind.TAIL if weak else kind, *text.take(at, end))
                at = end - 1
                break
        at += 1


def _stands_alone(text: RemittanceText, start: int, end: int) -> bool:
    """No digit goes on before or after; letters may touch a number that is long enough to tell."""
    letters = text.signs[start].isalpha()
    if text.signs[start:end].isdigit() and text.is_noise(start, end):
        return False
    if text.grown_together(start) and (not letters or end - start < 6):
        return False
    return not (text.signs[end - 1].isdigit() and text.grown_together(end))


def _is_uncut(text: RemittanceText, start: int, end: int, name: _Name) -> bool:
    """Separators only where the number has them, or between letters and digits."""
    for at in range(start + 1, end):
        gap = text.gap(at)
        if not gap:
            continue
        inside = text.signs[at - 1].isdigit() == text.signs[at].isdigit()
        if (inside and at - start not in name.bounds) or len(gap) > 3 or _LIST_MARK.search(gap):
            return False
    return True


def _is_cut(text: RemittanceText, start: int, end: int, name: _Name) -> bool:
    """Blanks inside a run as well: once in a short bare number, anywhere in a long one."""
    gaps = [text.gap(at) for at in range(start + 1, end) if at - start not in name.bounds]
    cuts = [gap for gap in gaps if gap]
    long = end - start >= _MANY or not text.signs[start:end].isdigit()
    if any(len(gap) > 3 or (_LIST_MARK.search(gap) and gap != "\n") for gap in cuts):
        return False
    return len(cuts) <= 1 or long
