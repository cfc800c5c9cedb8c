"""Statements, whose pages may be several ``Stmt`` elements or messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import pairwise

from ..checks import check_balances, check_page_chain
from ..errors import FormatError
from ..model import Check, Origin, Statement, StatementAction
from .balance import Balances, StatedBalance, read_balances
from .entry import Account, Booking
from .frame import Header, Told
from .summary import Tally, check_summary
from .values import Days

_ACCOUNT = tuple(f"Acct/Id/{kind}" for kind in ("IBAN", "Othr/Id", "BBAN", "PrtryAcct/Id", "UPIC"))
_BANK = tuple(
    f"Acct/Svcr/FinInstnId/{kind}"
    for kind in ("BIC", "BICFI", "CmbndId/BIC", "ClrSysMmbId/MmbId", "Othr/Id")
)
_NUMBER = ("LglSeqNb", "ElctrncSeqNb", "Id")
_PAGES = ("StmtPgntn", "RptPgntn", "NtfctnPgntn")
_TOLD = frozenset((*_ACCOUNT, "Acct/Ccy"))
_SUMMARY = tuple(f"TxsSummry/{part}/" for part in ("TtlNtries", "TtlCdtNtries", "TtlDbtNtries"))
_TEST = re.compile(r"(?i)(?:.*/)?TEST")
"""What Swiss banks write into AddtlInf: ``SPS/1.7/TEST``."""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """``number`` is 0 where no page is numbered."""

    number: int
    last: bool
    of_message: bool


@dataclass(slots=True)
class Page:
    """One element; ``account`` and ``balances`` are known before its first entry is read."""

    header: Header
    account: Account
    balances: Balances
    number: PageNumber
    booked: Tally
    expected: Tally

    def add(self, booking: Booking) -> None:
        """Count one entry; the first one's currency is the statement's if nothing else says it."""
        (self.expected if booking.expected else self.booked).add(booking)
        if not self.account.currency:
            self.account = replace(self.account, currency=booking.currency)

    def end(self, source: str, days: Days) -> None:
        """Balances belong before the entries; those that stand after them count as well."""
        self.balances = read_balances(
            self.header.balances, self.account.currency, source, days, self.account.leniencies
        )

    def checks(self, source: str) -> list[Check]:
        """Of the totals of this page."""
        return check_summary(self.header, self.booked, self.expected, self.account.currency, source)

    def is_continued_by(self, header: Header, number: PageNumber, account: str) -> bool:
        """Whether the next element is the next page of the same statement."""
        same = self.header.texts.get
        return (
            not self.number.last
            and number.number == self.number.number + 1 > 1
            and account == self.account.account
            and any(same(name) and same(name) == header.texts.get(name) for name in _NUMBER)
        )


def read_page(header: Header, source: str, days: Days) -> Page:
    """What an element says before its entries. Raises ``FormatError``."""
    leniencies: dict[str, None] = {}
    currency = header.get("Acct/Ccy")
    if currency and not re.fullmatch("[A-Z]{3}", currency):
        raise FormatError(
            "not a currency",
            source=source,
            line=header.line_of("Acct/Ccy"),
            field="Acct/Ccy",
            value=currency,
        )
    balances = read_balances(header.balances, currency, source, days, leniencies)
    ends = [each.balance for each in (balances.opening, balances.closing) if each]
    for end in ends:
        currency = currency or end.currency
    account = Account(
        account=read_account(header, source),
        currency=currency,
        day=_only_day(header, [end.day for end in ends], source, days),
        announced=None if header.kind == "booked" else _message_day(header, source, days),
        leniencies=leniencies,
    )
    return Page(header, account, balances, read_number(header), Tally(), Tally())


def _only_day(header: Header, ends: list[date], source: str, days: Days) -> date | None:
    """The day of a statement of one day, by its period or its balances."""
    period = [
        _day(header, source, days, f"FrToDt/{end}DtTm", f"FrToDt/{end}Dt") for end in ("Fr", "To")
    ]
    if period[0] and period[0] == period[1]:
        return period[0]
    return ends[0] if len(ends) == 2 and ends[0] == ends[1] else None


def _message_day(header: Header, source: str, days: Days) -> date | None:
    return _day(header, source, days, "CreDtTm") or _day(
        header.message, source, days, "GrpHdr/CreDtTm"
    )


def _day(told: Told, source: str, days: Days, *paths: str) -> date | None:
    text = told.get(*paths)
    if not text:
        return None
    line = told.line_of(*paths)
    return days.read(
        text,
        lambda problem, value: FormatError(
            problem, source=source, line=line, field=paths[0], value=value
        ),
    )


def read_account(header: Header, source: str) -> str:
    """IBAN or number of the account. Raises ``FormatError`` if there is none."""
    account = header.get(*_ACCOUNT).replace(" ", "")
    if not account:
        raise FormatError("no account", source=source, line=header.line, field="Acct/Id")
    return account


def read_number(header: Header) -> PageNumber:
    """Which page it is: of the statement, or else of the message."""
    for name in _PAGES:
        if f"{name}/PgNb" in header.texts:
            last = header.get(f"{name}/LastPgInd")
            return PageNumber(_page(header.get(f"{name}/PgNb")), last not in ("false", "0"), False)
    message = header.message
    last = message.get("GrpHdr/MsgPgntn/LastPgInd")
    number = _page(message.get("GrpHdr/MsgPgntn/PgNb"))
    return PageNumber(number, last not in ("false", "0"), True)


def _page(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,5}", text) else 0


def joined(pages: list[Page], source: str) -> Statement:
    """The statement of all ``pages``, with its checks, without transactions."""
    first, last = pages[0], pages[-1]
    header, opening, closing = first.header, first.balances.opening, last.balances.closing
    checks = [check for page in pages for check in page.checks(source)]
    for before, after in pairwise(pages):
        checks += _check_chain(before, after, source)
    leniencies = dict.fromkeys(name for page in pages for name in page.account.leniencies)
    currency = next((page.account.currency for page in pages if page.account.currency), "")
    tally = reduce(Tally.__add__, (page.booked for page in pages))
    # An interim report can hold new entries only: then its opening balance is the day's all the same.
    if opening and closing and (header.kind == "booked" or closing.code == "CLBD"):
        checks += _check_movements(opening, tally, closing)
    if header.kind == "booked":
        leniencies |= dict.fromkeys(_missing(first, last))
    return Statement(
        account=first.account.account,
        currency=currency,
        origin=Origin(source=source, line=header.line),
        kind=header.kind,
        action=_action(header),
        number=header.get(*_NUMBER),
        bank=header.get(*_BANK),
        opening=opening.balance if opening else None,
        closing=closing.balance if closing else None,
        checks=tuple(checks),
        leniencies=tuple(leniencies),
        extra=tuple(dict.fromkeys(pair for page in pages for pair in _extra(page))),
    )


def _check_chain(before: Page, after: Page, source: str) -> list[Check]:
    """A page goes on from the interim balance; some banks repeat the statement's balances."""
    ended, began = before.balances.closing, after.balances.opening
    if not ended or not began or ended.code != "ITBD" or began.code != "ITBD":
        return []
    return list(check_page_chain(ended.balance, began.balance, began.origin))


