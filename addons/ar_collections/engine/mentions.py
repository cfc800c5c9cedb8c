"""Where a text names a document, and the table of names that is held against the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from .remittance import RemittanceText

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

    def __init__(self) -> None:
        self.names: dict[str, list[Name]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)

    def add(self, key: str, name: Name) -> None:
        if name not in self.names[key]:
            self.names[key].append(name)
        self._lengths[key[:3]].add(len(key))

    def at(self, text: RemittanceText, start: int) -> Iterator[tuple[int, list[Name]]]:
        """(end, names) of all that could begin at ``start``, longest first."""
        for length in sorted(self._lengths.get(text.signs[start : start + 3], ()), reverse=True):
            names = self.names.get(text.signs[start : start + length])
            if start + length > len(text.signs):
                continue
            if names and text.is_free(start, start + length):
                yield start + length, names


def bounds(name: str) -> frozenset[int]:
    """The places in the compact form before which the name has a separator."""
    text = RemittanceText(name)
    return frozenset(at for at in range(1, len(text.signs)) if text.gap(at))


def scan(
    text: RemittanceText,
    table: Table,
    kind: Kind,
    fits: Callable[[RemittanceText, int, int, Name], bool],
) -> Iterator[Mention]:
    at = 0
    while at < len(text.signs):
        for end, names in table.at(text, at):
            fitting = tuple(name.name for name in names if fits(text, at, end, name))
            if fitting and _stands_alone(text, at, end):
                bare = text.signs[at:end].isdigit() and end - at < _MANY
                weak = fits is is_cut and bare
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
