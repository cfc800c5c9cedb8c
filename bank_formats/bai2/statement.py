"""Records -> transactions and statements, one account a statement.

A statement is held back until the records behind it are read, because the totals of its group and
of the file are checked on the last one: of what is held only header values take memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..errors import FormatError, TruncatedFile
from ..model import Check, Origin, Statement, StatementKind, Transaction
from ..text import Place
from .account import Account, read_account
from .headers import FileHeader, GroupHeader, read_file_header, read_group_header
from .lines import Lines
from .money import Money
from .ordinary import read_ordinary
from .records import Ordinary, Record, record_of
from .trailers import (
    CLOSING,
    OPENING,
    Sums,
    balance,
    check_account,
    check_account_trailer,
    check_trailer,
    lists_nothing,
)
from .transaction import read_transaction

Values = Iterator[Transaction | Statement]


@dataclass(slots=True)
class Reader:
    """Where in the file, group and account reading is. ``layout`` are the file's own leniencies.

    ``lines`` knows in the end whether the last of them is whole.
    """

    source: str
    layout: dict[str, None]
    lines: Lines
    header: FileHeader | None = None
    group: GroupHeader | None = None
    account: Account | None = None
    held: Statement | None = None
    in_file: Sums = field(default_factory=Sums)
    in_group: Sums = field(default_factory=Sums)
    leniencies: dict[str, None] = field(default_factory=dict)
    """Of the account; those of its file's header are in ``of_file``."""
    of_file: dict[str, None] = field(default_factory=dict)
    unit: Money = field(default_factory=lambda: Money("USD", 2))
    trailers: int = 0
    """How many 49 were read."""

    def read(self, records: Iterator[Record | Ordinary]) -> Values:
        """All transactions, each statement after its own.

        Raises:
            TruncatedFile: the file ends inside an account or before any.
            FormatError: a record that cannot be read, or stands where it may not.
        """
        last = None
        for each in records:
            if not isinstance(each, Record):
                yield self._ordinary(each)
                continue
            last = each
            if each.code == "16":
                yield self._transaction(each)
            else:
                self.in_file.records += each.records
                self.in_group.records += each.records
                yield from self._structure(each)
        if last is None:
            raise FormatError("no record in the file", source=self.source, line=1)
        yield from self._end(last)

    def _ordinary(self, ordinary: Ordinary) -> Transaction:
        """What is not so ordinary here, such as outside an account, is read the general way."""
        account = self.account
        entry = read_ordinary(ordinary, account, self.source) if account else None
        return entry or self._transaction(record_of(ordinary))

    def _transaction(self, record: Record) -> Transaction:
        place = self._place(record)
        if self.account is None:
            raise place.error("a transaction outside an account (03)", record.raw[0][:40])
        return read_transaction(record, self.account, self.source, place)

    def _structure(self, record: Record) -> Values:
        place = self._place(record)
        if record.code == "01":
            yield from self._open_file(record, place)
        elif record.code == "02":
            self._close_group(record)
            if self.header is None:
                self._open_headless(record)
            self.group = read_group_header(record, self.header or FileHeader(), place)
            self.in_group = Sums(records=record.records)
        elif record.code == "03":
            yield from self._open_account(record, place)
        elif record.code == "49":
            self._trailer_of_account(record, place)
        else:
            self._trailer(record, place)

    def _open_file(self, record: Record, place: Place) -> Values:
        self._close_group(record)
        if self.header is not None:
            place.forgive("file without trailer (99)")
        yield from self._release()
        self.of_file = {}
        self.header = read_file_header(record, replace(place, leniencies=self.of_file))
        self.in_file = Sums(records=record.records)

    def _open_headless(self, record: Record) -> None:
        self.of_file = {"file without header (01)": None}
        self.header = FileHeader()
        self.in_file = Sums(records=record.records)

    def _open_account(self, record: Record, place: Place) -> Values:
        if self.account is not None:
            self._close_account(self.account.origin, [], None)
            place.forgive("account without trailer (49)")
        if self.group is None or self.header is None:
            raise place.error(
                "an account outside a group (02): its day is not known", record.raw[0][:40]
            )
        yield from self._release()
        self.account = read_account(record, self.header, self.group, self.source, place)
        self.unit = self.account.money

    def _trailer_of_account(self, record: Record, place: Place) -> None:
        account = self.account
        if account is None:
            raise place.error("an account's trailer (49) without account", record.raw[0][:40])
        account.records += record.records
        self.trailers += 1
        total, checks = check_account_trailer(record, account, self._origin(record), place)
        self._close_account(self._origin(record), checks, total)

    def _close_account(self, end: Origin, checks: list[Check], total: int | None) -> None:
        account = self.account
        if account is None:
            return
        self.account = None
        self.in_file.records += account.listed
        self.in_group.records += account.listed
        self.in_group.add(account.total if total is None else total)
        if lists_nothing(account):
            self.leniencies["balances and totals only: no transaction is listed"] = None
        self.held = self._statement(account, (*check_account(account), *checks))

    def _trailer(self, record: Record, place: Place) -> None:
        """Record 98 or 99."""
        if self.account is not None:
            self._close_account(self.account.origin, [], None)
            place.forgive("account without trailer (49)")
        whole, sums = self._closed_by(record, place)
        nai = self.header is not None and self.header.nai
        origin = self._origin(record)
        total, checks = check_trailer(record, sums, self.unit, nai, origin, place)
        if self.held is not None:
            self.held = replace(self.held, checks=(*self.held.checks, *checks))
        elif lost := next((check for check in checks if not check.holds), None):
            raise place.error(f"no account is in the {whole}, but: {lost.of}", lost.expected)
        if record.code == "98":
            self.in_file.add(total)
            self.group = None
        else:
            self.header = None

    def _closed_by(self, record: Record, place: Place) -> tuple[str, Sums]:
        """The group or the file that the trailer ends; it must be open."""
        if record.code == "98":
            if self.group is None:
                raise place.error("a group's trailer (98) without group", record.raw[0][:40])
            return "group", self.in_group
        self._close_group(record)
        if self.header is None:
            raise place.error("a file's trailer (99) without file", record.raw[0][:40])
        return "file", self.in_file

    def _close_group(self, record: Record) -> None:
        """Before the next group or the end of the file, a group that had no trailer."""
        if self.account is not None:
            self._close_account(self.account.origin, [], None)
            self.leniencies["account without trailer (49)"] = None
        if self.group is not None:
            self.leniencies["group without trailer (98)"] = None
            self.in_file.add(self.in_group.total)
            self.group = None

    def _end(self, last: Record) -> Values:
        """The end of the bytes. Whoever writes trailers has not ended before the last of them."""
        if not (self.lines.last_ends or last.code == "99" or _is_whole(last)):
            raise self._truncated("the file ends inside a record", last)
        if self.account is not None and self.trailers:
            raise self._truncated("the file ends inside an account: its trailer is missing", last)
        if self.held is None and self.account is None and self.header is not None:
            raise self._truncated("the file ends before its first account", last)
        self._close_group(last)
        if self.header is not None:
            self.leniencies["file without trailer (99)"] = None
        yield from self._release()

    def _truncated(self, problem: str, last: Record) -> TruncatedFile:
        return TruncatedFile(
            problem,
            source=self.source,
            line=last.line + len(last.raw) - 1,
            field=last.code,
            value=last.raw[-1][:60].strip(),
        )

    def _release(self) -> Values:
        """The statement that was held back, with the leniencies since the one before."""
        if self.held is not None:
            yield replace(self.held, leniencies=(*self.layout, *self.of_file, *self.leniencies))
            self.held = None
            self.leniencies.clear()

    def _statement(self, account: Account, checks: tuple[Check, ...]) -> Statement:
        header, group = account.header, account.group
        opening, closing = balance(account, OPENING), balance(account, CLOSING)
        return Statement(
            account=account.number,
            currency=account.money.currency,
            origin=account.origin,
            kind=_kind(group, opening is not None and closing is not None),
            action=group.action,
            number=header.number,
            bank=group.originator,
            opening=opening,
            closing=closing,
            checks=checks,
            extra=(*header.extra, *group.extra, *account.extra),
        )

    def _place(self, record: Record) -> Place:
        return Place(self.source, record.line, record.code, self.leniencies)

    def _origin(self, record: Record) -> Origin:
        return Origin(source=self.source, line=record.line, raw=record.text)


def _is_whole(record: Record) -> bool:
    """Whether nothing but text can be missing: it ends with a slash, or its text has begun."""
    return record.raw[-1].rstrip().endswith("/") or (
        record.code == "16" and sum(piece.count(",") + 1 for piece in record.pieces) > 5
    )


def _kind(group: GroupHeader, with_balances: bool) -> StatementKind:
    """Booked is what no later report tells again.

    Interim data (modifiers 1 and 3) come again as final. Final data of the same day (4) often come
    again next morning as those of the day before: with both ledger balances that is noticed, so
    they are booked; without them they stay interim.
    """
    if group.modifier in ("1", "3") or (group.modifier == "4" and not with_balances):
        return "interim"
    return "booked"
