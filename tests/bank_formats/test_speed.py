"""Time grows with the number of transactions, not faster."""

from __future__ import annotations

from bank_formats import parse
from tests.bank_formats.effort import lasts_longer

ENTRY = (
    ":61:2601050105CR1,00N166NONREF//BANK-{0}\n"
    ":86:166?00GUTSCHR. UEBERWEISUNG?109310?20EREF+E2E-{0}?21SVWZ+Rechnung INV/2026/\n"
    "?22{0}?30BELADEBEXXX?31DE02120300000000202051?32Schmitz GmbH\n"
)


def statement_of(count: int) -> bytes:
    entries = "".join(ENTRY.format(number) for number in range(count))
    return f":20:X\n:25:1\n:60F:C260105EUR0,\n{entries}:62F:C260105EUR{count},\n".encode()


def test_ten_thousand_transactions() -> None:
    few, many = statement_of(1_000), statement_of(10_000)
    [statement] = parse(many)
    assert len(statement.transactions) == 10_000
    assert statement.failed_checks == ()
    assert not lasts_longer(lambda: parse(many), lambda: parse(few), times=30)
