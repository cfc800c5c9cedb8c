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

from .mentions import LIST_MARK, Kind, Mention, Name, Table, bounds, is_cut, is_uncut, scan
from .remittance import RemittanceText, compact, free_runs
from .series import Series

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
        strange = self._strange_prefixed(seen)
        tokens = list(free_runs(seen))
        found += self._joined_tails(seen, tokens)
        found += self._tails_in(seen, tokens)
        found.sort(key=lambda mention: mention.start)
        bare = [seen.signs[start:end] for start, end in free_runs(seen)]
        strange += [token for token in bare if self._series.could_be(token)]
        return (*found, *self._ranges(text, found)), tuple(strange)

    def could_name(self, number: str) -> bool:
        """Whether a number, standing alone, may be a document or a reference."""
        mentions, strange = self.read(number)
        return bool(mentions) or number in strange

    def _strange_prefixed(self, text: RemittanceText) -> list[str]:
        """Numbers with the prefix of a series but not in the ledger; they are set aside."""
        strange = []
        for prefix, least in self._series.prefixes.items():
            at = text.signs.find(prefix)
            while at >= 0:
                end = _end_of_digits(text, at + len(prefix))
                digits = end - at - len(prefix)
                if (
                    digits >= min(least, 3)
                    and not text.grown_together(at)
                    and text.is_free(at, end)
                ):
                    strange.append(text.signs[at:end])
                    text.take(at, end)
                at = text.signs.find(prefix, end)
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
            for name in self._series.between(first.names[0], last.names[0]):
                yield Mention((name,), Kind.RANGE, first.start, last.end)


def _end_of_digits(text: RemittanceText, at: int) -> int:
    while at < len(text.signs) and text.signs[at].isdigit():
        gap = text.gap(at)
        if len(gap) > 2 or LIST_MARK.search(gap):
            break
        at += 1
    return at
