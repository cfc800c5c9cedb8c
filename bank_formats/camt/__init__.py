"""ISO 20022 account reports: CAMT.052 (of a day still open), .053 (statement), .054 (notification).

Format: https://www.iso20022.org, messages camt.052, camt.053 and camt.054, versions 001.01 to
001.14, whatever their namespace, prefix and envelope (business application header, SOAP or none).
The files here: ``pieces`` cuts the text into entries and the frame around them, ``frame`` reads
the latter, ``leaves`` the texts of an entry by their paths, ``entry`` and ``payment`` make
transactions of them, ``balance``, ``summary`` and ``page`` statements.

An entry is kept in memory until it is read, with all its details; no more of the file is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import FormatError
from ..model import Statement, Transaction
from ..xml import charset_of, read_text
from .frame import Frame, Header
from .page import Page, joined, read_page
from .pieces import Piece, cut
from .transaction import EntryReader
from .values import Days

_MESSAGE = re.compile(
    r"<(?:[\w.-]+:)?BkToCstmr(?:(AcctRpt)|(Stmt)|(DbtCdtNtfctn))(?:V01)?[\s/>]"
    r"|<(?:[\w.-]+:)?Document\s[^<>]*:camt\.05([234])\."
)
_NAMES = ("CAMT.052", "CAMT.053", "CAMT.054")


def matches(head: bytes) -> str:
    """The name of the first message in the file, or ``""``."""
    charset = charset_of(head)
    text = head.decode(charset if charset.startswith("utf-16") else "latin-1", "ignore")
    if "<" not in text[:400]:
        return ""
    found = _MESSAGE.search(text)
    if not found:
        return ""
    return (
        f"CAMT.05{found[4]}" if found[4] else _NAMES[[bool(g) for g in found.groups()].index(True)]
    )


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """Each transaction when its entry is complete; each statement, pages joined, after its last.

    Raises:
        TruncatedFile: the file ends inside an element.
        FormatError: not well-formed; no account, amount, direction or day that can be read.
    """
    leniencies: dict[str, None] = {}
    statements = _Statements(source, leniencies)
    frame, entries = Frame(source), EntryReader(source)
    piece = Piece(1, "")
    for piece in cut(read_text(file, source, leniencies), source):
        if not piece.entry:
            statements.wait(frame.feed(piece))
            yield from statements.begin(complete=True)
            continue
        yield from statements.begin()
        page = statements.page if frame.in_statement else None
        if not page:
            raise FormatError("an entry in no statement", source=source, line=piece.line)
        booking, transactions = entries.read(piece, page.account)
        page.add(booking)
        yield from transactions
    frame.end(piece)
    yield from statements.begin()
    yield from statements.end()
    if not statements.any:
        raise FormatError("no statement in the file", source=source, line=1)


class _Statements:
    """Puts pages together. A statement is complete when another one begins."""

    def __init__(self, source: str, leniencies: dict[str, None]) -> None:
        """``leniencies`` are those of the file."""
        self._source = source
        self._leniencies = leniencies
        self._days = Days()
        self._waiting: list[Header] = []
        self._pages: list[Page] = []
        self.any = False

    @property
    def page(self) -> Page | None:
        """The page that is being read."""
        return self._pages[-1] if self._pages else None

    def wait(self, headers: list[Header]) -> None:
        """These are being read."""
        self._waiting += headers

    def begin(self, *, complete: bool = False) -> Iterator[Statement]:
        """Begin those that wait (if they must be ``complete``: only such): an entry follows.

        The statement before them may be complete then.
        """
        while self._waiting and (self._waiting[0].complete or not complete):
            self.any = True
            header = self._waiting.pop(0)
            page = read_page(header, self._source, self._days)
            before = self.page
            if before and not before.is_continued_by(header, page.number, page.account.account):
                yield from self.end()
            self._pages.append(page)

    def end(self) -> Iterator[Statement]:
        """The last statement."""
        if self._pages:
            for page in self._pages:
                page.account.leniencies.update(self._leniencies)
                page.end(self._source, self._days)
            yield joined(self._pages, self._source)
            self._pages = []
