"""One ``Ntry`` with its details -> its transactions."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal

from ..model import Exchange, Transaction, new_origin, new_transaction
from ..references import creditor_reference
from . import payment
from .entry import FIELDS, Account, Booking, BookingReader, Says
from .leaves import Element, Leaves, Structures
from .pieces import Piece, cut_details
from .rest import rest_of_detail, rest_of_entry
from .values import read_number

_DETAIL = "NtryDtls/TxDtls/"
_END_OF_DETAIL = re.compile(r"</(?:[^\s<>/:]+:)?TxDtls\s*>")
_NOT_SPLIT = "details that do not give the entry's amount: not split"


class EntryReader:
    """Reads the entries of one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        details = (payment.FIELDS, payment.Says._fields)
        self._structures = Structures((_DETAIL, *details), ("", FIELDS, Says._fields))
        self._details = Structures(("", *details))
        self._bookings = BookingReader()

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
        booking = self._bookings.read(entry, account)
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
        account.leniencies[_NOT_SPLIT] = None
        each_alone = [
            self._transaction(entry, detail, booking, account, piece) for detail in details
        ]
        return booking, [_merged(entry, booking, each_alone, details)]

    def _detail(self, piece: Piece) -> Leaves[payment.Says]:
        element = Element(self._source, piece.line, piece.text)
        paths, texts = self._details.read(element)
        return Leaves(paths[0], texts, payment.Says._make, element)

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
        rest = rest_of_entry(entry, detail, booking, not text)
        text = text or whole.information
        structured = payment.structured_reference(detail)
        reference = structured or creditor_reference(text)
        return new_transaction(
            booked=booking.booked,
            amount=booking.amount,
            origin=new_origin(source=self._source, line=piece.line, raw=piece.text),
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
            return_reason=payment.return_reason(detail),
            charges=_charges(entry, detail, currency, piece),
            exchange=_exchange(said, whole, currency),
            availability=_availability(entry, booking) if piece.entry else (),
            expected=booking.expected,
            extra=(
                *rest,
                *rest_of_detail(detail, whole, creditor, not piece.entry, bool(structured)),
            ),
        )


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
    return new_transaction(
        **common
        | {
            "charges": charges,
            "exchange": payment.exchange(_amounts(entry.said), entry.said.rate, booking.currency),
            "remittance": "\n".join(
                dict.fromkeys(each.remittance for each in transactions if each.remittance)
            ),
            "extra": (
                *rest_of_entry(entry, details[0], booking, False),
                *(pair for each in details for pair in each.rest(frozenset())),
            ),
        }
    )
