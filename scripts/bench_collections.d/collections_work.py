"""What is measured in full books; prints one line of JSON."""

import json
import os
import statistics
import sys
import time
from contextlib import contextmanager

from benchmark.meter import Meter
from collections_books import day_after
from lxml import etree
from odoo import Command, sql_db

PAYMENTS = 15
"""Customers whose payment is followed."""


def work(env):
    customers, open_items, history = map(int, os.environ["SIZE"].split(","))
    figures = {"customers": customers, "open": open_items, "history": history}
    for measured in (refresh, worklist, payments, aging):
        figures |= measured(env)
        print(f"  {measured.__name__}", file=sys.stderr, flush=True)
    print(json.dumps(figures), flush=True)


# --- refresh


def refresh(env):
    """All cases for the first time, on the next day, and when nothing has changed."""
    figures, meter = {}, Meter(env.cr)
    Case = env["ar.case"].with_company(env.company)
    Case.search([]).unlink()
    env.cr.commit()
    for name, day in (("first", 0), ("next_day", 1), ("unchanged", 1)):
        with meter.step(name):
            Case._refresh(env.company, day_after(day), between=env.cr.commit)
            env.cr.commit()
        figures[f"refresh_{name}"] = meter.steps[name]
    figures["cases"] = Case.search_count([("state", "=", "open")])
    env.cr.execute("ANALYZE ar_case")
    env.cr.commit()
    return figures


# --- the screen


def worklist(env):
    """The first, a middle and the last page of the list as the web client asks for it."""
    login = "bench collector"
    collector = env["res.users"].search([("login", "=", login)]) or env["res.users"].create(
        {
            "name": "Collector",
            "login": login,
            "group_ids": [Command.link(env.ref("ar_collections.group_collector").id)],
        }
    )
    env.cr.execute(
        "UPDATE ar_case SET user_id = %s WHERE user_id IS NULL AND id %% 10 = 0", [collector.id]
    )
    env.cr.commit()
    Case = env(user=collector.id, context={"lang": "en_US", "tz": "UTC"})["ar.case"]
    screen = Screen(Case)
    screen.open(0)  # a server's workers have shown it before
    count = Case.search_count([("state", "=", "open"), ("list_state", "=", "today")])
    pages = {"first": 0, "middle": count // 160 * 80, "last": max(0, count - 1) // 80 * 80}
    return {f"page_{name}": screen.measure(offset) for name, offset in pages.items()} | {
        "today": count
    }


class Screen:
    """The worklist as the web client opens it: views, then groups with the rows of the page."""

    def __init__(self, Case):
        self.Case = Case
        arch = etree.fromstring(Case.get_view(view_type="list")["arch"])
        names = [node.get("name") for node in arch.iter("field")]
        self.fields = {name: self._spec(name) for name in names}
        self.sums = [f"{node.get('name')}:sum" for node in arch.iter("field") if node.get("sum")]

    def _spec(self, name):
        return (
            {"fields": {"display_name": {}}} if self.Case._fields[name].type == "many2one" else {}
        )

    def open(self, offset):
        self.Case.get_views([(False, "list"), (False, "search")], {"toolbar": True})
        return self.Case.with_context(read_group_expand=True).web_read_group(
            [("state", "=", "open")],
            ["list_state"],
            [*self.sums, "__count"],
            limit=10,
            opening_info=[
                {"value": "today", "folded": False, "offset": offset, "limit": 80},
                {"value": "waiting", "folded": True},
                {"value": "done", "folded": True},
            ],
            unfold_read_specification=self.fields,
            unfold_read_default_limit=80,
        )

    def measure(self, offset):
        """Of several turns; the queries of the last."""
        clock = Clock(self.Case.env)
        for _turn in range(10):
            self.Case.env.cr.commit()
            self.Case.env.invalidate_all()
            with clock.running():
                shown = self.open(offset)
        rows = sum(len(group.get("__records", ())) for group in shown["groups"])
        return {**clock.figures(), "rows": rows}


# --- one payment


def payments(env):
    """Invoices are paid; what the refresh of their customers takes, and whom it touches."""
    clock, others = Clock(env), 0
    owing = env["ar.case"].search([("state", "=", "open"), ("item_count", ">", 2)], limit=400)
    for case in owing[:: max(1, len(owing) // PAYMENTS)][:PAYMENTS]:
        with _timed_refresh(env, clock):
            _pay(env, case.item_ids[:1].move_id)
            env.cr.commit()
        env.cr.execute(
            """SELECT COUNT(*) FROM ar_case
                WHERE xmin::text = (SELECT xmin::text FROM ar_case WHERE id = %s)
                  AND id != %s""",
            [case.id, case.id],
        )
        others += env.cr.fetchone()[0]
    return {"payment": {**clock.figures(), "other_cases": others}}


@contextmanager
def _timed_refresh(env, clock):
    """Measures the refresh alone, which follows the posting in its transaction."""
    Case = type(env["ar.case"])
    plain = Case._refresh

    def timed(self, *args, **kwargs):
        self.env.flush_all()
        with clock.running():
            plain(self, *args, **kwargs)

    Case._refresh = timed
    try:
        yield
    finally:
        Case._refresh = plain


class Clock:
    """What something takes that is done again and again: CPU of Python and PostgreSQL, on average,
    and the median of the time on the wall, in which others on the machine count as well.
    """

    def __init__(self, env):
        self.meter, self.busy, self.walls, self.queries = Meter(env.cr), 0.0, [], 0

    @contextmanager
    def running(self):
        busy, before = self.meter._busy(), sql_db.sql_counter
        began = time.perf_counter()
        yield
        self.walls.append(time.perf_counter() - began)
        self.queries = sql_db.sql_counter - before
        self.busy += self.meter._busy() - busy

    def figures(self):
        return {
            "ms": round(self.busy / len(self.walls) * 1000, 1),
            "wall_ms": round(statistics.median(self.walls) * 1000, 1),
            "queries": self.queries,
        }


def _pay(env, invoice):
    register = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    register.create({})._create_payments()


# --- aging


def aging(env):
    """Of a day in the past, over all customers, against the ledger of that day."""
    if "ar.aging" not in env:
        return {}
    clock, day = Clock(env), day_after(-30)
    with clock.running():
        aging = env["ar.aging"]._as_of(env.company, day)
        env.flush_all()
    env.cr.execute(
        "SELECT COALESCE(SUM(balance), 0) FROM ar_aging_row WHERE aging_id = %s", [aging.id]
    )
    [aged] = env.cr.fetchone()
    env.cr.execute(
        """SELECT COALESCE(SUM(balance), 0) FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id
            WHERE account.account_type = 'asset_receivable' AND line.company_id = %s
              AND line.parent_state = 'posted' AND line.date <= %s""",
        [env.company.id, day],
    )
    [ledger] = env.cr.fetchone()
    return {"aging": {**clock.figures(), "difference": round(float(aged) - float(ledger), 2)}}
