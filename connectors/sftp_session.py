"""SFTP as banks' servers really speak it (draft-ietf-secsh-filexfer-02, protocol version 3).

paramiko's own client gives up a whole folder for one name that is not UTF-8, and cannot tell the
server's "no" from a broken line. This one can, and it reads a listing without trusting its counts.
"""

from __future__ import annotations

import errno

import paramiko
from paramiko.message import Message
from paramiko.sftp import (
    CMD_HANDLE,
    CMD_NAME,
    CMD_OPENDIR,
    CMD_READDIR,
    SFTP_EOF,
    SFTP_NO_SUCH_FILE,
    SFTP_OK,
    SFTP_PERMISSION_DENIED,
    SFTPError,
)

_MOST_NAMES = 100_000
# paramiko copies all it has for each packet it adds: one large read would take minutes.
_PIECE = 256 * 1024


class Declined(OSError):
    """The server answered: no, for a reason that the protocol has no number for."""


class SftpSession(paramiko.SFTPClient):
    """An open SFTP channel; paths are bytes, as the server has them."""

    def entries(self, folder: bytes) -> list[tuple[bytes, paramiko.SFTPAttributes]]:
        """Names and attributes in a folder. Raises OSError for the server's no, SFTPError for nonsense."""
        kind, answer = self._request(CMD_OPENDIR, folder)
        if kind != CMD_HANDLE:
            raise SFTPError("expected a handle")
        handle = answer.get_binary()
        found: list[tuple[bytes, paramiko.SFTPAttributes]] = []
        while batch := self._next_entries(handle):
            found += [entry for entry in batch if entry[0] not in (b".", b"..")]
            if len(found) > _MOST_NAMES:
                raise Declined(f"it holds more than {_MOST_NAMES:,} names")
        # The handle is not closed: one folder a session, and closing costs a round trip.
        return found

    def read_whole(self, path: bytes, size: int) -> bytes:
        """The first ``size`` bytes of a file, or fewer if it has become shorter."""
        # No "with": leaving it would wait a second time for a server that has stopped answering.
        remote = self.open(path, "rb")
        content = bytearray()
        while piece := remote.read(min(_PIECE, size - len(content))):
            content += piece
        remote.close()
        return bytes(content)

    def move(self, source: bytes, target: bytes) -> None:
        """Rename, by OpenSSH's extension where the server has it. Raises OSError."""
        # The plain rename makes a hard link on OpenSSH, which Linux forbids for files of others.
        try:
            self.posix_rename(source, target)
        except Declined:
            self.rename(source, target)

    def _next_entries(self, handle: bytes) -> list[tuple[bytes, paramiko.SFTPAttributes]]:
        try:
            kind, answer = self._request(CMD_READDIR, handle)
        except EOFError:
            return []
        if kind != CMD_NAME:
            raise SFTPError("expected names")
        return [_entry(answer) for _ in range(answer.get_int())]

    def _request(self, kind: int, *args: object) -> tuple[int, Message]:
        answer: tuple[int, Message] = super()._request(kind, *args)  # type: ignore[misc]
        return answer

    def _convert_status(self, message: Message) -> None:
        code = message.get_int()
        text = message.get_string().decode("utf-8", "replace")
        if code == SFTP_EOF:
            raise EOFError(text)
        if code == SFTP_NO_SUCH_FILE:
            raise FileNotFoundError(errno.ENOENT, text)
        if code == SFTP_PERMISSION_DENIED:
            raise PermissionError(errno.EACCES, text)
        if code != SFTP_OK:
            raise Declined(text)


def _entry(answer: Message) -> tuple[bytes, paramiko.SFTPAttributes]:
    name = answer.get_binary()
    if not name:
        # paramiko reads zeros past the end: a count that is too high shows as empty names.
        raise SFTPError("expected a name")
    answer.get_binary()  # the line "ls -l" would print, for people
    return name, paramiko.SFTPAttributes._from_msg(answer)  # type: ignore[attr-defined]
