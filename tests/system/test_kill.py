"""The worker is killed at each step; afterwards every line is there exactly once.

Three statements wait at a real OpenSSH server. Odoo's scheduler fetches, imports, matches and posts
them, is killed (SIGKILL) at a given moment, and is started again as a supervisor would. What is
then in the books is read with SQL and compared with what the bank sent.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

SYSTEM_DB = os.environ.get("SYSTEM_DB", "")
if not SYSTEM_DB:
    pytest.skip("needs Odoo: scripts/test system", allow_module_level=True)

import psycopg2
from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[2]
# Copies to start again from: nothing fetched yet; all imported, nothing matched.
SEEDED_DB, IMPORTED_DB = f"{SYSTEM_DB}_seeded", f"{SYSTEM_DB}_imported"


def _module(path: str) -> Any:
    """A module by its file: the addon's package would import Odoo."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bank_server = _module("scripts/bank_server.py")
bank_files = _module("addons/ar_collections/tests/bank_files.py")

STATEMENTS, MOVEMENTS, INVOICES = 3, 58, 24
KILLED = -signal.SIGKILL
UNPAID = Decimal("77.77")
OWED = [Decimal("100.01") + number for number in range(INVOICES)]
OPENING = Decimal("5000.00")


# --- the bank's side


@dataclass(frozen=True)
class Sent:
    """What the bank sent: files by name, and all movements in them."""

    files: dict[str, bytes]
    movements: Counter[tuple[Any, ...]]
    closing: Decimal


def statements(invoices: list[str]) -> Sent:
    """Every seventh movement pays an invoice; of each statement two fees are equal, and all days'."""
    paying = iter(zip(invoices, OWED, strict=False))
    files, movements, balance = {}, Counter(), OPENING
    for number in range(1, STATEMENTS + 1):
        day = bank_files.FIRST_DAY + timedelta(days=number)
        own = [_movement(each, day, paying) for each in range(MOVEMENTS)]
        # The same fee again, in each statement, booked on one and the same day.
        own += [bank_files.Movement(amount="-4.50", text="Fee", day=bank_files.FIRST_DAY)] * 2
        files[f"statement-{number}.sta"] = bank_files.mt940(
            *own, number=str(number), day=day, opening=str(balance)
        )
        balance += sum(Decimal(each.amount) for each in own)
        movements.update((Decimal(each.amount), each.text, each.day) for each in own)
    assert next(paying, None) is None, "every invoice is paid"
    return Sent(files, movements, balance)


def _movement(number: int, day: Any, paying: Iterator[tuple[str, Decimal]]) -> Any:
    if number % 7 == 0 and (found := next(paying, None)):
        invoice, amount = found
        return bank_files.Movement(
            amount=str(amount), text=f"Invoice {invoice}", name="Alder Joinery", day=day
        )
    return bank_files.Movement(amount=f"{number + 1}.33", text=f"Unknown {number}", day=day)


# --- Odoo's side


class Worker:
    """The scheduler's process: see ``worker.py``."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("worker.py"))]
        environment = os.environ | {"AR_SECRET_KEY": Fernet.generate_key().decode()}
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def seed(self, **books: Any) -> list[str]:
        """Fill the books; gives the invoices' numbers."""
        return self._ask(do="seed", **books)

    def run(self, workers: int = 1, kill: dict[str, Any] | None = None) -> list[int]:
        """Let the scheduler work until nothing is ready; how each of its workers ended."""
        ended: list[int] = self._ask(do="run", workers=workers, kill=kill)
        assert 1 not in ended, "the worker's traceback is above"
        return ended

    def press(self, button: str, payment: int, *arguments: Any) -> str:
        """A person's decision; the words of the refusal, if there are any."""
        refusal: str = self._ask(do="press", button=button, payment=payment, arguments=arguments)
        return refusal

    def _ask(self, **task: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def execute(query: str, database: str = SYSTEM_DB) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []


def copy_database(source: str, target: str) -> None:
    execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)", "postgres")
    execute(f"CREATE DATABASE {target} TEMPLATE {source}", "postgres")


def wait_until_nobody_is_connected() -> None:
    """PostgreSQL notices within moments that a worker is dead, and lets go of its locks."""
    query = f"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{SYSTEM_DB}'"
    until = time.monotonic() + 20
    while execute(query, "postgres") != [(0,)]:
        assert time.monotonic() < until, "a dead worker's connection stays"
        time.sleep(0.02)


