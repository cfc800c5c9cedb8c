"""One ``Ntry`` -> its transactions (ISO 20022 ReportEntry)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import payment
from .leaves import Fields, Leaves
from .values import Days, read_amount


class Says(NamedTuple):
    """The fields of one entry; empty where it has none."""

    amount: str
    currency: str
    direction: str
    reversal: str
    status: str
    booked: str
    value_date: str
    bank_reference: str
    information: str
    domain: str
    family: str
    subfamily: str
    own_code: str
    instructed: str
    instructed_currency: str
    transaction: str
    transaction_currency: str
    countervalue: str
    countervalue_currency: str
    rate: str


FIELDS: Fields = {
    "amount": ("Amt",),
    "currency": ("Amt@Ccy",),
    "direction": ("CdtDbtInd",),
    "reversal": ("RvslInd",),
    "status": ("Sts", "Sts/Cd", "Sts/Prtry"),
    "booked": ("BookgDt/Dt", "BookgDt/DtTm"),
    "value_date": ("ValDt/Dt", "ValDt/DtTm"),
    "bank_reference": ("AcctSvcrRef",),
    "information": ("AddtlNtryInf",),
    **payment.KIND,
    **payment.AMOUNTS,
    # Not a text of its own, but whether it is there.
    "charges": payment.CHARGES,
    "float": ("Avlbty/Dt/NbOfDays",),
}
_DETAIL = "NtryDtls/TxDtls/"
_END_OF_DETAIL = re.compile(r"</(?:[^\s<>/:]+:)?TxDtls\s*>")

_CURRENCY = re.compile("[A-Z]{3}")
_EXPECTED = frozenset(("PDNG", "INFO", "FUTR"))
_TRUE = frozenset(("true", "1"))
_FALSE = frozenset(("false", "0", ""))


@dataclass(frozen=True, slots=True)
class Account:
    """What an entry has to know of its statement."""

    account: str
    currency: str
    """Empty where the statement says none: the first entry's is taken."""
    day: date | None
    """The day of a statement of one day."""
    announced: date | None
    """The day of the message, where nothing of it is booked."""
    leniencies: dict[str, None]


class Booking(NamedTuple):
    """What all transactions of one entry have in common."""

    amount: Decimal
    currency: str
    booked: date
    value_date: date | None
    reversal: bool
    expected: bool


class BookingReader:
    """Reads what an entry says of itself, not of its payments."""

    def __init__(self) -> None:
        self._days = Days()

    def read(self, entry: Leaves[Says], account: Account) -> Booking:
        """Raises ``FormatError``: no amount, direction, status or day that can be read."""
        said = entry.said
        currency = said.currency
        if not currency and account.currency:
            account.leniencies["amount without currency: the account's"] = None
            currency = account.currency
        if "amount" not in entry.has:
            raise entry.error("an entry without amount", "Amt")
        if currency != account.currency and (account.currency or not _CURRENCY.fullmatch(currency)):
            wanted = f"{account.currency}, as its statement" if account.currency else "a currency"
            raise entry.error(f"an entry not in {wanted}", "Amt", currency)
        amount = read_amount(
            said.amount,
            currency,
            account.leniencies,
            lambda problem, value: entry.error(problem, "Amt", value),
        )
        booked, value_date = self._read_days(entry, account)
        return Booking(
            amount=amount if _is_credit(entry) else -amount,
            currency=currency,
            booked=booked,
            value_date=value_date,
            reversal=_is_reversal(entry),
            expected=_is_expected(entry, account),
        )

    def _read_days(self, entry: Leaves[Says], account: Account) -> tuple[date, date | None]:
        said = entry.said
        booked = self._day(entry, said.booked, "BookgDt") if said.booked else None
        value_date = self._day(entry, said.value_date, "ValDt") if said.value_date else None
        if booked:
            return booked, value_date
        if value_date:
            account.leniencies["value date as booking day"] = None
            return value_date, value_date
        if account.day:
            account.leniencies["day of the statement as booking day"] = None
            return account.day, None
        if account.announced:
            account.leniencies["day of the message as booking day"] = None
            return account.announced, None
        raise entry.error("an entry without booking day", "BookgDt")

    def _day(self, entry: Leaves[Says], text: str, path: str) -> date:
        return self._days.known.get(text) or self._days.read(
            text, lambda problem, value: entry.error(problem, path, value)
        )


def _is_credit(entry: Leaves[Says]) -> bool:
    """The direction of the money, of a reversal as well."""
    mark = entry.said.direction
    if mark == "CRDT":
        return True
    if mark == "DBIT":
        return False
    raise entry.error("neither CRDT nor DBIT", "CdtDbtInd", mark)


def _is_reversal(entry: Leaves[Says]) -> bool:
    mark = entry.said.reversal
    if mark in _FALSE:
        return False
    if mark in _TRUE:
        return True
    raise entry.error("neither true nor false", "RvslInd", mark)


def _is_expected(entry: Leaves[Says], account: Account) -> bool:
    status = entry.said.status
    if status == "BOOK":
        return False
    if status in _EXPECTED:
        return True
    if status:
        raise entry.error("an unknown status", "Sts", status)
    account.leniencies["entry without status: booked"] = None
    return False
