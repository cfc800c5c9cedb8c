"""X12 820, Payment Order/Remittance Advice (ASC X12 003010 and later).

``interchange`` cuts the file into messages, ``lines`` reads the open items (``RMR``) and the
adjustments (``ADX``). All amounts of an 820 are written with their decimals (type R, never N2).
Other transaction sets of the interchange are skipped, and named as a leniency.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from ...errors import FormatError
from ...model import Check, Party
from ..amounts import read_currency, read_signed
from ..checks import NO_DOCUMENTS, check_deductions, check_total
from ..envelope import Message
from ..model import AdviceLine, RemittanceAdvice
from ..segments import Extra, Segment, Text
from .days import read_x12_day
from .interchange import cut_into_sets, decoded
from .lines import read_lines

NAME = "X12 820"

_ISA = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*ISA[^A-Za-z0-9\s]")
_ST = re.compile(rb"[^A-Za-z0-9]ST([^A-Za-z0-9\s])820(?:\1|[^A-Za-z0-9])")
_DETAILS = frozenset(("ENT", "RMR", "ADX"))
_PAYER = ("PR", "RM", "BY")


def matches(head: bytes) -> str:
    """Whether an interchange begins that has a transaction set 820."""
    return NAME if _ISA.match(head) and _ST.search(head) else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """One advice for each transaction set 820.

    Raises:
        TruncatedFile: the file ends inside a segment or an envelope.
        FormatError: a segment that cannot be read.
    """
    text = decoded(data, source)
    messages = [each for each in cut_into_sets(text) if _is_820(each, text)]
    if not messages:
        raise FormatError("no transaction set 820", source=source, line=1)
    return tuple(_read_advice(each, text) for each in messages)


def _is_820(message: Message, text: Text) -> bool:
    code = message.opening.get(1)
    if code != "820":
        text.forgive(f"transaction set {code} skipped")
    return code == "820"


def _read_advice(message: Message, text: Text) -> RemittanceAdvice:
    header, details = _divide(message.body)
    payment = _first(header, "BPR")
    if payment is None:
        raise text.place(message.opening).error("an 820 without a payment (BPR)")
    read_from = text.copy()
    if message.interchange and message.interchange.get(15) == "T":
        read_from.forgive("test interchange")
    currency = _read_currency(header, text)
    total = _read_total(payment, currency, read_from)
    lines = read_lines(details, message, total, currency, read_from)
    return RemittanceAdvice(
        origin=text.origin(message.opening),
        lines=lines,
        payer=_read_payer(header, payment),
        payment_reference=_read_reference(header),
        day=_read_day(payment, header, read_from),
        currency=currency,
        total=total,
        checks=(
            *_check_total(total, payment, lines, currency, read_from),
            *check_deductions(lines, currency),
            *message.checks,
        ),
        leniencies=tuple(read_from.leniencies),
        extra=_extra(header),
    )


def _divide(body: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Header and details; the details begin with the first entity, open item or adjustment."""
    tags = [segment.tag for segment in body]
    first = next((index for index, tag in enumerate(tags) if tag in _DETAILS), len(body))
    return body[:first], body[first:]


def _first(segments: list[Segment], tag: str, *qualifiers: str) -> Segment | None:
    """The first segment with the first of the ``qualifiers`` that there is."""
    for qualifier in qualifiers or ("",):
        for segment in segments:
            if segment.tag == tag and (not qualifier or segment.get(1) == qualifier):
                return segment
    return None


def _read_currency(header: list[Segment], text: Text) -> str:
    """The currency of ``CUR``, or ``""``: an 820 that names none is not taken for dollars."""
    segment = _first(header, "CUR")
    if segment is None:
        return ""
    place, currency = text.place(segment), segment.get(2)
    if segment.get(5) not in ("", currency):
        raise place.error("two currencies: in which are the amounts?", segment.raw)
    return read_currency(currency, place)


def _read_total(payment: Segment, currency: str, text: Text) -> Decimal:
    place = text.place(payment)
    total = read_signed(payment.get(2), currency, place, payment.mark)
    if payment.get(3) != "C" and total:
        raise place.error("only a credit (BPR03 C) is money for the payee", payment.get(3))
    return total


def _check_total(
    total: Decimal, payment: Segment, lines: tuple[AdviceLine, ...], currency: str, text: Text
) -> tuple[Check, ...]:
    if not lines:
        text.forgive(NO_DOCUMENTS)
        return ()
    return (check_total(total, lines, currency, text.origin(payment), of="BPR02"),)


def _read_payer(header: list[Segment], payment: Segment) -> Party:
    name = _first(header, "N1", *_PAYER)
    return Party(name=name.get(2) if name else "", account=payment.get(9), bank=payment.get(7))


def _read_reference(header: list[Segment]) -> str:
    trace = _first(header, "TRN")
    if trace and trace.get(2):
        return trace.get(2)
    cheque = _first(header, "REF", "CK")
    return cheque.get(2) if cheque else ""


def _read_day(payment: Segment, header: list[Segment], text: Text) -> date | None:
    """BPR16, else the effective date (``DTM*007``)."""
    if payment.get(16):
        return read_x12_day(payment, payment.get(16), text)
    effective = _first(header, "DTM", "007")
    if effective is None or not effective.get(2):
        return None
    return read_x12_day(effective, effective.get(2), text)


def _extra(header: list[Segment]) -> Extra:
    """Every segment of the header by tag and qualifier, as it stands."""
    return tuple((segment.tag, segment.raw) for segment in header)
