"""Odoo on the demo's database: opened inside this process, or served to browsers by a child."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

DATABASE = "ar_demo"


def _options() -> list[str]:
    """Of every Odoo here; ``scripts/environment`` says where things are."""
    return [
        f"--database={DATABASE}",
        f"--db_host={os.environ['PGHOST']}",
        f"--db_port={os.environ['PGPORT']}",
        f"--db_user={os.environ['PGUSER']}",
        f"--data-dir={os.environ['DATA_DIR']}",
        f"--addons-path={os.environ['ADDONS_PATH']}",
        "--log-level=warn",
        "--log-handler=odoo.addons.iap:ERROR",
    ]


@contextmanager
def open_books() -> Iterator[Any]:
    """The environment of Odoo's own scheduler (superuser); its connections close at the end."""
    import odoo.init  # noqa: F401  patches libraries: as late as possible
    from odoo import SUPERUSER_ID, api, sql_db
    from odoo.modules.registry import Registry
    from odoo.service.server import load_server_wide_modules
    from odoo.tools import config

    config.parse_config([*_options(), "--no-http"], setup_logging=True)
    load_server_wide_modules()
    with Registry(DATABASE).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {"lang": "en_US", "tz": "Europe/Brussels"})
    sql_db.close_all()


@contextmanager
def serve(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Odoo for browsers on this computer, scheduled actions included."""
    command = [sys.executable, "-W", "ignore", "-m", "odoo", "server", *_options()]
    command += ["--http-interface=127.0.0.1", f"--http-port={port}", "--max-cron-threads=1"]
    command += [f"--db-filter=^{DATABASE}$", "--no-database-list"]
    # A session of its own: Ctrl-C reaches us, and we stop it in good order.
    server = subprocess.Popen(command, start_new_session=True)
    try:
        _wait_for(server, port)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 120
    while is_free(port):
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit("demo: Odoo did not start; its messages are above")
        time.sleep(0.2)
    first = HTTPConnection("127.0.0.1", port, timeout=60)  # the first page is slow: ask for it here
    first.request("GET", "/web/login")
    first.getresponse().close()
    first.close()
