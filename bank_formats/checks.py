"""The totals a statement must keep. A broken one is a value; nothing is ever adjusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .model import Balance, Check, CheckName, Origin, Statement


def check_balances(
    opening: Balance, movements: Decimal, closing: Balance, origin: Origin
) -> Iterator[Check]:
    """One currency, and opening + ``movements`` (their sum) == closing.

    ``origin`` is the closing balance's.
    """
    if opening.currency != closing.currency:
        yield Check(
            check="currency",
            holds=False,
            expected=opening.currency,
            found=closing.currency,
            origin=origin,
        )
    yield check_amount(
        "closing balance", closing.amount, opening.amount + movements, closing.currency, origin
    )


def check_amount(
    check: CheckName,
    expected: Decimal,
    found: Decimal,
    currency: str,
    origin: Origin,
    *,
    of: str = "",
) -> Check:
    """Whether the amount that the file states is the one that its entries give."""
    return Check(
        check=check,
        holds=expected == found,
        expected=f"{expected} {currency}".rstrip(),
        found=f"{found} {currency}".rstrip(),
        origin=origin,
        of=of,
    )


def check_count(
    expected: int, found: int, origin: Origin, *, of: str = "", check: CheckName = "count"
) -> Check:
    """Whether the number that the file states is the one that is in it."""
    return Check(
        check=check,
        holds=expected == found,
        expected=str(expected),
        found=str(found),
        origin=origin,
        of=of,
    )


def check_page_chain(
    before: Balance | None, after: Balance | None, origin: Origin
) -> Iterator[Check]:
    """A page must start from the balance at which the one before it ended, where both are known."""
    if before is not None and after is not None:
        yield _check_chain("page", before, after, origin)


def check_continuity(statements: Sequence[Statement]) -> list[tuple[Statement, Check]]:
    """For statements given in a row: each must open where the one before of its account closed.

    Only statements of booked money with balances take part; the check stands beside the later.
    """
    last: dict[tuple[str, str], Balance] = {}
    checks = []
    for statement in statements:
        if statement.kind != "booked" or statement.action != "new":
            continue
        account = (statement.account, statement.currency)
        before = last.get(account)
        if before and statement.opening:
            check = _check_chain("continuity", before, statement.opening, statement.origin)
            checks.append((statement, check))
        if statement.closing:
            last[account] = statement.closing
    return checks


def _check_chain(check: CheckName, before: Balance, after: Balance, origin: Origin) -> Check:
    return Check(
        check=check,
        holds=(before.amount, before.currency) == (after.amount, after.currency),
        expected=f"{before.amount} {before.currency}",
        found=f"{after.amount} {after.currency}",
        origin=origin,
    )
