"""Text -> ordinary entries and fields, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .fields import END_OF_FILE, Field, FieldCutter
from .ordinary import OrdinaryEntries, cut_entries

Item = Field | OrdinaryEntries


def cut(text: Iterable[str]) -> Iterator[Item]:
    """All fields in order, ``text`` coming in blocks; text between messages is left out.

    Ordinary entries come together, others field by field; the end of the file is a field.
    """
    cutter, number = FieldCutter(), 1
    for piece, last in _pieces(text):
        at = 0
        while at < len(piece):
            ordinary = cut_entries(piece, at, number)
            if ordinary.found:
                yield from cutter.finish()
                yield ordinary
                end = ordinary.found[-1].end() + 1
            else:
                end = piece.find("\n:61:", at) + 1 or len(piece)
                lines = piece[at:end].removesuffix("\n").split("\n")
                yield from cutter.cut(lines, number, last=last and end == len(piece))
            number += piece.count("\n", at, end)
            at = end
    yield from cutter.finish()
    yield Field(END_OF_FILE, ("",), number)


def _pieces(blocks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces that end where an entry or the closing balance begins.

    With each, whether it is the last.
    """
    parts: list[str] = []
    for block in blocks:
        end = max(block.rfind("\n:61:"), block.rfind("\n:62")) + 1
        if end:
            yield "".join((*parts, block[:end])), False
            parts = [block[end:]]
        else:
            parts.append(block)
    yield "".join(parts), True
