"""Statements of account: a schedule for all who owe enough, and two that wait to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any


def plan_statements(env: Any, partners: dict[str, Any]) -> None:
    """Every month to whoever owes 500 or more; one statement at home and one abroad by hand, which
    is in German.
    """
    env["res.lang"]._activate_lang("de_DE")
    env["ir.module.module"]._load_module_terms(["ar_collections"], ["de_DE"])
    env["ar.statement.schedule"].create(
        {"name": "Monthly statements", "day_of_month": 1, "minimum_balance": 500}
    )
    Item = env["account.move.line"]
    owing = Item.search(Item._ar_open_domain(env.company), order="id").partner_id
    for country, lang in ((env.company.country_id, False), (env.ref("base.de"), "de_DE")):
        there = [each for each in partners.values() if each.country_id == country]
        for partner in there:
            partner.lang = lang or partner.lang
        chosen = next((each for each in there if each in owing), None)
        if chosen:
            env["ar.statement"]._of(chosen, env.company)


def aging_faults(env: Any, today: date) -> Iterator[str]:
    """The aging of today and of the ends of the last months is what the ledger had."""
    day = today
    for _ in range(4):
        aging = env["ar.aging"]._as_of(env.company, day)
        if not aging.ties:
            yield f"aging as of {day}: {aging.tie}"
        day = day.replace(day=1) - timedelta(days=1)


def statement_faults(env: Any) -> Iterator[str]:
    """What a statement says of the account is what is open of it."""
    statements = env["ar.statement"].search([])
    for key, accounts in statements._accounts().items():
        for account in accounts:
            if account.closing != account.open:
                name = statements.browse(key).display_name
                yield f"{name}: {account.closing} {account.currency}, open {account.open}"
