"""Documents with the amounts on their lines, and which of these amounts is paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...model import Origin
from ..figures import Figure
from ..model import AdviceLine, Deduction
from ..table.rows import Reading
from .known import Found

Read = Callable[[Figure, int], Decimal]


@dataclass(frozen=True, slots=True)
class Mention:
    """A known document and the amounts that stand beside it."""

    document: str
    figures: tuple[Figure, ...]
    line: int
    raw: str


def pair(
    found: Sequence[Found],
    figures: Sequence[tuple[Figure, int, int]],
    number: int,
    raw: str,
) -> list[Mention]:
    """Each document of a line with its amounts; none if it is not clear whose an amount is.

    One document has all amounts of its line. Several have one each, right behind them.
    """
    if len(found) == 1:
        own = tuple(each for each, _start, _end in figures)
        return [Mention(found[0].document, own, number, raw)] if own else []
    ends = [each.start for each in found[1:]] + [len(raw) + 1]
    mentions = []
    for document, end in zip(found, ends, strict=True):
        own = tuple(each for each, start, _end in figures if document.end <= start < end)
        if len(own) != 1:
            return []
        mentions.append(Mention(document.document, own, number, raw))
    return mentions if len(figures) == len(found) else []


def paid_lines(
    mentions: Sequence[Mention], total: Decimal | None, read: Read, reading: Reading
) -> tuple[AdviceLine, ...]:
    """The lines of the advice; a document that is told twice in the same way is one line.

    Raises:
        FormatError: neither the total nor gross less discount tells which amount is paid.
    """
    rows = [[read(each, mention.line) for each in mention.figures] for mention in mentions]
    _refuse_blanks_without_total(mentions, total, reading)
    places = _columns_of_the_total(mentions, rows, total)
    lines = [
        _line(mention, amounts, place, reading)
        for mention, amounts, place in zip(mentions, rows, places, strict=True)
    ]
    told: dict[tuple[str, Decimal], AdviceLine] = {}
    for line in lines:
        told.setdefault((line.document, line.paid), line)
    once = tuple(told.values())
    if len(once) < len(lines) and total != sum((line.paid for line in lines), Decimal()):
        reading.place(0).forgive("what is told twice is counted once")
        return once
    return tuple(lines)


def _columns_of_the_total(
    mentions: Sequence[Mention], rows: Sequence[list[Decimal]], total: Decimal | None
) -> list[int | None]:
    """Which amount of each line is paid: the one column whose sum is the total, else None."""
    most = max(map(len, rows))
    if most == 1:
        return [0] * len(rows)
    found: dict[tuple[Decimal, ...], list[int | None]] = {}
    for back in range(1, most + 1):
        places: list[int | None] = [max(len(row) - back, 0) for row in rows]
        chosen = tuple(row[place or 0] for row, place in zip(rows, places, strict=True))
        told = {(mention.document, paid) for mention, paid in zip(mentions, chosen, strict=True)}
        sums = {sum(chosen, Decimal()), sum((paid for _document, paid in told), Decimal())}
        if total in sums:
            found[chosen] = places
    return next(iter(found.values())) if len(found) == 1 else [None] * len(rows)


def _line(
    mention: Mention, amounts: list[Decimal], place: int | None, reading: Reading
) -> AdviceLine:
    gross, deduction = None, None
    if len(amounts) == 3 and amounts[0] - amounts[1] == amounts[2]:
        gross, deduction = amounts[0], amounts[1]
        place = 2 if place is None else place
    if place is None and len(set(amounts)) == 1:
        place = 0
    if place is None:
        error = reading.place(mention.line, mention.document)
        raise error.error("which of the amounts is paid?", mention.raw.strip()[:120])
    if place != 2:
        gross, deduction = None, None
    return AdviceLine(
        document=mention.document,
        paid=amounts[place],
        gross=gross,
        deductions=(Deduction(amount=deduction),) if deduction else (),
        origin=Origin(source=reading.source, line=mention.line, raw=mention.raw),
    )


def _refuse_blanks_without_total(
    mentions: Sequence[Mention], total: Decimal | None, reading: Reading
) -> None:
    """``3 234,50`` can be three thousand, or a three in the column before; a total tells."""
    if total is not None:
        return
    for mention in mentions:
        for each in mention.figures:
            if " " in each.digits:
                place = reading.place(mention.line, mention.document)
                raise place.error("a thousand or two numbers? No total tells", each.digits)
