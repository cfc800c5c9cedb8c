"""The totals that a table states, and the one that is the payment's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...model import Origin
from ..figures import figure
from ..headers import TOTALS, meaning_of_label
from .body import Body, TotalRow
from .lines import Line
from .rows import Label, Reading
from .style import Style


@dataclass(frozen=True, slots=True)
class Total:
    """A stated total; ``after`` is the number of lines above it, None if it stands elsewhere."""

    amount: Decimal
    name: str
    origin: Origin
    after: int | None = None

    @property
    def is_of_payment(self) -> bool:
        """Whether its name says that it is what is paid, not just a sum."""
        return meaning_of_label(self.name.rstrip(": ")) in ("payment total", "paid amount")


def stated_totals(
    body: Body, said: Sequence[Label], lines: Sequence[Line], style: Style
) -> list[Total]:
    """All totals of what is paid, in the order of the file."""
    currency = next((each.currency for each in lines if each.currency), style.currency)
    found = [_labelled(label, currency, style) for label in said if _is_total(label)]
    for each in body.totals:
        if (total := _in_row(each, currency, style)) is not None:
            found.append(total)
    return [*found, *_nameless(body, lines, style)]


def _is_total(label: Label) -> bool:
    value = label.value
    return label.meaning in TOTALS and (
        isinstance(value, Decimal) or (isinstance(value, str) and figure(value) is not None)
    )


def _labelled(label: Label, currency: str, style: Style) -> Total:
    place = style.reading.place(label.line, label.name)
    amount = style.amount(label.value, currency, place)
    origin = Origin(
        source=style.reading.source, line=label.line, raw=f"{label.name}: {label.value}"
    )
    return Total(amount, label.name, origin)


def _in_row(each: TotalRow, currency: str, style: Style) -> Total | None:
    row, column = each.row, each.column
    amount = style.cell_amount(row, column, style.currency_of(row) or currency)
    if amount is None:
        return None
    origin = Origin(source=style.reading.source, line=row.line, raw=row.raw)
    return Total(amount, each.name, origin, each.after)


def _nameless(body: Body, lines: Sequence[Line], style: Style) -> list[Total]:
    """Below the last line an amount without name that is the sum of the lines is their total.

    Raises:
        FormatError: any other amount without document number.
    """
    found = []
    columns = style.columns
    for row, after in body.nameless:
        column = columns.gross if columns.paid is None else columns.paid
        amount = style.cell_amount(row, column, style.currency_of(row))
        if amount is None:
            continue
        sums = (each.line.gross if columns.paid is None else each.line.paid for each in lines)
        place = style.reading.place(row.line, "document number")
        if after != len(lines) or amount != sum((each or Decimal() for each in sums), Decimal()):
            raise place.error("an amount without document number", row.raw.strip()[:80])
        place.forgive("total row without a name")
        if columns.paid is not None:
            origin = Origin(source=style.reading.source, line=row.line, raw=row.raw)
            found.append(Total(amount, "", origin, after))
    return found


def one_total(totals: Sequence[Total], reading: Reading) -> Total | None:
    """The payment's total; if different sums are stated, the one whose name says that it is paid.

    Raises:
        FormatError: several are left that differ.
    """
    if len({each.amount for each in totals}) > 1:
        totals = [each for each in totals if each.is_of_payment] or totals
    if len({each.amount for each in totals}) > 1:
        first, last = totals[0], totals[-1]
        raise reading.place(last.origin.line, last.name or "total").error(
            f"another total than {first.amount} in line {first.origin.line}", str(last.amount)
        )
    return totals[-1] if totals else None
