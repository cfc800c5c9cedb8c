"""One run: read the case, load it, let the product import, match and post, write the outcome."""

import json
import sys
from pathlib import Path

import bank_formats

from .books import load_books
from .case import CaseError, read_case
from .checks import BooksError
from .jobs import JobError, finish, keep
from .meter import Meter
from .outcome import write_outcome


def run(env, folder, out):
    try:
        figures = _run(env, Path(folder), Path(out))
    except (CaseError, BooksError, JobError, bank_formats.FormatError) as error:
        sys.exit(f"cash_benchmark: {error}")
    print(json.dumps(figures))


def _run(env, folder, out):
    case = read_case(folder)
    statements = bank_formats.parse(case.statement.read_bytes(), source=case.statement.name)
    meter = Meter(env.cr)
    with meter.step("load") as figures:
        load_books(env, case, statements)
        env.cr.commit()
        figures["rows"] = len(case.items)
    with meter.step("import") as figures:
        figures["rows"] = _import(env, case)
    _match_and_post(env, meter)
    write_outcome(env, out)
    return meter.figures()


def _match_and_post(env, meter):
    """Again while postings made other decisions stale, as long as each round posts something."""
    count, posted, before = env["ar.match"].search_count, 0, -1
    while before < posted:
        with meter.step("match") as figures:
            finish(env, "ar_collections.cron_match")
            figures["rows"] = count([])
        with meter.step("post") as figures:
            finish(env, "ar_collections.cron_post")
            before, posted = posted, count([("state", "=", "posted")])
            figures["rows"] = posted
        if not count([("state", "=", "stale")]):
            break


def _import(env, case):
    """Lines imported. The statement must come in whole; an unread advice is only reported."""
    statement = keep(env, case.statement)
    advices = [keep(env, path) for path in case.advices]
    finish(env, "ar_collections.cron_import")
    if statement.state != "imported":
        raise JobError(f"{statement.name}: {statement.error}")
    unread = [advice for advice in advices if advice.state != "imported"]
    if unread:
        print(f"{len(unread)} advices not read: {unread[0].error}", file=sys.stderr)
    return env["account.bank.statement.line"].search_count([])
