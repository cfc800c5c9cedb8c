"""A bank's SFTP mailbox: look, fetch whole and stable files, put them away there."""

from __future__ import annotations

import posixpath
import socket
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from types import TracebackType
from typing import Self

import paramiko

from .base import AfterFetch, Document, Refused, RemoteFile
from .errors import ConfigurationError, FileRefused, FolderUnavailable
from .host_key import pinned
from .names import shown, spell, unspell
from .selection import Selection, check_name
from .sftp_session import SftpSession
from .ssh_key import read_private_key
from .ssh_server import Dial, Server, open_sftp


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpSettings:
    """One bank mailbox. Secrets stay out of ``repr``; sizes in bytes, times in seconds.

    ``archive`` is taken from the inbox unless it starts with a slash.
    """

    host: str
    username: str
    private_key: str = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)
    host_keys: tuple[str, ...]
    port: int = 22
    inbox: str = "."
    include: tuple[str, ...] = ("*",)
    after_fetch: AfterFetch = "leave"
    archive: str = "archive"
    max_bytes: int = 50 * 1024 * 1024
    timeout: float = 15.0
    step_limit: float = 300.0


class SftpConnector:
    """``Connector`` over SFTP. ``dial`` opens the TCP connection (for address rules and tests)."""

    def __init__(self, settings: SftpSettings, *, dial: Dial = socket.create_connection) -> None:
        self._settings = settings
        self._server = Server(
            host=settings.host,
            port=settings.port,
            timeout=settings.timeout,
            step_limit=settings.step_limit,
            dial=dial,
        )
        self._selection = Selection(include=settings.include, max_bytes=settings.max_bytes)
        self._opened: tuple[paramiko.Transport, SftpSession] | None = None

    def __enter__(self) -> Self:
        settings = self._settings
        if settings.after_fetch not in ("archive", "delete", "leave"):
            raise ConfigurationError(f"unknown way to leave the folder: {settings.after_fetch!r}")
        pins = pinned(settings.host_keys)
        key = read_private_key(settings.private_key, settings.passphrase)
        self._opened = open_sftp(self._server, pins, settings.username, key)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._opened:
            self._opened[0].close()
            self._opened = None

    def look(self) -> Iterator[RemoteFile]:
        """The wanted regular files of the inbox, oldest first."""
        inbox = self._settings.inbox
        try:
            with self._step(f"listing {inbox}") as session:
                entries = session.entries(inbox.encode())
        except OSError as error:
            raise FolderUnavailable(
                f"{self._server}: {inbox} cannot be listed: {_no(error)}"
            ) from error
        files = [_file(name, entry) for name, entry in entries if _is_regular(entry)]
        yield from sorted((f for f in files if self._selection.takes(f.name)), key=_age)

    def fetch(self, known: Collection[RemoteFile] = ()) -> Iterator[Document | Refused]:
        """Each new file, whole and stable; a file that is not is ``Refused`` and the others go on."""
        seen = frozenset(known)
        for file in self.look():
            if file not in seen:
                yield self._taken(file)

    def acknowledge(self, file: RemoteFile) -> None:
        """Archive, delete or leave it. Raises FileRefused if another file has taken its place."""
        after = self._settings.after_fetch
        if after == "leave":
            return
        check_name(file)
        path = self._path(file)
        try:
            with self._step(f"putting away {shown(file.name)}") as session:
                if _file(unspell(file.name), session.lstat(path)) != file:
                    raise FileRefused(f"{shown(file.name)} was replaced after it was fetched")
                if after == "delete":
                    session.remove(path)
                else:
                    session.move(path, self._free_archive_path(session, file))
        except OSError as error:
            if not isinstance(error, FileNotFoundError) or self._still_there(path):
                raise FolderUnavailable(self._not_put_away(file, error)) from error

    def _taken(self, file: RemoteFile) -> Document | Refused:
        try:
            content = self._content(file)
        except FileRefused as error:
            return Refused(file=file, error=error)
        return Document(file=file, name=shown(file.name), content=content)

    def _content(self, file: RemoteFile) -> bytes:
        self._selection.check(file)
        path = self._path(file)
        try:
            with self._step(f"reading {shown(file.name)}") as session:
                content = session.read_whole(path, file.size)
                now = _file(unspell(file.name), session.lstat(path))
        except FileNotFoundError as error:
            raise FileRefused(f"{shown(file.name)} vanished before it was read") from error
        except OSError as error:
            raise FileRefused(f"{shown(file.name)} cannot be read: {_no(error)}") from error
        if len(content) != file.size or now != file:
            raise FileRefused(f"{shown(file.name)} is still being written")
        return content

    def _free_archive_path(self, session: SftpSession, file: RemoteFile) -> bytes:
        """The file's name in the archive, or one beside it: renaming would overwrite."""
        folder = posixpath.join(self._settings.inbox, self._settings.archive).encode()
        plain = posixpath.join(folder, unspell(file.name))
        stamped = plain + (f".{file.modified:%Y%m%dT%H%M%S}".encode() if file.modified else b"")
        if not _exists(session, plain):
            return plain
        return next(
            path
            for number in count(1)
            if not _exists(session, path := stamped + (b".%d" % number if number > 1 else b""))
        )

    def _still_there(self, path: bytes) -> bool:
        try:
            with self._step("checking the folder") as session:
                return _exists(session, path)
        except OSError:
            return True

    def _not_put_away(self, file: RemoteFile, error: OSError) -> str:
        where = "delete" if self._settings.after_fetch == "delete" else "archive"
        return f"{self._server}: {shown(file.name)} was fetched, but not {where}d: {_no(error)}"

    def _path(self, file: RemoteFile) -> bytes:
        return posixpath.join(self._settings.inbox.encode(), unspell(file.name))

    @contextmanager
    def _step(self, doing: str) -> Iterator[SftpSession]:
        if not self._opened:
            raise RuntimeError("the connection is not open: use the connector in a with block")
        line, session = self._opened
        with self._server.step(doing, line):
            yield session


def _file(name: bytes, entry: paramiko.SFTPAttributes) -> RemoteFile:
    return RemoteFile(
        name=spell(name),
        size=-1 if entry.st_size is None else entry.st_size,
        modified=None if entry.st_mtime is None else datetime.fromtimestamp(entry.st_mtime, UTC),
    )


def _is_regular(entry: paramiko.SFTPAttributes) -> bool:
    # Some servers tell no kinds at all; a folder then fails to open, by itself.
    return entry.st_mode is None or stat.S_ISREG(entry.st_mode)


def _age(file: RemoteFile) -> tuple[datetime, str]:
    return file.modified or datetime.min.replace(tzinfo=UTC), file.name


def _exists(session: SftpSession, path: bytes) -> bool:
    try:
        session.lstat(path)
    except FileNotFoundError:
        return False
    return True


def _no(error: OSError) -> str:
    """The server's no, in words; its own text is hostile until shown to be harmless."""
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, PermissionError):
        return "the bank does not permit it"
    return "".join(c for c in str(error) if c.isprintable())[:100] or "the server declined"