def _check_movements(opening: StatedBalance, tally: Tally, closing: StatedBalance) -> list[Check]:
    """Opening and closing balance. Some programs mark reversals with the direction of the origin."""
    movements = tally.credit - tally.debit
    checks = list(check_balances(opening.balance, movements, closing.balance, closing.origin))
    missing = closing.balance.amount - opening.balance.amount - movements
    if missing and missing == -2 * tally.reversed:
        hint = "it would hold if the reversals (RvslInd) went the other way"
        checks = [check if check.holds else replace(check, of=hint) for check in checks]
    return checks


def _missing(first: Page, last: Page) -> list[str]:
    """What is not in the file though the statement is a booked one."""
    opening, closing = first.balances.opening, last.balances.closing
    found = []
    if not opening:
        found.append("no opening balance (OPBD or PRCD)")
    if not closing:
        found.append("no closing balance (CLBD)")
    if (opening and opening.code == "ITBD") or (
        first.number.number > 1 and not first.number.of_message
    ):
        found.append("earlier pages are not in this file")
    if (closing and closing.code == "ITBD") or not (last.number.last or last.number.of_message):
        found.append("later pages are not in this file")
    return found


def _action(header: Header) -> StatementAction:
    message = header.message
    if header.get("CpyDplctInd") or message.get("AppHdr/CpyDplct", "GrpHdr/CpyDplctInd"):
        return "copy"
    if _TEST.fullmatch(message.get("GrpHdr/AddtlInf")):
        return "test"
    return "new"


def _extra(page: Page) -> list[tuple[str, str]]:
    """All that is neither account, balance nor total, verbatim by its path."""
    header = page.header
    pairs = [*header.message.texts.items(), *header.texts.items(), *header.more]
    kept = [
        (path, text)
        for path, text in pairs
        if text and path not in _TOLD and not path.startswith(_SUMMARY)
    ]
    return [*kept, *page.balances.others]
