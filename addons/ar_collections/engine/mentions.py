"""Where a text names a document, and the table of names that is held against the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

from .grouped import Grouped
from .remittance import SEPARATED, RemittanceText, compact

LIST_MARK = re.compile(r"[,;+&*\n]")
_MANY = 9
"""Digits from which a bare number is distinctive even with blanks inside."""


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


@dataclass(frozen=True, slots=True)
class Name:
    """A number of the ledger with the places where it has a separator."""

    name: str
    bounds: frozenset[int]


class Table:
    """Names by their compact form, found at any place of a text."""

    def __init__(self, written: Callable[[str], str] = str) -> None:
        self._written = written
        """How a name is written here: whole, or its digits alone."""
        self._names: Grouped[str, str] = Grouped()
        self._lengths: dict[str, list[int]] = {}
        """How long the names are that begin with three signs, the longest first."""

    def extend(self, keys: Sequence[str], names: Iterable[str]) -> None:
        """Names with their compact forms."""
        self._names.extend(zip(keys, names, strict=True))
        for start, length in {(key[:3], len(key)) for key in keys}:
            self._lengths[start] = sorted({length, *self._lengths.get(start, ())}, reverse=True)

    def sort(self) -> None:
        """Names that read alike in the order of the alphabet, whatever comes after them."""
        self._names.sort()

    def named(self, key: str) -> Sequence[str]:
        """The names of this compact form."""
        return self._names.get(key)

    def hits(self, text: RemittanceText) -> list[tuple[int, int, tuple[Name, ...]]]:
        """(start, end, names) of all that the text has, of those that begin alike the longest first."""
        signs, lengths = text.signs, self._lengths
        found = []
        for start in range(len(signs) - 2):
            for length in lengths.get(signs[start : start + 3], ()):
                end = start + length
                if end <= len(signs) and signs[start:end] in self._names:
                    found.append((start, end, self._of(signs[start:end])))
        return found

    def _of(self, key: str) -> tuple[Name, ...]:
        names = dict.fromkeys(self._names.get(key))
        return tuple(Name(name, bounds(self._written(name))) for name in names)


def bounds(name: str) -> frozenset[int]:
    """The places in the compact form before which the name has a separator."""
    parts = list(accumulate(len(compact(part)) for part in SEPARATED.split(name)))
    return frozenset(parts[:-1]) - {0, parts[-1]}


def scan(
    text: RemittanceText,
    hits: Iterable[tuple[int, int, tuple[Name, ...]]],
    kind: Kind,
    fits: Callable[[RemittanceText, int, int, Name], bool],
) -> Iterator[Mention]:
    """The hits that fit and that nothing has claimed; what is found is claimed."""
    past = 0
    for start, end, names in hits:
        if start < past or not text.is_free(start, end):
            continue
        fitting = tuple(name.name for name in names if fits(text, start, end, name))
        if fitting and _stands_alone(text, start, end):
            bare = text.signs[start:end].isdigit() and end - start < _MANY
            weak = fits is is_cut and bare
            yield Mention(fitting, Kind.TAIL if weak else kind, *text.take(start, end))
            past = end


def _stands_alone(text: RemittanceText, start: int, end: int) -> bool:
    """No digit goes on before or after; letters may touch a number that is long enough to tell."""
    letters = text.signs[start].isalpha()
    if text.signs[start:end].isdigit() and text.is_noise(start, end, beyond=True):
        return False
    if text.grown_together(start) and (not letters or end - start < 6):
        return False
    return not (text.signs[end - 1].isdigit() and text.grown_together(end))


def is_uncut(text: RemittanceText, start: int, end: int, name: Name) -> bool:
    """Separators only where the number has them, or between letters and digits."""
    for at in range(start + 1, end):
        gap = text.gap(at)
        if not gap:
            continue
        inside = text.signs[at - 1].isdigit() == text.signs[at].isdigit()
        if (inside and at - start not in name.bounds) or len(gap) > 3 or LIST_MARK.search(gap):
            return False
    return True


def is_cut(text: RemittanceText, start: int, end: int, name: Name) -> bool:
    """Blanks inside a run as well: once in a short bare number, anywhere in a long one."""
    gaps = [text.gap(at) for at in range(start + 1, end) if at - start not in name.bounds]
    cuts = [gap for gap in gaps if gap]
    long = end - start >= _MANY or not text.signs[start:end].isdigit()
    if any(len(gap) > 3 or (LIST_MARK.search(gap) and gap != "\n") for gap in cuts):
        return False
    return len(cuts) <= 1 or long
