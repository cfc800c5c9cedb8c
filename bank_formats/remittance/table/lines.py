"""The lines of a table as values: amounts signed, deductions positive, credit notes negative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ...model import Origin
from ..model import AdviceLine, Deduction
from ..words import plain
from .body import Body, document_number, figures_of
from .columns import Columns
from .rows import Reading, Row
from .style import Style

_ZERO = Decimal()
_CREDIT = frozenset(
    (
        "abono",
        "avoir",
        "cm",
        "cn",
        "credit",
        "credit memo",
        "credit note",
        "creditnota",
        "creditfactuur",
        "dobropis",
        "factura rectificativa",
        "faktura korygujaca",
        "gutschrift",
        "hyvityslasku",
        "iade faturasi",
        "jovairo szamla",
        "korekta",
        "kreditfaktura",
        "kreditnota",
        "nota credito",
        "nota de credit",
        "nota de credito",
        "nota di credito",
        "rechnungskorrektur",
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the row it comes from."""

    line: AdviceLine
    row: Row
    currency: str


@dataclass(frozen=True, slots=True)
class _Written:
    """The amounts of a row with the signs they have in the file."""

    row: Row
    currency: str
    paid: Decimal | None
    gross: Decimal | None
    deductions: tuple[tuple[str, Decimal], ...]


def read_lines(body: Body, style: Style) -> list[Line]:
    """Raises ``FormatError`` for what cannot be read, or has signs of two meanings."""
    written = [_written(row, style) for row in body.lines]
    sign = _sign_of_deductions(written, style)
    lines = [Line(_line(each, sign, style), each.row, each.currency) for each in written]
    _refuse_unclear_sides(body, lines, style)
    return _with_credit_notes(lines, style)


def _written(row: Row, style: Style) -> _Written:
    columns, currency = style.columns, style.currency_of(row)
    return _Written(
        row,
        currency,
        style.cell_amount(row, columns.paid, currency),
        style.cell_amount(row, columns.gross, currency),
        tuple(
            (columns.headings[column], found)
            for column in columns.deductions
            if (found := style.cell_amount(row, column, currency)) is not None
        ),
    )


def _sign_of_deductions(written: Sequence[_Written], style: Style) -> int:
    """1 if deductions are written as what is kept back, -1 if as what changes the gross."""
    found: dict[int, _Written] = {}
    for each in written:
        total = sum((amount for _name, amount in each.deductions), _ZERO)
        if not total:
            continue
        if (sign := _sign_on(each, total)) and sign not in found:
            found[sign] = each
    if len(found) < 2:
        return next(iter(found), 1)
    if style.columns.paid_from != "paid":
        at = found[-1].row.line
        raise style.reading.place(at, "deductions").error("deductions with and without minus")
    return 1


def _sign_on(each: _Written, total: Decimal) -> int:
    if each.gross is not None and each.paid is not None:
        if each.gross - total == each.paid:
            return 1
        return -1 if each.gross + total == each.paid else 0
    whole = each.gross if each.paid is None else each.paid
    return 1 if not whole or (whole > 0) == (total > 0) else -1


def _line(each: _Written, sign: int, style: Style) -> AdviceLine:
    columns, row = style.columns, each.row
    kept = sum((amount for _name, amount in each.deductions), _ZERO) * sign
    # One of the two is written: a row with neither is no line.
    paid = (each.gross or _ZERO) - kept if each.paid is None else each.paid
    return AdviceLine(
        document=document_number(row, columns.document, style.reading),
        paid=paid,
        gross=each.gross,
        deductions=_deductions(each, sign, row.text(columns.at("reason"))),
        day=style.cell_day(row, columns.at("document date")),
        origin=Origin(source=style.reading.source, line=row.line, raw=row.raw),
        extra=_extra(row, columns),
    )


def _deductions(each: _Written, sign: int, reason: str) -> tuple[Deduction, ...]:
    stated = [(name, amount) for name, amount in each.deductions if amount]
    return tuple(Deduction(amount=amount * sign, reason=reason or name) for name, amount in stated)


def _extra(row: Row, columns: Columns) -> tuple[tuple[str, str], ...]:
    others = [columns.at("document type")]
    if not any(columns.deductions):
        others.append(columns.at("reason"))
    used = [*columns.unread(), *(column for column in others if column is not None)]
    return tuple((columns.headings[column], text) for column in used if (text := row.text(column)))


def _refuse_unclear_sides(body: Body, lines: Sequence[Line], style: Style) -> None:
    """``CR`` and ``DR`` are the sides of the payer's ledger or of ours; a payment must remain."""
    sides: dict[str, Row] = {}
    for row in body.lines:
        for _column, found in figures_of(row, style.columns.amounts):
            if found and found.side:
                sides.setdefault(found.side, row)
    if not sides:
        return
    if "CR" not in sides or sum((each.line.paid for each in lines), _ZERO) < 0:
        side, row = next(iter(sides.items()))
        raise style.reading.place(row.line, "sign").error("which sign has this side?", side)


def _with_credit_notes(lines: list[Line], style: Style) -> list[Line]:
    """Amounts of lines whose type says credit note negative, however the file writes them."""
    column = style.columns.at("document type")
    if column is None:
        return lines
    is_credit = [plain(each.row.text(column)) in _CREDIT for each in lines]
    credits = [each for each, credit in zip(lines, is_credit, strict=True) if credit]
    positive = next((each for each in credits if each.line.paid > 0), None)
    if not positive:
        return lines
    place = style.place(positive.row, column)
    if any(each.line.paid < 0 for each in credits):
        raise place.error("credit notes with and without minus", positive.line.document)
    place.forgive("credit notes written without minus")
    return [
        _negated(each) if credit and each.line.paid > 0 else each
        for each, credit in zip(lines, is_credit, strict=True)
    ]


def _negated(each: Line) -> Line:
    line = each.line
    return replace(
        each,
        line=replace(
            line,
            paid=-line.paid,
            gross=None if line.gross is None else -line.gross,
            deductions=tuple(replace(d, amount=-d.amount) for d in line.deductions),
        ),
    )


def less_deductions(lines: Sequence[Line]) -> list[Line]:
    """The lines if what they call paid is the gross amount, before their deductions."""
    return [
        replace(each, line=replace(each.line, gross=each.line.paid, paid=each.line.paid - kept))
        for each in lines
        for kept in [sum((deduction.amount for deduction in each.line.deductions), _ZERO)]
    ]


def payers_signs_turned(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The lines with the other sign: in the payer's ledger what is owed to us stands in credit."""
    reading.place(0).forgive("signs of the payer's ledger")
    return [_negated(each) for each in lines]
