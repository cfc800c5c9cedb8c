"""Pages -> statements. ``:62M:`` says that a page of the same statement follows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from ..checks import check_page_chain
from ..errors import FormatError, TruncatedFile
from ..model import Check, Statement, Transaction
from .cut import Item
from .page import Page
from .parts import Parts, cut_into_pages


def read_statements(
    items: Iterable[Item], source: str, charset: str
) -> Iterator[Transaction | Statement]:
    """All statements in the order of their first pages, each after its transactions.

    ``charset`` is a leniency or ``""``. What stands between two pages of a statement is kept in
    memory until its last page is read.

    Raises:
        TruncatedFile, FormatError: see ``mt940.read``.
    """
    waiting: deque[_Pages] = deque()
    unfinished: dict[tuple[str, str], _Pages] = {}
    empty = True
    for page in _pages(items, source, charset):
        empty = False
        key = (page.account, page.number)  # a number behind the entries comes too late
        statement = _continued_by(page, unfinished.get(key))
        if not statement:
            statement = unfinished[key] = _Pages(page)
            waiting.append(statement)
        yield from _completed(waiting)
        if statement is waiting[0]:
            yield from page.transactions()
        else:
            statement.held += page.transactions()
        statement.finish(page)
        if statement.complete:
            del unfinished[key]
        yield from _completed(waiting)
    for statement in waiting:
        yield from statement.release()
        yield statement.statement()
    if empty:
        raise FormatError("no statement in the file", source=source, line=1)


def _pages(items: Iterable[Item], source: str, charset: str) -> Iterator[Page]:
    account = ""
    for fields in cut_into_pages(items):
        parts = Parts(fields, source)
        if parts.start:
            leniencies = {charset: None} if charset else {}
            page = Page(parts, parts.start, source, leniencies, account)
            account = page.account
            yield page
        elif parts.blocks.endswith("{4:"):
            raise TruncatedFile(
                "the file ends where a message begins", source=source, line=parts.line
            )


def _continued_by(page: Page, statement: _Pages | None) -> _Pages | None:
    """The statement if it goes on with the page. If it does not, nothing more of it will come."""
    if statement and not page.continues:
        statement.complete = True
        return None
    return statement


def _completed(waiting: deque[_Pages]) -> Iterator[Transaction | Statement]:
    """Those of which nothing more will come; then what was held of the next."""
    while waiting and waiting[0].complete:
        yield waiting.popleft().statement()
        if waiting:
            yield from waiting[0].release()


class _Pages:
    """One statement: its pages so far, and what waits until the ones before are complete."""

    def __init__(self, page: Page) -> None:
        self.held: list[Transaction] = []
        self.complete = False
        self._first = self._last = page
        self._checks: list[Check] = []
        self._leniencies: dict[str, None] = {}
        self._extra: list[tuple[str, str]] = []

    def release(self) -> Iterator[Transaction]:
        """What was held."""
        held, self.held = self.held, []
        yield from held

    def finish(self, page: Page) -> None:
        """The page, the first or one that continues it, is read to its end."""
        page.finish()
        if page is not self._first:
            chain = check_page_chain(self._last.closing, page.opening, page.opening_origin)
            self._checks += chain
        self._last = page
        self._checks += page.checks
        self._leniencies |= page.leniencies
        self._extra += page.extra
        self.complete = not page.continued

    def statement(self) -> Statement:
        """As far as its pages are in the file."""
        first, last = self._first, self._last
        if first.continues:
            self._leniencies["earlier pages are not in this file (:60M:)"] = None
        if last.continued:
            self._leniencies["later pages are not in this file (:62M:)"] = None
        return Statement(
            account=first.account,
            currency=first.currency,
            origin=first.origin,
            kind=first.kind,
            number=first.number,
            bank=first.bank,
            opening=first.opening,
            closing=last.closing,
            checks=tuple(self._checks),
            leniencies=tuple(self._leniencies),
            extra=tuple(self._extra),
        )
