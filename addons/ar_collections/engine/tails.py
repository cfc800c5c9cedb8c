"""Lists that go on with one to three digits: what stands behind "2024/1001, 1002, 03" or "RE 1001 - 05".

So few digits are everywhere in a text: they count only where they are joined to a full number, where
each of them is one open item of the same customer, and where all of them are exactly the payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .book import Book, total
from .items import OpenItem
from .mentions import Kind, Mention
from .named import Named
from .references import UNTIL
from .remittance import RemittanceText

_LIST = r"(?:\s*[,;+&]\s*(?:and|und|et)?\s*|\s+(?:and|und|u|et|en|y|e|i|og|och)\s+)"
_STROKE = r"\s?/\s?"
_CHAIN = re.compile(
    rf"(?P<until>{UNTIL.pattern})\d{{1,3}}(?!\w)|(?:{_LIST}\d{{1,3}}(?!\w))+|(?:{_STROKE}\d{{1,3}}(?!\w))+",
    re.IGNORECASE,
)
"""Joined by one kind of sign: "1001, 12/03" is a number and a date."""
_ENDS = re.compile(
    r"""\s*[.,;:)\]]*\s*(?:\Z|[\n\0])|\s*[,;)\]]\s*(?=[^\W\d_])
    |\s+(?:vom|v\.|dated|dd|du|del|thanks?|vielen|danke?|merci|gracias|grazie|bedankt)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""What may follow; any other word may count pieces or pages, or name a month."""
_NEXT = re.compile(_LIST, re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Chain:
    """What is joined to a full number."""

    base: Mention
    tails: tuple[re.Match[str], ...]
    is_range: bool


def completed(named: Named, text: str, amount: Decimal, book: Book) -> Named | None:
    """The customer with all that lists go on with, if that is exactly the payment.

    ``text``: without the names of who may have paid, in the places of the mentions.
    """
    added: list[tuple[Mention, tuple[OpenItem, ...]]] = []
    for chain in chains(text, [mention for mention, _ in named.mentions]):
        found = list(_behind(chain, named, book))
        if not all(items for _, items in found):
            return None
        added += found
    whole = Named(named.customer, (*named.mentions, *added))
    twice = len(whole.documents) < len(named.documents) + len(added)
    return whole if added and not twice and total(whole.items()) == amount else None


def chains(text: str, mentions: Sequence[Mention]) -> Iterator[Chain]:
    """The tails behind each full number; none where it is in doubt that all of them are such."""
    clear = _without_noise(text)
    starts = {mention.start for mention in mentions}
    for base in mentions:
        if base.kind < Kind.TAIL and clear[base.start : base.end].isdigit():
            continue
        found = _CHAIN.match(clear, base.end)
        if found and (_ENDS.match(clear, found.end()) or _goes_on(clear, found.end(), starts)):
            tails = tuple(_DIGITS.finditer(clear, *found.span()))
            yield Chain(base, tails, is_range=bool(found["until"]))


def _goes_on(text: str, end: int, starts: set[int]) -> bool:
    joint = _NEXT.match(text, end)
    return bool(joint and joint.end() in starts)


def _without_noise(text: str) -> str:
    """Nothing readable where dates and amounts of money stand."""
    for start, end in RemittanceText(text).noise:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _behind(
    chain: Chain, named: Named, book: Book
) -> Iterator[tuple[Mention, tuple[OpenItem, ...]]]:
    """The one open item behind each tail, and those within a range; nothing behind a doubtful one."""
    items = next(items for mention, items in named.mentions if mention is chain.base)
    first = items[0]
    only = {item.document for item in items} == {first.document}
    for tail in chain.tails:
        name = book.numbers.sibling(first.document, tail[0]) if only else ""
        found = _owed_with(first, name, book)
        mention = Mention((name,), Kind.SHORT, *tail.span())
        yield mention, found if len(found) == 1 else ()
        for between in book.numbers.between(first.document, name) if chain.is_range else ():
            if owed := _owed_with(first, between, book):
                yield Mention((between,), Kind.RANGE, chain.base.start, tail.end()), owed


def _owed_with(first: OpenItem, name: str, book: Book) -> tuple[OpenItem, ...]:
    """The open items of a document that the same customer owes in the same currency."""
    whose = (first.customer, first.currency)
    return tuple(item for item in book.named(name) if (item.customer, item.currency) == whose)
