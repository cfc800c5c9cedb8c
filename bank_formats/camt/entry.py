"""One ``Ntry`` -> its transactions (ISO 20022 ReportEntry)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..model import Exchange, Origin, Transaction
from ..references import creditor_reference
from . import payment
from .leaves import Element, Fields, Leaves, Structures
from .pieces import Piece, cut_details
from .values import Days, read_amount, read_number


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

_TOLD_BY_TYPE = frozenset(payment.KIND) - {"own_code"}
_TOLD_OF_ENTRY = _TOLD_BY_TYPE | {
    "amount",
    "currency",
    "direction",
    "reversal",
    "status",
    "booked",
    "value_date",
    "bank_reference",
}
_TOLD_WITH_TEXT = _TOLD_OF_ENTRY | {"information"}
_TOLD_OF_DETAIL = _TOLD_BY_TYPE | {
    "amount",
    "amount_currency",
    "direction",
    "bank_reference",
    "end_to_end_id",
    "purpose",
    "text",
    "creditor reference",
    "return_reason",
}
_TOLD_TO_CREDITOR = _TOLD_OF_DETAIL | {"debtor_name", "debtor_account", "debtor_bank"}
_TOLD_TO_DEBTOR = _TOLD_OF_DETAIL | {"creditor_name", "creditor_account", "creditor_bank"}


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


class EntryReader:
    """Reads the entries of one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        details = (payment.FIELDS, payment.Says._fields)
        self._structures = Structures((_DETAIL, *details), ("", FIELDS, Says._fields))
        self._details = Structures(("", *details))
        self._days = Days()

    def read(self, piece: Piece, account: Account) -> tuple[Booking, list[Transaction]]:
        """The entry, and its transactions: one, or one for each detail if they add up to it.

        Raises:
            FormatError: no amount, direction, status or day that can be read.
        """
        line, text, _entry = piece
        pieces: list[Piece] = []
        if text.count("TxDtls>") > 2 and len(_END_OF_DETAIL.findall(text)) > 1:
            rest, pieces = cut_details(text, line, self._source)
        several = len(pieces) > 1  # else all but one stood in comments
        element = Element(self._source, line, rest if several else text)
        paths, texts = self._structures.read(element)
        entry = Leaves(paths[1], texts, Says._make, element)
        booking = self._booking(entry, account)
        if not several:
            detail = Leaves(paths[0], texts, payment.Says._make, element)
            return booking, [self._transaction(entry, detail, booking, account, piece)]
        details = [self._detail(each) for each in pieces]
        amounts = _shares(details, booking)
        if amounts:
            return booking, [
                self._transaction(entry, detail, booking._replace(amount=amount), account, each)
                for detail, amount, each in zip(details, amounts, pieces, strict=True)
            ]
        each_alone = [
            self._transaction(entry, detail, booking, account, piece) for detail in details
        ]
        return booking, [_merged(entry, booking, each_alone, details)]

    def _detail(self, piece: Piece) -> Leaves[payment.Says]:
        element = Element(self._source, piece.line, piece.text)
        paths, texts = self._details.read(element)
        return Leaves(paths[0], texts, payment.Says._make, element)

    def _booking(self, entry: Leaves[Says], account: Account) -> Booking:
        said = entry.said
        currency = said.currency
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

    def _transaction(
        self,
        entry: Leaves[Says],
        detail: Leaves[payment.Says],
        booking: Booking,
        account: Account,
        piece: Piece,
    ) -> Transaction:
        whole, said = entry.said, detail.said
        currency = booking.currency
        credit = booking.amount >= 0
        creditor = payment.we_are_creditor(
            said, account.account, credit, booking.reversal or "return" in detail.has
        )
        end_to_end_id = payment.end_to_end_id(said)
        text = payment.remittance(detail)
        rest = _rest(entry, booking, _TOLD_OF_ENTRY if text else _TOLD_WITH_TEXT)
        text = text or whole.information
        reference = payment.structured_reference(detail) or creditor_reference(text)
        told = _TOLD_TO_CREDITOR if creditor else _TOLD_TO_DEBTOR
        return Transaction(
            booked=booking.booked,
            amount=booking.amount,
            origin=Origin(source=self._source, line=piece.line, raw=piece.text),
            value_date=booking.value_date,
            reference=reference or end_to_end_id or said.instruction,
            end_to_end_id=end_to_end_id,
            creditor_reference=reference,
            remittance=text,
            counterparty=payment.counterparty(said, creditor),
            bank_reference=said.bank_reference or whole.bank_reference,
            type_code=payment.type_code(said.domain, said.family, said.subfamily, said.own_code)
            or payment.type_code(whole.domain, whole.family, whole.subfamily, whole.own_code),
            purpose=said.purpose,
            reversal=booking.reversal,
            return_reason=said.return_reason,
            charges=_charges(entry, detail, currency, piece),
            exchange=_exchange(said, whole, currency),
            availability=_availability(entry, booking) if piece.entry else (),
            expected=booking.expected,
            extra=(*rest, *detail.rest(told)),
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


def _shares(details: list[Leaves[payment.Says]], booking: Booking) -> list[Decimal]:
    """The signed amount of each detail, or none if they do not add up to the entry."""
    amounts = []
    for detail in details:
        amount = payment.amount_in(detail.said, booking.currency)
        mark = detail.said.direction
        if amount is None or mark not in ("", "CRDT", "DBIT"):
            return []
        credit = mark == "CRDT" if mark else booking.amount >= 0
        amounts.append(amount if credit else -amount)
    return amounts if sum(amounts) == booking.amount else []


def _exchange(said: payment.Says, whole: Says, currency: str) -> Exchange | None:
    """As it was ordered, else as it was settled; of the detail, else of the entry."""
    currencies = {
        said.instructed_currency,
        said.transaction_currency,
        said.countervalue_currency,
        said.amount_currency,
        whole.instructed_currency,
        whole.transaction_currency,
        whole.countervalue_currency,
    }
    if currencies <= {"", currency}:
        return None
    amounts = (
        (said.instructed, said.instructed_currency),
        (said.transaction, said.transaction_currency),
        (said.countervalue, said.countervalue_currency),
        (said.amount, said.amount_currency),
        *_amounts(whole),
    )
    return payment.exchange(amounts, said.rate or whole.rate, currency)


def _amounts(whole: Says) -> tuple[tuple[str, str], ...]:
    return (
        (whole.instructed, whole.instructed_currency),
        (whole.transaction, whole.transaction_currency),
        (whole.countervalue, whole.countervalue_currency),
    )


def _charges(
    entry: Leaves[Says], detail: Leaves[payment.Says], currency: str, piece: Piece
) -> Decimal | None:
    """Of the detail; of the entry only where it is one payment."""
    kept = payment.charges(detail, currency)
    return payment.charges(entry, currency) if kept is None and piece.entry else kept


def _availability(entry: Leaves[Says], booking: Booking) -> tuple[tuple[int, Decimal], ...]:
    """Parts by days of float, if each has its days and its amount."""
    if "float" not in entry.has:
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


def _rest(
    entry: Leaves[Says], booking: Booking, told: frozenset[str] = _TOLD_OF_ENTRY
) -> list[tuple[str, str]]:
    """What is told nowhere else; the status only where it is not BOOK."""
    rest = entry.rest(told)
    return [("Sts", entry.said.status), *rest] if booking.expected else rest


def _merged(
    entry: Leaves[Says],
    booking: Booking,
    transactions: list[Transaction],
    details: list[Leaves[payment.Says]],
) -> Transaction:
    """One transaction of an entry whose details do not add up: what they have in common."""
    first = transactions[0]
    common = {
        each.name: getattr(first, each.name)
        for each in fields(Transaction)
        if len({getattr(transaction, each.name) for transaction in transactions}) == 1
    }
    charges = payment.charges(entry, booking.currency)
    if charges is None:
        charged = [kept for each in details if (kept := payment.charges(each, booking.currency))]
        charges = sum(charged, Decimal()) if charged else None
    return Transaction(
        **common
        | {
            "charges": charges,
            "exchange": payment.exchange(_amounts(entry.said), entry.said.rate, booking.currency),
            "remittance": "\n".join(
                dict.fromkeys(each.remittance for each in transactions if each.remittance)
            ),
            "extra": (
                *_rest(entry, booking),
                *(pair for each in details for pair in each.rest(frozenset())),
            ),
        }
    )
