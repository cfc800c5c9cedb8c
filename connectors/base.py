"""The one interface of every way to a bank: look, fetch, acknowledge.

The constructor stores settings and does no I/O; ``with connector:`` opens and closes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Protocol, Self

from .errors import FileRefused

AfterFetch = Literal["archive", "delete", "leave"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file as the bank's listing shows it.

    ``name`` is the server's own, untrusted, never a path of ours; spelled so that any database
    holds it (``names.spell``). ``size`` in bytes; ``modified`` in UTC, a naive time is taken as UTC.
    """

    name: str
    size: int
    modified: datetime | None = None

    def __post_init__(self) -> None:
        # A database may have dropped the zone; the file must still equal the one in the listing.
        if self.modified and self.modified.tzinfo is None:
            object.__setattr__(self, "modified", self.modified.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A fetched file: its bytes exactly as the bank gave them, and a name safe to show."""

    file: RemoteFile
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that was left at the bank, with the reason; the others go on."""

    file: RemoteFile
    error: FileRefused


class Connector(Protocol):
    """A bank's delivery channel. Every method may raise ``ConnectorError``."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def look(self) -> Iterator[RemoteFile]:
        """What lies there, nothing taken (on some channels a download marks as delivered)."""

    def fetch(self, known: Collection[RemoteFile] = ()) -> Iterator[Document | Refused]:
        """Each new file, whole and stable; those in ``known`` are not downloaded again."""

    def acknowledge(self, file: RemoteFile) -> None:
        """Archive, delete or leave the file, as set. Already gone is not an error."""
