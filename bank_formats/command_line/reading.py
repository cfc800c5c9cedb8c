"""What one file says, whatever the form in which it is told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import parse
from ..archive import open_members
from ..checks import check_continuity
from ..errors import FormatError
from ..identify import reader_of
from ..model import Check, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``statements``, or the ``error``; ``format`` is empty if no reader recognises the file."""

    source: str
    data: bytes
    format: str = ""
    statements: tuple[Statement, ...] = ()
    error: FormatError | None = None

    def checks(self) -> list[tuple[Statement, tuple[Check, ...]]]:
        """Each statement with its checks, and whether it goes on from the one before it."""
        continuity = {id(later): check for later, check in check_continuity(self.statements)}
        return [
            (each, (*each.checks, *([continuity[id(each)]] if id(each) in continuity else [])))
            for each in self.statements
        ]


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files, and those in the folders (not the hidden ones) by name."""
    files = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.is_file())
            files += sorted(f for f in inside if not _is_hidden(f.relative_to(path)))
        else:
            files.append(path)
    return files


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_file(path: Path) -> Reading:
    """Read the file; what goes wrong is in the result."""
    source, data, name = str(path), b"", ""
    try:
        data = path.read_bytes()
        name = _formats(data, source)
        statements = parse(data, source=source)
    except OSError as error:
        return Reading(
            source=source, data=b"", error=FormatError(error.strerror or "?", source=source)
        )
    except FormatError as error:
        return Reading(source=source, data=data, format=name, error=error)
    return Reading(source=source, data=data, format=name, statements=statements)


def _formats(data: bytes, source: str) -> str:
    """The name of the format; an archive may hold files of several."""
    names = (reader_of(file, name)[0] for name, file in open_members(io.BytesIO(data), source))
    return " + ".join(dict.fromkeys(names))
