"""Record 16: one movement, or a remark that moves nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ..model import Origin, Transaction
from ..text import Place
from .account import Account
from .codes import REVERSALS, TypeCode, type_code
from .funds import PLAIN, Funds, funds_type, funds_width, read_funds
from .headers import padded
from .labels import NOTHING, read_labels
from .money import Money
from .records import Record
from .wording import described, joined, meant

# Each continuation begins with a new field, as long as the text has not begun.
_BOUNDARY = re.compile(r"[,\n]")
_DAYS = {"0": 0, "1": 1, "2": 2}


class _Entry(NamedTuple):
    code: str
    amount: str
    funds: Funds
    bank_reference: str
    reference: str
    text: str
    """Lines of the text, as many as records hold them, divided by line feeds."""


def read_transaction(record: Record, account: Account, source: str, place: Place) -> Transaction:
    """The movement; the account's sums go on with it. Money in is positive.

    What has no direction (balances, remarks, code 890) moves nothing: it is ``expected``, amount 0.

    Raises:
        FormatError: code without direction, amount, funds type or date that cannot be read.
    """
    entry = _cut(record, account, place)
    kind = type_code(entry.code)
    if kind is None:
        raise place.error("a type code whose direction is not known", entry.code)
    unit = account.money
    minor = _read_amount(entry.amount, kind, unit, place)
    account.add(kind.direction, minor)
    account.listed += record.records
    signed = minor * kind.direction
    origin = Origin(source=source, line=record.line, raw="\n".join(record.raw))
    remittance = _remittance(entry.text, record, account.header.width)
    party, end_to_end_id, reason = (
        read_labels(remittance, entry.code, kind.direction) if remittance else NOTHING
    )
    extra = described(kind.code, entry.funds.type, entry.funds.time)
    if minor and not kind.direction:
        extra += (("stated amount", str(unit.amount(minor))),)
    reference = meant(entry.reference)
    return Transaction(
        booked=account.group.day,
        amount=unit.amount(signed),
        origin=origin,
        value_date=entry.funds.day,
        reference=end_to_end_id or reference,
        end_to_end_id=end_to_end_id,
        remittance=remittance,
        counterparty=party,
        bank_reference=meant(entry.bank_reference),
        type_code=entry.code,
        reversal=entry.code in REVERSALS,
        return_reason=reason,
        availability=_availability(entry.funds, minor, kind, account, origin),
        expected=not kind.direction,
        extra=extra,
    )


def _cut(record: Record, account: Account, place: Place) -> _Entry:
    pieces = record.pieces
    fields = pieces[0].split(",", 5)
    if len(fields) < 6 or fields[2] not in PLAIN or account.header.nai:
        return _cut_general("\n".join(pieces), account, place)
    code, amount, kind, bank_reference, reference, text = fields
    if len(pieces) > 1:
        text = "\n".join((text, *pieces[1:]))
    return _Entry(code, amount, _PLAIN[kind], bank_reference, reference, text)


_PLAIN = {kind: Funds(kind) for kind in PLAIN}


def _cut_general(whole: str, account: Account, place: Place) -> _Entry:
    """Fields that are continued or depend on the funds type; NAI has one reference, not two."""
    kind, first = padded(_BOUNDARY.split(whole, 4), 4)[2:4]
    kind = funds_type(kind, place)
    width = funds_width(kind, first, place)
    references = 1 if account.header.nai and kind == "0" else 2
    fields = _BOUNDARY.split(whole, 3 + width + references)
    if len(fields) < 3 + width and kind == "D":
        raise place.error("fewer distributions than stated", first)
    fields = padded(fields, 4 + width + references)
    own, last = fields[3 : 3 + width], fields[3 + width :]
    return _Entry(
        fields[0].strip(),
        fields[1].strip(),
        read_funds(kind, own, account.money, place),
        last[0] if references == 2 else "",
        last[references - 1],
        last[references],
    )


def _read_amount(text: str, kind: TypeCode, unit: Money, place: Place) -> int:
    """Unsigned: the direction is the code's."""
    if not text:
        if kind.direction:
            place.forgive("transaction without amount: nothing is moved")
        return 0
    minor = unit.read(text, place)
    if minor < 0 and kind.direction:
        raise place.error(f"a sign in the amount of a transaction ({kind})", text)
    return minor


def _remittance(text: str, record: Record, width: int) -> str:
    """The text line by line; a line that fills the physical record goes on in the next."""
    if "\n" not in text:
        return text.strip()
    lines = text.split("\n")
    if width < 60 or all(len(line) < width for line in record.raw):
        return joined(lines)
    whole = ""
    for line, raw in zip(lines, record.raw[-len(lines) :], strict=True):
        full = len(raw) >= width and not raw[-1] in " /"
        whole += line if full else line.rstrip() + "\n"
    return joined(whole.split("\n"))


def _availability(
    funds: Funds, minor: int, kind: TypeCode, account: Account, origin: Origin
) -> tuple[tuple[int, Decimal], ...]:
    unit = account.money
    if not kind.direction:
        return ()
    if funds.parts:
        found = sum(part for _days, part in funds.parts)
        before = account.availability
        if before is None or before[0] == before[1]:
            account.availability = (minor, found, origin)
        return tuple((days, unit.amount(part * kind.direction)) for days, part in funds.parts)
    if funds.type in _DAYS:
        return ((_DAYS[funds.type], unit.amount(minor * kind.direction)),)
    return ()
