"""The scenarios: tables of items and payments, and a table of what is expected."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ar_collections.engine import (
    Ambiguous,
    Customer,
    Decision,
    Discount,
    Ledger,
    Matched,
    OpenItem,
    Payment,
    Policy,
    Tolerance,
    match,
)

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.md"))
BOOKED = date(2026, 6, 1)
Row = dict[str, str]


def tables(text: str) -> list[list[Row]]:
    """All Markdown tables of a text, a dictionary a row."""
    blocks = [block.strip().splitlines() for block in text.split("\n\n")]
    return [_rows(block) for block in blocks if block and block[0].startswith("|")]


def _rows(lines: list[str]) -> list[Row]:
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def customer(row: Row) -> Customer:
    return Customer(
        key=int(row["customer"]),
        name=row["name"],
        numbers=(row["number"],),
        accounts=(row["account"],) if row["account"] else (),
        parent=int(row["parent"]) if row["parent"] else None,
    )


def item(row: Row) -> OpenItem:
    return OpenItem(
        key=int(row["item"]),
        document=row["document"],
        customer=int(row["customer"]),
        residual=Decimal(row["residual"]),
        currency="EUR",
        due=date.fromisoformat(row["due"]),
        issued=date.fromisoformat(row["issued"]),
        total=Decimal(row["total"]),
        references=(row["references"],) if row["references"] else (),
        disputed="disputed" in row["notes"],
        discount=discount(row.get("discount", "")),
    )


def discount(cell: str) -> Discount | None:
    """ "2.38 until 2026-06-05"."""
    amount, _, until = cell.partition(" until ")
    return Discount(amount=Decimal(amount), until=date.fromisoformat(until)) if cell else None


def payment(key: int, row: Row) -> Payment:
    amount, _, currency = row["amount"].partition(" ")
    return Payment(
        key=key,
        booked=BOOKED,
        amount=Decimal(amount),
        currency=currency or "EUR",
        text=row["text"],
        payer_name=row["name"],
        payer_account=row["account"],
    )


def policy(text: str) -> Policy:
    """Of lines such as "Tolerances: rounding 0.05, fee 15.00 3" and "Deductions: yes"."""
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    every = [one.split() for one in lines.get("Tolerances", "").split(", ") if one]
    limits = {
        kind: Tolerance(amount=Decimal(amount), percent=Decimal(percent[0]) if percent else None)
        for kind, amount, *percent in every
    }
    return Policy(
        rounding=limits.get("rounding"),
        fee=limits.get("fee"),
        deductions=lines.get("Deductions") == "yes",
        discount_days=int(lines.get("Days of grace", "0")),
    )


def closed(text: str) -> frozenset[str]:
    lines = [line for line in text.splitlines() if line.startswith("Closed: ")]
    return frozenset(name for line in lines for name in line.removeprefix("Closed: ").split(", "))


def cases() -> Iterator[object]:
    """(ledger, policy, payments decided together) of every scenario, with the expected rows."""
    for path in SCENARIOS:
        text = path.read_text(encoding="utf-8")
        customers, items, expected = tables(text)
        ledger = Ledger(
            items=tuple(map(item, items)),
            customers=tuple(map(customer, customers)),
            closed_documents=closed(text),
        )
        groups = [expected] if "Together: yes" in text else [[row] for row in expected]
        for rows in groups:
            yield pytest.param(ledger, policy(text), rows, id=f"{path.stem}: {rows[0]['payment']}")


def said(decision: Decision) -> str:
    best = decision.candidates[:1] if isinstance(decision, Ambiguous) else ()
    reasons = [*decision.evidence, *(reason for one in best for reason in one.evidence)]
    return "; ".join(map(str, reasons))


def outcome(decision: Decision) -> tuple[str, str, str]:
    if isinstance(decision, Ambiguous):
        return "several", *outcome(decision.candidates[0])[1:]
    if not isinstance(decision, Matched):
        return "none", "", ""
    parts = [f"{one.item}: {one.amount}" for one in decision.allocations]
    parts += [f"{one.kind} {one.item}: {one.amount}" for one in decision.adjustments]
    parts += [f"on account: {decision.on_account}"] if decision.on_account else []
    parts += [f"paid: {document}" for document in decision.paid_before]
    return ("post" if decision.post else "suggest"), decision.tier, ", ".join(parts)


def payer(decision: Decision) -> int | None:
    best = decision.candidates[0] if isinstance(decision, Ambiguous) else decision
    return best.customer


@pytest.mark.parametrize(("ledger", "rules", "rows"), list(cases()))
def test_scenario(ledger: Ledger, rules: Policy, rows: list[Row]) -> None:
    payments = [payment(key, row) for key, row in enumerate(rows)]
    for row, decision in zip(rows, match(payments, ledger, rules), strict=True):
        what, tier, parts = outcome(decision)
        assert what == row["decision"], said(decision)
        assert row["tier"] in ("", tier), said(decision)
        assert ", ".join(sorted(parts.split(", "))) == ", ".join(
            sorted(row["allocations"].split(", "))
        )
        assert row["because"] in said(decision)
        assert row.get("payer", str(payer(decision) or "")) == str(payer(decision) or "")
