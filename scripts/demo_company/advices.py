"""Remittance advices as customers export them from their ledgers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal


def write_advice(number: str, payer: str, day: date, paid: Iterable[tuple[str, Decimal]]) -> bytes:
    """A CSV file: one line an invoice, with what is paid of it."""
    lines = ["payment_reference,invoice,amount,payment_date,payer"]
    lines += [f'{number},{name},{amount},{day},"{payer}"' for name, amount in paid]
    return "\n".join([*lines, ""]).encode()
