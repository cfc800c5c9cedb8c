"""OASIS UBL 2.0 to 2.4 RemittanceAdvice.

A line's paid amount is debit less credit (DebitLineAmount, CreditLineAmount), as in the total:
TotalPaymentAmount is TotalDebitAmount less TotalCreditAmount. Who books from the supplier's side
writes it the other way round; the total, which must be positive, tells.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lxml import etree

from ...checks import check_amount
from ...errors import FormatError
from ...model import Check, Party
from ...xml import read_root
from ..amounts import read_currency
from ..checks import NO_DOCUMENTS, check_deductions, check_total
from ..elements import Xml, children, first, leaves, name_of, text_of
from ..model import AdviceLine, RemittanceAdvice
from .line import CURRENCY, LINE_AMOUNTS, PARTIES, StatedLine, read_amount, read_line

NAME = "UBL RemittanceAdvice"

_NAMESPACE = b"urn:oasis:names:specification:ubl:schema:xsd:RemittanceAdvice-2"
_TOTALS = ("TotalPaymentAmount", "TotalDebitAmount", "TotalCreditAmount")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?RemittanceAdvice[\s>]")


def matches(head: bytes) -> str:
    """Whether there is a UBL RemittanceAdvice, also inside an envelope."""
    return NAME if _NAMESPACE in head and _ROOT.search(head) else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """The advices in the file.

    Raises:
        FormatError: not XML, or an amount, currency or date that cannot be read.
    """
    root = read_root(data, source)
    found = [each for each in root.iter() if name_of(each) == "RemittanceAdvice"]
    if not found:
        raise FormatError("no RemittanceAdvice", source=source, line=1)
    return tuple(_read_advice(each, Xml(source)) for each in found)


def _read_advice(advice: etree._Element, xml: Xml) -> RemittanceAdvice:
    if text_of(advice, "CopyIndicator") in ("true", "1"):
        xml.forgive("copy")
    currency = _read_currency(advice, xml)
    stated = [read_line(each, currency, xml) for each in children(advice, "RemittanceAdviceLine")]
    total = _read_total(advice, xml)
    lines = _with_signs(stated, total, xml)
    return RemittanceAdvice(
        origin=replace(xml.origin(advice), raw=""),
        lines=lines,
        payer=_read_payer(advice),
        payment_reference=_read_reference(advice),
        day=_read_day(advice, xml),
        currency=currency,
        total=total,
        checks=tuple(_checks(advice, stated, lines, total, currency, xml)),
        leniencies=tuple(xml.leniencies),
        extra=tuple(leaves(advice, leave_out=PARTIES)),
    )


def _read_currency(advice: etree._Element, xml: Xml) -> str:
    """The one currency of all amounts; DocumentCurrencyCode where no amount has one."""
    found = ""
    amounts = [each for each in advice if name_of(each) in _TOTALS]
    for line in children(advice, "RemittanceAdviceLine"):
        amounts += [each for each in line if name_of(each) in LINE_AMOUNTS]
    for amount in amounts:
        currency = amount.get(CURRENCY, "").strip()
        if found and currency not in ("", found):
            raise xml.error(amount, f"an amount in another currency than {found}", currency)
        found = found or currency
    return found or read_currency(text_of(advice, "DocumentCurrencyCode"), xml.place(advice))


def _read_total(advice: etree._Element, xml: Xml) -> Decimal | None:
    """TotalPaymentAmount, else the difference of the columns: a payment is never negative."""
    total = read_amount(advice, "TotalPaymentAmount", xml)
    if total is not None:
        return total
    debit = read_amount(advice, "TotalDebitAmount", xml)
    credit = read_amount(advice, "TotalCreditAmount", xml)
    if debit is None and credit is None:
        return None
    return abs((debit or Decimal()) - (credit or Decimal()))


def _with_signs(
    stated: list[StatedLine], total: Decimal | None, xml: Xml
) -> tuple[AdviceLine, ...]:
    """The lines such that they give ``total``, where one reading does."""
    lines = tuple(each.line for each in stated)
    found = _sum(lines)
    if found == total:
        return lines
    if found < 0 and total in (-found, None):
        xml.forgive("credit amounts are what is paid")
        return tuple(_turned(line) for line in lines)
    if any(each.credit_note and each.line.paid > 0 for each in stated):
        xml.forgive("credit note without minus sign")
    return tuple(
        _turned(each.line) if each.credit_note and each.line.paid > 0 else each.line
        for each in stated
    )


def _sum(lines: tuple[AdviceLine, ...]) -> Decimal:
    return sum((line.paid for line in lines), Decimal())


def _turned(line: AdviceLine) -> AdviceLine:
    """With the opposite sign; a gross amount that had it already stays, with its deductions."""
    if line.gross is None or (line.gross > 0) != (line.paid > 0):
        return replace(line, paid=-line.paid)
    deductions = tuple(replace(each, amount=-each.amount) for each in line.deductions)
    return replace(line, paid=-line.paid, gross=-line.gross, deductions=deductions)


def _checks(
    advice: etree._Element,
    stated: list[StatedLine],
    lines: tuple[AdviceLine, ...],
    total: Decimal | None,
    currency: str,
    xml: Xml,
) -> list[Check]:
    if not lines:
        xml.forgive(NO_DOCUMENTS)
    known = total is not None and lines
    checks = [_check_total(advice, lines, total or Decimal(), currency, xml)] if known else []
    for name, found in (
        ("TotalDebitAmount", sum((each.debit for each in stated), Decimal())),
        ("TotalCreditAmount", sum((each.credit for each in stated), Decimal())),
    ):
        element = first(advice, name)
        if element is not None:
            amount = xml.amount(element, CURRENCY)[0]
            checks.append(
                check_amount("sum", amount, found, currency, xml.origin(element), of=name)
            )
    return [*checks, *check_deductions(lines, currency)]


def _check_total(
    advice: etree._Element,
    lines: tuple[AdviceLine, ...],
    total: Decimal,
    currency: str,
    xml: Xml,
) -> Check:
    element = first(advice, "TotalPaymentAmount")
    origin = xml.origin(element) if element is not None else replace(xml.origin(advice), raw="")
    return check_total(total, lines, currency, origin)


def _read_payer(advice: etree._Element) -> Party:
    party = first(advice, "AccountingCustomerParty", "Party")
    account = first(advice, "PaymentMeans", "PayerFinancialAccount")
    return Party(
        name=text_of(party, "PartyName", "Name")
        or text_of(party, "PartyLegalEntity", "RegistrationName"),
        account=text_of(account, "ID"),
        bank=text_of(account, "FinancialInstitutionBranch", "FinancialInstitution", "ID")
        or text_of(account, "FinancialInstitutionBranch", "ID"),
    )


def _read_reference(advice: etree._Element) -> str:
    """What the payment carries; else the advice's own number, which payers quote."""
    return next(
        filter(
            None,
            (
                text_of(advice, "PaymentMeans", "PaymentID"),
                text_of(advice, "PaymentOrderReference"),
                text_of(advice, "InvoicingPartyReference"),
                text_of(advice, "PayerReference"),
                text_of(advice, "ID"),
            ),
        ),
        "",
    )


def _read_day(advice: etree._Element, xml: Xml) -> date | None:
    """When the payment is due; the day on which the advice was written stays in ``extra``."""
    days = {xml.day(each) for each in children(advice, "PaymentMeans", "PaymentDueDate")}
    return days.pop() if len(days) == 1 else None
