"""What each size runs inside Odoo: the books are filled, then the product's own jobs work."""

import json
import os
from pathlib import Path

import workload
from benchmark.books import load_books
from benchmark.jobs import JobError, finish, keep
from benchmark.meter import Meter

import bank_formats


def load(env):
    """Fill the books and write the bank's file."""
    invoices, lines = map(int, os.environ["SIZE"].split(","))
    file = _file()
    case = workload.case(invoices, file)
    file.write_bytes(workload.camt(list(workload.entries(case, lines))))
    load_books(env, case, bank_formats.parse(file.read_bytes(), source=file.name))
    # The web or the fetching of files receives it: another process than the one that works.
    keep(env, file)
    env.cr.commit()


def work(env):
    """Import, match, post; prints what each took."""
    invoices, lines = map(int, os.environ["SIZE"].split(","))
    meter = Meter(env.cr)
    for job in ("import", "match", "post"):
        with meter.step(job):
            finish(env, f"ar_collections.cron_{job}")
    if (there := env["account.bank.statement.line"].search_count([])) != lines:
        raise JobError(f"{there} lines instead of {lines}")
    posted = env["ar.match"].search_count([("state", "=", "posted")])
    print(
        json.dumps({"invoices": invoices, "lines": lines, "posted": posted, **meter.figures()}),
        flush=True,
    )


def _file():
    return Path(os.environ["SCRATCH"]) / "statement.xml"
