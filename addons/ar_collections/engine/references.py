"""Remittance text -> document numbers, by the patterns of the ledger's own documents.

Nothing is known beforehand of how numbers look: prefix, year and width are learned from the
documents. What is found is a *mention*; how much it is worth is the matter of the matching.

>>> numbers = Numbers(["INV/2026/00042", "INV/2026/00043"])
>>> [(mention.names, mention.kind.name) for mention in numbers.find("inv 2026 00042, 43 / 00043")]
[(('INV/2026/00042',), 'WHOLE'), (('INV/2026/00043',), 'TAIL')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .mentions import Kind, Mention, Name, Table, bounds, is_cut, is_uncut, scan
from .remittance import RemittanceText, compact, free_runs
from .series import Series
from .strange import StrangeNumbers

_DIGITS = re.compile(r"\d+")
_UNTIL = re.compile(
    r"\s*(?:-|\u2013|\u2014|\.{2,3}|bis|to|thru|through|until|tot|t/m|jusqu'?a|à|al?|hasta|do|til|till)\s*",
    re.IGNORECASE,
)


class Numbers:
    """The numbers of a ledger: its documents, and what else names them."""

    def __init__(self, documents: Iterable[str], references: Iterable[str] = ()) -> None:
        self._whole, self._digits = Table(), Table()
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)
        documents = sorted(set(documents))
        self._series = Series(documents)
        self._strange = StrangeNumbers(self._series)
        for document in documents:
            self._learn(document)
        for reference in sorted(set(references)):
            key = compact(reference)
            if len(key) >= 5 and any(sign.isdigit() for sign in key):
                self._whole.add(key, Name(reference, bounds(reference)))

    def _learn(self, document: str) -> None:
        place, key = self._series.place(document), compact(document)
        if place is None or len(key) < 3:
            return
        self._whole.add(key, Name(document, bounds(document)))
        runs = _DIGITS.findall(document)
        digits = "".join(runs)
        if digits != key and len(digits) >= 5:
            self._digits.add(digits, Name(document, bounds(" ".join(runs))))
        if place.serial != key or place.serial.startswith("0"):
            self._tails[place.serial.lstrip("0")].append((document, len(place.serial)))

    def find(self, text: str) -> tuple[Mention, ...]:
        """All mentions in the order of the text; a sign belongs to one mention only."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        """All mentions, and the numbers that look like a document's but are none of the ledger's."""
        seen = RemittanceText(text)
        found = list(scan(seen, self._whole, Kind.WHOLE, is_uncut))
        found += scan(seen, self._whole, Kind.WHOLE, is_cut)
        found += scan(seen, self._digits, Kind.DIGITS, is_uncut)
        found += scan(seen, self._digits, Kind.DIGITS, is_cut)
        prefixed = list(self._strange.prefixed(seen))
        tokens = list(free_runs(seen))
        found += self._joined_tails(seen, tokens)
        found += self._tails_in(seen, tokens)
        found.sort(key=lambda mention: mention.start)
        strange = dict.fromkeys((*prefixed, *self._strange.others(seen)))
        return (*found, *self._ranges(text, found)), tuple(strange)

    def could_name(self, number: str) -> bool:
        """Whether a number, standing alone, may be a document or a reference."""
        mentions, strange = self.read(number)
        return bool(mentions) or number in strange

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
                kind = Kind.SHORT if self._is_part(text, start, end) else Kind.TAIL
                yield Mention(names, kind, *text.take(start, end))
            elif names := self._short(token):
                yield Mention(names, Kind.SHORT, *text.take(start, end))

    def _is_part(self, text: RemittanceText, start: int, end: int) -> bool:
        """Whether it is joined to digits that are no tail themselves: 3351/2086 is not 3351/2026."""
        around = ((start, _run_before(text, start)), (end, _run_after(text, end)))
        return any(
            first < last
            and text.gap(here) in ("/", "-")
            and text.is_free(first, last)
            and not self._short(text.signs[first:last])
            for here, (first, last) in around
        )

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
            for name in self._series.between(first.names[0], last.names[0]):
                yield Mention((name,), Kind.RANGE, first.start, last.end)


def _run_before(text: RemittanceText, at: int) -> tuple[int, int]:
    start = at
    while start and text.signs[start - 1].isdigit() and (start == at or not text.gap(start)):
        start -= 1
    return start, at


def _run_after(text: RemittanceText, at: int) -> tuple[int, int]:
    end = at
    while end < len(text.signs) and text.signs[end].isdigit() and (end == at or not text.gap(end)):
        end += 1
    return at, end
