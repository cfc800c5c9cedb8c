"""A bank in this process: files in a dict. For tests, demonstrations and trying things out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import TracebackType
from typing import Self

from .base import AfterFetch, Document, Refused, RemoteFile
from .errors import FileRefused
from .names import shown, spell, unspell
from .selection import Selection, check_name


class MemoryConnector:
    """``Connector`` over ``files``: name -> bytes. Archived files move to ``archived``."""

    def __init__(
        self,
        files: dict[str, bytes],
        *,
        include: tuple[str, ...] = ("*",),
        after_fetch: AfterFetch = "archive",
        max_bytes: int = 50 * 1024 * 1024,
    ) -> None:
        self.files = files
        self.archived: dict[str, bytes] = {}
        self._after_fetch = after_fetch
        self._selection = Selection(include=include, max_bytes=max_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def look(self) -> Iterator[RemoteFile]:
        """The wanted files, by name."""
        for key in sorted(self.files):
            file = _file(key, self.files[key])
            if self._selection.takes(file.name):
                yield file

    def fetch(self, known: Collection[RemoteFile] = ()) -> Iterator[Document | Refused]:
        """Each new file."""
        seen = frozenset(known)
        for file in tuple(self.look()):
            if file not in seen:
                yield self._taken(file)

    def acknowledge(self, file: RemoteFile) -> None:
        """Archive, delete or leave it. Raises FileRefused if another file has taken its place."""
        if self._after_fetch == "leave":
            return
        check_name(file)
        key = _key(file)
        content = self.files.get(key)
        if content is None:
            return
        if len(content) != file.size:
            raise FileRefused(f"{shown(file.name)} was replaced after it was fetched")
        if self._after_fetch == "archive":
            self.archived[self._free_archive_name(key)] = content
        del self.files[key]

    def _taken(self, file: RemoteFile) -> Document | Refused:
        try:
            self._selection.check(file)
            content = self.files.get(_key(file))
            if content is None:
                raise FileRefused(f"{shown(file.name)} vanished before it was read")
            if len(content) != file.size:
                raise FileRefused(f"{shown(file.name)} is still being written")
        except FileRefused as error:
            return Refused(file=file, error=error)
        return Document(file=file, name=shown(file.name), content=content)

    def _free_archive_name(self, key: str) -> str:
        names = [key, *(f"{key}.{number}" for number in range(2, len(self.archived) + 3))]
        return next(name for name in names if name not in self.archived)


def _file(key: str, content: bytes) -> RemoteFile:
    return RemoteFile(name=spell(key.encode("utf-8", "surrogateescape")), size=len(content))


def _key(file: RemoteFile) -> str:
    return unspell(file.name).decode("utf-8", "surrogateescape")
