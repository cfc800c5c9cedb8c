"""Numbers in a text that look like a document's but are none of the ledger's.

They may be invoices long paid, or of somebody else: what the text says is then not what the amount
says, and a person decides.

>>> strange = StrangeNumbers(Series(["42/2026", "108/2026"]))
>>> list(strange.others(RemittanceText("77/2026, Rechnung 11")))
['772026', '11']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .mentions import LIST_MARK
from .remittance import RemittanceText, compact, free_runs
from .series import LEAST_DIGITS, LONG, Series

MOST_SERIES = 200
"""Where more stands around the serial numbers, it belongs to each document and tells nothing."""
_LABELLED = re.compile(
    r"""(?<![^\W\d_])
    (?:rechnung(?:en)?|rechn|rg|re|invoices?|inv|bill|factures?|fact?|fattur[ae]|fatt|ft|factu(?:ur|ren)
      |facturas?|faktura|fakt|fv|lasku|s[aá]mla)
    [\s.:\#-]*(?:nr|no|num|n[°ºo])?[\s.:\#-]*
    (?P<number>\d{2,}(?!\w))""",
    re.IGNORECASE | re.VERBOSE,
)


class StrangeNumbers:
    """What looks like a number of these series."""

    def __init__(self, series: Series) -> None:
        self._series = series
        frames = set(series.frames())
        self._framed = _pattern(frames)
        self._fixed = {run for frame, _ in frames for run in frame if run.isdigit()}

    def others(self, text: RemittanceText) -> Iterator[str]:
        """Those with what else stands in a series, or a word for an invoice, or alike in size."""
        rest = text.rest()
        for found in self._framed.finditer(rest) if self._framed else ():
            yield compact(found[0])
        for found in _LABELLED.finditer(rest):
            cut = any(run.startswith(found["number"]) for run in self._fixed)
            if not cut and not text.is_dated(*found.span("number")):
                yield found["number"]
        yield from self._bare(text)

    def prefixed(self, text: RemittanceText) -> Iterator[str]:
        """With the letters that a series begins with; they are set aside."""
        for prefix, least in self._series.prefixes.items():
            at = text.signs.find(prefix)
            while at >= 0:
                end = _end_of_digits(text, at + len(prefix))
                enough = end - at - len(prefix) >= min(least, LEAST_DIGITS)
                if enough and not text.grown_together(at) and text.is_free(at, end):
                    yield text.signs[at:end]
                    text.take(at, end)
                at = text.signs.find(prefix, end)

    def _bare(self, text: RemittanceText) -> Iterator[str]:
        """Digits alone, as wide as a serial number."""
        runs = list(free_runs(text))
        for start, end in runs:
            if self._series.could_be(text.signs[start:end]):
                yield text.signs[start:end]
        for (start, cut), (cut_too, end) in pairwise(runs):
            joined = text.signs[start:end]
            near = cut == cut_too and text.gap(cut).isspace() and len(joined) >= LONG
            if near and self._series.could_be(joined):
                yield joined


def _end_of_digits(text: RemittanceText, at: int) -> int:
    while at < len(text.signs) and text.signs[at].isdigit():
        gap = text.gap(at)
        if len(gap) > 2 or LIST_MARK.search(gap):
            break
        at += 1
    return at


def _pattern(frames: Iterable[tuple[tuple[str, ...], int]]) -> re.Pattern[str] | None:
    """All series that have a year or the like beside the serial number, without their letters."""
    widths: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for frame, width in frames:
        digits = tuple(run for run in frame if not run.isalpha())
        if sum(map(len, digits)) > len("#"):
            widths[digits].add(width)
    if len(widths) > MOST_SERIES:
        return None
    parts = [
        r"[\s/.-]{0,2}".join(_serial(wide) if run == "#" else run for run in digits)
        for digits, wide in sorted(widths.items())
    ]
    return re.compile(rf"(?<!\d)(?:{'|'.join(parts)})(?!\d)") if parts else None


def _serial(widths: set[int]) -> str:
    """Serial numbers of these widths; shorter ones as well where they grow without zeros."""
    if len(widths) > 1:
        return rf"[1-9]\d{{0,{max(widths) - 1}}}"
    return rf"\d{{{max(widths)}}}"
