"""Bytes -> text in pieces of whole lines: any line end, or blocks of a fixed length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import FormatError
from ..text import decode

_CHUNK = 1 << 18
_LONGEST = 1 << 20
_ENDS = (b"\n", b"\r", b" ", b"\0", b"\x1a")
_LINE_END = re.compile(rb"[\r\n]")
_PHYSICAL_LENGTH = re.compile(rb"\s*01(?:,[^,/]*){5},0*([1-9][0-9]{1,3}),")
_RECORD = re.compile(rb"(?:01|02|03|16|49|88|98|99),")


class Lines:
    """The physical lines in order, many in one string, each with a line feed behind it.

    A charset that is not UTF-8 is named in ``leniencies``.

    A file without any line end is cut at the physical record length that its header states.
    Iterating raises ``FormatError`` at a line of more than a megabyte.
    """

    def __init__(self, file: BinaryIO, source: str, leniencies: dict[str, None]) -> None:
        self.file = file
        self.source = source
        self.leniencies = leniencies
        self.last_ends = True
        """After the last line: whether a line end (or what hosts fill up with) stands behind it."""

    def __iter__(self) -> Iterator[str]:
        rest = self.file.read(_CHUNK)
        width = _block_width(rest)
        number = 0
        while data := rest + (chunk := self.file.read(_CHUNK)):
            end = _whole(data, width) if chunk else len(data)
            rest = data[end:]
            if len(rest) > _LONGEST:
                raise FormatError(
                    "a line of more than a megabyte",
                    source=self.source,
                    line=number + 1,
                    field="line",
                )
            self.last_ends = data[-1:] in _ENDS
            text = _decoded(data[:end], width, self.leniencies)
            number += text.count("\n")
            yield text


def _block_width(data: bytes) -> int:
    """The length of physical records that no line end divides, or 0."""
    found = _PHYSICAL_LENGTH.match(data)
    if not found or _LINE_END.search(data):
        return 0
    width = int(found[1])
    starts = range(width, len(data), width)
    return width if starts and all(_RECORD.match(data, start) for start in starts[:3]) else 0


def _whole(data: bytes, width: int) -> int:
    """Where the last whole line ends; a CR at the very end may be half of a line end."""
    if width:
        return len(data) - len(data) % width
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1


def _decoded(data: bytes, width: int, leniencies: dict[str, None]) -> str:
    if width:
        data = b"".join(data[n : n + width] + b"\n" for n in range(0, len(data), width))
    text, leniency = decode(data)
    if leniency:
        leniencies[leniency] = None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if not data or text.endswith("\n") else text + "\n"
