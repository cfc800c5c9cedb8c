"""The lines of one payment -> its advice: what is said once for all of them, and its total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ...model import Party
from ..checks import check_deductions, check_total
from ..headers import Meaning
from ..model import RemittanceAdvice
from .lines import Line, payers_signs_turned
from .rows import Label
from .style import Style
from .totals import Total, one_total


def read_payment(
    reference: str,
    lines: Sequence[Line],
    totals: Sequence[Total],
    said: Sequence[Label],
    style: Style,
) -> RemittanceAdvice:
    """The advice of the payment with this reference (``""``: the one that a label says).

    Raises:
        FormatError: its lines are in two currencies, of two days, of two payers, or two totals.
    """
    currency = one_currency(lines, style)
    total = one_total([*totals, *_repeated_total(lines, currency, style)], style.reading)
    if total and total.amount > 0 and _sum(lines) == -total.amount:
        lines = payers_signs_turned(lines, style.reading)
    values = tuple(each.line for each in lines)
    checks = check_deductions(values, currency)
    if total:
        checks = (check_total(total.amount, values, currency, total.origin), *checks)
    return RemittanceAdvice(
        origin=values[0].origin,
        lines=values,
        payer=Party(
            name=_one_text("payer", lines, said, style),
            account=_one_text("payer's account", lines, said, style).replace(" ", ""),
        ),
        payment_reference=reference or _one_text("payment reference", (), said, style),
        day=_one_day(lines, said, style),
        currency=currency,
        total=total.amount if total else None,
        checks=checks,
    )


def one_currency(lines: Sequence[Line], style: Style) -> str:
    """The currency of all lines, or ``""`` if none says one."""
    codes = {each.currency: each for each in lines if each.currency}
    if len(codes) > 1:
        last = list(codes.values())[-1]
        place = style.reading.place(last.row.line, "currency")
        raise place.error("a second currency in one payment", last.currency)
    return next(iter(codes), style.currency)


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((each.line.paid for each in lines), Decimal())


def _repeated_total(lines: Sequence[Line], currency: str, style: Style) -> list[Total]:
    """The payment's total where a column repeats it in each line."""
    column = style.columns.at("payment total")
    if column is None:
        return []
    found: dict[Decimal, Total] = {}
    for each in lines:
        amount = style.cell_amount(each.row, column, currency)
        if amount is not None and amount not in found:
            name = style.columns.headings[column]
            found[amount] = Total(amount, name, each.line.origin)
    return list(found.values())


def _one_text(meaning: Meaning, lines: Sequence[Line], said: Sequence[Label], style: Style) -> str:
    """What the payment's lines say in the column of ``meaning``, else what a label says."""
    column = style.columns.at(meaning)
    values = {text: each.row.line for each in lines if (text := each.row.text(column))}
    if not values:
        values = {
            str(label.value).strip(): label.line for label in said if label.meaning == meaning
        }
    if len(values) > 1:
        text, line = list(values.items())[-1]
        raise style.reading.place(line, meaning).error(f"a second {meaning} in one payment", text)
    return next(iter(values), "")


def _one_day(lines: Sequence[Line], said: Sequence[Label], style: Style) -> date | None:
    column = style.columns.at("payment date")
    days = {day: each.row.line for each in lines if (day := style.cell_day(each.row, column))}
    if not days:
        days = {
            style.day(label.value, style.reading.place(label.line, label.name)): label.line
            for label in said
            if label.meaning == "payment date"
        }
    if len(days) > 1:
        day, line = list(days.items())[-1]
        place = style.reading.place(line, "payment date")
        raise place.error("a second payment date in one payment", day.isoformat())
    return next(iter(days), None)
