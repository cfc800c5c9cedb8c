"""The document numbers that we know, found in a line of text also where they are written otherwise.

``RE 2026/0815``, ``RE20260815`` and ``re-2026-815`` are ``RE-2026-0815``, as long as no other
known number can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..days import possible_days

SHORTEST = 4
"""Shorter numbers stand everywhere: quantities, pages, houses."""
_MOST_WORDS = 8
_MOST_ZEROS = 6
"""A number may be written with so many zeros more than we write it with."""
_SHORTEST_BROKEN = 7
"""A number of digits only may be broken by blanks if it has so many."""

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0]?[-/._\u2013]?[ \u00a0]?")
_GAP_IN_DIGITS = re.compile(r"[- \u00a0]?")
_RUN = re.compile(r"[0-9]+|[^0-9]+")
_YEAR = re.compile(r"(?:19[89]|20[0-7])[0-9]")
_DATE = re.compile(r"\b[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{2,4}\b")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A known number and where it stands in the line."""

    document: str
    start: int
    end: int


class KnownNumbers:
    """Looks up what a line of text names."""

    def __init__(self, documents: Collection[str]) -> None:
        self._plain: dict[str, set[str]] = {}
        self._without_zeros: dict[str, set[str]] = {}
        for document in dict.fromkeys(each.strip() for each in documents):
            words = _WORD.findall(document.upper())
            key = "".join(words)
            if len(key) >= SHORTEST and not (_YEAR.fullmatch(key)):
                self._plain.setdefault(key, set()).add(document)
                self._without_zeros.setdefault(_stripped(words), set()).add(document)
        keys = (*self._plain, *self._without_zeros)
        self._starts = {"0", *(key[0] for key in keys)}
        self._longest = max(map(len, self._plain), default=0) + _MOST_ZEROS
        self._verbatim = {each.upper() for known in self._plain.values() for each in known}

    def find(self, line: str) -> tuple[Found, ...]:
        """The numbers that the line names, from left to right, none inside a date or an IBAN."""
        return tuple(self._find(line))

    def _find(self, line: str) -> Iterator[Found]:
        words = list(_WORD.finditer(_upper(line)))
        taken = [found.span() for found in _not_numbers(line)]
        at = 0
        while at < len(words):
            if words[at][0][0] not in self._starts:
                at += 1
                continue
            for end in range(min(len(words), at + _MOST_WORDS), at, -1):
                if found := self._match(line, words[at:end], taken):
                    yield found
                    at = end
                    break
            else:
                at += 1

    def _match(
        self, line: str, words: list[re.Match[str]], taken: list[tuple[int, int]]
    ) -> Found | None:
        start, end = words[0].start(), words[-1].end()
        key = "".join([word[0] for word in words])
        if len(key) > self._longest:
            return None
        as_written = line[start:end].upper()
        verbatim = as_written in self._verbatim
        if not verbatim and not _can_be_one(line, words, key):
            return None
        if any(start < last and first < end for first, last in taken) and (
            not verbatim or key.isdecimal()
        ):
            return None
        if len(line) > end + 1 and line[end] in ".," and line[end + 1].isdecimal():
            return None  # the beginning of an amount
        if start > 1 and line[start - 1] in ".," and line[start - 2].isdecimal():
            return None  # the end of one
        known = self._plain.get(key) or self._without_zeros.get(_stripped(w[0] for w in words))
        if verbatim and known and len(known) > 1:
            known = {each for each in known if each.upper() == as_written}
        return Found(next(iter(known)), start, end) if known and len(known) == 1 else None


def _upper(line: str) -> str:
    """In capitals, each letter in its place: of ``ß`` Python makes two."""
    upper = line.upper()
    if len(upper) == len(line):
        return upper
    return "".join([char.upper() if len(char.upper()) == 1 else char for char in line])


def _can_be_one(line: str, words: list[re.Match[str]], key: str) -> bool:
    """Whether what stands between the words can stand inside a document's number."""
    gaps = [line[one.end() : other.start()] for one, other in pairwise(words)]
    if not key.isdecimal():
        return all(_GAP.fullmatch(gap) for gap in gaps)
    return not gaps or (
        len(key) >= _SHORTEST_BROKEN and all(_GAP_IN_DIGITS.fullmatch(gap) for gap in gaps)
    )


def _stripped(words: Collection[str] | Iterator[str]) -> str:
    """The words without zeros in front of any run of digits."""
    runs = (run for word in words for run in _RUN.findall(word))
    return "".join(run.lstrip("0") or "0" if run.isdecimal() else run for run in runs)


def _not_numbers(line: str) -> Iterator[re.Match[str]]:
    """Dates and IBANs."""
    yield from (found for found in _DATE.finditer(line) if possible_days(found[0]))
    yield from _IBAN.finditer(line)


def without(line: str, found: Collection[Found]) -> str:
    """The line with numbers, dates and IBANs blacked out, so that what is left can be amounts."""
    spans = [(each.start, each.end) for each in found]
    spans += [each.span() for each in _not_numbers(line)]
    for start, end in spans:
        line = f"{line[:start]}{'|' * (end - start)}{line[end:]}"
    return line
