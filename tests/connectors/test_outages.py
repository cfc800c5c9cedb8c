"""Servers that are away, hang, die or change a file under our hands; all of it ends in time."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

import pytest

from connectors import Refused, Unreachable, shown_host_keys

LARGE = 100_000_000


@contextmanager
def ends_soon() -> Iterator[None]:
    """Not after some of the connector's limits of a second, or never; a busy machine has time."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 20


def lay_large(bank, name: str) -> os.PathLike[str]:
    """A file that takes seconds to read but no space on the disk."""
    path = bank.deliver(name, b"")
    os.truncate(path, LARGE)
    return path


@contextmanager
def meanwhile(action: Callable[[], object], after: float = 0.1) -> Iterator[None]:
    timer = Timer(after, action)
    timer.start()
    yield
    timer.join()


def test_connection_refused(mailbox) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Unreachable, match=f"127.0.0.1:{port}.*refused") as caught:
            mailbox(port=port).__enter__()
    assert caught.value.retryable


def test_a_host_name_nobody_knows(mailbox) -> None:
    with pytest.raises(Unreachable, match="no computer of this name"):
        mailbox(host="bank.invalid").__enter__()


def test_a_server_that_accepts_and_never_speaks(mailbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute, ends_soon():
        port = mute.getsockname()[1]
        with pytest.raises(Unreachable, match="did not answer within 1 s while agreeing"):
            mailbox(port=port).__enter__()
        with pytest.raises(Unreachable, match="did not answer"):
            shown_host_keys("127.0.0.1", port, timeout=0.5)


@contextmanager
def stopped(bank) -> Iterator[None]:
    """All sessions of the bank hang, as a server does whose disk is gone."""
    pids = bank.sessions()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_a_server_that_hangs_while_listing(bank, mailbox) -> None:
    with (
        mailbox() as connector,
        stopped(bank),
        ends_soon(),
        pytest.raises(Unreachable, match="did not answer within 1 s while listing /outbox"),
    ):
        list(connector.look())


def test_a_server_that_hangs_while_reading(bank, mailbox) -> None:
    lay_large(bank, "a.sta")
    with mailbox(max_bytes=LARGE) as connector:
        file = next(connector.look())
        assert file.size == LARGE
        with (
            ends_soon(),
            meanwhile(lambda: [os.kill(pid, signal.SIGSTOP) for pid in bank.sessions()]),
            pytest.raises(Unreachable, match=r"did not answer within 1 s while reading a\.sta"),
        ):
            list(connector.fetch())
    for pid in bank.sessions():
        os.kill(pid, signal.SIGKILL)


def test_a_server_that_hangs_while_archiving(bank, mailbox) -> None:
    bank.deliver("a.sta", b"x")
    with mailbox() as connector:
        [document] = connector.fetch()
        with stopped(bank), ends_soon(), pytest.raises(Unreachable, match="putting away"):
            connector.acknowledge(document.file)


def test_a_session_killed_in_the_middle_of_a_file(bank, mailbox) -> None:
    lay_large(bank, "a.sta")
    with mailbox(max_bytes=LARGE) as connector:
        with (
            ends_soon(),
            meanwhile(lambda: [os.kill(pid, signal.SIGKILL) for pid in bank.sessions()]),
            pytest.raises(Unreachable, match=r"broke off the connection while reading a\.sta"),
        ):
            list(connector.fetch())
        with pytest.raises(Unreachable):
            list(connector.look())


def test_one_step_may_not_last_for_ever(bank, mailbox) -> None:
    lay_large(bank, "a.sta")
    with (
        mailbox(max_bytes=LARGE, step_limit=0.3) as connector,
        ends_soon(),
        pytest.raises(Unreachable, match=r"within 0\.3 s while reading"),
    ):
        list(connector.fetch())


def test_a_connector_that_was_not_opened(mailbox) -> None:
    with pytest.raises(RuntimeError, match="with block"):
        list(mailbox().look())


def test_a_file_truncated_while_it_is_read(bank, mailbox) -> None:
    path = lay_large(bank, "a.sta")
    with (
        mailbox(max_bytes=LARGE) as connector,
        meanwhile(lambda: os.truncate(path, 1_000_000)),
    ):
        [refused] = connector.fetch()
    assert isinstance(refused, Refused)
    assert "still being written" in str(refused.error)


def test_a_file_that_grows_while_it_is_read(bank, mailbox) -> None:
    path = lay_large(bank, "a.sta")
    with (
        mailbox(max_bytes=LARGE) as connector,
        meanwhile(lambda: os.truncate(path, LARGE + 1)),
    ):
        [refused] = connector.fetch()
    assert isinstance(refused, Refused)
    assert refused.error.retryable
