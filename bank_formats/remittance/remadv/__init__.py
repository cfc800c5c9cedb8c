"""EDIFACT REMADV, remittance advice (UN/EDIFACT D.93A and later; EANCOM, EDI@Energy).

``interchange`` cuts the file into messages, ``document`` reads what belongs to one ``DOC``.
Header and summary are read here: payer (``NAD``, ``FII``), currency (``CUX``), dates, total
(``MOA`` behind ``UNS``). Other messages of the interchange are skipped, named as a leniency.
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
from .days import read_dtm
from .document import cut_into_documents, read_document
from .interchange import cut_into_edifact_messages, decoded

NAME = "REMADV"

_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:UNA|UNB|UNH)[^A-Za-z0-9\s]")
_MESSAGE = re.compile(rb"UNH[^A-Za-z0-9].{1,40}?[^A-Za-z0-9]REMADV[^A-Za-z0-9]", re.DOTALL)

# In order of preference.
_PAYER = ("PR", "BY", "MS")
_PAYER_BANK = ("PB", "OR")
_REFERENCE = ("PQ", "AEK", "CK")
_PAYMENT_DAY = ("138", "203", "209")
_TOTAL = ("12", "11", "139", "128")
_PAYMENT_CURRENCY = "11"
# Message function (1225).
_ORIGINAL = "9"
_CANCELLATION = ("1", "3")


def matches(head: bytes) -> str:
    """Whether an interchange or message begins that has a REMADV."""
    return NAME if _START.match(head) and _MESSAGE.search(head) else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """One advice for each REMADV message.

    Raises:
        TruncatedFile: the file ends inside a segment or an envelope.
        FormatError: a segment that cannot be read.
    """
    text = decoded(data, source)
    messages = [each for each in cut_into_edifact_messages(text) if _is_remadv(each, text)]
    if not messages:
        raise FormatError("no REMADV message", source=source, line=1)
    return tuple(_read_advice(each, text) for each in messages)


def _is_remadv(message: Message, text: Text) -> bool:
    kind = message.opening.get(2)
    if kind != NAME:
        text.forgive(f"message {kind} skipped")
    return kind == NAME


def _read_advice(message: Message, all_text: Text) -> RemittanceAdvice:
    text = all_text.copy()
    header, documents, summary = cut_into_documents(message.body)
    _check_function(message, header, text)
    currency = _read_currency([*header, *summary], message.body, text)
    lines = tuple(read_document(each, currency, text) for each in documents)
    stated = _find_total(header, summary, text)
    total = _read_total(stated, currency, text) if stated else None
    return RemittanceAdvice(
        origin=text.origin(message.opening),
        lines=lines,
        payer=_read_payer(header),
        payment_reference=_read_reference(header),
        day=_read_day(header, text),
        currency=currency,
        total=total,
        checks=(
            *_checks(total, stated, lines, currency, text),
            *check_deductions(lines, currency),
            *message.checks,
        ),
        leniencies=tuple(text.leniencies),
        extra=_extra([*header, *summary]),
    )


def _check_function(message: Message, header: list[Segment], text: Text) -> None:
    """Refuse what takes an advice back; name what is no original, or a test."""
    if message.interchange and message.interchange.get(11) == "1":
        text.forgive("test interchange")
    beginning = next((each for each in header if each.tag == "BGM"), None)
    function = beginning.get(3) if beginning else ""
    if beginning and function in _CANCELLATION:
        raise text.place(beginning).error("takes back an advice that was sent before", function)
    if function not in ("", _ORIGINAL):
        text.forgive(f"message function {function}")


def _first(segments: list[Segment], tag: str, qualifiers: tuple[str, ...]) -> Segment | None:
    """The first segment with the first of the ``qualifiers`` that there is."""
    for qualifier in qualifiers:
        for segment in segments:
            if segment.tag == tag and segment.get(1) == qualifier:
                return segment
    return None


def _read_currency(envelope: list[Segment], body: list[Segment], text: Text) -> str:
    """The payment currency (``CUX``, qualifier 11), or the only one, or that of the amounts.

    ``""`` if nothing says it.
    """
    stated = [
        (segment, code, part[2].strip() if len(part) > 2 else "")
        for segment in envelope
        if segment.tag == "CUX"
        for part in segment.elements[:2]
        if len(part) > 1 and (code := part[1].strip())
    ] or [
        (segment, code, _PAYMENT_CURRENCY)
        for segment in body
        if segment.tag == "MOA" and segment.get(1) in _TOTAL and (code := segment.get(1, 3))
    ]
    of_payment = {code for _segment, code, use in stated if use == _PAYMENT_CURRENCY}
    codes = of_payment or {code for _segment, code, _use in stated}
    if not codes:
        return ""
    place = text.place(stated[0][0])
    if len(codes) > 1:
        raise place.error("which of the currencies is paid?", " ".join(sorted(codes)))
    return read_currency(codes.pop(), place)


def _find_total(header: list[Segment], summary: list[Segment], text: Text) -> Segment | None:
    """Where the message says what was remitted in all."""
    total = _first(summary, "MOA", _TOTAL)
    if total is None and (total := _first(header, "MOA", _TOTAL)):
        text.forgive("total before the documents")
    return total


def _read_total(segment: Segment, currency: str, text: Text) -> Decimal:
    place = text.place(segment)
    if segment.get(1, 3) not in ("", currency):
        raise place.error("a total in another currency than the payment's", segment.raw)
    return read_signed(segment.get(1, 2), currency, place, segment.mark)


def _checks(
    total: Decimal | None,
    stated: Segment | None,
    lines: tuple[AdviceLine, ...],
    currency: str,
    text: Text,
) -> tuple[Check, ...]:
    if not lines:
        text.forgive(NO_DOCUMENTS)
    if not lines or total is None or stated is None:
        return ()
    of = f"MOA {stated.get(1)}"
    return (check_total(total, lines, currency, text.origin(stated), of=of),)


def _read_payer(header: list[Segment]) -> Party:
    party = _first(header, "NAD", _PAYER)
    bank = _first(header, "FII", _PAYER_BANK)
    return Party(
        name=(party.text(4) or party.get(3)) if party else "",
        account=bank.get(2) if bank else "",
        bank=(bank.get(3) or bank.get(3, 4)) if bank else "",
    )


def _read_reference(header: list[Segment]) -> str:
    """The payment's reference (``RFF``), else the advice's own number, which payers quote."""
    segment = _first(header, "RFF", _REFERENCE)
    if segment and segment.get(1, 2):
        return segment.get(1, 2)
    beginning = next((each for each in header if each.tag == "BGM"), None)
    return beginning.get(2) if beginning else ""


def _read_day(header: list[Segment], text: Text) -> date | None:
    """The day of the payment; the advice's own date (137) is not that and stays in ``extra``."""
    segment = _first(header, "DTM", _PAYMENT_DAY)
    return read_dtm(segment, text) if segment else None


def _extra(segments: list[Segment]) -> Extra:
    """Segments by their tags, as they stand."""
    return tuple((segment.tag, segment.raw) for segment in segments)
