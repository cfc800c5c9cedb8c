"""One real bank for all tests of this folder: OpenSSH on a free loopback port."""

from __future__ import annotations

import dataclasses
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from bank_server import BankServer

from connectors import SftpConnector, SftpSettings


@pytest.fixture(scope="session")
def running_bank() -> Iterator[BankServer]:
    # Not below /tmp: sshd wants root-owned folders all the way up.
    root = Path(tempfile.mkdtemp(prefix="ar-bank-", dir="/var/lib"))
    try:
        with BankServer(root) as bank:
            yield bank
    finally:
        shutil.rmtree(root)


@pytest.fixture
def bank(running_bank: BankServer) -> BankServer:
    """The bank with an empty mailbox."""
    shutil.rmtree(running_bank.outbox)
    running_bank.make_mailbox()
    return running_bank


@pytest.fixture
def settings(running_bank: BankServer) -> SftpSettings:
    return SftpSettings(
        host=running_bank.host,
        port=running_bank.port,
        username=running_bank.username,
        private_key=running_bank.private_key,
        host_keys=(running_bank.host_key_line,),
        inbox="/outbox",
        after_fetch="archive",
        timeout=1.0,
        step_limit=20.0,
    )


@pytest.fixture
def mailbox(bank: BankServer, settings: SftpSettings) -> Callable[..., SftpConnector]:
    """A connector to the empty mailbox; keywords change its settings."""
    return lambda **changes: SftpConnector(dataclasses.replace(settings, **changes))
