"""What customers promised: a plan that was kept, one that was broken, one in time, a settlement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from freezegun import freeze_time

from .customers import Customer
from .history import PastLine, receipts
from .invoices import Invoice
from .movements import NOTHING_ELSE_OPEN

WEEK = timedelta(days=7)
LOSSES_ON_DEBTORS = "642000"


def promise_a_plan(
    env: Any, planned: dict[Any, Invoice], customers: dict[str, Customer], until: date
) -> None:
    """Before the payments of the past are booked: two of them were promised a week ahead."""
    first, last = _two_payments(planned, customers, until)
    items = first.receivables + last.receivables
    _promise(
        env,
        first.day - WEEK,
        {item: item.amount_residual for item in items},
        [(line.day, line.values["amount"]) for line in (first, last)],
        note="Waits for the money of a project; pays each half when it comes.",
    )


def _two_payments(
    planned: dict[Any, Invoice], customers: dict[str, Customer], until: date
) -> tuple[PastLine, PastLine]:
    """The last two of one customer that were in full, for invoices known a week before."""
    by_customer = defaultdict(list)
    for line in receipts(planned, customers, until):
        owed = round(sum(line.receivables.mapped("amount_residual")), 2)
        if (
            line.values["amount"] == owed
            and line.receivables.currency_id == line.receivables.company_currency_id
        ):
            by_customer[line.values["partner_id"]].append(line)
    found = [
        (first, last)
        for lines in by_customer.values()
        for first, last in pairwise(sorted(lines, key=lambda each: each.day))
        if max(last.receivables.mapped("date")) <= first.day - WEEK
    ]
    return max(found, key=lambda pair: (pair[1].day, pair[1].values["partner_id"]))


def promise_now(env: Any, planned: dict[Any, Invoice], today: date) -> None:
    """Over invoices that no payment of the next days is for."""
    env.company.ar_write_off_account_id = env["account.account"].search(
        [("code", "=", LOSSES_ON_DEBTORS)], limit=1
    )
    broken, in_time, settled = list(unpaid(planned, today))[:3]
    amounts = {item: item.amount_residual for item in broken}
    _promise(
        env,
        today - 2 * WEEK,
        amounts,
        [(today - WEEK, sum(amounts.values()))],
        note="“You have it next Friday.”",
    )
    amounts = {item: item.amount_residual for item in in_time}
    half = round(sum(amounts.values()) / 2, 2)
    rates = [(today + WEEK, half), (today + 5 * WEEK, round(sum(amounts.values()) - half, 2))]
    _promise(env, today, amounts, rates, note="Half now, the rest next month.")
    amounts = {item: item.amount_residual for item in settled}
    waived = round(sum(amounts.values()) * 0.2, 2)
    _promise(
        env,
        today,
        amounts,
        [(today + 2 * WEEK, round(sum(amounts.values()) - waived, 2))],
        waived=waived,
        waive_reason="Two instruments came late; the customer pays the rest at once.",
    )
    env["ar.promise"].search([])._decide()  # as the job does each night


def unpaid(planned: dict[Any, Invoice], today: date) -> Iterator[Any]:
    """The overdue items of one customer after the other, the largest first."""
    by_customer = defaultdict(list)
    for move, invoice in planned.items():
        if invoice.key or invoice.customer in NOTHING_ELSE_OPEN or move.payment_state == "partial":
            continue
        items = move.line_ids.filtered(lambda each: each.account_type == "asset_receivable")
        refused = items._ar_not_promisable()
        for item in items.filtered(lambda each: each.date_maturity < today):
            if item not in refused and item.currency_id == item.company_currency_id:
                by_customer[item.partner_id].append(item)
    largest = sorted(
        by_customer.values(), key=lambda items: -sum(item.amount_residual for item in items)
    )
    for items in largest:
        yield items[0].browse([item.id for item in items])


def _promise(
    env: Any, day: date, amounts: dict[Any, float], rates: list[tuple[date, float]], **said: Any
) -> None:
    """The collector writes it down on that day."""
    collector = env["res.users"].search([("login", "=", "collector")])
    items = {item.with_user(collector): amount for item, amount in amounts.items()}
    with freeze_time(day, tick=True, ignore=["psycopg2"]):
        env["ar.promise"].with_user(collector)._make(items, rates, **said)
        env.flush_all()
    env.cr.commit()
