"""The text of a file, of which a window is in memory at a time, and the lines in it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

AHEAD = 1 << 16
"""So many characters after the current place are in the window, if the file has them."""
_CHUNK = 1 << 18


class Window:
    """``text`` from ``at`` on is still to be read."""

    def __init__(self, file: BinaryIO, charset: str) -> None:
        file.seek(0)
        self._file = file
        self._decoder = codecs.getincrementaldecoder(charset)()
        self.text = ""
        self.at = 0
        self._line = 1
        self._counted = 0
        self.at_end = False
        self.fill()

    def fill(self) -> bool:
        """Whether more of the file had to be, and could be, read to have enough ahead."""
        if self.at_end or len(self.text) - self.at >= AHEAD:
            return False
        self.line_of(self.at)
        pieces = [self.text[self.at :]]
        ahead = len(pieces[0])
        while ahead < AHEAD and not self.at_end:
            chunk = self._file.read(_CHUNK)
            self.at_end = not chunk
            pieces.append(self._decoder.decode(chunk, final=self.at_end))
            ahead += len(pieces[-1])
        self.text = "".join(pieces)
        self.at = self._counted = 0
        return True

    def line_of(self, place: int) -> int:
        """The 1-based line of ``place``, which must not lie before one that was asked earlier."""
        self._line += count_lines(self.text, self._counted, place)
        self._counted = place
        return self._line

    def last_line(self) -> int:
        """The line of the last character of the file that is not blank; to be asked at its end."""
        blanks = len(self.text.rstrip())
        return self.line_of(len(self.text)) - count_lines(self.text, blanks, len(self.text))


def texts_of(file: BinaryIO, charset: str) -> Iterator[str]:
    """The whole text in pieces that are cut before a tag."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(charset)()
    rest = ""
    while chunk := file.read(_CHUNK):
        text = rest + decoder.decode(chunk)
        cut = text.rfind("<", max(0, len(text) - AHEAD))
        rest = text[cut:] if cut > 0 else ""
        yield text[: len(text) - len(rest)]
    yield rest


def count_lines(text: str, start: int, end: int) -> int:
    """How many lines end in a part of the text, by LF, CRLF, CR, or CRCRLF (a wrong transfer)."""
    lines = text.count("\n", start, end)
    if returns := text.count("\r", start, end):
        lines += returns - text.count("\r\n", start, end) - text.count("\r\r\n", start, end)
    return lines
