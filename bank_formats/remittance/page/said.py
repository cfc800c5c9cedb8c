"""What a line of text says of the whole payment: its reference, its day, its total."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..days import possible_days
from ..headers import OF_PAYMENT, TOTALS, is_total, meaning_of_label, split_label
from ..table.rows import Label
from .amounts import amounts

_PARTS = re.compile(r"\t|\s{2,}|\s*\|\s*")
_DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2}\.? \w{3,12}\.? [0-9]{4}")


def labels_of(line: str, number: int) -> Iterator[Label]:
    """The labelled values in a line; several can stand in columns beside each other."""
    parts = [part for part in _PARTS.split(line.strip()) if part]
    for position, part in enumerate(parts):
        following = parts[position + 1] if position + 1 < len(parts) else ""
        found = split_label(part)
        if found and found[0] in OF_PAYMENT and (found[1] or following):
            yield Label(found[0], part.split(":")[0].strip(), found[1] or following, number)
        elif (
            not found
            and following
            and (meaning := meaning_of_label(part))
            and meaning in OF_PAYMENT
        ):
            yield Label(meaning, part, following, number)
    if day := _day(line):
        yield Label("payment date", day[0], day[1], number)


def _day(line: str) -> tuple[str, str] | None:
    """``Payment date 28.06.2026``, without a colon."""
    found = _DATE.search(line)
    name = line[: found.start()].strip() if found else ""
    if found and ":" not in name and meaning_of_label(name) == "payment date":
        return (name, found[0]) if possible_days(found[0]) else None
    return None


def total_of(line: str) -> tuple[str, int] | None:
    """The name of the total that the line states, and where its amount begins."""
    found = amounts(line)
    if len(found) != 1:
        return None
    _figure, start, end = found[0]
    name = line[:start].strip(" \t:=.") or line[end:].strip(" \t:=.")
    if name and (meaning_of_label(name) in TOTALS or is_total(name)):
        return name, start
    return None
