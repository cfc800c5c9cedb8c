"""Zip and gzip files that banks put their statements in, opened with limits.

Nothing is written anywhere: members are read as streams, and their names are only shown. What
unpacks to far more than a bank would send is refused before it is in memory.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, BinaryIO, Final, cast

from .errors import FormatError, UnknownFormat

MOST_MEMBERS: Final = 1_000
MOST_BYTES: Final = 2**31
"""Of all members together, unpacked."""
HIGHEST_RATIO: Final = 250
"""Unpacked to packed, as soon as a member is larger than :data:`FREE_BYTES`."""
FREE_BYTES: Final = 2**24

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_GZIP = b"\x1f\x8b"
_MAC_JUNK = ("__MACOSX/", ".DS_Store")
# A directory with impossible places in it makes zipfile seek there: ValueError.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,
    ValueError,
)


def open_members(file: BinaryIO, source: str) -> Iterator[tuple[str, BinaryIO]]:
    """The files in an archive, with names such as ``june.zip/0612.xml``; else the file itself.

    Each is seekable and only open until the next is asked for.

    Raises:
        FormatError: broken, encrypted, too large, or an archive inside an archive.
        UnknownFormat: an Office file, or nothing in it.
    """
    head = file.read(4)
    file.seek(0)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        yield from _zip_members(file, source)
    elif head.startswith(_GZIP):
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        yield _open(cast(IO[bytes], gzip.GzipFile(fileobj=file)), size, source)
    else:
        yield source, file


def _zip_members(file: BinaryIO, source: str) -> Iterator[tuple[str, BinaryIO]]:
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise FormatError(f"a broken zip archive: {error}", source=source) from None
    with closing(archive):
        members = [info for info in archive.infolist() if not _is_no_file(info)]
        _refuse_strange(members, archive.namelist(), source)
        for info in members:
            name = f"{source}/{_shown(info.filename)}"
            try:
                member = archive.open(info)
            except (*_BROKEN, RuntimeError) as error:  # RuntimeError: it needs a password
                raise FormatError(f"cannot be unpacked: {error}", source=name) from None
            with closing(member):
                yield _open(member, info.compress_size, name)


def _is_no_file(info: zipfile.ZipInfo) -> bool:
    # Not is_dir(): it stumbles over a member without name.
    return info.filename.endswith("/") or any(part in info.filename for part in _MAC_JUNK)


def _refuse_strange(members: list[zipfile.ZipInfo], names: list[str], source: str) -> None:
    if "[Content_Types].xml" in names:
        raise UnknownFormat("an Office file (such as .xlsx), not a bank file", source=source)
    if not members:
        raise UnknownFormat("the archive is empty", source=source)
    if len(members) > MOST_MEMBERS:
        raise FormatError(f"more than {MOST_MEMBERS} files in the archive", source=source)
    if sum(info.file_size for info in members) > MOST_BYTES:
        raise FormatError(f"unpacks to more than {MOST_BYTES} bytes", source=source)


def _open(member: IO[bytes], packed: int, source: str) -> tuple[str, BinaryIO]:
    opened = io.BufferedReader(_Bounded(member, packed, source), 2**16)
    head = opened.read(4)
    opened.seek(0)
    if head.startswith((_ZIP, _GZIP)):
        raise FormatError("an archive inside an archive: unpack it first", source=source)
    return source, opened


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)


class _Bounded(io.RawIOBase):
    """A member as a stream that ends in an error before it becomes a flood."""

    def __init__(self, member: IO[bytes], packed: int, source: str) -> None:
        self._member = member
        self._most = min(MOST_BYTES, max(FREE_BYTES, HIGHEST_RATIO * packed))
        self._source = source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._member.seek(offset, whence)

    def tell(self) -> int:
        return self._member.tell()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # typeshed: any writable buffer
        try:
            data = self._member.read(len(view))
        except _BROKEN as error:
            raise FormatError(f"cannot be unpacked: {error}", source=self._source) from None
        if self._member.tell() > self._most:
            raise FormatError("unpacks to far more than its size", source=self._source)
        view[: len(data)] = data
        return len(data)
