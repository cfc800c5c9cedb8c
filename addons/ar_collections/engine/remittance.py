"""A remittance text as signs without separators, so that numbers are found however written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
    r"|\b(?:KW|CW|week|semaine|Q)\s?\d{1,2}\s?[/.-]\s?(?:20)?\d\d(?!\d)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[., ']\d{3})*[.,]\d\d(?![\d])|(?<![\d.,])\d+\.\d\d(?!\d)"
)


def compact(name: str) -> str:
    """Upper-case letters and digits only."""
    return "".join(sign for sign in name.upper() if sign.isalnum())


class RemittanceText:
    """A text without its separators, and where each sign stood."""

    def __init__(self, text: str) -> None:
        self.raw = text
        pairs = [
            (upper, place)
            for place, sign in enumerate(text)
            for upper in sign.upper()
            if upper.isalnum()
        ]
        self.signs = "".join(sign for sign, _ in pairs)
        self.places = [place for _, place in pairs]
        self.used = [False] * len(pairs)
        self.noise = [found.span() for at in (_DATE, _AMOUNT) for found in at.finditer(text)]

    def gap(self, at: int) -> str:
        """What stands between the sign at ``at`` and the one before."""
        return self.raw[self.places[at - 1] + 1 : self.places[at]]

    def grown_together(self, at: int) -> bool:
        """Whether two digits, or two letters, touch just before ``at``."""
        if not 0 < at < len(self.signs) or self.gap(at):
            return False
        return self.signs[at - 1].isdigit() == self.signs[at].isdigit()

    def is_noise(self, start: int, end: int) -> bool:
        """Whether these signs belong to a date or an amount of money."""
        return self.is_dated(self.places[start], self.places[end - 1] + 1)

    def is_dated(self, first: int, end: int) -> bool:
        """The same for a stretch of the text as it was written."""
        return any(begin < end and first < stop for begin, stop in self.noise)

    def is_free(self, start: int, end: int) -> bool:
        return not any(self.used[start:end])

    def rest(self) -> str:
        """The text with nothing readable where a sign is claimed."""
        claimed = {place for place, used in zip(self.places, self.used, strict=True) if used}
        return "".join("\0" if at in claimed else sign for at, sign in enumerate(self.raw))

    def take(self, start: int, end: int) -> tuple[int, int]:
        self.used[start:end] = [True] * (end - start)
        return self.places[start], self.places[end - 1] + 1


def free_runs(text: RemittanceText) -> Iterator[tuple[int, int]]:
    """Runs of touching digits that nothing has claimed and that are no date or amount."""
    start = 0
    while start < len(text.signs):
        end = start + 1
        if text.signs[start].isdigit():
            while end < len(text.signs) and text.signs[end].isdigit() and not text.gap(end):
                end += 1
            if text.is_free(start, end) and not text.is_noise(start, end):
                yield start, end
        start = end


def digit_runs(text: str) -> tuple[str, ...]:
    """The numbers of a text that are no date and no amount of money, as written."""
    seen = RemittanceText(text)
    return tuple(seen.signs[start:end] for start, end in free_runs(seen))


def is_transposed(written: str, document: str) -> bool:
    """Whether two neighbouring digits are exchanged, in the whole number or its last run.

    >>> is_transposed("04084", "INV/2026/00484"), is_transposed("8205", "8205")
    (True, False)
    """
    runs = _DIGITS.findall(document)
    return any(_swapped(written, meant) for meant in ("".join(runs), *runs[-1:]))


def _swapped(written: str, meant: str) -> bool:
    if len(written) != len(meant) or len(meant) < 4:
        return False
    wrong = [at for at in range(len(meant)) if written[at] != meant[at]]
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and written[wrong[0]] == meant[wrong[1]]
        and written[wrong[1]] == meant[wrong[0]]
    )
