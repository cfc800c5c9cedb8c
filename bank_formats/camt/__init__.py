"""ISO 20022 CAMT.052, .053 and .054 account reports."""

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
