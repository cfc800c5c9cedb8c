"""How a customer writes our numbers: "Fra 42" for INV/2026/00042, as a person has confirmed.

Only where a word stands before the last digits: the usual ways are read without being learned.

>>> wording_of("Betr. fra 42, dank", "INV/2026/00042")
'FRA #'
>>> serials("Fra. 43 + fra 44", ["FRA #"])
{43, 44}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from .items import OpenItem
from .references import Numbers

if TYPE_CHECKING:
    from .question import Question

_WORD = r"(?<![^\W_])([^\W\d_]{2,12})[\s.:/-]{0,3}"
_WRITTEN = re.compile(_WORD + r"(\d{1,9})(?![^\W_]|[.,/-]\d)")
_WORDING = re.compile(r"\s*" + _WORD + r"#\s*")
_DIGITS = re.compile(r"\d+")


def plain(written: str) -> str:
    """A wording as it is kept, however a person writes it; empty where it is none."""
    found = _WORDING.fullmatch(written)
    return _kept(found[1]) if found else ""


def wording_of(text: str, document: str) -> str:
    """How a text names a document that it pays; empty where it does so in a usual way, or not."""
    if document in {name for mention in Numbers([document]).find(text) for name in mention.names}:
        return ""
    found = {_kept(word) for word, serial in _written(text) if serial == _serial(document)}
    return found.pop() if len(found) == 1 else ""


def serials(text: str, wordings: Collection[str]) -> set[int]:
    """The last digits, as numbers, of what a text names in these wordings."""
    return {serial for word, serial in _written(text) if _kept(word) in wordings}


def named(question: Question, items: Iterable[OpenItem]) -> list[OpenItem]:
    """Those of these items that the text names as their customers write them."""
    found, text = [], question.payment.text
    for item in items:
        wordings = question.book.customer(item.customer).wordings
        if wordings and _serial(item.document) in serials(text, wordings):
            found.append(item)
    return found


def _written(text: str) -> Iterator[tuple[str, int]]:
    for written in _WRITTEN.finditer(text):
        yield written[1], int(written[2])


def _kept(word: str) -> str:
    return f"{word.upper()} #"


def _serial(document: str) -> int | None:
    digits = _DIGITS.findall(document)
    return int(digits[-1]) if digits else None
