"""What no field of a transaction tells: it stays, verbatim, by its path."""

from __future__ import annotations

from functools import cache

from . import payment
from .entry import Booking, Says
from .leaves import Leaves

_DAY = len("2026-01-31")
_TYPE = frozenset(("domain", "family", "subfamily"))
_OF_ENTRY = frozenset(("amount", "currency", "direction", "reversal", "status"))
_OF_DETAIL = frozenset(("end_to_end_id", "purpose", "text", "return_reason"))
_AMOUNT = frozenset(("amount", "amount_currency", "direction"))
_PARTY = {
    side: frozenset(f"{side}_{what}" for what in ("name", "account", "bank"))
    for side in ("debtor", "creditor")
}


def rest_of_entry(
    entry: Leaves[Says], detail: Leaves[payment.Says], booking: Booking, told_text: bool
) -> list[tuple[str, str]]:
    """``told_text``: its information is the remittance. The status stays if it is not BOOK."""
    whole, said = entry.said, detail.said
    told = _told_of_entry(
        told_text,
        not said.domain,
        said.bank_reference in ("", whole.bank_reference),
        len(whole.booked) <= _DAY,
        len(whole.value_date) <= _DAY,
    )
    rest = entry.rest(told)
    return [("Sts", whole.status), *rest] if booking.expected else rest


def rest_of_detail(
    detail: Leaves[payment.Says], whole: Says, creditor: bool, share: bool, reference: bool
) -> list[tuple[str, str]]:
    """Of a detail whose other party is told; its amount if it is not that of the transaction.

    ``share``: the transaction is this detail; ``reference``: its one structured reference is told.
    """
    said = detail.said
    same = share or (said.amount == whole.amount and said.direction in ("", whole.direction))
    return detail.rest(_told_of_detail(creditor, same, reference))


@cache
def _told_of_entry(
    text: bool, type_code: bool, reference: bool, booked: bool, value_date: bool
) -> frozenset[str]:
    told = set(_OF_ENTRY | (_TYPE if type_code else frozenset()))
    for field, is_told in (
        ("information", text),
        ("bank_reference", reference),
        ("booked", booked),
        ("value_date", value_date),
    ):
        if is_told:
            told.add(field)
    return frozenset(told)


@cache
def _told_of_detail(creditor: bool, amount: bool, reference: bool) -> frozenset[str]:
    told = _OF_DETAIL | _TYPE | {"bank_reference"} | _PARTY["debtor" if creditor else "creditor"]
    if amount:
        told |= _AMOUNT
    return told | {"creditor reference"} if reference else told
