"""Servers that OpenSSH would never be: hostile names and sizes, old encryption, endless answers."""

from __future__ import annotations

import asyncio
import stat
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import asyncssh
import pytest

from connectors import (
    ConfigurationError,
    Document,
    FileRefused,
    Refused,
    SftpConnector,
    SftpSettings,
    Unreachable,
    new_key,
)

HOST_KEY = new_key()
CLIENT_KEY = new_key()
REGULAR = asyncssh.SFTPAttrs(
    type=asyncssh.FILEXFER_TYPE_REGULAR, permissions=stat.S_IFREG | 0o644, size=1, atime=0, mtime=0
)


class Door(asyncssh.SSHServer):
    """Lets everybody in, after a while."""

    pause = 0.0
    guests: ClassVar[list[asyncssh.SSHServerConnection]] = []

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.guests.append(conn)

    async def begin_auth(self, username: str) -> bool:
        await asyncio.sleep(self.pause)
        return False


class SlowDoor(Door):
    pause = 3.0


class Mailbox(asyncssh.SFTPServer):
    """Lists what it likes, and serves one byte for everything; notes what it was asked for."""

    names: tuple[bytes, ...] = ()
    size = 1
    pause = 0.0
    asked: tuple[bytes, ...] = ()

    async def scandir(self, path: bytes) -> Any:
        for name in self.names:
            await asyncio.sleep(self.pause)
            attrs = asyncssh.SFTPAttrs(**{**vars_of(REGULAR), "size": self.size})
            yield asyncssh.SFTPName(name, b"", attrs)

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        return REGULAR

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        type(self).asked += (path,)
        return object()

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        return b"x"[offset : offset + size]

    def close(self, file_obj: object) -> None:
        return None


def vars_of(attrs: asyncssh.SFTPAttrs) -> dict[str, Any]:
    return {name: getattr(attrs, name) for name in ("type", "permissions", "atime", "mtime")}


@pytest.fixture
def serve() -> Iterator[Callable[..., SftpConnector]]:
    """Start a server in a thread; what is returned is a connector to it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers: list[asyncssh.SSHAcceptor] = []

    def start(mailbox: type[Mailbox] | None, **options: Any) -> SftpConnector:
        options.setdefault("server_factory", Door)
        options["server_host_keys"] = [asyncssh.import_private_key(HOST_KEY[0])]

        async def listen() -> asyncssh.SSHAcceptor:
            return await asyncssh.listen("127.0.0.1", 0, sftp_factory=mailbox, **options)

        server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
        servers.append(server)
        return SftpConnector(
            SftpSettings(
                host="127.0.0.1",
                port=server.get_port(),
                username="anybody",
                private_key=CLIENT_KEY[0],
                host_keys=(HOST_KEY[1],),
                inbox="/outbox",
                timeout=1.0,
                step_limit=2.0,
            )
        )

    yield start

    async def stop() -> None:
        for server in servers:
            server.close()
        while Door.guests:
            Door.guests.pop().abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # sockets close one turn of the loop later

    asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_hostile_names_are_refused_and_never_asked_for(serve) -> None:
    class Hostile(Mailbox):
        names = (
            b"../../../../etc/cron.d/x.sta",
            b"/etc/passwd",
            b"a\0b.sta",
            b"..\\x.sta",
            b"line\nbreak.sta",
            "\u202egpj.sta".encode(),
            b"good.sta",
        )

    with serve(Hostile) as connector:
        items = list(connector.fetch())
    assert len(items) == 7
    assert all(item.file.name.isprintable() for item in items)
    refused = [item for item in items if isinstance(item, Refused)]
    assert len(refused) == 4
    assert all("path instead of a file name" in str(item.error) for item in refused)
    assert all(str(item.error).isprintable() for item in refused)
    documents = [item for item in items if isinstance(item, Document)]
    assert {item.name for item in documents} == {
        "good.sta",
        "line\ufffdbreak.sta",
        "\ufffdgpj.sta",
    }
    assert all(path.startswith(b"/outbox/") and path.count(b"/") == 2 for path in Hostile.asked)


def test_a_monstrous_size_is_refused_before_reading(serve) -> None:
    class Monstrous(Mailbox):
        names = (b"a.sta",)
        size = 2**63

    with serve(Monstrous) as connector:
        [item] = connector.fetch()
    assert isinstance(item, Refused)
    assert isinstance(item.error, FileRefused)
    assert "too large" in str(item.error)
    assert Monstrous.asked == ()


def test_a_listing_that_never_ends_is_cut_off(serve) -> None:
    class Endless(Mailbox):
        names = tuple(b"%d.sta" % number for number in range(100_000))
        pause = 0.001

        async def scandir(self, path: bytes) -> Any:
            while True:
                async for name in super().scandir(path):
                    yield name

    started = time.monotonic()
    with serve(Endless) as connector, pytest.raises(Unreachable, match="listing /outbox"):
        list(connector.look())
    assert time.monotonic() - started < 20  # there are names for ever


def test_a_server_that_ponders_over_the_login_is_not_a_wrong_key(serve) -> None:
    connector = serve(Mailbox, server_factory=SlowDoor)
    with pytest.raises(Unreachable, match="while logging in"), connector:
        pass


@pytest.mark.parametrize(
    "weak",
    [
        {"encryption_algs": ["aes128-cbc"]},
        {"mac_algs": ["hmac-sha1"], "encryption_algs": ["aes128-ctr"]},
        {"kex_algs": ["diffie-hellman-group14-sha1"]},
    ],
)
def test_old_encryption_is_not_spoken(serve, weak: dict[str, Any]) -> None:
    connector = serve(Mailbox, **weak)
    with pytest.raises(ConfigurationError, match="no longer safe"), connector:
        pass


def test_a_server_without_file_transfer(serve) -> None:
    connector = serve(None)
    with pytest.raises(ConfigurationError, match="no file transfer"), connector:
        pass
