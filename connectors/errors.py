"""What can go wrong between us and a bank.

::

    ConnectorError               .retryable says whether trying again by itself can help
    ├── Unreachable              no answer, refused, dropped, timed out         retryable
    ├── HostKeyMismatch          the server is not the one that was pinned      final
    ├── AuthenticationFailed     the bank does not accept our key               final
    ├── ConfigurationError       a setting cannot work (key unreadable, ...)    final
    ├── FolderUnavailable        the folder is missing or closed to us          final
    └── FileRefused              one file: too large, changing, vanished        retryable
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Root of the family. ``retryable`` is False where only a person can mend it."""

    retryable = False


class Unreachable(ConnectorError):
    """No connection, or it was lost; names the step that was under way."""

    retryable = True


class HostKeyMismatch(ConnectorError):
    """The server shows another host key than the pinned ones: nothing was sent to it."""


class AuthenticationFailed(ConnectorError):
    """The server refused our key."""


class ConfigurationError(ConnectorError):
    """A setting that cannot work, found before or while connecting."""


class FolderUnavailable(ConnectorError):
    """The folder to read or to archive into is missing or not ours to open."""


class FileRefused(ConnectorError):
    """One remote file was left alone; the others go on."""

    retryable = True
