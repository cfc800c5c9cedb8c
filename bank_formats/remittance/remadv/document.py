"""One document of a REMADV: ``DOC`` and what stands behind it up to the next.

Amounts (``MOA``, 5025): 9 due, 77 of the invoice; 12 remitted, 11 paid; 52 discount, 109 payment
discount; in an adjustment (``AJT``) 5 and 165. An adjustment may be given for information only:
it becomes a deduction where it explains the difference between due and remitted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..amounts import read_signed
from ..model import AdviceLine, Deduction
from ..segments import Segment, Text
from .days import read_dtm

_REMITTED = ("12", "11")
_DUE = ("9", "77")
_DISCOUNT = ("52", "109")
_ADJUSTMENT = ("165", "5")
_DOCUMENT_DAY = ("137", "171", "3")
_NUMBER = ("IV", "CN", "DL")
# Of goods, of adjustments, self-billed, consolidated, delcredere, commercial, factored, OCR,
# reversal of debit, forwarder's (1001).
_CREDIT_NOTES = frozenset(("81", "83", "261", "262", "308", "381", "396", "420", "458", "532"))


@dataclass(slots=True)
class _Adjustment:
    segment: Segment
    amount: Decimal | None = None
    words: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        return " ".join([self.segment.get(1), *self.words]).strip()


@dataclass(slots=True)
class _Amounts:
    """The amounts of one document in the payment's currency, by qualifier."""

    stated: dict[str, Decimal] = field(default_factory=dict)
    adjustments: list[_Adjustment] = field(default_factory=list)

    def first(self, qualifiers: tuple[str, ...]) -> Decimal | None:
        return next((self.stated[each] for each in qualifiers if each in self.stated), None)


def cut_into_documents(
    body: list[Segment],
) -> tuple[list[Segment], list[list[Segment]], list[Segment]]:
    """Header, the segments of each document, and summary (behind ``UNS``)."""
    header: list[Segment] = []
    documents: list[list[Segment]] = []
    end = next((index for index, each in enumerate(body) if each.tag == "UNS"), len(body))
    for segment in body[:end]:
        if segment.tag == "DOC":
            documents.append([segment])
        else:
            (documents[-1] if documents else header).append(segment)
    return header, documents, body[end + 1 :]


def read_document(segments: list[Segment], currency: str, text: Text) -> AdviceLine:
    """The line of an advice.

    Raises:
        FormatError: no number, no remitted amount, or one in another currency.
    """
    document, place = segments[0], text.place(segments[0])
    amounts = _read_amounts(segments, currency, text)
    paid, gross = amounts.first(_REMITTED), amounts.first(_DUE)
    number = document.get(2) or _referenced(segments)
    if not number:
        raise place.error("a document without number", document.raw)
    if paid is None:
        raise place.error("no amount remitted (MOA 12)", document.raw)
    if document.get(1) in _CREDIT_NOTES:
        paid = _of_credit_note(paid, text)
        gross = None if gross is None else -abs(gross)
    return AdviceLine(
        document=number,
        paid=paid,
        origin=text.origin(document),
        gross=gross,
        deductions=tuple(_deductions(amounts, gross, paid, text)),
        day=next(
            (
                read_dtm(each, text)
                for qualifier in _DOCUMENT_DAY
                for each in segments
                if each.tag == "DTM" and each.get(1) == qualifier and each.get(1, 2)
            ),
            None,
        ),
        extra=tuple((each.tag, each.raw) for each in segments),
    )


def _of_credit_note(paid: Decimal, text: Text) -> Decimal:
    if paid > 0:
        text.forgive("credit note without minus sign")
    return -abs(paid)


def _referenced(segments: list[Segment]) -> str:
    """The number of the document where only ``RFF`` gives it."""
    numbers = [each.get(1, 2) for each in segments if each.tag == "RFF" and each.get(1) in _NUMBER]
    return numbers[0] if len(set(numbers)) == 1 else ""


def _read_amounts(segments: list[Segment], currency: str, text: Text) -> _Amounts:
    """Those of the document itself: not of its taxes (``TAX``) and line items (``DLI``)."""
    found = _Amounts()
    group = "DOC"
    for segment in segments[1:]:
        if segment.tag == "DLI":
            break
        if segment.tag in ("AJT", "TAX"):
            group = segment.tag
        if segment.tag == "AJT":
            found.adjustments.append(_Adjustment(segment))
        elif segment.tag == "FTX" and group == "AJT":
            found.adjustments[-1].words += _words(segment)
        elif segment.tag == "MOA" and group != "TAX":
            _add_amount(segment, group, found, currency, text)
    return found


def _words(segment: Segment) -> list[str]:
    return [words for words in (segment.text(3), segment.text(4)) if words]


def _add_amount(segment: Segment, group: str, found: _Amounts, currency: str, text: Text) -> None:
    place, qualifier = text.place(segment), segment.get(1)
    if segment.get(1, 3) not in ("", currency):
        if qualifier in _REMITTED:
            raise place.error("remitted in another currency than the payment's", segment.raw)
        return  # such as the amount of an invoice in its own currency: stays in extra
    amount = read_signed(segment.get(1, 2), currency, place, segment.mark)
    if group == "AJT" and qualifier in _ADJUSTMENT:
        found.adjustments[-1].amount = amount
    elif qualifier in found.stated and qualifier in (*_REMITTED, *_DUE, *_DISCOUNT):
        raise place.error("stated twice for one document", segment.raw)
    else:
        found.stated[qualifier] = amount


def _deductions(
    amounts: _Amounts, gross: Decimal | None, paid: Decimal, text: Text
) -> list[Deduction]:
    discount = amounts.first(_DISCOUNT) or Decimal()
    if paid < 0:
        discount = -abs(discount)
    deductions = [Deduction(amount=discount, reason="discount")] if discount else []
    missing = None if gross is None else gross - discount - paid
    return deductions + _adjusted(amounts.adjustments, missing, text)


def _adjusted(
    adjustments: list[_Adjustment], missing: Decimal | None, text: Text
) -> list[Deduction]:
    """The adjustments that were deducted; ``missing`` is what they have to explain, if known."""
    stated = [
        Deduction(amount=-each.amount, reason=each.reason)
        for each in adjustments
        if each.amount is not None
    ]
    found = sum((each.amount for each in stated), Decimal())
    if missing is None:
        # The minus sign of a negative adjustment is required; without one nothing is said.
        return [each for each in stated if each.amount > 0]
    if adjustments and not stated and missing:
        return [Deduction(amount=missing, reason="; ".join(each.reason for each in adjustments))]
    if found == missing:
        return stated
    if found == -missing:
        text.forgive("adjustment without minus sign")
        return [replace(each, amount=-each.amount) for each in stated]
    return []
