"""Remittance text -> document numbers, by the patterns of the ledger's own documents.

Nothing is known beforehand of how numbers look: prefix, year and width are learned from the
documents. What is found is a *mention*; how much it is worth is the matter of the matching.

>>> numbers = Numbers(["INV/2026/00042", "INV/2026/00043"])
>>> [(mention.names, mention.kind.name) for mention in numbers.find("inv 2026 00042, 43 / 00043")]
[(('INV/2026/00042',), 'WHOLE'), (('INV/2026/00043',), 'TAIL')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .grouped import Grouped
from .mentions import Kind, Mention, Table, is_cut, is_uncut, scan
from .remittance import RemittanceText, compacted, free_runs
from .series import LEAST_DIGITS, YEAR, Alike, Series
from .strange import StrangeNumbers

_DIGITS = re.compile(r"\d+")
UNTIL = re.compile(
    r"\s*(?:-|\u2013|\u2014|\.{2,3}|bis|to|thru|through|until|tot|t/m|jusqu'?a|à|al?|hasta|do|til|till)\s*",
    re.IGNORECASE,
)
_PARTED = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]{1,8}[\s./_-]{0,2})?(?:\d{2,4}[\s./_-]{1,2}){0,2}\d{1,8}(?![^\W_])"
)
"""Letters, a year or the like, a serial number: what of a document's number zeros may be lost of."""
_JOINS = re.compile(r" ?[/.-]|[/.-] ")
"""What joins two numbers; a bank may have broken the line beside it."""
_RUN = re.compile(r"[^\W\d_]+|\d+")