# --- fixtures


@pytest.fixture(scope="module")
def running_bank() -> Iterator[Any]:
    # Not below /tmp: sshd wants root-owned folders all the way up.
    root = Path(tempfile.mkdtemp(prefix="ar-bank-", dir="/var/lib"))
    try:
        with bank_server.BankServer(root) as bank:
            yield bank
    finally:
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.stop()


@pytest.fixture(scope="module")
def sent(worker: Worker, running_bank: Any) -> Sent:
    """The books before anything was fetched, kept in a database to start again from."""
    feed = {
        "host": running_bank.host,
        "port": running_bank.port,
        "username": running_bank.username,
        "private_key": running_bank.private_key,
        "host_keys": running_bank.host_key_line,
        "inbox": "/outbox",
    }
    owed = [float(amount) for amount in (*OWED, UNPAID)]
    invoices = worker.seed(feed=feed, account=bank_files.BANK, owed=owed)
    wait_until_nobody_is_connected()
    copy_database(SYSTEM_DB, SEEDED_DB)
    return statements(invoices[:-1])


def begin(bank: Any, sent: Sent) -> None:
    """Three statements wait at the bank, and the books know nothing of them."""
    shutil.rmtree(bank.outbox)
    bank.make_mailbox()
    for name, content in sent.files.items():
        bank.deliver(name, content)
    copy_database(SEEDED_DB, SYSTEM_DB)


@pytest.fixture
def bank(running_bank: Any, sent: Sent) -> Any:
    begin(running_bank, sent)
    return running_bank


@pytest.fixture(scope="module")
def imported_once(worker: Worker, running_bank: Any, sent: Sent) -> None:
    begin(running_bank, sent)
    kill = {"where": "ar.match", "method": "_decide", "turn": 1, "when": "before"}
    assert worker.run(kill=kill) == [KILLED]
    wait_until_nobody_is_connected()
    copy_database(SYSTEM_DB, IMPORTED_DB)


@pytest.fixture
def imported(imported_once: None) -> None:
    """All movements are in the books, none is matched: a worker was killed before."""
    copy_database(IMPORTED_DB, SYSTEM_DB)


# --- what must be true afterwards


def check_books(sent: Sent) -> None:
    movements = execute(
        """SELECT line.amount, line.payment_ref, move.date
             FROM account_bank_statement_line line JOIN account_move move ON move.id = move_id"""
    )
    assert Counter(movements) == sent.movements
    documents = execute(
        "SELECT name, state, acknowledged, error, note FROM ar_feed_document ORDER BY name"
    )
    assert documents == [(name, "imported", True, None, None) for name in sent.files]
    check_statements(sent)
    check_invoices()
    check_ledger(sent)
    check_matches(sent)


def check_statements(sent: Sent) -> None:
    found = execute(
        """SELECT statement.name, balance_start, balance_end_real, COUNT(*), SUM(line.amount)
             FROM account_bank_statement statement
             JOIN account_bank_statement_line line ON line.statement_id = statement.id
         GROUP BY statement.id ORDER BY statement.name"""
    )
    balance = OPENING
    for name, start, end, count, total in found:
        assert (start, count) == (balance, MOVEMENTS + 2), name
        assert end == start + total, name
        balance = end
    assert (len(found), balance) == (STATEMENTS, sent.closing)


def check_invoices() -> None:
    """Each is paid once, by one payment, and the one that nobody paid is not."""
    invoices = execute(
        """SELECT payment_state, amount_residual FROM account_move
            WHERE move_type = 'out_invoice' ORDER BY id"""
    )
    assert invoices == [("paid", 0)] * INVOICES + [("not_paid", UNPAID)]
    assert sorted(execute("SELECT amount FROM account_partial_reconcile")) == [(a,) for a in OWED]
    assert execute("SELECT amount_open, item_count FROM ar_case WHERE state = 'open'") == [
        (UNPAID, 1)
    ]


