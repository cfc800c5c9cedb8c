"""Fields -> pages, and a page in its parts: head, entries, tail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby

from ..errors import FormatError
from .cut import Item
from .fields import END, END_OF_FILE, HEADER, Field
from .ordinary import OrdinaryEntries, fields_of

OPENING = ("60F", "60M")
CLOSING = ("62F", "62M")
_MARKS = (HEADER, END, END_OF_FILE)
# After the last entry each of these begins the tail; the closing balance also without entries.
_TAIL = (*CLOSING, "64", "65", "90C", "90D")
# After a closing balance each of these begins the next page; :20: does so always.
_FIRST = frozenset(("21", "25", "25P", "28C", "28", *OPENING))


def cut_into_pages(items: Iterable[Item]) -> Iterator[Iterator[Item]]:
    """The fields of each page, to be used up before the next page is asked for."""
    return (page for _number, page in groupby(items, _PageNumber()))


class _PageNumber:
    """On which page a field is. Banks that leave out ``:20:`` between pages are understood."""

    def __init__(self) -> None:
        self._number = 0
        self._empty = True
        self._opened = False
        self._closed = False

    def __call__(self, item: Item) -> int:
        if isinstance(item, OrdinaryEntries):
            self._empty = False
            return self._number
        tag = item.tag
        if not self._empty and self._begins(tag):
            self._number += 1
            self._empty = True
            self._opened = self._closed = False
        if tag not in _MARKS:
            self._empty = False
            self._opened |= tag in OPENING
            self._closed |= tag in CLOSING
        return self._number

    def _begins(self, tag: str) -> bool:
        if tag in OPENING:
            return self._opened
        return tag in (HEADER, "20") or (self._closed and tag in _FIRST)


class Parts:
    """The fields of one page: before the first entry, the entries one by one, behind the last."""

    def __init__(self, page: Iterator[Item], source: str) -> None:
        self._source = source
        self._items = page
        self.line = 0
        """Of the first field or mark."""
        self.blocks = ""
        """The SWIFT blocks before the message."""
        self.head: list[Field] = []
        self.tail: list[Field] = []
        self.ended = False
        """Whether the message has an end."""
        self.cut_off = False
        """Whether the file ends before the message does."""
        self.start: Field | None = None
        self.last: Field | None = None
        """The first and last field; None if there is nothing but marks."""
        self._read_head()

    def all(self, tags: Collection[str]) -> list[Field]:
        """The fields outside the entries with one of ``tags``."""
        return [field for field in (*self.head, *self.tail) if field.tag in tags]

    def first(self, tags: Collection[str]) -> Field | None:
        """The first of these, or None."""
        return next(iter(self.all(tags)), None)

    def entries(self) -> Iterator[OrdinaryEntries | list[Field]]:
        """Each entry with the fields after it, ordinary ones together.

        Then ``tail`` and how the message ends is known.
        """
        entry: list[Field] = []
        for item in self._items:
            if isinstance(item, OrdinaryEntries) or item.tag == "61":
                if self.tail:
                    raise self._late(_field(item))
                if entry:
                    yield entry
                entry = []
                if isinstance(item, OrdinaryEntries):
                    yield item
                    continue
            elif entry and item.tag in _TAIL:
                yield entry
                entry = []
            if self._note(item):
                (entry if entry or item.tag == "61" else self.tail).append(item)
        if entry:
            yield entry

    def _read_head(self) -> None:
        for item in self._items:
            self.line = self.line or item.line
            if isinstance(item, OrdinaryEntries) or item.tag in ("61", *CLOSING):
                self.start = self.start or _field(item)
                self._items = chain((item,), self._items)
                return
            if self._note(item):
                self.head.append(item)

    def _note(self, field: Field) -> bool:
        """Whether it is a field of the page, not a mark of where a message begins or ends."""
        if field.tag == HEADER:
            self.blocks += field.text
        elif field.tag == END:
            self.ended = True
        elif field.tag == END_OF_FILE:
            self.cut_off = not self.ended
        else:
            self.ended = False
            self.start = self.start or field
            self.last = field
            return True
        return False

    def _late(self, entry: Field) -> FormatError:
        return FormatError(
            "an entry after the closing balance",
            source=self._source,
            line=entry.line,
            field=":61:",
            value=entry.text,
        )


def _field(item: Item) -> Field:
    """The first field of an item."""
    return item if isinstance(item, Field) else fields_of(item.line, item.found[0])[0]
