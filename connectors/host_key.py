"""Host keys: the lines by which a bank's server is recognised (known_hosts, sshd(8)).

A pinned line is ``ssh-ed25519 AAAA...``, with or without host names before and a comment after.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable

from .errors import ConfigurationError

KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)


def fingerprint(line: str) -> str:
    """What ``ssh-keygen -lf`` prints for the line: ``SHA256:...``. Raises ConfigurationError."""
    return fingerprint_of(_blob(line))


def fingerprint_of(blob: bytes) -> str:
    """The same for a key's bytes as they travel on the wire."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode()
    return "SHA256:" + digest.rstrip("=")


def pinned(lines: Iterable[str]) -> dict[bytes, str]:
    """Key bytes -> kind, for all lines; empty lines and ``#`` comments are skipped.

    Raises ConfigurationError for a line that is no host key, and when no key is left: a server
    that nobody has confirmed is never spoken to.
    """
    wanted = [line.strip() for text in lines for line in text.splitlines()]
    keys = [_blob(line) for line in wanted if line and not line.startswith("#")]
    if not keys:
        raise ConfigurationError("no host key is confirmed for this server: fetch and confirm one")
    return {key: _kind(key) for key in keys}


def _blob(line: str) -> bytes:
    fields = line.split()
    # "@revoked" and "@cert-authority" lines mean the opposite of a pin, or something else.
    at = next((i for i, field in enumerate(fields[:2]) if field in KINDS), None)
    if at is None or len(fields) < at + 2 or fields[0].startswith("@"):
        raise ConfigurationError(f"not a host key line: {line[:40]!r}")
    try:
        blob = base64.b64decode(fields[at + 1], validate=True)
    except binascii.Error as error:
        raise ConfigurationError(f"the host key line {line[:40]!r} is damaged") from error
    if _kind(blob) != fields[at]:
        raise ConfigurationError(f"the host key line {line[:40]!r} holds a key of another kind")
    return blob


def _kind(blob: bytes) -> str:
    """The kind a key itself states (RFC 4253, 6.6: a string in front of the numbers)."""
    length = int.from_bytes(blob[:4], "big")
    return blob[4 : 4 + length].decode("ascii", "replace")
