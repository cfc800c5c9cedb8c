"""What each size runs inside Odoo: the books are filled, then the product's own jobs work."""

import json
import os
from dataclasses import replace
from pathlib import Path

import workload
from benchmark.books import load_books
from benchmark.jobs import JobError, finish, keep
from benchmark.meter import Meter

import bank_formats

JOBS = {"import": "ar.feed.document", "match": "ar.match", "post": "ar.match"}


def load(env):
    """Fill the books and write the bank's files: that of the size, and one of another account with
    the payments of a customer of its own.
    """
    invoices, lines = map(int, os.environ["SIZE"].split(","))
    file, first = _file(), _file().with_name("first.xml")
    case, before = workload.case(invoices, file), workload.case_before(first)
    file.write_bytes(workload.camt(list(workload.entries(case, lines))))
    first.write_bytes(workload.camt(workload.entries_before(before), workload.OTHER_ACCOUNT))
    both = replace(
        case, customers=case.customers + before.customers, items=case.items + before.items
    )
    load_books(
        env, both, [s for each in (file, first) for s in bank_formats.parse(each.read_bytes())]
    )
    # The web or the fetching of files receives them: another process than the one that works.
    keep(env, file).state = "stopped"
    keep(env, first)
    env.cr.commit()


def work(env):
    """Import, match, post; prints what each took."""
    invoices, lines = map(int, os.environ["SIZE"].split(","))
    meter = Meter(env.cr)
    for job, model in JOBS.items():
        meter.count_inside(env[model], f"_cron_{job}")
    # A server's workers have worked before: they know what Odoo looks up once in a process.
    with meter.step("first"):
        for job in JOBS:
            finish(env, f"ar_collections.cron_{job}")
    before = env["account.bank.statement.line"].search([])
    env["ar.feed.document"].search([("state", "=", "stopped")]).state = "received"
    env.cr.commit()
    for job in JOBS:
        with meter.step(job):
            finish(env, f"ar_collections.cron_{job}")
    there = env["account.bank.statement.line"].search_count([("id", "not in", before.ids)])
    if there != lines:
        raise JobError(f"{there} lines instead of {lines}")
    posted = env["ar.match"].search_count(
        [("state", "=", "posted"), ("statement_line_id", "not in", before.ids)]
    )
    print(
        json.dumps({"invoices": invoices, "lines": lines, "posted": posted, **meter.figures()}),
        flush=True,
    )


def _file():
    return Path(os.environ["SCRATCH"]) / "statement.xml"
