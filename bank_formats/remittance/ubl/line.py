"""One RemittanceAdviceLine: the document, its gross amount, deductions and what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from ..elements import Xml, children, first, leaves, name_of, text_of
from ..model import AdviceLine, Deduction

CURRENCY = "currencyID"
LINE_AMOUNTS = ("DebitLineAmount", "CreditLineAmount", "BalanceAmount")
_INVOICES = (
    "InvoiceDocumentReference",
    "SelfBilledInvoiceDocumentReference",
    "DebitNoteDocumentReference",
    "ReminderDocumentReference",
)
_CREDIT_NOTES = ("CreditNoteDocumentReference", "SelfBilledCreditNoteDocumentReference")
# Addresses and the like: who is meant is in ``payer``.
PARTIES = frozenset(
    (
        "UBLExtensions",
        "Signature",
        "AccountingCustomerParty",
        "AccountingSupplierParty",
        "BuyerCustomerParty",
        "SellerSupplierParty",
        "OriginatorCustomerParty",
        "PayeeParty",
        "RemittanceAdviceLine",
        "Address",
        "Country",
    )
)


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line as it stands: whether it is of a credit note, and what it adds to the columns."""

    line: AdviceLine
    credit_note: bool
    debit: Decimal
    credit: Decimal


def read_amount(parent: etree._Element, name: str, xml: Xml) -> Decimal | None:
    """The amount in the child of that name, if there is one."""
    element = first(parent, name)
    return None if element is None else xml.amount(element, CURRENCY)[0]


def read_line(line: etree._Element, currency: str, xml: Xml) -> StatedLine:
    """The line of an advice, before the total has told the signs.

    Raises:
        FormatError: no amount, or one that cannot be read.
    """
    debit = read_amount(line, "DebitLineAmount", xml)
    credit = read_amount(line, "CreditLineAmount", xml)
    if debit is None and credit is None:
        debit = read_amount(line, "BalanceAmount", xml)
        if debit is None:
            raise xml.error(line, "no amount (DebitLineAmount, CreditLineAmount)")
        xml.forgive("paid amount in BalanceAmount")
    paid = (debit or Decimal()) - (credit or Decimal())
    references = children(line, "BillingReference")
    invoices = _documents(references, _INVOICES)
    credit_notes = _documents(references, _CREDIT_NOTES)
    gross, deductions = _read_deductions(references, paid, currency, xml)
    stated = AdviceLine(
        document=_document([*invoices, *credit_notes], line, xml),
        paid=paid,
        origin=xml.origin(line),
        gross=gross,
        deductions=deductions,
        day=_document_day([*invoices, *credit_notes], xml),
        extra=tuple(leaves(line, leave_out=PARTIES)),
    )
    return StatedLine(
        stated,
        credit_note=bool(credit_notes) and not invoices,
        debit=debit or Decimal(),
        credit=credit or Decimal(),
    )


def _documents(references: list[etree._Element], kinds: tuple[str, ...]) -> list[etree._Element]:
    return [child for each in references for child in each if name_of(child) in kinds]


def _document(found: list[etree._Element], line: etree._Element, xml: Xml) -> str:
    """The number of the one document of a line; one amount for several is not divided."""
    numbers = {number for each in found if (number := text_of(each, "ID"))}
    if not numbers:
        others = {text_of(each, "ID") for each in children(line, "DocumentReference")} - {""}
        numbers = others or {text_of(line, "InvoicingPartyReference")}
    if len(numbers) > 1:
        xml.forgive("one amount for several documents")
        return ""
    return numbers.pop()


def _document_day(found: list[etree._Element], xml: Xml) -> date | None:
    days = {xml.day(first(each, "IssueDate")) for each in found}
    return days.pop() if len(days) == 1 else None


def _read_deductions(
    references: list[etree._Element], paid: Decimal, currency: str, xml: Xml
) -> tuple[Decimal | None, tuple[Deduction, ...]]:
    """Gross and deductions (AllowanceCharge of BillingReferenceLine); none in another currency.

    The standard has BillingReferenceLine/Amount after allowances and charges, some payers write
    it before: it is the gross unless it is what was paid.
    """
    lines = _of_each(references, "BillingReferenceLine")
    allowances, amounts = _of_each(lines, "AllowanceCharge"), _of_each(lines, "Amount")
    currencies = {each.get(CURRENCY, "") for each in (*amounts, *_of_each(allowances, "Amount"))}
    if not currencies <= {"", currency}:
        return None, ()
    deductions = tuple(_read_deduction(each, xml) for each in allowances)
    if not amounts:
        return None, deductions
    stated = sum((xml.amount(each, CURRENCY)[0] for each in amounts), Decimal())
    kept = sum((each.amount for each in deductions), Decimal())
    return (stated + kept if stated == paid else stated), deductions


def _of_each(elements: list[etree._Element], name: str) -> list[etree._Element]:
    """All children of that name."""
    return [child for each in elements for child in children(each, name)]


def _read_deduction(element: etree._Element, xml: Xml) -> Deduction:
    amount = read_amount(element, "Amount", xml)
    if amount is None:
        raise xml.error(element, "an allowance without amount")
    indicator = text_of(element, "ChargeIndicator")
    if indicator not in ("true", "false", "1", "0"):
        raise xml.error(element, "neither charge nor allowance (ChargeIndicator)", indicator)
    code = text_of(element, "AllowanceChargeReasonCode")
    words = text_of(element, "AllowanceChargeReason")
    return Deduction(
        amount=-amount if indicator in ("true", "1") else amount, reason=f"{code} {words}".strip()
    )
