"""What the bank booked before the three days: how customers paid, what the company spent.

Each customer pays after its habit; some invoices stay unpaid, some are paid in part. All of it is
in the books as statement lines, reconciled, on one statement a month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any

from .customers import ACCOUNT_UNKNOWN, Customer
from .invoices import MONTHS_BACK, SEED, Invoice
from .movements import NOTHING_ELSE_OPEN, RECEIPTS
from .working_days import working_day

# Days after the due date.
HABITS = {"punctual": (-4, 3), "late": (4, 24), "very late": (25, 70)}
START = 310_000.0
PAID_BEFORE = frozenset(key for each in RECEIPTS if each.paid_before for key in each.open)
SPENDING = (
    # day of the month, amount, account, who, what
    (1, -4850.00, "612000", "Immo Philips NV", "Huur Philipssite 17"),
    (6, -48374.18, "500000", "Sensortec Benelux BV", "facturen vorige maand"),
    (12, -18683.55, "500000", "Elektronika Willems NV", "rek. 88120"),
    (14, -1188.40, "600000", "Fleetlease Brabant", "leasing 4 wagens"),
    (20, -22905.00, "251000", "FOD Financien", "Btw"),
    (22, -51240.71, "500000", "Kalibra Laboratorium GmbH", "Rechnungen"),
    (26, -38114.60, "630000", "", "wedden 14 personen"),
    (28, -14.90, "620000", "", "beheerskosten"),
)


@dataclass(frozen=True, slots=True)
class PastLine:
    """A statement line; ``receivables`` are the invoice lines that it pays."""

    values: dict[str, Any]
    receivables: Any

    @property
    def day(self) -> date:
        """When it was booked."""
        day: date = self.values["date"]
        return day


def pay_history(
    env: Any,
    journal: Any,
    planned: dict[Any, Invoice],
    customers: dict[str, Customer],
    until: date,
    today: date,
) -> float:
    """Book everything before the day ``until``; the balance at its end."""
    received = list(receipts(planned, customers, until))
    spent = list(_spending(env, journal, today - MONTHS_BACK, until))
    lines = sorted([*received, *spent], key=lambda each: each.day)
    booked = env["account.bank.statement.line"].create([each.values for each in lines])
    plan = []
    for line, record in zip(lines, booked, strict=True):
        if line.receivables:
            plan.append(line.receivables + record._seek_for_lines()[2])
    env["account.move.line"]._reconcile_plan(plan)
    return _close_months(env, booked)


def receipts(
    planned: dict[Any, Invoice], customers: dict[str, Customer], until: date
) -> Iterator[PastLine]:
    """What customers paid before the day ``until``, by the habit of each."""
    runs = defaultdict(list)
    for index, (move, invoice) in enumerate(planned.items()):
        for line in _receivables(move):
            day = _pay_day(Random(f"{SEED} paid {index}"), line, invoice, customers, until)
            if day and day < until:
                runs[day, invoice.customer].append(line)
    for index, ((day, number), lines) in enumerate(sorted(runs.items())):
        receivables = lines[0].browse([each.id for each in lines])
        in_part = index % 23 == 11 and number not in NOTHING_ELSE_OPEN and len(lines) == 1
        yield _receipt(day, customers[number], receivables, 0.5 if in_part else 1.0)


def _receivables(move: Any) -> Any:
    return move.line_ids.filtered(
        lambda each: each.account_type == "asset_receivable" and each.amount_residual > 0
    )


def _pay_day(
    random: Random, line: Any, invoice: Invoice, customers: dict[str, Customer], until: date
) -> date | None:
    """When the customer paid, if ever."""
    if invoice.key:
        return until - timedelta(days=9) if invoice.key in PAID_BEFORE else None
    earliest, latest = HABITS[customers[invoice.customer].habit]
    day = line.date_maturity + timedelta(days=random.randint(earliest, latest))
    if invoice.customer in NOTHING_ELSE_OPEN:
        return working_day(min(day, until - timedelta(days=5)))
    never = random.random() < 0.03
    return None if never else working_day(day)


def _receipt(day: date, customer: Customer, receivables: Any, share: float) -> PastLine:
    amount = round(sum(receivables.mapped("amount_residual")) * share, 2)
    partner = receivables[0].partner_id
    return PastLine(
        {
            "date": day,
            "amount": amount,
            "payment_ref": ", ".join(dict.fromkeys(receivables.mapped("move_name"))),
            "partner_id": partner.id,
            "partner_name": customer.name,
            "account_number": "" if customer.number in ACCOUNT_UNKNOWN else customer.account,
            "counterpart_account_id": receivables[0].account_id.id,
        },
        receivables,
    )


def _spending(env: Any, journal: Any, start: date, until: date) -> Iterator[PastLine]:
    for day, amount, code, name, text in [
        (start, START, "301000", "", "Opening balance"),
        *_monthly(start, until),
    ]:
        account = env["account.account"].search([("code", "=", code)])
        values = {"date": day, "amount": amount, "partner_name": name, "payment_ref": text}
        yield PastLine({**values, "counterpart_account_id": account.id}, None)


def _monthly(start: date, until: date) -> Iterator[tuple[date, float, str, str, str]]:
    for day in (start + timedelta(days=n) for n in range(1, (until - start).days)):
        for of_month, amount, code, name, text in SPENDING:
            if day.day == of_month:
                yield working_day(day), amount, code, name, f"{text} {day:%m/%Y}"


def _close_months(env: Any, booked: Iterable[Any]) -> float:
    balance = 0.0
    ordered = sorted(booked, key=lambda each: each.date)
    for month, lines in groupby(ordered, key=lambda each: f"{each.date:%Y/%m}"):
        ids = [each.id for each in lines]
        opening = balance
        balance = round(
            opening + sum(env["account.bank.statement.line"].browse(ids).mapped("amount")), 2
        )
        env["account.bank.statement"].create(
            {
                "name": f"Leuvense Handelsbank {month}",
                "line_ids": [(6, 0, ids)],
                "balance_start": opening,
                "balance_end_real": balance,
            }
        )
    return balance
