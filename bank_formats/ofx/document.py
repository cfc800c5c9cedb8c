"""A file with its header and charset. Parts of it are read more than once, never all is held."""

from __future__ import annotations

import re
from typing import BinaryIO

from ..errors import FormatError, TruncatedFile
from .amount import Use, uses_of_marks
from .charset import charset_of
from .corrections import Corrections, read_corrections
from .day import Days
from .header import Header, read_header
from .identifiers import Identifiers
from .statement import OpenStatement
from .tags import DECLARATION, Tags
from .window import AHEAD, Window, count_lines, texts_of

_ROOT = re.compile(r"<(?:[A-Za-z0-9_-]+:)?OFX(?=[\s/>])", re.IGNORECASE)
_CORRECTION = "CORRECTFITID"


class Document:
    """One file. ``noted`` collects the leniencies of the statement that is being read.

    Raises:
        FormatError: a declaration before the root element, or no root element.
    """

    def __init__(self, file: BinaryIO, source: str) -> None:
        self._file = file
        self._source = source
        header = self._read_header()
        self._charset, leniency = charset_of(file, header.charset)
        self._leniencies = (*header.leniencies, *([leniency] if leniency else []))
        self._uses: frozenset[Use] | None = None
        self._days = Days()
        self._identifiers = Identifiers()
        self.noted: dict[str, None] = {}
        self._corrections = self._read_corrections()

    def tags(self, noted: dict[str, None]) -> Tags:
        """All tags from the root element on; departures of their form go to ``noted``."""
        window = Window(self._file, self._charset)
        root = _ROOT.search(window.text)
        window.at = root.start() if root else len(window.text)
        return Tags(window, self._source, noted)

    def begin(self, name: str, number: int, line: int) -> OpenStatement:
        """The statement (of all the file the ``number``-th) whose tag ``name`` is at ``line``."""
        self.noted.update(dict.fromkeys(self._leniencies))
        return OpenStatement(
            name=name,
            number=number,
            line=line,
            source=self._source,
            evidence=self._uses_of_marks,
            days=self._days,
            identifiers=self._identifiers,
            corrections=self._corrections,
            noted=self.noted,
        )

    def _read_header(self) -> Header:
        """From the first window in any charset, since its keys are ASCII."""
        self._file.seek(0)
        begin = self._file.read(AHEAD)
        utf16 = begin.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = begin.decode("utf-16" if utf16 else "latin-1", "replace")
        root = _ROOT.search(text)
        before = text[: root.start()] if root else text
        if declaration := DECLARATION.search(before):
            raise FormatError(
                "a file with a DOCTYPE or ENTITY declaration is not read",
                source=self._source,
                line=1 + count_lines(text, 0, declaration.start()),
            )
        if root is None:
            line = 1 + count_lines(text, 0, len(text.rstrip()))
            raise TruncatedFile("the file ends before <OFX>", source=self._source, line=line)
        return read_header(before)

    def _read_corrections(self) -> Corrections:
        if not any(_CORRECTION in text.upper() for text in texts_of(self._file, self._charset)):
            return Corrections({})
        return read_corrections(lambda: self.tags({}))

    def _uses_of_marks(self) -> frozenset[Use]:
        """Asked while the file is being read: its place is kept."""
        if self._uses is None:
            place = self._file.tell()
            texts = texts_of(self._file, self._charset)
            self._uses = frozenset(use for text in texts for use in uses_of_marks(text))
            self._file.seek(place)
        return self._uses
