"""Structured remittance information of ISO 20022 (``Strd``): one line of an advice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from lxml import etree

from ..elements import Xml, children, first, leaves, text_of
from ..model import AdviceLine, Deduction

CURRENCY = "Ccy"

_CREDIT_NOTES = frozenset(("CREN", "CNFA"))
_DISCOUNTS = frozenset(("APDS", "STDS", "TMDS"))
# Type code of an amount (ExternalDocumentAmountType1Code) -> its name before 001.06.
_NAMES = {"REMI": "RmtdAmt", "DUPA": "DuePyblAmt", "CREN": "CdtNoteAmt"}


@dataclass(slots=True)
class _Amounts:
    """``adjustments``: amount, direction (CdtDbtInd) and reason."""

    named: dict[str, Decimal] = field(default_factory=dict)
    discounts: list[Deduction] = field(default_factory=list)
    adjustments: list[tuple[Decimal, str, str]] = field(default_factory=list)


def read_strd(
    strd: etree._Element, of: int, total: Decimal | None, xml: Xml
) -> Iterator[AdviceLine]:
    """The line, if ``strd`` is about a document or an amount.

    Args:
        strd: the element.
        of: how many there are for the payment.
        total: what the payment is, if it is said.

    Raises:
        FormatError: no amount, unless the payment has one line only.
    """
    documents = children(strd, "RfrdDocInf")
    stated = first(strd, "RfrdDocAmt")
    number = _number(documents, strd, xml)
    if not documents and stated is None and not number:
        return
    kinds = {_code(first(each, "Tp", "CdOrPrtry")) for each in documents}
    amounts = _read_amounts(stated, xml)
    credit_note = bool(kinds) and kinds <= _CREDIT_NOTES
    paid = _paid(amounts, credit_note)
    if paid is None:
        paid = _of_payment(strd, of, total, credit_note, xml)
    gross = amounts.named.get("DuePyblAmt")
    if gross is not None and paid < 0:
        gross = -gross
    yield AdviceLine(
        document=number,
        paid=paid,
        origin=xml.origin(strd),
        gross=gross,
        deductions=tuple(_deductions(amounts, gross, paid)),
        day=_day(documents, xml),
        extra=tuple(leaves(strd)),
    )


def _number(documents: list[etree._Element], strd: etree._Element, xml: Xml) -> str:
    """The document's number, else the creditor's reference; one amount for several has none."""
    numbers = {number for each in documents if (number := text_of(each, "Nb"))}
    if len(numbers) > 1:
        xml.forgive("one amount for several documents")
        return ""
    return numbers.pop() if numbers else text_of(strd, "CdtrRefInf", "Ref")


def _code(element: etree._Element | None) -> str:
    return text_of(element, "Cd") or text_of(element, "Prtry")


def _day(documents: list[etree._Element], xml: Xml) -> date | None:
    dates = [first(each, "RltdDt", "Dt") for each in documents]
    dates += [first(each, "RltdDt") for each in documents]
    return next((day for each in dates if (day := xml.day(each))), None)


def _read_amounts(stated: etree._Element | None, xml: Xml) -> _Amounts:
    found = _Amounts()
    for name in ("DuePyblAmt", "CdtNoteAmt", "RmtdAmt"):
        for element in children(stated, name):
            _name(name, element, found, xml)
    for element in children(stated, "RmtAmtAndTp"):
        code, amount = _code(first(element, "Tp")), first(element, "Amt")
        if amount is not None and code in _NAMES:
            _name(_NAMES[code], amount, found, xml)
        elif amount is not None and code in _DISCOUNTS:
            found.discounts.append(Deduction(amount=_read(amount, xml), reason=code))
    for element in children(stated, "DscntApldAmt"):
        amount = first(element, "Amt")  # up to 001.01 the amount stands in the element itself
        found.discounts.append(
            Deduction(
                amount=_read(element if amount is None else amount, xml),
                reason=_code(first(element, "Tp")) or "discount",
            )
        )
    found.adjustments = [
        _read_adjustment(each, xml) for each in children(stated, "AdjstmntAmtAndRsn")
    ]
    return found


def _name(name: str, element: etree._Element, found: _Amounts, xml: Xml) -> None:
    if name in found.named:
        raise xml.error(element, "stated twice for one document", text_of(element))
    found.named[name] = _read(element, xml)


def _read(element: etree._Element, xml: Xml) -> Decimal:
    amount, currency = xml.amount(element, CURRENCY)
    if not currency:
        raise xml.error(element, "an amount without currency", text_of(element))
    return amount


def _read_adjustment(element: etree._Element, xml: Xml) -> tuple[Decimal, str, str]:
    amount, direction = first(element, "Amt"), text_of(element, "CdtDbtInd")
    if amount is None:
        raise xml.error(element, "an adjustment without amount")
    if direction not in ("", "CRDT", "DBIT"):
        raise xml.error(element, "neither CRDT nor DBIT", direction)
    words = (text_of(element, "Rsn"), text_of(element, "AddtlInf"))
    return _read(amount, xml), direction, " ".join(filter(None, words))


def _paid(amounts: _Amounts, credit_note: bool) -> Decimal | None:
    remitted, credited = amounts.named.get("RmtdAmt"), amounts.named.get("CdtNoteAmt")
    if remitted is not None:
        return -abs(remitted) if credit_note else remitted
    return None if credited is None else -abs(credited)


def _of_payment(
    strd: etree._Element, of: int, total: Decimal | None, credit_note: bool, xml: Xml
) -> Decimal:
    """What is paid of the only document: the payment."""
    if of > 1 or total is None or credit_note:
        raise xml.error(strd, "no remitted amount")
    xml.forgive("paid amount is the payment's")
    return total


def _deductions(amounts: _Amounts, gross: Decimal | None, paid: Decimal) -> list[Deduction]:
    """Discounts, credit notes that were set off, and adjustments; of a credit note negative.

    DBIT reduces what is paid, CRDT increases it; without either, the difference between gross
    and paid tells, and if it does not, the adjustment stays in ``extra``.
    """
    sign = -1 if paid < 0 else 1
    found = list(amounts.discounts)
    if sign > 0 and "CdtNoteAmt" in amounts.named:
        found.append(Deduction(amount=amounts.named["CdtNoteAmt"], reason="credit note"))
    for amount, direction, reason in amounts.adjustments:
        if direction:
            reduced = amount if direction == "DBIT" else -amount
            found.append(Deduction(amount=reduced, reason=reason))
    found = [replace(each, amount=sign * each.amount) for each in found]
    unsaid = [each for each in amounts.adjustments if not each[1]]
    if not unsaid or gross is None:
        return found
    missing = gross - paid - sum((each.amount for each in found), Decimal())
    if abs(missing) == sum((amount for amount, _direction, _reason in unsaid), Decimal()):
        sign = -1 if missing < 0 else 1
        found += [Deduction(amount=sign * each[0], reason=each[2]) for each in unsaid]
    return found
