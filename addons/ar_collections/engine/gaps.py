"""What a range names that the ledger does not know: 1003 of "1001 - 1005"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .book import Book
from .mentions import Kind, Mention
from .series import RANGE_LIMIT

_TWO = re.compile(r"(.*?)(\d+)((?:\D.*)?)\n\1(\d+)\3")


def gaps(mentions: tuple[Mention, ...], book: Book) -> list[str]:
    """The numbers inside the ranges of a text that are neither open nor known as paid."""
    found: list[str] = []
    for one in mentions:
        if one.kind == Kind.RANGE:
            ends = [m for m in mentions if m.kind != Kind.RANGE and _is_end(m, one)]
            every = _numbers(ends[0].names[0], ends[-1].names[0])
            found += [name for name in every if not _is_known(name, book)]
    return list(dict.fromkeys(found))


def _is_end(one: Mention, span: Mention) -> bool:
    return one.start == span.start or one.end == span.end


def _numbers(first: str, last: str) -> Iterator[str]:
    """All from one number to another that differs from it in one run of digits.

    >>> list(_numbers("RE-98/26", "RE-100/26")), list(_numbers("F9", "G11"))
    (['RE-98/26', 'RE-99/26', 'RE-100/26'], [])
    """
    if not (same := _TWO.fullmatch(f"{first}\n{last}")):
        return
    head, low, tail, high = same.groups()
    if int(high) - int(low) <= RANGE_LIMIT:
        for number in range(int(low), int(high) + 1):
            yield f"{head}{number:0{len(low)}d}{tail}"


def _is_known(name: str, book: Book) -> bool:
    return bool(book.named(name)) or name in book.closed
