"""A gross amount stands for what was paid only where no other column could say that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...errors import FormatError
from ..headers import meanings
from ..words import nouns
from .body import is_filled
from .lines import Line
from .style import Style

_NO_AMOUNTS = frozenset(("no", "id", "date", "code", "reference", "account", "type", "vat", "tax"))
"""Nouns in headings of columns whose numbers are no amounts that could be paid."""


def refuse_other_amounts(lines: Sequence[Line], heading_line: int, style: Style) -> None:
    """Raises ``FormatError`` if paid follows from the gross and an unknown column says otherwise.

    ``Invoice amount`` beside ``Remitted this run``: the second is what was paid, if we knew it.
    """
    columns = style.columns
    gross = columns.gross if columns.paid is None else columns.paid
    if gross is None or meanings(columns.headings[gross]) != ("gross amount",):
        return
    for column in columns.unread():
        amounts = _amounts(lines, column, gross, style)
        if any(amount != each.line.paid for each, amount in amounts):
            names = f"{columns.headings[gross]!r} and {columns.headings[column]!r}"
            place = style.reading.place(heading_line, "headings")
            raise place.error(f"two columns can say what was paid: {names}")


def _amounts(
    lines: Sequence[Line], column: int, gross: int, style: Style
) -> list[tuple[Line, Decimal]]:
    """What an unknown column holds, if all of it can be amounts, written as the gross is."""
    heading = style.columns.headings[column]
    if meanings(heading) or _NO_AMOUNTS & {*nouns(heading)}:
        return []
    try:
        found = [
            (each, amount)
            for each in lines
            if (amount := style.cell_amount(each.row, column, each.currency)) is not None
        ]
    except FormatError:
        return []
    own = {_decimals(amount) for _line, amount in found}
    of_gross = {_decimals(amount) for amount in _all_gross(lines, gross, style)}
    # Whole numbers below amounts with two decimals are days, quantities, customers' numbers.
    if own == {0} and of_gross == {2}:
        return []
    return [] if _counts_rows(found) else found


def _all_gross(lines: Sequence[Line], gross: int, style: Style) -> Iterator[Decimal]:
    for each in lines:
        if is_filled(each.row, gross):
            amount = style.cell_amount(each.row, gross, each.currency)
            yield amount or Decimal()


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _counts_rows(found: Sequence[tuple[Line, Decimal]]) -> bool:
    return all(amount == number for number, (_line, amount) in enumerate(found, start=1))
