"""One ``Ntry`` -> its transactions (ISO 20022 ReportEntry)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from ..model import Origin, Transaction
from ..references import creditor_reference
from . import payment
from .leaves import Fields, Leaves, Structures
from .pieces import Piece, cut_details
from .values import Days, read_amount, read_number

ENTRY: Fields = {
    **payment.KIND,
    **payment.AMOUNTS,
    "amount": ("Amt",),
    "currency": ("Amt@Ccy",),
    "direction": ("CdtDbtInd",),
    "reversal": ("RvslInd",),
    "status": ("Sts", "Sts/Cd", "Sts/Prtry"),
    "booking day": ("BookgDt/Dt", "BookgDt/DtTm"),
    "value day": ("ValDt/Dt", "ValDt/DtTm"),
    "bank reference": ("AcctSvcrRef",),
    "information": ("AddtlNtryInf",),
    "days of float": ("Avlbty/Dt/NbOfDays",),
}
_DETAIL = "NtryDtls/TxDtls/"
_END_OF_DETAIL = re.compile(r"</(?:[^\s<>/:]+:)?TxDtls\s*>")

_CURRENCY = re.compile("[A-Z]{3}")
_EXPECTED = frozenset(("PDNG", "INFO", "FUTR"))
_TRUE = frozenset(("true", "1"))
_FALSE = frozenset(("false", "0", ""))

_TOLD_BY_TYPE = frozenset(payment.KIND) - {"own code"}
_TOLD_OF_ENTRY = _TOLD_BY_TYPE | {
    "amount",
    "currency",
    "direction",
    "reversal",
    "status",
    "booking day",
    "value day",
    "bank reference",
}
_TOLD_OF_DETAIL = _TOLD_BY_TYPE | {
    "amount",
    "amount currency",
    "direction",
    "bank reference",
    "end-to-end id",
    "purpose",
    "text",
    "creditor reference",
    "return reason",
}
_OTHER_PARTY = {
    ours: frozenset(f"{other} {what}" for what in ("name", "account", "bank"))
    for ours, other in (("Cdtr", "Dbtr"), ("Dbtr", "Cdtr"))
}
_TOLD_BY_ROLE = {ours: _TOLD_OF_DETAIL | other for ours, other in _OTHER_PARTY.items()}


@dataclass(frozen=True, slots=True)
class Account:
    """What an entry has to know of its statement."""

    account: str
    currency: str
    """Empty where the statement says none: the first entry's is taken."""
    day: date | None
    """The day of a statement of one day."""
    leniencies: dict[str, None]


@dataclass(frozen=True, slots=True)
class Booking:
    """What all transactions of one entry have in common."""

    amount: Decimal
    currency: str
    booked: date
    value_date: date | None
    reversal: bool
    expected: bool


