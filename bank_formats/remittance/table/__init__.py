"""A table of documents -> advices, one for each payment in it.

The headings are found by their words, amounts and dates read by the style of the whole table
(``style``); totals that it states are compared, never used to correct anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ...checks import check_amount
from ...errors import FormatError
from ...model import Check, Origin
from ..checks import check_total
from ..headers import meanings
from ..model import RemittanceAdvice
from .body import Body, sort_rows
from .columns import Columns, choose_columns
from .gross import refuse_other_amounts
from .lines import Line, less_deductions, read_lines
from .payment import one_currency, read_payment
from .rows import Block, Label, Reading, Row, blocks, labels
from .style import Style, find_style
from .totals import Total, stated_totals

Extra = tuple[tuple[str, str], ...]


def read_rows(rows: Sequence[Row], reading: Reading) -> tuple[RemittanceAdvice, ...]:
    """The advices that the rows of one sheet tell.

    Raises:
        FormatError: no table of documents and amounts, or one that has more than one meaning.
    """
    found = blocks(rows, reading)
    if not found:
        raise _no_table(rows, reading)
    advices = [advice for block in found for advice in _read_block(block, reading)]
    _refuse_same_payment_twice(advices, reading)
    return tuple(replace(advice, leniencies=tuple(reading.leniencies)) for advice in advices)


def _refuse_same_payment_twice(advices: Sequence[RemittanceAdvice], reading: Reading) -> None:
    seen: set[str] = set()
    for advice in advices:
        reference = advice.payment_reference
        if reference and reference in seen:
            place = reading.place(advice.origin.line, "payment reference")
            raise place.error("the same payment in two tables", reference)
        seen.add(reference)


def _no_table(rows: Sequence[Row], reading: Reading) -> FormatError:
    """The error at the row that has the most known headings."""
    best = max(
        rows[:200],
        key=lambda row: sum(bool(meanings(row.text(column))) for column in row.filled()),
        default=Row(1, (), ""),
    )
    place = reading.place(best.line, "headings")
    problem = "no row of headings with a document number and an amount"
    return place.error(problem, best.raw.strip()[:80])


def _read_block(block: Block, reading: Reading) -> list[RemittanceAdvice]:
    columns = choose_columns(block.heading, block.below, reading)
    body = sort_rows(block.below, columns, reading)
    if not body.lines:
        raise reading.place(block.heading.line, "headings").error("a table without lines")
    said = [label for row in block.above for label in labels(row)] + body.labels
    style = find_style(columns, body, said, reading)
    lines = read_lines(body, style)
    refuse_other_amounts(lines, block.heading.line, style)
    totals = stated_totals(body, said, lines, style)
    if columns.paid_from == "unclear":
        lines, totals = _before_or_after_deductions(lines, totals, style)
    payments = _by_payment(lines, columns, reading)
    if len(payments) == 1:
        [reference] = payments
        totals = _without_subtotals(totals, lines, reading)
        advices = [read_payment(reference, lines, totals, said, style)]
        of_all = _column_checks(body, lines, style)
    else:
        advices, of_all = _several(payments, totals, said, style)
    notes = _notes(block, body)
    return [replace(each, checks=each.checks + of_all, extra=notes) for each in advices]


def _before_or_after_deductions(
    lines: list[Line], totals: list[Total], style: Style
) -> tuple[list[Line], list[Total]]:
    """Beside a discount an amount can be before or after it: the payment's total decides.

    The sum of the column itself decides nothing.
    """
    columns = style.columns
    after = less_deductions(lines)
    paid, less = (sum((each.line.paid for each in given), Decimal()) for given in (lines, after))
    if paid == less and not any(each.line.deductions for each in lines):
        return lines, totals
    proofs = [total for total in totals if total.after is None or total.amount != paid]
    amounts = {total.amount for total in proofs}
    if amounts == {paid} and paid != less:
        return lines, totals
    if amounts == {less} and paid != less:
        return after, proofs
    names = [columns.headings[column] for column in columns.amounts]
    raise style.reading.place(lines[0].row.line, names[0]).error(
        f"before or after {' and '.join(names[1:])}? No total of the payment decides it"
    )


def _by_payment(lines: Sequence[Line], columns: Columns, reading: Reading) -> dict[str, list[Line]]:
    """Payment reference -> its lines; an empty cell means the reference above it."""
    column = columns.at("payment reference")
    if column is None or not any(each.row.text(column) for each in lines):
        return {"": list(lines)}
    payments: dict[str, list[Line]] = {}
    reference = ""
    for each in lines:
        own = each.row.text(column)
        if not own:
            place = reading.place(each.row.line, columns.headings[column])
            if not reference:
                raise place.error("a line before the first payment reference")
            place.forgive("empty payment reference means the one above")
        reference = own or reference
        payments.setdefault(reference, []).append(each)
    return payments


def _several(
    payments: dict[str, list[Line]], totals: Sequence[Total], said: Sequence[Label], style: Style
) -> tuple[list[RemittanceAdvice], tuple[Check, ...]]:
    """An advice for each payment, and the checks of totals that are of all payments."""
    ordered = sorted((each for p in payments.values() for each in p), key=lambda e: e.row.line)
    currencies = {each.currency for each in ordered}
    owners = {each.row.line: name for name, lines in payments.items() for each in lines}
    own: dict[str, list[Total]] = {reference: [] for reference in payments}
    of_all: list[Check] = []
    start = 0
    for total in totals:
        lines = ordered if total.after is None else ordered[start : total.after]
        start = total.after if total.after is not None else start
        owner = owners[lines[0].row.line] if lines else ""
        if owner and payments[owner] == lines:
            own[owner].append(total)
        elif total.after in (None, len(ordered)) and len(currencies) == 1:
            currency = one_currency(ordered, style)
            values = [each.line for each in ordered]
            of_all.append(
                check_total(total.amount, values, currency, total.origin, of="all payments")
            )
        else:
            style.reading.place(total.origin.line).forgive("subtotals are not compared")
    advices = [read_payment(name, payments[name], own[name], said, style) for name in payments]
    return advices, tuple(of_all)


def _without_subtotals(
    totals: Sequence[Total], lines: Sequence[Line], reading: Reading
) -> list[Total]:
    """Totals above further lines of the same payment are of a part of it."""
    for total in totals:
        if total.after is not None and total.after < len(lines):
            reading.place(total.origin.line).forgive("subtotals are not compared")
    return [total for total in totals if total.after is None or total.after == len(lines)]


def _column_checks(body: Body, lines: Sequence[Line], style: Style) -> tuple[Check, ...]:
    """The sums of gross amounts and of deductions that the last rows state."""
    return tuple(_sums(body, one_currency(lines, style), style))


def _sums(body: Body, currency: str, style: Style) -> Iterator[Check]:
    columns = style.columns
    for total in body.totals:
        if total.after < len(body.lines):
            continue
        for column in columns.amounts:
            if column == total.label:
                continue
            stated = style.cell_amount(total.row, column, currency)
            if stated is None or column in (columns.paid, total.column):
                continue
            cells = (style.cell_amount(row, column, currency) for row in body.lines)
            found = sum((cell for cell in cells if cell is not None), Decimal())
            origin = Origin(source=style.reading.source, line=total.row.line, raw=total.row.raw)
            yield check_amount("sum", stated, found, currency, origin, of=columns.headings[column])


def _notes(block: Block, body: Body) -> Extra:
    """Text above and below the table that is no label."""
    above = [row for row in block.above if row.filled() and not any(True for _ in labels(row))]
    return tuple(("text", row.joined()) for row in (*above, *body.notes))
