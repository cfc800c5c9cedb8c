"""A whole file: sign-on, and answers with statements (OFX 1.6, 2.2 sections 2.4 and 11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..errors import FormatError, TruncatedFile
from ..model import Statement, Transaction
from .record import STRAY_TEXT, Record
from .statement import Element, OpenStatement
from .tags import Tag

# How deep each aggregate lies. One that opens where a deeper one is still open ends that one.
_DEPTHS = {
    0: "OFX",
    2: "SONRS",
    3: "STATUS FI STMTRS CCSTMTRS INVSTMTRS",
    4: "BANKACCTFROM CCACCTFROM INVACCTFROM BANKTRANLIST BANKTRANLISTP LEDGERBAL AVAILBAL"
    " INVTRANLIST INVPOSLIST INVOOLIST INVBAL INV401K INV401KBAL",
    5: "INVBANKTRAN BALLIST BUYDEBT BUYMF BUYOPT BUYOTHER BUYSTOCK CLOSUREOPT INCOME INVEXPENSE"
    " JRNLFUND JRNLSEC MARGININTEREST REINVEST RETOFCAP SELLDEBT SELLMF SELLOPT SELLOTHER"
    " SELLSTOCK SPLIT TRANSFER",
    6: "BAL",
}
_DEPTH = {name: depth for depth, names in _DEPTHS.items() for name in names.split()}
_MESSAGES = re.compile(r"\w+MSGSR[SQ]V[0-9]+")
_ANSWER = re.compile(r"\w+TRNR[SQ]")
_STATEMENT = 3
# Aggregates of a statement whose elements are kept; positions and trades are not.
_KEPT = frozenset(
    [
        "BANKACCTFROM",
        "CCACCTFROM",
        "INVACCTFROM",
        "BANKTRANLIST",
        "BANKTRANLISTP",
        "LEDGERBAL",
        "AVAILBAL",
        "INVTRANLIST",
        "INVBAL",
        "BALLIST",
        "BAL",
    ]
)
_HOLDS_OTHERS = _KEPT | {"INVBANKTRAN"}
_STATEMENTS = frozenset(["STMTRS", "CCSTMTRS", "INVSTMTRS"])
_MAY_LACK_END = frozenset(["STATUS", "FI", "SONRS", "SIGNONMSGSRSV1"])
_MUST_NOT_FAIL = frozenset(["SONRS", "STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS"])
_INSTITUTION = ("ORG", "FID", "INTU.BID")


class Answer:
    """Puts tags and records together; ``begin`` makes the statement with an ordinal at a line."""

    def __init__(
        self, source: str, begin: Callable[[str, int, int], OpenStatement], noted: dict[str, None]
    ) -> None:
        self._source = source
        self._begin = begin
        self._noted = noted
        self._path: list[Tag] = []
        self._statement: OpenStatement | None = None
        self._statements = 0
        self._opened = False
        self._messages: dict[str, None] = {}
        self._status: dict[str, str] = {}
        self._refusal: FormatError | None = None
        self._institution: dict[str, str] = {}
        self._warnings: list[tuple[str, str]] = []

    def read(self, tags: Iterator[Tag | Record]) -> Iterator[Transaction | Statement]:
        """Each statement after its transactions.

        Raises:
            FormatError: the bank answers with an error, or has no statement in its answer.
        """
        for each in tags:
            if isinstance(each, Record):
                transaction = self._transaction(each)
                if transaction:
                    yield transaction
            elif each.closes:
                yield from self._close(each)
            else:
                self._open(each)
                if each.empty:
                    yield from self._close(each)

    def end(self, line: int) -> None:
        """To be called with the last line of the file."""
        if self._path or not self._opened:
            name = self._path[-1].name if self._path else "OFX"
            raise TruncatedFile(
                f"the file ends inside {name}", source=self._source, line=line, field=name
            )
        if self._statements:
            return
        if self._refusal:
            raise self._refusal
        messages = ", ".join(self._messages)
        if "MSGSRQ" in messages:
            raise self._error("a request to a bank, not its answer", line, messages)
        raise self._error("no statement in the file", line, messages)

    def _transaction(self, record: Record) -> Transaction | None:
        if self._statement is None:
            raise self._error("a transaction outside a statement", record.line, "STMTTRN")
        pending = record.raw[1:9].upper() == "STMTTRNP" or self._path[-1].name == "BANKTRANLISTP"
        return self._statement.transaction(record, pending=pending)

    def _open(self, tag: Tag) -> None:
        depth = _depth(tag.name)
        if depth is None or self._is_inside_other(depth):
            self._element(tag)
            return
        while self._path and (_depth(self._path[-1].name) or 0) >= depth:
            self._end_without_tag(tag.line)
        self._count(tag)
        self._opened = True
        self._path.append(tag)
        if tag.value:
            self._stray(tag)

    def _is_inside_other(self, depth: int) -> bool:
        """Trades and positions hold accounts and currencies of their own, which are not kept."""
        top = self._path[-1].name if self._path else ""
        return depth > _STATEMENT < (_depth(top) or 0) and top not in _HOLDS_OTHERS

    def _count(self, tag: Tag) -> None:
        """Remember what this aggregate is."""
        if tag.name in _STATEMENTS:
            self._statements += 1
            self._statement = self._begin(tag.name, self._statements, tag.line)
        elif tag.name == "STATUS":
            self._status = {}
        elif _MESSAGES.fullmatch(tag.name):
            self._messages[tag.name] = None
        elif self._statement and self._is_trade(tag):
            self._statement.investments[tag.name] += 1

    def _is_trade(self, tag: Tag) -> bool:
        return self._path[-1].name == "INVTRANLIST" and tag.name != "INVBANKTRAN"

    def _close(self, tag: Tag) -> Iterator[Statement]:
        names = [each.name for each in self._path]
        if tag.name in names:
            while self._path[-1].name != tag.name:
                self._end_without_tag(tag.line)
            yield from self._ended(self._path.pop())
        elif (depth := _depth(tag.name)) is not None and not self._is_inside_other(depth):
            self._noted[f"end tag without begin: {tag.name}"] = None
        if tag.value:
            self._stray(tag)

    def _end_without_tag(self, line: int) -> None:
        """What follows ends lists, balances and the sign-on; other parts must say that they are whole."""
        ended = self._path[-1]
        if (_depth(ended.name) or 0) <= _STATEMENT and ended.name not in _MAY_LACK_END:
            raise self._error(f"no end of {ended.name} of line {ended.line}", line, ended.name)
        self._noted[f"{ended.name} without end tag"] = None
        for _statement in self._ended(self._path.pop()):
            raise AssertionError("a statement never ends without its tag")

    def _ended(self, tag: Tag) -> Iterator[Statement]:
        if tag.name == "STATUS":
            self._judge(tag)
        elif tag.name in _STATEMENTS and self._statement:
            said = (*self._institution.items(), *self._warnings)
            statement, self._statement = self._statement, None
            self._warnings = []
            yield statement.close(said)
            self._noted.clear()

    def _judge(self, status: Tag) -> None:
        """An answer that is an error has no statement that could be trusted."""
        severity = self._status.get("SEVERITY", "").upper()
        code, message = self._status.get("CODE", ""), self._status.get("MESSAGE", "")
        if severity == "WARN":
            self._warnings.append(("STATUS", f"{code} {severity} {message}".rstrip()))
        if severity != "ERROR":
            return
        words = f"the bank answers with an error: {message}".rstrip(": ")
        refusal = FormatError(
            words, source=self._source, line=status.line, field="STATUS", value=code
        )
        if self._path and self._path[-1].name in _MUST_NOT_FAIL:
            raise refusal
        self._refusal = self._refusal or refusal

    def _element(self, tag: Tag) -> None:
        parent = self._path[-1].name if self._path else ""
        if parent == "STATUS":
            self._status[tag.name] = tag.value
        elif parent in ("FI", "SONRS") and tag.name in _INSTITUTION and tag.value:
            self._institution[tag.name] = tag.value
        elif self._statement:
            names = [each.name for each in self._path if (_depth(each.name) or 0) > _STATEMENT]
            if _KEPT.issuperset(names):
                path = "/".join([*names[-1:], tag.name])
                self._statement.elements.append(Element(path, tag.value, tag.line))

    def _stray(self, tag: Tag) -> None:
        """Text that is no element's value; behind the last end tag there may be anything blank."""
        self._noted[STRAY_TEXT] = None
        if self._statement:
            self._statement.elements.append(Element(STRAY_TEXT, tag.value, tag.line))

    def _error(self, problem: str, line: int, field: str) -> FormatError:
        return FormatError(problem, source=self._source, line=line, field=field)


def _depth(name: str) -> int | None:
    """None: an element, or an aggregate that this reader does not know."""
    depth = _DEPTH.get(name)
    if depth is None and _MESSAGES.fullmatch(name):
        return 1
    if depth is None and _ANSWER.fullmatch(name):
        return 2
    return depth
