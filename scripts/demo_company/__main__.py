"""Runs the demo; ``scripts/demo`` has made the database and set the environment."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from cryptography.fernet import Fernet

from scripts.bank_server import BankServer

# Before Odoo: its patches of python-stdnum keep that library from reading its own tables.
from . import identifiers  # noqa: F401
from .arguments import read_arguments
from .books import DATABASE, is_free, open_books, serve
from .checks import find_faults, used_by_hand
from .company import PASSWORD, PEOPLE
from .day import cut_off
from .outcome import Outcome, mark, outcome_since, table
from .schedule import accept_by_hand, give_by_hand, run_scheduled_actions
from .seed import FEED, Files, recall, seed

CUT_OFF = "statement_cut_off.sta"


def main() -> int:
    """0 if all is right."""
    arguments = read_arguments()
    if not arguments.once and not is_free(arguments.port):
        raise SystemExit(f"demo: port {arguments.port} is taken; choose another with --port")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _interrupt)
    state = Path(os.environ["STATE"])
    os.environ["AR_SECRET_KEY"] = _secret_key(state / "demo_secret")
    with _bank(Path(os.environ["BANK"])) as bank:
        outcome, faults = _run(bank)
        if arguments.json:
            print(json.dumps(outcome.as_json()), flush=True)
        if not arguments.once:
            _serve_until_interrupted(arguments.port, bank)
    return 1 if faults else 0


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _secret_key(path: Path) -> str:
    """The key that seals the feed's private key; outside the database, for its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(Fernet.generate_key())
    return path.read_text()


@contextmanager
def _bank(root: Path) -> Iterator[BankServer]:
    """The bank, on the port it had before if nobody else took it."""
    known = root / "port"
    port = int(known.read_text()) if known.exists() else 0
    try:
        with BankServer(root, port if port and is_free(port) else 0) as bank:
            known.write_text(str(bank.port))
            yield bank
    except RuntimeError as error:
        raise SystemExit(f"demo: {error}") from None


def _run(bank: BankServer) -> tuple[Outcome, list[str]]:
    is_new = "DEMO_STAMP" in os.environ
    with open_books() as env:
        files = _fill(env, bank) if is_new else None
        env["ar.feed"].search([("name", "=", FEED)]).port = bank.port
        before, began = mark(env), time.monotonic()
        if files:
            _say("the second account's earlier statements, and what the treasurer made of them")
            _fetch(env, bank, files.earlier)
            accept_by_hand(env, [each.bank_reference for each in recall(env) if each.accepted])
            _say("a broken statement, given by hand")
            give_by_hand(env, CUT_OFF, cut_off(list(files.now.values())[-1]))
            _say("the statements of the last days and two remittance advices in the bank's outbox")
            _deliver(bank, files.now)
        _say("Odoo's scheduled actions: fetch, import, match, post, refresh")
        run_scheduled_actions(env)
        outcome = outcome_since(env, before, time.monotonic() - began)
        faults = find_faults(env)
        for line in table(env, outcome):
            print(line)
        right = "All of it is right."
        if used_by_hand(env):
            right = "The books are right; matches were changed by hand (--fresh starts over)."
        print("\n".join(f"WRONG: {each}" for each in faults) or right, flush=True)
    return outcome, faults


def _fill(env: Any, bank: BankServer) -> Files:
    files = seed(env, bank, date.today(), _say)
    env.cr.execute(f"COMMENT ON DATABASE {DATABASE} IS %s", (os.environ["DEMO_STAMP"],))
    env.cr.commit()
    return files


def _fetch(env: Any, bank: BankServer, files: dict[str, bytes]) -> None:
    _deliver(bank, files)
    run_scheduled_actions(env)


def _deliver(bank: BankServer, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        bank.deliver(name, content)


def _serve_until_interrupted(port: int, bank: BankServer) -> None:
    try:
        with serve(port) as server:
            names = ", ".join(login for login, *_ in PEOPLE)
            _say(f"http://localhost:{port}   users {names} or admin, password {PASSWORD}")
            _say(f"Statements laid into {bank.outbox} are fetched every 15 minutes. Ctrl-C stops.")
            server.wait()
    except KeyboardInterrupt:
        _say("stopped; PostgreSQL goes on")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
