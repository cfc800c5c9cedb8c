"""Ways to a bank: each gives the bytes of its files, exactly as they lie there.

>>> bank = MemoryConnector({"day-1.sta": b":20:..."})
>>> with bank:
...     for item in bank.fetch():
...         bank.acknowledge(item.file)
...         print(item.name, len(item.content))
day-1.sta 7
>>> list(bank.look())
[]
"""

from .base import Connector, Document, Refused, RemoteFile
from .errors import (
    AuthenticationFailed,
    ConfigurationError,
    ConnectorError,
    FileRefused,
    FolderUnavailable,
    HostKeyMismatch,
    Unreachable,
)
from .host_key import fingerprint
from .memory import MemoryConnector
from .sftp import SftpConnector, SftpSettings
from .ssh_key import new_key, public_line
from .ssh_server import shown_host_keys

__all__ = [
    "AuthenticationFailed",
    "ConfigurationError",
    "Connector",
    "ConnectorError",
    "Document",
    "FileRefused",
    "FolderUnavailable",
    "HostKeyMismatch",
    "MemoryConnector",
    "Refused",
    "RemoteFile",
    "SftpConnector",
    "SftpSettings",
    "Unreachable",
    "fingerprint",
    "new_key",
    "public_line",
    "shown_host_keys",
]