class EntryReader:
    """Reads the entries of one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._structures = Structures(source, (_DETAIL, payment.DETAIL), ("", ENTRY))
        self._details = Structures(source, ("", payment.DETAIL))
        self._days = Days()

    def read(self, piece: Piece, account: Account) -> tuple[Booking, list[Transaction]]:
        """The entry, and its transactions: one, or one for each detail if they add up to it.

        Raises:
            FormatError: no amount, direction, status or day that can be read.
        """
        text = piece.text
        if len(_END_OF_DETAIL.findall(text)) > 1:
            rest, pieces = cut_details(text, piece.line, self._source)
            entry = self._structures.read(rest, piece.line)[1]
            details = [self._details.read(each.text, each.line)[0] for each in pieces]
        else:
            detail, entry = self._structures.read(text, piece.line)
            details = [detail]
        booking = self._booking(entry, account)
        if len(details) == 1:
            return booking, [_transaction(entry, details[0], booking, account, piece)]
        amounts = _shares(details, booking)
        if amounts:
            return booking, [
                _transaction(entry, detail, replace(booking, amount=amount), account, each)
                for detail, amount, each in zip(details, amounts, pieces, strict=True)
            ]
        return booking, [
            _merged(
                entry,
                [_transaction(entry, each, booking, account, piece) for each in details],
                [_rest(entry, booking), *(each.rest(frozenset()) for each in details)],
                booking.currency,
            )
        ]

    def _booking(self, entry: Leaves, account: Account) -> Booking:
        currency = entry.get("currency")
        if currency != account.currency and (account.currency or not _CURRENCY.fullmatch(currency)):
            wanted = f"{account.currency}, as its statement" if account.currency else "a currency"
            raise entry.error(f"an entry not in {wanted}", "Amt", currency)
        amount = read_amount(
            entry.get("amount"),
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

    def _read_days(self, entry: Leaves, account: Account) -> tuple[date, date | None]:
        booked = self._day(entry, "booking day", "BookgDt")
        value_date = self._day(entry, "value day", "ValDt")
        if booked:
            return booked, value_date
        if value_date:
            account.leniencies["value date as booking day"] = None
            return value_date, value_date
        if account.day:
            account.leniencies["day of the balances as booking day"] = None
            return account.day, None
        raise entry.error("an entry without booking day", "BookgDt")

    def _day(self, entry: Leaves, field: str, path: str) -> date | None:
        text = entry.get(field)
        if not text:
            return None
        return self._days.read(text, lambda problem, value: entry.error(problem, path, value))


def _is_credit(entry: Leaves) -> bool:
    """The direction of the money, of a reversal as well."""
    mark = entry.get("direction")
    if mark == "CRDT":
        return True
    if mark == "DBIT":
        return False
    raise entry.error("neither CRDT nor DBIT", "CdtDbtInd", mark)


def _is_reversal(entry: Leaves) -> bool:
    mark = entry.get("reversal")
    if mark in _FALSE:
        return False
    if mark in _TRUE:
        return True
    raise entry.error("neither true nor false", "RvslInd", mark)


def _is_expected(entry: Leaves, account: Account) -> bool:
    status = entry.get("status")
    if status == "BOOK":
        return False
    if status in _EXPECTED:
        return True
    if status:
        raise entry.error("an unknown status", "Sts", status)
    account.leniencies["entry without status: booked"] = None
    return False


def _shares(details: list[Leaves], booking: Booking) -> list[Decimal]:
    """The signed amount of each detail, or none if they do not add up to the entry."""
    amounts = []
    for detail in details:
        amount = payment.amount_in(detail, booking.currency)
        mark = detail.get("direction")
        if amount is None or mark not in ("", "CRDT", "DBIT"):
            return []
        credit = mark == "CRDT" if mark else booking.amount >= 0
        amounts.append(amount if credit else -amount)
    return amounts if sum(amounts) == booking.amount else []


def _transaction(
    entry: Leaves, detail: Leaves, booking: Booking, account: Account, piece: Piece
) -> Transaction:
    returned = booking.reversal or "return" in detail.paths.fields
    ours = payment.our_role(detail, account.account, booking.amount >= 0, returned)
    end_to_end_id = payment.end_to_end_id(detail)
    text = payment.remittance(detail) or entry.get("information")
    reference = payment.structured_reference(detail) or creditor_reference(text)
    currency = booking.currency
    kept = payment.charges(detail, currency)
    if kept is None and piece.entry:
        kept = payment.charges(entry, currency)
    return Transaction(
        booked=booking.booked,
        amount=booking.amount,
        origin=Origin(source=entry.source, line=piece.line, raw=piece.text),
        value_date=booking.value_date,
        reference=reference or end_to_end_id or detail.get("instruction"),
        end_to_end_id=end_to_end_id,
        creditor_reference=reference,
        remittance=text,
        counterparty=payment.counterparty(detail, ours),
        bank_reference=detail.get("bank reference") or entry.get("bank reference"),
        type_code=payment.type_code(detail) or payment.type_code(entry),
        purpose=detail.get("purpose"),
        reversal=booking.reversal,
        return_reason=detail.get("return reason"),
        charges=kept,
        exchange=payment.exchange(detail, currency) or payment.exchange(entry, currency),
        availability=_availability(entry, booking) if piece.entry else (),
        expected=booking.expected,
        extra=(*_rest(entry, booking), *detail.rest(_TOLD_BY_ROLE[ours])),
    )


def _availability(entry: Leaves, booking: Booking) -> tuple[tuple[int, Decimal], ...]:
    """Parts by days of float, if each has its days and its amount."""
    if "days of float" not in entry.paths.fields:
        return ()
    days = entry.every("Avlbty/Dt/NbOfDays")
    amounts = [read_number(text) for text in entry.every("Avlbty/Amt")]
    sign = 1 if booking.amount >= 0 else -1
    parts = [
        (int(day), sign * amount)
        for day, amount in zip(days, amounts, strict=False)
        if re.fullmatch("[0-9]{1,4}", day) and amount is not None
    ]
    return tuple(parts) if len(parts) == len(days) == len(amounts) else ()


def _rest(entry: Leaves, booking: Booking) -> list[tuple[str, str]]:
    """What is told nowhere else; the status only where it is not BOOK."""
    rest = entry.rest(_TOLD_OF_ENTRY)
    return [("Sts", entry.get("status")), *rest] if booking.expected else rest


def _merged(
    entry: Leaves,
    transactions: list[Transaction],
    extra: Iterable[Iterable[tuple[str, str]]],
    currency: str,
) -> Transaction:
    """One transaction of an entry whose details do not add up: what they have in common."""
    first = transactions[0]
    common = {
        each.name: getattr(first, each.name)
        for each in fields(Transaction)
        if len({getattr(transaction, each.name) for transaction in transactions}) == 1
    }
    common["charges"] = (
        payment.charges(entry, currency)
        or sum((each.charges for each in transactions if each.charges), Decimal())
        or None
    )
    common["exchange"] = payment.exchange(entry, currency)
    common["remittance"] = "\n".join(dict.fromkeys(each.remittance for each in transactions))
    common["extra"] = tuple(pair for pairs in extra for pair in pairs)
    return Transaction(**common)
