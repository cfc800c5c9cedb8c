"""``check``: only what is wrong, with its place; and gaps between the statements of all files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TextIO

from ..checks import check_continuity
from ..identity import in_order
from ..model import Statement
from ..second_reader import second_opinions
from .reading import Reading
from .table import printable


def write(readings: Iterable[Reading], target: TextIO) -> int:
    """Write what is wrong in each file as it is read, then the gaps; 1 if there is any, else 0."""
    wrong, files, count = 0, 0, 0
    once: dict[tuple[object, ...], Statement] = {}
    for reading in readings:
        files += 1
        problems = list(_problems(reading))
        wrong += len(problems)
        for sentence in (*problems, *_remarks(reading)):
            print(printable(sentence), file=target)
        count += len(reading.statements)
        for each in reading.statements:
            once.setdefault(_told(each), replace(each, transactions=(), expected=()))
    gaps = [c for _later, c in check_continuity(_in_a_row(once.values())) if not c.holds]
    for gap in gaps:
        print(printable(str(gap)), file=target)
    wrong += len(gaps)
    verdict = f"{wrong} wrong" if wrong else "all right"
    print(f"{_counted(files, 'file')}, {_counted(count, 'statement')}: {verdict}", file=target)
    return 1 if wrong else 0


def _problems(reading: Reading) -> Iterator[str]:
    if reading.error:
        yield str(reading.error)
    for statement in reading.statements:
        yield from map(str, statement.failed_checks)


def _remarks(reading: Reading) -> Iterator[str]:
    """What is worth a look and not wrong by itself."""
    for statement in reading.statements:
        for leniency in statement.leniencies:
            yield f"{reading.source}, line {statement.origin.line}: accepted: {leniency}"
    if reading.statements:
        for opinion in second_opinions(reading.data, reading.statements, source=reading.source):
            if opinion.outcome == "differs":
                yield f"{opinion.source}: {opinion}"


def _told(statement: Statement) -> tuple[object, ...]:
    """Equal where the same is told again, in another file or format: that makes no gap."""
    opening, closing = statement.opening, statement.closing
    amounts = [each.amount for each in statement.transactions]
    return (
        *(statement.account, statement.currency, statement.kind, statement.action),
        *(opening and opening.amount, closing and (closing.day, closing.amount)),
        *(len(amounts), sum(amounts)),
    )


def _in_a_row(statements: Iterable[Statement]) -> list[Statement]:
    """By day, and on a day by their balances."""
    by_day = groupby(sorted(statements, key=_day), key=_day)
    return [statement for _of, group in by_day for statement in in_order(list(group))]


def _day(statement: Statement) -> date:
    balance = statement.opening or statement.closing
    return balance.day if balance else date.min


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
