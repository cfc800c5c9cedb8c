"""ISO 20022 remt.001, RemittanceAdvice (001.01 to 001.07): one advice for each ``RmtInf``.

``Strd`` is one line. Amounts have no sign there: what a credit note (CREN, CNFA; CdtNoteAmt)
says is taken off. From 001.06 on the amounts have a type code instead of a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lxml import etree

from ...errors import FormatError
from ...model import Check, Party
from ...xml import read_root
from ..checks import NO_DOCUMENTS, check_deductions, check_total
from ..elements import Xml, children, first, leaves, name_of, text_of
from ..model import AdviceLine, RemittanceAdvice
from .strd import CURRENCY, read_strd

NAME = "remt.001"

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:remt\.001\.001\.[0-9]{2}")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?RmtAdvc[\s>]")
_VERSIONS = frozenset(f"remt.001.001.{number:02}" for number in range(1, 8))
_REFERENCES = ("EndToEndId", "UETR", "TxId", "InstrId", "PmtInfId")
_UNSAID = frozenset(("", "NOTPROVIDED"))
# What a line tells is in the line.
_LINES = frozenset(("Strd",))


def matches(head: bytes) -> str:
    """Whether there is a RmtAdvc of ISO 20022, also inside an envelope."""
    return NAME if _NAMESPACE.search(head) and _ROOT.search(head) else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """One advice for each payment that the message tells of.

    Raises:
        FormatError: not XML, or an amount, currency or date that cannot be read.
    """
    root = read_root(data, source)
    found = [each for each in root.iter() if name_of(each) == "RmtAdvc"]
    if not found:
        raise FormatError("no RmtAdvc", source=source, line=1)
    xml = Xml(source)
    for message in found:
        version = etree.QName(message).namespace or ""
        if version.rpartition(":")[2] not in _VERSIONS:
            xml.forgive(f"version {version.rpartition(':')[2]}")
        if text_of(message, "GrpHdr", "CpyInd"):
            xml.forgive("copy")
    return tuple(
        _read_advice(each, message, xml.copy())
        for message in found
        for each in children(message, "RmtInf")
    )


def _read_advice(advice: etree._Element, message: etree._Element, xml: Xml) -> RemittanceAdvice:
    payment = first(advice, "OrgnlPmtInf")
    structured = children(advice, "Strd")
    currency = _read_currency(structured, xml)
    stated = _find_total(payment, currency)
    total = None if stated is None else xml.amount(stated, CURRENCY)[0]
    currency = currency or ("" if stated is None else stated.get(CURRENCY, ""))
    lines = tuple(
        line for each in structured for line in read_strd(each, len(structured), total, xml)
    )
    return RemittanceAdvice(
        origin=replace(xml.origin(advice), raw=""),
        lines=lines,
        payer=_read_payer(payment),
        payment_reference=_read_reference(advice, payment),
        day=_read_day(payment, xml),
        currency=currency,
        total=total,
        checks=(
            *_check_total(total, stated, lines, currency, xml),
            *check_deductions(lines, currency),
        ),
        leniencies=tuple(xml.leniencies),
        extra=(
            *leaves(first(message, "GrpHdr"), above="GrpHdr/"),
            *leaves(advice, leave_out=_LINES),
        ),
    )


def _read_currency(structured: list[etree._Element], xml: Xml) -> str:
    """The one currency of all lines, ``""`` if none has an amount."""
    found = ""
    for stated in (amounts for each in structured for amounts in children(each, "RfrdDocAmt")):
        for amount in stated.iter():
            currency = (amount.get(CURRENCY) or "").strip()
            if found and currency not in ("", found):
                raise xml.error(amount, f"an amount in another currency than {found}", currency)
            found = found or currency
    return found


def _find_total(payment: etree._Element | None, currency: str) -> etree._Element | None:
    """The amount of the payment, where it is in the currency of the lines."""
    instructed = [
        *children(payment, "Amt", "InstdAmt"),
        *children(payment, "Amt", "EqvtAmt", "Amt"),
    ]
    alike = [each for each in instructed if not currency or each.get(CURRENCY) == currency]
    return alike[0] if alike else None


def _check_total(
    total: Decimal | None,
    stated: etree._Element | None,
    lines: tuple[AdviceLine, ...],
    currency: str,
    xml: Xml,
) -> tuple[Check, ...]:
    if not lines:
        xml.forgive(NO_DOCUMENTS)
    if not lines or total is None or stated is None:
        return ()
    return (check_total(total, lines, currency, xml.origin(stated)),)


def _read_payer(payment: etree._Element | None) -> Party:
    debtor = first(payment, "Dbtr")
    account = first(payment, "DbtrAcct", "Id")
    bank = first(payment, "DbtrAgt", "FinInstnId")
    return Party(
        name=text_of(debtor, "Nm") or text_of(debtor, "Pty", "Nm"),
        account=text_of(account, "IBAN") or text_of(account, "Othr", "Id"),
        bank=text_of(bank, "BICFI")
        or text_of(bank, "BIC")
        or text_of(bank, "ClrSysMmbId", "MmbId"),
    )


def _read_reference(advice: etree._Element, payment: etree._Element | None) -> str:
    """The payment's end-to-end id, else another id of it, else the one of this information."""
    found = [text_of(payment, "Refs", name) for name in _REFERENCES] + [text_of(advice, "RmtId")]
    return next((each for each in found if each not in _UNSAID), "")


def _read_day(payment: etree._Element | None, xml: Xml) -> date | None:
    """The requested day of execution, or of collection."""
    for name in ("ReqdExctnDt", "ReqdColltnDt"):
        for path in ((name, "Dt"), (name, "DtTm"), (name,)):
            if day := xml.day(first(payment, *path)):
                return day
    return None
