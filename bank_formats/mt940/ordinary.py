"""The ordinary entry: ``:61:`` and at most one ``:86:`` as the format wants them, in one look.

Nine of ten entries are of this kind, and reading them so takes a fourth of the time. What is
said of the parts in ``entry`` and ``fields`` holds here as well; whatever is not plain is left
to them. Tests compare both ways.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..errors import FormatError
from ..text import Place
from .entry import EntryValues, Period, read_days, signed
from .fields import Field

# A further line: not blank, and not the beginning of a tag, an envelope or a separator.
_LINE = r"\n(?:[^\x00-\x20:{\xa0\u2000-\uffff-]|\ ++[!-\x7e])[^\n]*+"
ENTRY = re.compile(
    rf"""
    :61:(?P<days>[0-9]{{6}}(?:[0-9]{{4}})?+)
    (?P<mark>R?[CD])(?P<funds>[A-Z])?
    (?P<amount>[0-9]{{1,15}},(?P<decimals>[0-9]{{0,3}}))
    (?P<type>[NSF](?!ONREF)[A-Z0-9]{{3}})(?P<references>[^\n]*+)
    (?P<supplementary>(?:{_LINE})*+)
    (?:\n:86:(?P<details>[^\n]*+(?:{_LINE})*+))?
    (?=\n:(?:61|62[FM]):)""",
    re.VERBOSE,
)


class OrdinaryEntries(NamedTuple):
    """Entries, each directly behind the one before; ``line`` is the 1-based line of the first."""

    line: int
    found: list[re.Match[str]]


def cut_entries(text: str, at: int, line: int) -> OrdinaryEntries:
    """As many as stand one behind the other in ``text`` from ``at``, which is in ``line``."""
    entries = []
    while found := ENTRY.match(text, at):
        entries.append(found)
        at = found.end() + 1
    return OrdinaryEntries(line, entries)


def fields_of(line: int, found: re.Match[str]) -> list[Field]:
    """An entry as its fields, for those who want to look closer."""
    first, *details = found[0].split("\n:86:")
    lines = tuple(first[4:].split("\n"))
    return [
        Field("61", lines, line),
        *(Field("86", tuple(text.split("\n")), line + len(lines)) for text in details),
    ]


def read_ordinary_entry(
    found: re.Match[str], most_decimals: int, period: Period
) -> tuple[EntryValues, tuple[str, ...]] | None:
    """The entry and the lines of its ``:86:``, or None if it is not so ordinary after all."""
    days, mark, funds, number, decimals, kind, references, more, details = found.groups()
    plain_days = _plain_days(days, period)
    if not plain_days or len(decimals) > most_decimals:
        return None
    amount = Decimal(number.replace(",", "."))
    reference, _, bank_reference = references.partition("//")
    entry = (
        *plain_days,
        signed(amount, mark),
        mark,
        funds or "",
        kind,
        reference.strip(),
        bank_reference.strip(),
        tuple(more.split("\n")[1:]) if more else (),
    )
    return entry, () if details is None else tuple(details.split("\n"))


@lru_cache(maxsize=4096)
def _plain_days(days: str, period: Period) -> tuple[date, date] | None:
    """Booked on, value on: if nothing must be forgiven."""
    leniencies: dict[str, None] = {}
    try:
        plain = read_days(days[:6], days[6:], period, Place("", 0, "", leniencies))
    except FormatError:
        return None
    return None if leniencies else plain
