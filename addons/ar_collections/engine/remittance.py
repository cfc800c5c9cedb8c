"""A remittance text as signs without separators, so that numbers are found however written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

_DIGITS = re.compile(r"\d+")
_NO_DIGIT = re.compile(r"\D+")
SEPARATED = re.compile(r"[\W_]+")
_PLAIN = bytes(n for n in range(128) if not chr(n).isalnum() and chr(n) != "\n")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
    r"|\b(?:KW|CW|week|semaine|Q)\s?\d{1,2}\s?[/.-]\s?(?:20)?\d\d(?!\d)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[., ']\d{3})*[.,]\d\d(?![\d])|(?<![\d.,])\d+\.\d\d(?!\d)"
)

_JOINED = re.compile(r"\d+(?:[/.-]\d+)*")
_PLAIN_AMOUNT = re.compile(r"(?<![\d.,])\d+[.,]\d\d(?!\d)")
LEAST_WHOLE = 4
"""Digits from which an amount without decimals is known by itself."""


def compact(name: str) -> str:
    """Upper-case letters and digits only."""
    return SEPARATED.sub("", name.upper())


def compacted(names: Sequence[str]) -> list[str]:
    """The same of many names, in one pass where they are plain."""
    text = "\n".join(names)
    if text.isascii() and text.count("\n") == len(names) - 1:
        return text.upper().encode().translate(None, _PLAIN).decode().split("\n")
    return [compact(name) for name in names]


class RemittanceText:
    """A text without its separators, and where each sign stood."""

    def __init__(self, text: str) -> None:
        self.raw = text
        upper = text.upper()
        self.signs = SEPARATED.sub("", upper)
        if len(upper) == len(text):
            self.places = [place for place, sign in enumerate(upper) if sign.isalnum()]
        else:
            self.places = [
                place
                for place, sign in enumerate(text)
                for letter in sign.upper()
                if letter.isalnum()
            ]
        self._used = bytearray(len(self.places))

    @cached_property
    def noise(self) -> list[tuple[int, int]]:
        """Where dates and amounts of money stand."""
        return [found.span() for at in (_DATE, _AMOUNT) for found in at.finditer(self.raw)]

    def gap(self, at: int) -> str:
        """What stands between the sign at ``at`` and the one before."""
        return self.raw[self.places[at - 1] + 1 : self.places[at]]

    def grown_together(self, at: int) -> bool:
        """Whether two digits, or two letters, touch just before ``at``."""
        if not 0 < at < len(self.signs) or self.gap(at):
            return False
        return self.signs[at - 1].isdigit() == self.signs[at].isdigit()

    def is_noise(self, start: int, end: int, *, beyond: bool = False) -> bool:
        """Whether these signs belong to a date or an amount of money.

        ``beyond``: but for one that is a part of them only, as 2026.29 is of 2026.29 70.
        """
        first, last = self.places[start], self.places[end - 1] + 1
        found = [(begin, stop) for begin, stop in self.noise if begin < last and first < stop]
        if beyond:
            return any(
                begin < first or last < stop or (begin, stop) == (first, last)
                for begin, stop in found
            )
        return bool(found)

    def is_dated(self, first: int, end: int) -> bool:
        """The same for a stretch of the text as it was written."""
        return any(begin < end and first < stop for begin, stop in self.noise)

    def is_free(self, start: int, end: int) -> bool:
        return self._used.find(1, start, end) < 0

    def rest(self) -> str:
        """The text with nothing readable where a sign is claimed."""
        if 1 not in self._used:
            return self.raw
        claimed = {place for place, used in zip(self.places, self._used, strict=True) if used}
        return "".join("\0" if at in claimed else sign for at, sign in enumerate(self.raw))

    def take(self, start: int, end: int) -> tuple[int, int]:
        self._used[start:end] = b"\1" * (end - start)
        return self.places[start], self.places[end - 1] + 1


def free_runs(text: RemittanceText) -> Iterator[tuple[int, int]]:
    """Runs of touching digits that nothing has claimed and that are no date or amount."""
    for found in _DIGITS.finditer(text.signs):
        start = found.start()
        for end in range(start + 1, found.end() + 1):
            if end < found.end() and text.places[end] == text.places[end - 1] + 1:
                continue
            if text.is_free(start, end) and not text.is_noise(start, end):
                yield start, end
            start = end


def says_amount(text: str, amount: Decimal) -> bool:
    """Whether an amount of money stands in a text, however its thousands are parted.

    Without decimals, too, where it has none and is long enough to be no other number by chance.
    """
    cents = str(int(amount * 100))
    found = (*_AMOUNT.findall(text), *_PLAIN_AMOUNT.findall(text))
    if any(_NO_DIGIT.sub("", one).lstrip("0") == cents for one in found):
        return True
    whole = str(int(amount)) if amount == int(amount) else ""
    parted = r"[ .,']?".join(whole)
    return len(whole) >= LEAST_WHOLE and bool(re.search(rf"(?<![\w.,]){parted}(?![\w])", text))


def digit_runs(text: str) -> tuple[str, ...]:
    """The numbers of a text that are no date and no amount of money, as written."""
    seen = RemittanceText(text)
    return tuple(seen.signs[start:end] for start, end in free_runs(seen))


def joined_runs(text: str) -> tuple[str, ...]:
    """The same, digits joined by a stroke, a dash or a dot as one number."""
    seen = RemittanceText(text)
    found = _JOINED.finditer(text)
    return tuple(_NO_DIGIT.sub("", one[0]) for one in found if not seen.is_dated(*one.span()))


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