def check_ledger(sent: Sent) -> None:
    """Every entry balances, and each account holds what it must."""
    assert (
        execute("SELECT 1 FROM account_move_line GROUP BY move_id HAVING SUM(balance) <> 0") == []
    )
    balances = dict(
        execute(
            """SELECT CASE WHEN account.id = journal.default_account_id THEN 'bank'
                           WHEN account.id = journal.suspense_account_id THEN 'suspense'
                           ELSE account_type END, SUM(balance)
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                 JOIN account_journal journal ON journal.type = 'bank'
             GROUP BY 1"""
        )
    )
    received = sent.closing - OPENING
    assert balances["bank"] == received
    assert balances["suspense"] == sum(OWED) - received
    assert balances["asset_receivable"] == UNPAID


def check_matches(sent: Sent) -> None:
    states = dict(execute("SELECT state, COUNT(*) FROM ar_match GROUP BY state"))
    assert states.pop("posted") == INVOICES
    assert set(states) <= {"left", "suggested"}, "nothing is left undone"
    assert sum(states.values()) == sent.movements.total() - INVOICES


def check_bank(bank: Any, sent: Sent) -> None:
    """Each file was put away once, unchanged."""
    assert [path for path in bank.outbox.iterdir() if path.is_file()] == []
    assert {path.name: path.read_bytes() for path in bank.archive.iterdir()} == sent.files


# --- the tests

# Where, method, at which of its turns, and when: before it, after it, or after the next commit.
KILLS_UNTIL_IMPORTED = [
    ("ar.feed.document", "_keep", 2, "after"),
    ("ar.feed.document", "_keep", 2, "committed"),
    ("connector", "acknowledge", 2, "after"),
    ("connector", "acknowledge", 3, "committed"),
    ("account.bank.statement.line", "_ar_create", 1, "after"),
    ("account.bank.statement.line", "_ar_create", 5, "before"),
    ("account.bank.statement.line", "_ar_create", 5, "after"),
    ("account.bank.statement.line", "_ar_create", 5, "committed"),
    ("account.bank.statement", "create", 2, "after"),
    ("account.bank.statement", "create", 2, "committed"),
    ("ar.feed.document", "_mark_imported", 2, "after"),
    ("ar.feed.document", "_mark_imported", 3, "committed"),
]
KILLS_AFTERWARDS = [
    ("ar.match", "_decide", 1, "before"),
    ("ar.match", "_keep_decisions", 1, "after"),
    ("ar.match", "_keep_decisions", 1, "committed"),
    ("account.bank.statement.line", "_ar_reconcile", 2, "before"),
    ("account.bank.statement.line", "_ar_reconcile", 2, "after"),
    ("ar.match", "_book", 2, "after"),
    ("ar.match", "_book", 2, "committed"),
    ("ar.case", "_refresh", 1, "after"),
    ("ar.case", "_refresh", 1, "committed"),
]


def name_of(kill: tuple[str, str, int, str]) -> str:
    return "-".join(map(str, kill))


def kill_and_finish(worker: Worker, kill: tuple[str, str, int, str]) -> None:
    where, method, turn, when = kill
    moment = {"where": where, "method": method, "turn": turn, "when": when}
    assert worker.run(kill=moment) == [KILLED], "the moment never came"
    wait_until_nobody_is_connected()
    assert worker.run() == [0]


def test_not_killed(worker: Worker, bank: Any, sent: Sent) -> None:
    """So the checks hold at all; and once more changes nothing."""
    assert worker.run() == [0]
    check_books(sent)
    check_bank(bank, sent)
    last_writes = """SELECT id, write_date FROM ar_feed_document
               UNION SELECT id, write_date FROM ar_match ORDER BY 1, 2"""
    before = execute(last_writes)
    execute("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC', lastcall = NULL WHERE active")
    assert worker.run() == [0]
    assert execute("SELECT 1 FROM ir_cron WHERE active AND lastcall IS NULL") == []
    check_books(sent)
    assert execute(last_writes) == before


def test_two_workers_at_once(worker: Worker, bank: Any, sent: Sent) -> None:
    assert worker.run(workers=2) == [0, 0]
    check_books(sent)
    check_bank(bank, sent)


