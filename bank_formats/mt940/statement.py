"""Pages -> statements. ``:62M:`` says that a page of the same statement follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..checks import check_page_chain
from ..errors import FormatError
from ..model import Statement
from .fields import Field
from .page import Page, cut_into_pages, read_page, refuse_unfinished


def read_statements(fields: tuple[Field, ...], source: str, charset: str) -> tuple[Statement, ...]:
    """All statements in the order of the file; ``charset`` is a leniency or ``""``.

    Raises:
        TruncatedFile, FormatError: see ``mt940.parse``.
    """
    pages: list[Page] = []
    for page_fields in cut_into_pages(fields):
        refuse_unfinished(page_fields, fields[-1], source)
        leniencies = {charset: None} if charset else {}
        pages.append(read_page(page_fields, source, leniencies, pages[-1] if pages else None))
    if not pages:
        raise FormatError("no statement in the file", source=source, line=1)
    return tuple(page.statement for page in _joined(pages))


def _joined(pages: Iterable[Page]) -> list[Page]:
    """Statements as one page each. A page goes to the open statement of its account and number."""
    done: list[Page] = []
    unfinished: dict[tuple[str, str], int] = {}
    for page in pages:
        key = (page.statement.account, page.statement.number)
        position = unfinished.pop(key, None) if page.continues else None
        if position is None:
            position = len(done)
            done.append(page)
        else:
            done[position] = _append(done[position], page)
        if page.continued:
            unfinished[key] = position
    return [_with_missing_pages(page) for page in done]


def _append(first: Page, second: Page) -> Page:
    before, after = first.statement, second.statement
    return replace(
        first,
        continued=second.continued,
        statement=replace(
            before,
            closing=after.closing,
            transactions=before.transactions + after.transactions,
            checks=(
                *before.checks,
                *check_page_chain(before.closing, after.opening, second.opening),
                *after.checks,
            ),
            leniencies=tuple(dict.fromkeys(before.leniencies + after.leniencies)),
            extra=before.extra + after.extra,
        ),
    )


def _with_missing_pages(page: Page) -> Page:
    """Some banks send pages in files of their own: what is here is whole, but it is said."""
    missing = [
        *(["earlier pages are not in this file (:60M:)"] if page.continues else []),
        *(["later pages are not in this file (:62M:)"] if page.continued else []),
    ]
    statement = replace(page.statement, leniencies=(*page.statement.leniencies, *missing))
    return replace(page, statement=statement)
