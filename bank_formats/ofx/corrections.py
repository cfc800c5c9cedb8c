"""CORRECTFITID, CORRECTACTION (OFX 1.6, 2.2 section 11.4.4.1): a record that undoes another.

The one that is corrected may stand before or after it, or in a file of another day. Files with
corrections are rare, so they are read once more to find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .record import Record
from .tags import Tag

STATEMENTS = frozenset(["STMTRS", "CCSTMTRS", "INVSTMTRS"])
ACTIONS = ("REPLACE", "DELETE")

_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Corrections:
    """How often a FITID that is corrected stands in its statement (by ordinal), in the file."""

    found: dict[_Key, int]

    def times(self, statement: int, identifier: str) -> int:
        """0: not corrected, or not in this statement."""
        return self.found.get((statement, identifier), 0)


def read_corrections(tags: Callable[[], Iterable[Tag | Record]]) -> Corrections:
    """``tags`` reads the file from its beginning each time it is called."""
    corrected = {
        (number, target)
        for number, record in _records(tags())
        if (target := corrects(record)) and target != record.fields.get("FITID", "").strip()
    }
    keys = (
        (number, record.fields.get("FITID", "").strip())
        for number, record in _records(tags())
        if corrected
    )
    return Corrections(Counter(key for key in keys if key in corrected))


def corrects(record: Record) -> str:
    """The FITID of the transaction that this one corrects, or ``""``."""
    return record.fields.get("CORRECTFITID", "").strip()


def _records(tags: Iterable[Tag | Record]) -> Iterator[tuple[int, Record]]:
    number = 0
    for each in tags:
        if isinstance(each, Record):
            yield number, each
        elif each.name in STATEMENTS and not each.closes:
            number += 1
