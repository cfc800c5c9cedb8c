"""A file as a table that a treasurer reads on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..currency import minor_units
from ..model import Balance, Check, Statement, Transaction
from ..second_reader import second_opinions
from .reading import Reading

_TEXT_WIDTH = 44
_NAME_WIDTH = 26
Cell = str
Row = Sequence[Cell]
_HEADER: Row = ("Booked", "Value", "Amount", "Counterparty", "Reference", "Text")


def text(reading: Reading, lines: int) -> str:
    """The file's name and format, then each statement with its first ``lines`` transactions."""
    return "\n".join(map(printable, _file(reading, lines))) + "\n"


def printable(line: str) -> str:
    """``line`` without what a terminal would obey: a bank's text can hold anything."""
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


def _file(reading: Reading, lines: int) -> Iterator[str]:
    yield f"{reading.source}  {reading.format or 'not read'}"
    if reading.error:
        yield f"  ✗ {reading.error}"
        return
    for opinion in second_opinions(reading.data, reading.statements, source=reading.source):
        yield f"  {'!' if opinion.outcome == 'differs' else '·'} {opinion}"
    if not reading.statements:
        yield "  no statement in it"
    for statement, checks in reading.checks():
        yield ""
        yield from _statement(statement, checks)
        yield from _transactions(statement, lines)


def _statement(statement: Statement, checks: Sequence[Check]) -> Iterator[str]:
    kind = "" if statement.kind == "booked" else f"  {statement.kind}, not booked money"
    action = "" if statement.action == "new" else f"  {statement.action}"
    number = f"  statement {statement.number}" if statement.number else ""
    yield f"  {statement.account} {statement.currency}{number}{kind}{action}"
    currency, amounts = statement.currency, [each.amount for each in statement.transactions]
    rows = [
        *_balance("Opening", statement.opening),
        ("In", "", _money(_sum(a for a in amounts if a > 0), currency), _counted(amounts, 1)),
        ("Out", "", _money(_sum(a for a in amounts if a < 0), currency), _counted(amounts, -1)),
        *_balance("Closing", statement.closing),
    ]
    yield from _aligned(rows, right={2}, indent="    ")
    for check in checks:
        yield f"    {'✓' if check.holds else '✗'} {_in_words(check)}"
    for leniency in statement.leniencies:
        yield f"    ~ accepted: {leniency}"


def _balance(name: str, balance: Balance | None) -> list[Row]:
    if balance is None:
        return []
    return [(name, str(balance.day), _money(balance.amount, balance.currency), "")]


def _counted(amounts: Sequence[Decimal], sign: int) -> str:
    count = sum(1 for amount in amounts if amount * sign > 0)
    return f"{count} transaction{'' if count == 1 else 's'}"


def _in_words(check: Check) -> str:
    if check.holds:
        return f"{check.name}: {check.expected}"
    return f"{check.name}: {check.problem} (line {check.origin.line})"


def _transactions(statement: Statement, lines: int) -> Iterator[str]:
    every = (*statement.transactions, *statement.expected)
    shown = every[:lines]
    if shown:
        yield ""
        yield from _aligned(
            [_HEADER, *(_row(each, statement.currency) for each in shown)], right={2}, indent="    "
        )
    if shown and len(every) > len(shown):
        yield f"    ... and {len(every) - len(shown)} more (--lines {len(every)} shows them)"


def _row(transaction: Transaction, currency: str) -> Row:
    party = transaction.counterparty
    mark = " (expected)" if transaction.expected else ""
    return (
        str(transaction.booked),
        str(transaction.value_date or ""),
        _money(transaction.amount, currency) + mark,
        _cut(party.name or party.account, _NAME_WIDTH),
        _cut(transaction.reference, _NAME_WIDTH),
        _cut(transaction.remittance, _TEXT_WIDTH),
    )


def _aligned(rows: Sequence[Row], right: set[int], indent: str) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield (indent + "  ".join(cells)).rstrip()


def _cut(text: str, width: int) -> str:
    """One line of at most ``width``."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _money(amount: Decimal, currency: str) -> str:
    """With all the decimals of the currency, and more if the amount has more."""
    stated = -int(amount.as_tuple().exponent)
    decimals = max(stated, minor_units(currency))
    return f"{amount + 0:,.{decimals}f}"


def _sum(amounts: Iterator[Decimal]) -> Decimal:
    return sum(amounts, Decimal())
