"""Reaching a bank's SSH server: dial, recognise it by its pinned key, log in with ours, open SFTP.

Every exchange is a step: it ends in time, and what breaks is told with the server and the step.
"""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Timer
from time import monotonic

import paramiko
from paramiko.sftp import SFTPError

from .errors import AuthenticationFailed, ConfigurationError, HostKeyMismatch, Unreachable
from .host_key import KINDS, fingerprint_of
from .sftp_session import Declined, SftpSession

Dial = Callable[[tuple[str, int], float], socket.socket]

_WEAK = {
    "macs": ("hmac-sha1", "hmac-md5", "hmac-sha1-96", "hmac-md5-96"),
    "ciphers": ("3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"),
}
_LOG = "connectors.ssh"
# paramiko logs each failure with its traceback; we raise it, with the step: once is enough.
logging.getLogger(_LOG).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a bank listens. ``timeout``: seconds of silence; ``step_limit``: seconds for one step."""

    host: str
    port: int = 22
    timeout: float = 15.0
    step_limit: float = 300.0
    dial: Dial = field(default=socket.create_connection, repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @contextmanager
    def step(
        self, doing: str, line: paramiko.Transport, limit: float | None = None
    ) -> Iterator[None]:
        """One exchange: hung up on after ``limit`` seconds; a broken line raises ``Unreachable``.

        The server's own answers (not found, not permitted, declined) pass through as ``OSError``.
        """
        limit = limit or self.step_limit
        started = monotonic()
        watchdog = Timer(limit, line.close)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        except (FileNotFoundError, PermissionError, Declined):
            raise
        except TimeoutError as error:
            raise self._silent(doing, self.timeout) from error
        except (
            OSError,
            EOFError,
            paramiko.SSHException,
            SFTPError,
            struct.error,
            ValueError,
        ) as error:
            if monotonic() - started >= limit:
                raise self._silent(doing, limit) from error
            raise Unreachable(f"{self} broke off the connection while {doing}") from error
        finally:
            watchdog.cancel()

    def _silent(self, doing: str, seconds: float) -> Unreachable:
        return Unreachable(f"{self} did not answer within {seconds:g} s while {doing}")


def open_sftp(
    server: Server, pins: Mapping[bytes, str], username: str, key: paramiko.PKey
) -> tuple[paramiko.Transport, SftpSession]:
    """An SFTP session with a server that shows one of the pinned keys; the caller closes the line.

    Raises Unreachable, HostKeyMismatch, AuthenticationFailed, ConfigurationError.
    """
    with ExitStack() as undo:
        line = greet(server, set(pins.values()))
        undo.callback(line.close)
        _recognise(server, line, pins)
        _log_in(server, line, username, key)
        session = _start_sftp(server, line)
        undo.pop_all()
    return line, session


def shown_host_keys(
    host: str,
    port: int = 22,
    *,
    timeout: float = 15.0,
    dial: Dial = socket.create_connection,
) -> tuple[str, ...]:
    """The host key lines a server shows, for a person to compare and confirm. No login.

    One call a kind, as a server shows one key at a time. Raises Unreachable, ConfigurationError.
    """
    server = Server(host=host, port=port, timeout=timeout, dial=dial)
    groups = [{"ssh-ed25519"}, {k for k in KINDS if k.startswith("ecdsa")}, {"ssh-rsa"}]
    lines = [_shown(server, kinds) for kinds in groups]
    return tuple(line for line in lines if line)


def greet(server: Server, kinds: Collection[str]) -> paramiko.Transport:
    """Dial and agree on encryption, with a host key of these kinds. Nothing of ours is sent yet."""
    with ExitStack() as undo:
        line = paramiko.Transport(_dialled(server), disabled_algorithms=_WEAK)
        undo.callback(line.close)
        _set_patience(line, server.timeout)
        line.get_security_options().key_types = tuple(
            name for kind in KINDS if kind in kinds for name in _signatures(kind)
        )
        try:
            with server.step("agreeing on encryption", line, server.timeout):
                line.start_client()
        except Unreachable as error:
            raise _nothing_in_common(server, error) from error.__cause__
        undo.pop_all()
    return line


def _dialled(server: Server) -> socket.socket:
    try:
        sock = server.dial((server.host, server.port), server.timeout)
    except TimeoutError as error:
        raise Unreachable(f"{server} did not answer within {server.timeout:g} s") from error
    except socket.gaierror as error:
        raise Unreachable(f"{server}: no computer of this name is known") from error
    except OSError as error:
        raise Unreachable(f"{server} cannot be reached: {error.strerror or error}") from error
    # Without it small files take six times as long: each request waits for an acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _set_patience(line: paramiko.Transport, seconds: float) -> None:
    line.set_log_channel(_LOG)
    line.banner_timeout = line.handshake_timeout = seconds
    line.auth_timeout = line.channel_timeout = seconds


def _signatures(kind: str) -> tuple[str, ...]:
    return ("rsa-sha2-512", "rsa-sha2-256") if kind == "ssh-rsa" else (kind,)


def _nothing_in_common(server: Server, error: Unreachable) -> Exception:
    cause = error.__cause__
    if not isinstance(cause, paramiko.ssh_exception.IncompatiblePeer):
        return error
    if "host key" in str(cause):
        return HostKeyMismatch(f"{server} has no key of the kinds that were confirmed")
    return ConfigurationError(f"{server} offers only encryption that is no longer safe")


def _recognise(server: Server, line: paramiko.Transport, pins: Mapping[bytes, str]) -> None:
    shown = line.get_remote_server_key().asbytes()
    if shown not in pins:
        raise HostKeyMismatch(
            f"{server} shows the key {fingerprint_of(shown)}, confirmed is "
            + " or ".join(fingerprint_of(pin) for pin in pins)
        )


def _log_in(server: Server, line: paramiko.Transport, username: str, key: paramiko.PKey) -> None:
    started = monotonic()
    with server.step("logging in", line, server.timeout):
        try:
            further = line.auth_publickey(username, key)
        except paramiko.AuthenticationException as error:
            # paramiko says the same for a line that broke or a server that was silent.
            if line.is_active() and monotonic() - started < server.timeout:
                raise AuthenticationFailed(
                    f"{server} does not accept our key for the user {username}"
                ) from error
            raise
    if further:
        raise AuthenticationFailed(f"{server} asks the user {username} for more than a key")


def _start_sftp(server: Server, line: paramiko.Transport) -> SftpSession:
    try:
        with server.step("opening the file transfer", line, server.timeout):
            channel = line.open_session(timeout=server.timeout)
            channel.settimeout(server.timeout)
            channel.invoke_subsystem("sftp")
            return SftpSession(channel)
    except Unreachable as error:
        if line.is_active():
            raise ConfigurationError(f"{server} lets us in but offers no file transfer") from error
        raise


def _shown(server: Server, kinds: Collection[str]) -> str | None:
    try:
        line = greet(server, kinds)
    except HostKeyMismatch:
        return None
    try:
        key = line.get_remote_server_key()
    finally:
        line.close()
    return f"{key.get_name()} {key.get_base64()}"