@contextmanager
def somebody_writes_on(items: str) -> Iterator[None]:
    """Hold journal items until somebody waits for them, then be the quicker one."""
    waiting = f"""SELECT 1 FROM pg_stat_activity
                   WHERE datname = '{SYSTEM_DB}' AND wait_event_type = 'Lock'"""
    until = time.monotonic() + 20

    def commit_when_awaited() -> None:
        while not execute(waiting) and time.monotonic() < until:
            time.sleep(0.02)
        connection.commit()

    with closing(psycopg2.connect(dbname=SYSTEM_DB)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE account_move_line SET name = name WHERE {items}")
        thread = threading.Thread(target=commit_when_awaited)
        thread.start()
        yield
        thread.join()
    assert time.monotonic() < until, "nobody ever waited"


def test_somebody_is_quicker_on_an_invoice(worker: Worker, imported: None, sent: Sent) -> None:
    """The whole batch is taken back, and posted in the next round: nothing waits for an hour."""
    kill = {"where": "ar.match", "method": "_post", "turn": 1, "when": "before"}
    assert worker.run(kill=kill) == [KILLED]
    wait_until_nobody_is_connected()
    with somebody_writes_on("amount_residual > 0 AND matching_number IS NULL"):
        assert worker.run() == [0]
    check_books(sent)


@contextmanager
def somebody_works_on(match: int) -> Iterator[None]:
    """Another person, or a run, is in the middle of posting or undoing it."""
    with closing(psycopg2.connect(dbname=SYSTEM_DB)) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM ar_match WHERE id = %s FOR UPDATE", [match])
        yield
        connection.rollback()


def test_two_people_on_one_payment(worker: Worker, bank: Any, sent: Sent) -> None:
    """The second is told so at once, the books do not change, and then it is their turn."""
    assert worker.run() == [0]
    customer = execute("SELECT partner_id FROM ar_match WHERE state = 'posted' LIMIT 1")[0][0]
    [posted], [left] = (
        execute(f"SELECT MIN(id) FROM ar_match WHERE state = '{state}' AND amount > 0")[0]
        for state in ("posted", "left")
    )
    [out] = execute("SELECT MIN(id) FROM ar_match WHERE state = 'left' AND amount < 0")[0]
    [other] = execute("SELECT MAX(id) FROM ar_match WHERE state = 'left' AND amount > 0")[0]
    execute(f"UPDATE ar_match SET state = 'suggested', partner_id = {customer} WHERE id = {other}")
    execute(f"UPDATE ar_match SET on_account = amount WHERE id = {other}")
    [amount] = execute(f"SELECT amount FROM ar_match WHERE id = {left}")[0]
    presses: list[tuple[str, int, list[Any]]] = [
        ("apply_by_hand", left, [[], float(amount), customer]),
        ("action_accept", other, []),
        ("return_by_hand", out, [posted]),
        ("action_undo", posted, []),
    ]
    entries = "SELECT id, state, write_date FROM account_move ORDER BY id"
    before = execute(entries)
    for button, match, arguments in presses:
        with somebody_works_on(match):
            refusal = worker.press(button, match, *arguments)
        assert "Somebody else, or a posting run, is working on this payment" in refusal, button
        assert execute(entries) == before
    for button, match, arguments in presses:
        if button != "return_by_hand":  # it is none: the amounts differ
            assert worker.press(button, match, *arguments) == "", button
    states = execute(f"SELECT state FROM ar_match WHERE id IN ({left}, {other}) ORDER BY id")
    assert states == [("posted",), ("posted",)]
    assert execute(f"SELECT state FROM ar_match WHERE id = {posted}") == [("undone",)]


@pytest.mark.parametrize("kill", KILLS_UNTIL_IMPORTED, ids=name_of)
def test_killed_until_imported(
    worker: Worker, bank: Any, sent: Sent, kill: tuple[str, str, int, str]
) -> None:
    kill_and_finish(worker, kill)
    check_books(sent)
    check_bank(bank, sent)


@pytest.mark.parametrize("kill", KILLS_AFTERWARDS, ids=name_of)
def test_killed_afterwards(
    worker: Worker, imported: None, sent: Sent, kill: tuple[str, str, int, str]
) -> None:
    kill_and_finish(worker, kill)
    check_books(sent)


def test_killed_again_and_again(worker: Worker, bank: Any, sent: Sent) -> None:
    """A worker that lives for a few commits only gets there nevertheless."""
    kill = {"where": "ir.cron", "method": "_commit_progress", "turn": 7, "when": "after"}
    deaths = 0
    while worker.run(kill=kill) == [KILLED]:
        wait_until_nobody_is_connected()
        deaths += 1
        assert deaths < 20, "it does not get on"
    assert deaths > 3
    check_books(sent)
    check_bank(bank, sent)
