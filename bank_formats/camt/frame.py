"""What stands around the entries: message headers, and of each statement all but its entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import FormatError, TruncatedFile
from ..model import StatementKind
from ..xml import DEPTH, RefusedDoctype, new_parser
from .leaves import OF_XML
from .pieces import Piece

_MESSAGES: dict[str, StatementKind] = {
    "BkToCstmrAcctRpt": "interim",
    "BkToCstmrStmt": "booked",
    "BkToCstmrDbtCdtNtfctn": "notification",
}
"""By the element of the message, whose name ends in V01 in versions 01."""

_STATEMENTS = ("Rpt", "Stmt", "Ntfctn")
_HEADERS = ("AppHdr", "GrpHdr")
_NOT_IN_A_ROW = frozenset(
    (
        expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT],
        expat.errors.codes[expat.errors.XML_ERROR_MISPLACED_XML_PI],
    )
)


@dataclass(slots=True)
class Told:
    """Leaves by path, the first of each, with their lines."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    more: list[tuple[str, str]] = field(default_factory=list)
    """Path and text where a path stands again."""

    def add(self, path: str, text: str, line: int) -> None:
        """Keep one leaf."""
        if path in self.texts:
            self.more.append((path, text))
        elif text:
            self.texts[path] = text
            self.lines[path] = line

    def get(self, *paths: str) -> str:
        """The text of the first path that has one."""
        return next((self.texts[path] for path in paths if path in self.texts), "")

    def line_of(self, *paths: str) -> int:
        """The line of what :meth:`get` gives."""
        return next((self.lines[path] for path in paths if path in self.lines), self.line)


@dataclass(slots=True)
class Header(Told):
    """Of one statement, all but the entries; grows while the frame is read."""

    kind: StatementKind = "booked"
    message: Told = field(default_factory=lambda: Told(0))
    """The headers of the message, by paths that begin with ``AppHdr`` or ``GrpHdr``."""
    balances: list[Told] = field(default_factory=list)
    complete: bool = False


class Frame:
    """Reads the pieces that are no entries. One document may follow another."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._events: list[Header] = []
        self._names: list[str] = []
        self._texts: list[str] = []
        self._leaf = False
        self._statement: Header | None = None
        self._message = Told(0)
        self._kind: StatementKind = "booked"
        self._charset = ""
        self._begin(1)

    def feed(self, piece: Piece) -> list[Header]:
        """The statements that begin in ``piece``; they get more until they are ``complete``."""
        self._events = []
        # Lines of entries were not seen by the parser.
        self._above = piece.line - 1 - self._lines
        data = piece.text.encode()
        while data:
            fed = self._bytes
            self._bytes += len(data)
            self._lines += data.count(b"\n")
            try:
                self._parser.Parse(data, False)
                break
            except RefusedDoctype:
                raise self._error("an XML file with a DOCTYPE is not read") from None
            except expat.ExpatError as error:
                if self._names or error.code not in _NOT_IN_A_ROW:
                    problem = f"not XML: {expat.ErrorString(error.code)}"
                    raise self._error(problem) from None
                data = data[max(self._parser.ErrorByteIndex - fed, 0) :]
                self._begin(self._line())
        return self._events

    def end(self, last: Piece) -> None:
        """To be called after the ``last`` piece. Raises ``TruncatedFile``."""
        if self._names:
            raise TruncatedFile(
                "the file ends inside an element",
                source=self._source,
                line=last.line + last.text.rstrip().count("\n"),
                field=self._names[-1],
            )

    @property
    def in_statement(self) -> bool:
        """Whether an entry may stand here."""
        return self._statement is not None

    def _begin(self, line: int) -> None:
        self._parser = new_parser(self._start, self._end, self._texts.append)
        self._parser.XmlDeclHandler = self._declared
        self._bytes = self._lines = 0
        self._above = line - 1

    def _declared(self, _version: str, charset: str | None, _standalone: int) -> None:
        """The text was decoded as the first document declares."""
        charset = (charset or "utf-8").lower()
        if charset != (self._charset or charset):
            raise self._error(f"documents in {self._charset} and in {charset} in one file")
        self._charset = charset

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._above

    def _error(self, problem: str) -> FormatError:
        return FormatError(problem, source=self._source, line=self._line())

    def _start(self, name: str, attributes: list[str]) -> None:
        name = name.rpartition(":")[2]
        self._names.append(name)
        if len(self._names) > DEPTH:
            raise self._error("elements in elements without end")
        self._texts.clear()
        self._leaf = True
        if kind := _MESSAGES.get(name.removesuffix("V01")):
            self._kind = kind
        elif name == "AppHdr":
            self._message = Told(self._line())
        elif name in _STATEMENTS and self._is_child_of_message():
            self._statement = Header(self._line(), kind=self._kind, message=self._message)
            self._depth = len(self._names)
            self._events.append(self._statement)
        elif self._statement and name == "Bal" and len(self._names) == self._depth + 1:
            self._statement.balances.append(Told(self._line()))
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if not key.startswith(OF_XML):
                self._add(f"@{key}", value)

    def _is_child_of_message(self) -> bool:
        return len(self._names) > 1 and self._names[-2].removesuffix("V01") in _MESSAGES

    def _end(self, _tag: str) -> None:
        if self._leaf:
            self._add("", "".join(self._texts).strip())
        self._leaf = False
        if self._statement and len(self._names) == self._depth:
            self._statement.complete = True
            self._statement = None
        if self._names.pop().removesuffix("V01") in _MESSAGES:
            self._message = Told(self._line())

    def _add(self, attribute: str, text: str) -> None:
        names = self._names
        if statement := self._statement:
            below = names[self._depth :]
            if below[:1] == ["Bal"]:
                statement.balances[-1].add("/".join(below[1:]) + attribute, text, self._line())
            elif below:
                statement.add("/".join(below) + attribute, text, self._line())
            return
        for header in _HEADERS:
            if header in names:
                path = "/".join(names[names.index(header) :])
                self._message.add(path + attribute, text, self._line())
