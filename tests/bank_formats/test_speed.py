"""Time grows with the number of transactions, not faster; the limit leaves a slow CI room."""

from __future__ import annotations

from time import process_time

from bank_formats import parse

ENTRY = (
    ":61:2601050105CR1,00N166NONREF//BANK-{0}\n"
    ":86:166?00GUTSCHR. UEBERWEISUNG?109310?20EREF+E2E-{0}?21SVWZ+Rechnung INV/2026/\n"
    "?22{0}?30BELADEBEXXX?31DE02120300000000202051?32Schmitz GmbH\n"
)


def test_ten_thousand_transactions() -> None:
    count = 10_000
    text = ":20:X\n:25:1\n:60F:C260105EUR0,\n"
    text += "".join(ENTRY.format(number) for number in range(count))
    text += f":62F:C260105EUR{count},\n"
    start = process_time()
    [statement] = parse(text.encode())
    assert process_time() - start < 3
    assert len(statement.transactions) == count
    assert statement.failed_checks == ()
