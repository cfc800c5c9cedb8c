"""Fields -> pages: one opening balance, entries, one closing balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ..checks import check_balances
from ..errors import FormatError, TruncatedFile
from ..model import Origin, Statement
from ..text import Place
from .account import read_account, read_number
from .balance import read_balance, stated_currency, stated_day
from .details import filled
from .fields import Field
from .transaction import read_transaction

OPENING = ("60F", "60M")
CLOSING = ("62F", "62M")
_ACCOUNT = ("25", "25P")
_NUMBER = ("28C", "28")
_ONLY_MT942 = frozenset(("13D", "34F", "90C", "90D"))
# After a closing balance each of these begins the next page; :20: does so always.
_FIRST = frozenset(("21", *_ACCOUNT, *_NUMBER, *OPENING))


@dataclass(frozen=True, slots=True)
class Page:
    """A statement as far as one page tells it; ``:60M:`` continues one, ``:62M:`` is continued."""

    statement: Statement
    opening: Origin
    continues: bool
    continued: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """The fields of one page: before the first entry, the entries, from the closing balance on."""

    head: tuple[Field, ...]
    entries: tuple[list[Field], ...]
    tail: tuple[Field, ...]

    def first(self, tags: tuple[str, ...]) -> Field | None:
        """The first field outside the entries with one of ``tags``."""
        return next((field for field in (*self.head, *self.tail) if field.tag in tags), None)


def cut_into_pages(fields: Iterable[Field]) -> Iterator[tuple[Field, ...]]:
    """Banks that leave out ``:20:`` between the pages are understood as well."""
    page: list[Field] = []
    opened = closed = False
    for field in fields:
        begins = field.tag == "20" or (field.tag in OPENING and opened)
        if page and (begins or (closed and field.tag in _FIRST)):
            yield tuple(page)
            page, opened, closed = [], False, False
        page.append(field)
        opened |= field.tag in OPENING
        closed |= field.tag in CLOSING
    if page:
        yield tuple(page)


def refuse_unfinished(page: tuple[Field, ...], last: Field, source: str) -> None:
    """Raise if the page has no closing balance; ``last`` is the last field of the file."""
    tags = {field.tag for field in page}
    if not tags.isdisjoint(CLOSING):
        return
    if tags & _ONLY_MT942 and tags.isdisjoint(OPENING):
        raise FormatError(
            "an MT942 interim report (or a request for one) is recognised, but not read by this"
            " version: it has no balances, use the MT940 of the day",
            source=source,
            line=page[0].line,
        )
    if page[-1] is last:
        raise TruncatedFile(
            "the file ends before the closing balance of its last statement",
            source=source,
            line=last.line + len(last.lines) - 1,
            field=f":{last.tag}:",
        )
    raise FormatError("a statement without closing balance", source=source, line=page[0].line)


def read_page(
    fields: tuple[Field, ...], source: str, leniencies: dict[str, None], before: Page | None
) -> Page:
    """One page; ``before`` is asked for the account if this page names none (a leniency)."""

    def place(field: Field) -> Place:
        return Place(source, field.line, f":{field.tag}:", leniencies)

    def origin(field: Field) -> Origin:
        return Origin(source=source, line=field.line, raw=field.raw)

    parts = _divide(fields, source)
    opening_field, closing_field = parts.first(OPENING), parts.first(CLOSING)
    if not opening_field or not closing_field:
        raise place(fields[0]).error("a statement needs one opening and one closing balance")
    currency = stated_currency(opening_field) or stated_currency(closing_field)
    if not currency:
        raise place(opening_field).error("no currency in the balances", opening_field.text)
    day = stated_day(closing_field, place(closing_field)) or stated_day(
        opening_field, place(opening_field)
    )
    if not day:
        raise place(closing_field).error("no day in the balances", closing_field.text)
    opening = read_balance(opening_field, currency, day, place(opening_field))
    transactions = tuple(
        read_transaction(entry, currency, place(entry[0])) for entry in parts.entries
    )
    closing = read_balance(closing_field, currency, day, place(closing_field))
    number = parts.first(_NUMBER)
    statement = Statement(
        account=_account(parts, currency, place(fields[0]), before),
        currency=currency,
        origin=replace(origin(fields[0]), raw=""),
        number=read_number(number) if number else "",
        opening=opening,
        closing=closing,
        transactions=transactions,
        checks=tuple(
            check_balances(
                opening,
                sum((each.amount for each in transactions), Decimal()),
                closing,
                origin(closing_field),
            )
        ),
        leniencies=tuple(leniencies),
        extra=_extra(parts),
    )
    return Page(
        statement,
        opening=origin(opening_field),
        continues=opening_field.tag == "60M",
        continued=closing_field.tag == "62M",
    )


def _divide(fields: tuple[Field, ...], source: str) -> _Parts:
    head: list[Field] = []
    entries: list[list[Field]] = []
    tail: list[Field] = []
    for field in fields:
        if tail and field.tag == "61":
            raise FormatError(
                "an entry after the closing balance",
                source=source,
                line=field.line,
                field=":61:",
                value=field.text,
            )
        if tail or field.tag in CLOSING:
            tail.append(field)
        elif field.tag == "61":
            entries.append([field])
        else:
            (entries[-1] if entries else head).append(field)
    return _Parts(tuple(head), tuple(entries), tuple(tail))


def _account(parts: _Parts, currency: str, place: Place, before: Page | None) -> str:
    field = parts.first(_ACCOUNT)
    account = read_account(field, currency) if field else ""
    if not account and before:
        place.forgive("account of the statement before")
        return before.statement.account
    if not account:
        raise place.error("a statement without account (:25:)")
    return account


def _extra(parts: _Parts) -> tuple[tuple[str, str], ...]:
    """Every field of the statement that is not an entry or a balance, by its tag, verbatim."""
    balances = (*OPENING, *CLOSING)
    return filled(
        *(
            (field.tag, field.text)
            for field in (*parts.head, *parts.tail)
            if field.tag not in balances
        )
    )
