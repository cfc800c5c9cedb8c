"""A worker of Odoo's scheduler that can be killed at a chosen moment.

``test_kill.py`` starts it, writes one line of JSON for each thing to do and reads one back. Each is
done by a child of its own, forked from a process that has loaded Odoo and holds no connection; so
a kill is a real one and a start costs nothing. The moment of death is put into Odoo's classes
here; the product knows nothing of it.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import signal
import sys
import time
import traceback
from typing import Any

DATABASE = os.environ["SYSTEM_DB"]
# Small pieces: every step of a few hundred lines has several of them.
CHUNK, POST_AT_ONCE = 25, 10
ACTIONS = [
    f"ar_collections.cron_{name}" for name in ("fetch", "import", "match", "post", "refresh")
]


def main() -> None:
    load_odoo()
    for line in sys.stdin:
        print(json.dumps(do(**json.loads(line))), flush=True)


def do(do: str, workers: int = 1, **options: Any) -> Any:
    """Seed and press buttons here, so that this process knows the way for all its children; run in children."""
    from odoo.sql_db import close_all

    if do == "run":
        return in_children(workers, options)
    answer = press(**options) if do == "press" else seed(**options)
    close_all()
    return answer


def load_odoo() -> None:
    import odoo.init  # noqa: F401  patches libraries
    from odoo.modules.registry import Registry
    from odoo.service.server import load_server_wide_modules
    from odoo.sql_db import close_all
    from odoo.tools import config

    options = {
        "database": DATABASE,
        "db_host": os.environ["PGHOST"],
        "db_port": os.environ["PGPORT"],
        "db_user": os.environ["PGUSER"],
        "data-dir": os.environ["DATA_DIR"],
        "addons-path": os.environ["ADDONS_PATH"],
        "log-level": "warn",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    config.parse_config([*arguments, "--no-http"], setup_logging=True)
    load_server_wide_modules()
    Registry(DATABASE)
    close_all()


def in_children(workers: int, options: dict[str, Any]) -> list[int]:
    """Run so many workers at once; how each ended, as ``subprocess`` says it (-9: killed)."""
    children = [in_child(options) for _worker in range(workers)]
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def in_child(options: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        run(**options)
        code = 0
    except BaseException:  # noqa: BLE001 -- the parent reads it as a failure
        traceback.print_exc()
    finally:
        os._exit(code)


# --- what is done in the child


def seed(feed: dict[str, Any], account: str, owed: list[float]) -> list[str]:
    """A company with a bank feed and one open invoice for each amount; gives their numbers."""
    from odoo import SUPERUSER_ID, Command, api
    from odoo.modules.registry import Registry

    with Registry(DATABASE).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
        company = env.ref("base.main_company")
        bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
        bank.bank_account_id = env["res.partner.bank"].create(
            {"acc_number": account, "partner_id": company.partner_id.id}
        )
        env["ar.feed"].create({"name": "House bank", "company_id": company.id, **feed})
        customer = env["res.partner"].create({"name": "Alder Joinery", "customer_rank": 1})
        invoices = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": "2026-01-05",
                    "invoice_line_ids": [
                        Command.create({"name": "Oak", "price_unit": amount, "tax_ids": []})
                    ],
                }
                for amount in owed
            ]
        )
        invoices.action_post()
        only_our_actions(env)
        return invoices.mapped("name")


def press(button: str, payment: int, arguments: list[Any]) -> str:
    """A person decides on a payment; gives the words of the refusal, if there are any."""
    from odoo import SUPERUSER_ID, api
    from odoo.exceptions import UserError
    from odoo.modules.registry import Registry

    with Registry(DATABASE).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        match = env["ar.match"].browse(payment)
        if button == "action_accept":  # as the person sees it
            arguments = [match.mapped("shown")]
        try:
            getattr(match, button)(*arguments)
        except UserError as error:
            cursor.rollback()
            return str(error.args[0])
        return ""


def only_our_actions(env: Any) -> None:
    """Fetching is due; the others wait until they are triggered, as they would for an hour."""
    env["ir.cron"].search([]).write({"active": False})
    for name in ACTIONS:
        env.ref(name).write({"active": True, "nextcall": "2100-01-01 00:00:00"})
    env.ref(ACTIONS[0]).nextcall = env.cr.now()


def run(kill: dict[str, Any] | None = None) -> None:
    """What a worker of the scheduler does until no action is ready."""
    from odoo.addons.ar_collections.models import account_bank_statement, ar_match_post
    from odoo.addons.base.models.ir_cron import IrCron
    from odoo.sql_db import db_connect

    account_bank_statement.CHUNK = CHUNK
    ar_match_post.POST_AT_ONCE = POST_AT_ONCE
    if kill:
        arm(**kill)
    while True:
        with db_connect(DATABASE).cursor() as cursor:
            if not IrCron._get_all_ready_jobs(cursor):
                return
        IrCron._process_jobs(DATABASE)
        time.sleep(0.02)  # another worker may be at it


def arm(where: str, method: str, turn: int, when: str) -> None:
    """Die at that turn of a method: before it, after it, or once what it did is committed."""
    from odoo.modules.registry import Registry

    from connectors import SftpConnector

    registry = Registry(DATABASE)
    owner = SftpConnector if where == "connector" else registry[where]
    original = getattr(owner, method)
    commit = registry["ir.cron"]._commit_progress
    turns = itertools.count(1)
    doomed = False

    @functools.wraps(original)
    def deadly(*arguments: Any, **options: Any) -> Any:
        nonlocal doomed
        ours = next(turns) == turn
        if ours and when == "before":
            die()
        result = original(*arguments, **options)
        if ours and when == "after":
            die()
        doomed |= ours
        return result

    @functools.wraps(commit)
    def commit_and_die(*arguments: Any, **options: Any) -> Any:
        left = commit(*arguments, **options)
        if doomed:
            die()
        return left

    registry["ir.cron"]._commit_progress = commit_and_die
    setattr(owner, method, deadly)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
