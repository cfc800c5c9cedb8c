"""Which files of a bank's folder are ours to take."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from .base import RemoteFile
from .errors import FileRefused
from .names import leads_elsewhere, shown, unspell

# Danske Bank's documentation names the first five; ".part" is what many upload tools write.
TEMPORARY_ENDINGS = (".filepart", ".inprocess", ".tmp", ".temp", ".uploading", ".part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """File name patterns (any case; any of them) and the largest size in bytes."""

    include: tuple[str, ...] = ("*",)
    max_bytes: int = 50 * 1024 * 1024

    def takes(self, name: str) -> bool:
        """Whether a file of this name is wanted, and not one still being uploaded."""
        plain = unspell(name).decode("utf-8", "surrogateescape").lower()
        if plain.endswith(TEMPORARY_ENDINGS):
            return False
        return any(fnmatchcase(plain, pattern.lower()) for pattern in self.include)

    def check(self, file: RemoteFile) -> None:
        """Raise ``FileRefused`` for a file that must not even be asked for."""
        check_name(file)
        if file.size < 0:
            raise FileRefused(f"{shown(file.name)} is listed without a size")
        if file.size > self.max_bytes:
            raise FileRefused(
                f"{shown(file.name)} is too large: {file.size:,} bytes, allowed are {self.max_bytes:,}"
            )


def check_name(file: RemoteFile) -> None:
    """Raise ``FileRefused`` for a name that could reach outside the folder."""
    if leads_elsewhere(file.name):
        raise FileRefused(f"{shown(file.name)}: the server gave a path instead of a file name")
