"""What banks label inside the free text of a 16: the other side, and its references.

American banks write ``ORIG CO NAME:`` (ACH), ``B/O:``, ``/ORG=``, ``BNF=`` and ``RFB=`` (wires), some
a line for each of ``DBNM:``, ``CRNM:``, ``EREF:``; payers in the CTX format send ``TRN*1*...``. Only
what stands behind such a label is taken; the text itself stays whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..model import Party
from .codes import REVERSALS

_LABEL = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(ORIG CO NAME|ORIG ID|ORIG BANK|ORIG|ORG BK|ORG ID|ORG|B/O|BNF BK|BNF ID|BNF|BENE|OBI|BBI|RFB"
    r"|SND BK|SND ID|REC BK|INDN|IND NAME|IND ID(?: NO)?|DES|DESC DATE|(?:CO )?ENTRY DESCR?"
    r"|ENTRY CLASS|ENTRY DATE|COMPANY DATA|REMARK|SEC|TRACE NO|TRACE|EED|CO ID|ID|PMT DET|PMT INFO"
    r"|REF|TRN|SEQ|DATE|TIME|VIA|IMAD|OMAD|SRF|SSN|CTR|INFO|WIRE TYPE"
    r"|CRNM|DBNM|EREF|REMI|CREF|IDNM|CACT|DACT|CABA|DABA|CBIC|DBIC|CHKN|OPRP|CCID|DCID|CPDD)"
    r" ?[:=#]"
)
_MARK = re.compile(r"[:=#]")
_VALUE_END = re.compile(r"[;\n]| {2,}|/(?=[A-Z]{2,4}[=/])")
_TRACE_NUMBER = re.compile(r"(?<![A-Z0-9])TRN\*1\*([^*\\~\n; ]+)")
_RETURN_REASON = re.compile(r"(?i)\breason(?: code)? ?[:=] ?\"?([RC][0-9]{2})\b")
_ACCOUNT = re.compile(r"[0-9A-Z]*[0-9]{6}[0-9A-Z]*")

_PAYER = ("ORIG CO NAME", "ORIG", "ORG", "B/O", "DBNM")
_PAYEE = ("BNF", "BENE", "CRNM")
_INDIVIDUAL = ("IND NAME", "INDN")
_WANTED = (
    *_PAYER,
    *_PAYEE,
    *_INDIVIDUAL,
    *("EREF", "RFB"),
    *("DACT", "CACT", "DBIC", "CBIC", "DABA", "CABA"),
)
# Debits that the payee collected: the company that originated them is the other side.
_COLLECTED = frozenset(("451", "452", "455"))


class Labels(NamedTuple):
    """What was labelled."""

    counterparty: Party = Party()
    end_to_end_id: str = ""
    return_reason: str = ""


NOTHING = Labels()


def read_labels(text: str, code: str, direction: int) -> Labels:
    """What ``text`` labels, for a movement of this type code and direction."""
    values = _values(text) if ":" in text or "=" in text or "#" in text else {}
    trace = _TRACE_NUMBER.search(text) if "TRN*1*" in text else None
    reason = _RETURN_REASON.search(text) if code in REVERSALS else None
    if not values and not trace and not reason:
        return NOTHING
    return Labels(
        counterparty=_party(values, code, direction) if direction else Party(),
        end_to_end_id=_end_to_end(values) or (trace[1] if trace else ""),
        return_reason=reason[1] if reason else "",
    )


def _values(text: str) -> dict[str, str]:
    """Label -> what follows it up to the next label, semicolon, column or line; the first counts."""
    values: dict[str, str] = {}
    for mark in _MARK.finditer(text):
        end = mark.start()
        if end and text[end - 1] == " ":
            end -= 1
        if text.endswith(_WANTED, 0, end):
            label = next(label for label in _WANTED if text.endswith(label, 0, end))
            start = end - len(label)
            if not start or not text[start - 1].isalnum():
                value = _value(text, mark.end())
                if value.strip("-"):
                    values.setdefault(label, value)
    return values


def _value(text: str, start: int) -> str:
    while text.startswith(" ", start):
        start += 1
    found = _VALUE_END.search(text, start)
    value = text[start : found.start() if found else len(text)]
    if _MARK.search(value) and (label := _LABEL.search(value)):
        value = value[: label.start()]
    return value.strip(" ,/")


def _party(values: dict[str, str], code: str, direction: int) -> Party:
    names: tuple[str, ...] = _PAYER if direction > 0 else _PAYEE
    if code in REVERSALS:
        # Which of two names is the other side is not plain: it depends on what comes back.
        named = [label for label in (*_PAYER, *_PAYEE, *_INDIVIDUAL) if label in values]
        names = tuple(named) if len(named) == 1 else ()
    elif code in _COLLECTED:
        names = ("ORIG CO NAME", *names)
    name = next((values[label] for label in names if label in values), "")
    if not name:
        return Party()
    side = "D" if direction > 0 else "C"
    account = values.get(f"{side}ACT", "")
    bank = values.get(f"{side}BIC") or values.get(f"{side}ABA", "")
    return _known_party(name, account if _ACCOUNT.fullmatch(account) else "", bank)


@lru_cache(maxsize=10_000)
def _known_party(name: str, account: str, bank: str) -> Party:
    return Party(name=name, account=account, bank=bank)


def _end_to_end(values: dict[str, str]) -> str:
    """Fedwire's reference for beneficiary is the end-to-end id; ``O/B ...`` names a bank in it."""
    reference = values.get("RFB", "")
    return values.get("EREF") or ("" if reference.startswith("O/B") else reference)
