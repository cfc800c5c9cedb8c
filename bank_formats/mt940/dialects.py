"""``:86:`` -> ``Details``: which of the dialects a text is written in."""

from __future__ import annotations

from collections.abc import Callable

from . import columns, german, slashes
from .details import Details

_DIALECTS: tuple[Callable[[tuple[str, ...]], Details | None], ...] = (
    german.read,
    slashes.read,
    columns.read,
)


def read_details(lines: tuple[str, ...]) -> Details:
    """By the first dialect that recognises the text; free text is kept line by line."""
    for dialect in _DIALECTS if lines else ():
        if details := dialect(lines):
            return details
    return Details(remittance="\n".join(line.rstrip() for line in lines if line.strip()).strip())
