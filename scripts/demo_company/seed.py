"""Fills an empty database: the company, its books up to three days ago, its bank connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from scripts.bank_server import BankServer

from . import company
from .contacts import make_contacts
from .credit import grant_limits, take_orders
from .customer_statements import plan_statements
from .customers import create_customers, read_customers
from .day import Bank, Expectation, Written, write_days, write_second_account
from .disputes import contest
from .escalation import ask_and_hand_over
from .history import pay_history
from .invoices import Desk, Invoice, plan_invoices, post_credit_notes, post_invoices
from .promises import promise_a_plan, promise_now
from .second_account import LAST_DAY, SECOND_ACCOUNT
from .working_days import statement_days, working_day
from .worklist import arrange_work

EXPECTED = "demo_company.expected"
FEED = "Leuvense Handelsbank"
_QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Name -> file: what the bank and the customers had sent before, and what they send now."""

    earlier: dict[str, bytes]
    now: dict[str, bytes]


def seed(env: Any, server: BankServer, today: date, say: Say) -> Files:
    """Everything that ``scripts/demo`` shows; gives the files that are to be fetched."""
    env = env(context={**env.context, **_QUIET})
    say("the company, its people and 60 customers")
    company.set_up_company(env)
    journal = company.set_up_bank_journal(env)
    company.set_up_second_journal(env)
    company.set_up_pounds(env, today)
    people = company.create_people(env)
    customers = read_customers()
    terms = company.create_terms(env)
    desk = Desk(
        partners=create_customers(env, customers, terms, people),
        products=company.create_products(env),
        taxes=company.set_up_taxes(env),
        terms=terms,
        currencies={"GBP": env.ref("base.GBP")},
    )
    company.set_up_policies(env, desk.partners)
    say("400 invoices of the last six months")
    planned = plan_invoices(customers, today)
    moves = post_invoices(env, planned, desk)
    post_credit_notes(env, planned, moves, today)
    say("how they were paid")
    days = statement_days(today)
    by_move = dict(zip(moves, planned, strict=True))
    promise_a_plan(env, by_move, customers, days[0])
    balance = pay_history(env, journal, by_move, customers, days[0], today)
    _hold_disputed(by_move, today)
    say("what some of them promised")
    promise_now(env, by_move, today)
    say("what some of them contest")
    contest(env, by_move, today)
    say("what was said with them, and who is on hold")
    make_contacts(env, desk.partners, people, today)
    say("credit limits and orders")
    take_orders(env, grant_limits(env, by_move, people, today), people)
    say("how the customers are worked, and by whom")
    arrange_work(env, people, today)
    say("who is asked about them, and what an agency has")
    ask_and_hand_over(env, by_move, people, today)
    say("statements of account")
    plan_statements(env, desk.partners)
    create_feed(env, server)
    bank = Bank(customers, {each.key: move for move, each in by_move.items() if each.key})
    opened = working_day(days[0] - timedelta(days=1))
    written = list(write_days(bank, days, opened, Decimal(str(balance))))
    second = list(write_second_account(bank, days[-1]))
    _remember(env, [each for _, _, expected in (*second, *written) for each in expected])
    env.cr.commit()
    advices = bank.advices(SECOND_ACCOUNT[LAST_DAY], days[-1])
    return Files(
        earlier=_files(second[:-1]), now={**advices, **_files(second[-1:]), **_files(written)}
    )


def _files(written: list[Written]) -> dict[str, bytes]:
    return {name: content for name, content, _ in written}


def _hold_disputed(by_move: dict[Any, Invoice], today: date) -> None:
    """Two overdue invoices that their customers contest: blocked, as a person does it in Odoo."""
    contested = [
        move
        for move, invoice in by_move.items()
        if not invoice.key and move.payment_state == "not_paid" and move.invoice_date_due < today
    ]
    for move in contested[:2]:
        move.action_toggle_block_payment()
        move.message_post(body="Contested by phone: delivered short. Waiting for the warehouse.")


def create_feed(env: Any, server: BankServer) -> None:
    """The bank connection: where, who, which key, and the only host key that is trusted."""
    env["ar.feed"].create(
        {
            "name": FEED,
            "company_id": env.company.id,
            "channel": "sftp",
            "host": server.host,
            "port": server.port,
            "username": server.username,
            "private_key": server.private_key,
            "host_keys": server.host_key_line,
            "inbox": "/outbox",
            "archive_folder": "/outbox/archive",
            "after_fetch": "archive",
            "patterns": "*.sta *.csv",
        }
    )


def _remember(env: Any, expected: list[Expectation]) -> None:
    text = json.dumps([each.as_json() for each in expected])
    env["ir.config_parameter"].set_param(EXPECTED, text)


def recall(env: Any) -> list[Expectation]:
    """What was expected of each movement when the database was filled."""
    return [
        Expectation(**each) for each in json.loads(env["ir.config_parameter"].get_param(EXPECTED))
    ]