class Numbers:
    """The numbers of a ledger: its documents, and what else names them."""

    def __init__(self, documents: Iterable[str], references: Iterable[str] = ()) -> None:
        self._whole, self._digits = Table(), Table(_digits_of)
        self._serials: Grouped[str, str] = Grouped()
        self._widths: set[int] = set()
        self._series = Series(documents)
        self._strange = StrangeNumbers(self._series)
        for alike in self._series.alike:
            self._learn(alike)
        self._whole.sort()
        self._digits.sort()
        others = sorted(set(references))
        keys = zip(compacted(others), others, strict=True)
        usable = {name: key for key, name in keys if len(key) >= 5 and _DIGITS.search(key)}
        self._whole.extend(list(usable.values()), usable)

    def _learn(self, alike: Alike) -> None:
        keys = compacted(alike.documents)
        if len(keys[0]) < 3:
            return
        self._whole.extend(keys, alike.documents)
        bare = keys[0].isdecimal()
        if not bare and len(digits := alike.all_digits()) and len(digits[0]) >= 5:
            self._digits.extend(digits, alike.documents)
        serials = zip(alike.serials, alike.documents, strict=True)
        alone = bare and len(alike.runs) == 1
        self._serials.extend(pair for pair in serials if not alone or pair[0].startswith("0"))
        self._widths.add(alike.width)

    def find(self, text: str) -> tuple[Mention, ...]:
        """All mentions in the order of the text; a sign belongs to one mention only."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        """All mentions, and the numbers that look like a document's but are none of the ledger's."""
        seen = RemittanceText(text)
        whole, digits = self._whole.hits(seen), self._digits.hits(seen)
        found = list(scan(seen, whole, Kind.WHOLE, is_uncut))
        found += scan(seen, whole, Kind.WHOLE, is_cut)
        found += scan(seen, digits, Kind.DIGITS, is_uncut)
        found += scan(seen, digits, Kind.DIGITS, is_cut)
        found += self._unpadded(seen)
        prefixed = list(self._strange.prefixed(seen))
        tokens = list(free_runs(seen))
        found += self._joined_tails(seen, tokens)
        found += self._tails_in(seen, tokens)
        found.sort(key=lambda mention: mention.start)
        strange = dict.fromkeys((*prefixed, *self._strange.others(seen)))
        return (*found, *self._ranges(text, found)), tuple(strange)

    def _unpadded(self, text: RemittanceText) -> Iterator[Mention]:
        """Whole numbers but for the zeros before the serial number: INV/2026/42 for 00042."""
        for written in _PARTED.finditer(text.raw):
            runs = _RUN.findall(written[0].upper())
            start = bisect_left(text.places, written.start())
            end = bisect_left(text.places, written.end())
            if len(runs) < 2 or not text.is_free(start, end) or text.is_noise(start, end):
                continue
            names = self._with_zeros(runs)
            if len(names) == 1:
                kind = Kind.DIGITS if len(runs[-1]) >= LEAST_DIGITS else Kind.SHORT
                yield Mention(names, kind, *text.take(start, end))

    def _with_zeros(self, runs: list[str]) -> tuple[str, ...]:
        """The documents whose serial number is the last run with zeros before it."""
        *before, last = runs
        bare = [run for run in before if run.isdigit()]
        keys = [("".join(before), self._whole)]
        keys += [("".join(bare), self._digits)] if bare else []
        for head, table in keys:
            wider = (head + last.zfill(width) for width in self._widths if width > len(last))
            if found := tuple(name for key in wider for name in table.named(key)):
                return tuple(dict.fromkeys(found))
        return ()

    def sibling(self, document: str, tail: str) -> str:
        """The number that ends, where it counts, in these digits; nothing if it has no more of them."""
        return self._series.sibling(document, tail)

    def between(self, first: str, last: str) -> list[str]:
        """The documents of one series between two of its documents."""
        return self._series.between(first, last)

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
            if self._goes_on(text, start, end):
                continue
            if self._tail(joined) and not (
                self._tail(joined[: cut - start]) or self._tail(joined[cut - start :])
            ):
                part = self._is_part(list(_joined(text, start, end)))
                kind = Kind.SHORT if part else Kind.TAIL
                yield Mention(self._tail(joined), kind, *text.take(start, end))

    def _goes_on(self, text: RemittanceText, start: int, end: int) -> bool:
        """Whether more digits in groups stand around it, as in a telephone number."""
        around = ((start, _run_before(text, start)), (end, _run_after(text, end)))
        return any(
            first < last and text.gap(here).isspace() and not self._tail(text.signs[first:last])
            for here, (first, last) in around
        )

    def _tails_in(self, text: RemittanceText, tokens: list[tuple[int, int]]) -> Iterator[Mention]:
        joined = [list(_joined(text, start, end)) for start, end in tokens]
        for (start, end), beside in zip(tokens, joined, strict=True):
            token = text.signs[start:end]
            if not text.is_free(start, end):
                continue
            if names := self._tail(token):
                if not YEAR.fullmatch(token):
                    kind = Kind.SHORT if self._is_part(beside) else Kind.TAIL
                    yield Mention(names, kind, *text.take(start, end))
                elif not beside:
                    yield Mention(names, Kind.SHORT, *text.take(start, end))
            elif names := self._short(token):
                yield Mention(names, Kind.SHORT, *text.take(start, end))

    def _is_part(self, beside: Iterable[str]) -> bool:
        """Whether it is joined to digits that are no tail themselves: 3351/2086 is not 3351/2026."""
        return any(YEAR.fullmatch(digits) or not self._short(digits) for digits in beside)

    def _tail(self, token: str) -> tuple[str, ...]:
        """Documents whose serial number is written exactly so, if it is wide enough to mean it."""
        return tuple(sorted(self._serials.get(token))) if len(token) >= 4 else ()

    def _short(self, token: str) -> tuple[str, ...]:
        """Documents whose serial number is written so, but for zeros before it."""
        key = token.lstrip("0")
        if len(key) < 3:
            return ()
        wide = (key.zfill(width) for width in self._widths if width >= len(key))
        return tuple(sorted(name for serial in wide for name in self._serials.get(serial)))

    def _ranges(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """The documents between "00040 - 00045"; only the ends are written."""
        for first, last in pairwise(found):
            if not UNTIL.fullmatch(text[first.end : last.start]):
                continue
            for name in self._series.between(first.names[0], last.names[0]):
                yield Mention((name,), Kind.RANGE, first.start, last.end)


def _digits_of(name: str) -> str:
    return " ".join(_DIGITS.findall(name))


def _joined(text: RemittanceText, start: int, end: int) -> Iterator[str]:
    """The digits before and after that a stroke, a dash or a dot joins to these."""
    around = ((start, _run_before(text, start)), (end, _run_after(text, end)))
    for here, (first, last) in around:
        if first < last and _JOINS.fullmatch(text.gap(here)) and text.is_free(first, last):
            yield text.signs[first:last]


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
