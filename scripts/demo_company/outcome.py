"""What a run did and where the books stand, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .checks import book_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Files, lines, posted and refused are this run's; suggested, left and cases are what is now."""

    files: int
    lines: int
    posted: int
    suggested: int
    left: int
    refused: int
    cases: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """In the order of the fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the database had come before the run."""

    document: int
    posted: frozenset[int]


def mark(env: Any) -> Mark:
    """To be asked for before the run."""
    return Mark(
        env["ar.feed.document"].search([], order="id desc", limit=1).id or 0,
        frozenset(env["ar.match"].search([("state", "=", "posted")]).ids),
    )


def outcome_since(env: Any, before: Mark, seconds: float) -> Outcome:
    """What the run did."""
    documents = env["ar.feed.document"].search([("id", ">", before.document)])
    matches = env["ar.match"]
    posted = set(matches.search([("state", "=", "posted")]).ids)
    return Outcome(
        files=len(documents.filtered("feed_id")),
        lines=sum(documents.mapped("line_count")),
        posted=len(posted - before.posted),
        suggested=matches.search_count([("state", "=", "suggested")]),
        left=matches.search_count([("state", "=", "left")]),
        refused=len(documents.filtered(lambda each: each.state == "quarantined")),
        cases=env["ar.case"].search_count([("state", "=", "open")]),
        seconds=round(seconds, 1),
    )


def table(env: Any, outcome: Outcome) -> Iterator[str]:
    """The lines to print."""
    yield f"{'bank file':<42}{'lines':>6}{'posted':>8}{'suggested':>11}{'left':>6}"
    for document in env["ar.feed.document"].search([], order="id"):
        yield _document_row(document)
    yield ""
    yield (
        f"This run: {outcome.files} files, {outcome.lines} lines, {outcome.posted} posted, "
        f"{outcome.refused} refused, {outcome.seconds} seconds. "
    )
    yield (
        f"Now: {outcome.suggested} suggested, {outcome.left} left, {outcome.cases} customers "
        "on the worklist."
    )
    yield _books_row(env)


def _document_row(document: Any) -> str:
    if document.state == "quarantined":
        return f"{document.name}\n    refused: {document.error}"
    states = document.line_ids.ar_match_ids.mapped("state")
    counts = [states.count(each) for each in ("posted", "suggested", "left")]
    columns = f"{document.line_count:>6}{counts[0]:>8}{counts[1]:>11}{counts[2]:>6}"
    return f"{document.name:<42}{columns}"


def _books_row(env: Any) -> str:
    banks = env["account.journal"].search([("type", "=", "bank")]).default_account_id
    receivable = env["account.account"].search([("account_type", "=", "asset_receivable")])
    owed = sum(book_balance(env, each) for each in receivable)
    money = sum(book_balance(env, each) for each in banks)
    return f"Books: banks {money:,.2f} EUR, receivables {owed:,.2f} EUR."
