"""BAI2 cash management reports (X9.121 predecessor, BAI 1987-2005)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ..errors import UnknownFormat
from ..model import Statement, Transaction


def matches(head: bytes) -> str:
    """The name of the format, or ``""``."""
    return ""


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """Not read yet."""
    raise UnknownFormat("not read yet", source=source)
