"""One page of a statement: its head at once, its entries one by one, its end after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from ..checks import check_balances
from ..errors import TruncatedFile
from ..model import Balance, Check, Origin, StatementKind, Transaction
from ..text import Place
from . import interim
from .account import read_account, read_bank, read_number
from .balance import read_balance, stated_currency, stated_day
from .details import filled
from .entry import Period
from .envelope import INTERIM, bank_of, message_type, no_statement
from .fields import Field
from .parts import CLOSING, OPENING, Parts
from .totals import TOTALS, Tallies, check_totals
from .transaction import EntryReader

_ACCOUNT = ("25", "25P")
_NUMBER = ("28C", "28")
_UNKNOWN = date.min


class Page:
    """A statement as far as one page tells it; ``:60M:`` continues one, ``:62M:`` is continued.

    The head is read when it is made. Then :meth:`transactions` is used up, then :meth:`finish`
    called: before that there are no ``checks`` and no ``closing``.

    Raises:
        FormatError: a field that cannot be read, a message that is no statement.
        TruncatedFile: the file ends inside the page.
    """

    def __init__(
        self,
        parts: Parts,
        start: Field,
        source: str,
        leniencies: dict[str, None],
        account_before: str,
    ) -> None:
        self._parts = parts
        self._source = source
        self._start = start
        self._tallies = Tallies()
        self._entries = parts.entries()
        self._opening = parts.first(OPENING)
        self._closing: Field | None = None
        self.leniencies = leniencies
        self.kind: StatementKind = "booked"
        self.kind = self._read_kind()
        self.currency = self._read_currency()
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        if self.kind == "booked" and self._opening:
            self.opening = read_balance(
                self._opening, self.currency, _UNKNOWN, self._place(self._opening)
            )
        self.account = self._read_account(account_before)
        self.checks: list[Check] = []

    @property
    def origin(self) -> Origin:
        """Where the page begins."""
        return Origin(source=self._source, line=self._start.line)

    @property
    def number(self) -> str:
        """The number of the statement."""
        field = self._parts.first(_NUMBER)
        return read_number(field) if field else ""

    @property
    def bank(self) -> str:
        """The BIC of the account's bank, or ``""``."""
        field = self._parts.first(_ACCOUNT)
        return (field and read_bank(field)) or bank_of(self._parts.blocks)

    @property
    def continues(self) -> bool:
        """Whether the statement began on an earlier page."""
        return bool(self.opening and self._opening and self._opening.tag == "60M")

    @property
    def continued(self) -> bool:
        """Whether the statement goes on on a later page; known at the end."""
        return bool(self.closing and self._closing and self._closing.tag == "62M")

    @property
    def opening_origin(self) -> Origin:
        """Where the opening balance stands."""
        return self._origin(self._opening or self._start)

    @property
    def extra(self) -> tuple[tuple[str, str], ...]:
        """Every field of the page that is not an entry or one of its balances, verbatim."""
        read = (*OPENING, *CLOSING) if self.kind == "booked" else ()
        fields = (*self._parts.head, *self._parts.tail)
        return filled(*((field.tag, field.text) for field in fields if field.tag not in read))

    def transactions(self) -> Iterator[Transaction]:
        """The entries, one by one."""
        opened = self.opening.day if self.opening and self.opening.day != _UNKNOWN else None
        latest = None
        if self.kind == "interim":
            latest = interim.latest_booking(self._parts.first(("13D",)))
        period = Period(opened, latest)
        reader = EntryReader(self._source, self.currency, period, self.leniencies, self._tallies)
        # Without a step of its own for each entry.
        return chain.from_iterable(map(reader.read, self._entries))

    def finish(self) -> None:
        """Read what stands behind the entries, and check it."""
        self._closing = self._parts.first(CLOSING)
        if self.opening is None:
            self._finish_report()
        elif self._closing:
            self._finish_balances(self.opening, self._closing)
        else:
            self._finish_without_balance(self.opening)
        if self.kind == "booked" and self._tallies.has_expected:
            self._place(self._start).forgive("expected entries (EC, ED) in a booked statement")
        totals = self._parts.all(TOTALS)
        self.checks += check_totals(totals, self._tallies, self.currency, self._source)

    def _read_kind(self) -> StatementKind:
        tags = {field.tag for field in self._parts.head}
        if words := no_statement(self._parts.blocks, () if self._opening else tags):
            raise self._place(self._start).error(f"{words}, not a statement")
        if message_type(self._parts.blocks) == "942":
            return "interim"
        if self._opening:
            return "booked"
        if not tags.isdisjoint(INTERIM):
            return "interim"
        for _entry in self._entries:
            pass
        self._refuse_cut_off()
        raise self._place(self._start).error("a statement without opening balance (:60F:)")

    def _read_currency(self) -> str:
        stated = self._stated_currency()
        if not stated:
            # It stands behind the entries.
            self._entries = iter(list(self._entries))
            stated = self._stated_currency()
        if not stated:
            self._refuse_cut_off()
            field = self._opening or self._parts.first(("34F",)) or self._start
            where = "balances" if self._opening else "floor limits"
            raise self._place(field).error(f"no currency in the {where}", field.text)
        return stated

    def _stated_currency(self) -> str:
        if self.kind == "interim":
            limits = interim.stated_currency(self._parts.all(("34F",)))
            return limits or interim.stated_currency(self._parts.all(TOTALS))
        balances = self._parts.all((*OPENING, *CLOSING))
        return next((each for field in balances if (each := stated_currency(field))), "")

    def _read_account(self, before: str) -> str:
        field = self._parts.first(_ACCOUNT)
        account = read_account(field, self.currency) if field else ""
        if not account and before:
            self._place(self._start).forgive("account of the statement before")
            return before
        if not account:
            raise self._place(self._start).error("a statement without account (:25:)")
        return account

    def _finish_balances(self, opening: Balance, field: Field) -> None:
        day = stated_day(field, self._place(field)) or opening.day
        if day == _UNKNOWN:
            raise self._place(field).error("no day in the balances", field.text)
        if opening.day == _UNKNOWN:
            self.opening = opening = replace(opening, day=day)
        self.closing = read_balance(field, self.currency, day, self._place(field))
        self.checks += check_balances(
            opening, self._tallies.booked, self.closing, self._origin(field)
        )

    def _finish_without_balance(self, opening: Balance) -> None:
        """The message has an end: what it says is whole, but nothing proves it."""
        self._refuse_cut_off()
        if opening.day == _UNKNOWN:
            raise self._place(self._start).error("no day in the balances")
        self.checks.append(
            Check(
                check="closing balance",
                holds=False,
                expected="no closing balance",
                found=f"{opening.amount + self._tallies.booked} {self.currency}",
                origin=self._origin(self._parts.last or self._start),
            )
        )

    def _finish_report(self) -> None:
        if self._parts.cut_off and "{4:" in self._parts.blocks:
            self._refuse_cut_off()
        if self._parts.cut_off and not self._parts.all(TOTALS):
            self._place(self._start).forgive("nothing says that the report ends here")

    def _refuse_cut_off(self) -> None:
        if self._parts.cut_off and not self._parts.all(CLOSING):
            last = self._parts.last or self._start
            raise TruncatedFile(
                "the file ends inside an interim report"
                if self.kind == "interim"
                else "the file ends before the closing balance of its last statement",
                source=self._source,
                line=last.line + len(last.lines) - 1,
                field=f":{last.tag}:",
            )

    def _place(self, field: Field) -> Place:
        return Place(self._source, field.line, f":{field.tag}:", self.leniencies)

    def _origin(self, field: Field) -> Origin:
        return Origin(source=self._source, line=field.line, raw=field.raw)
