"""What banks label inside the free text of a 16: the other side, and its references.

American banks write ``ORIG CO NAME:`` (ACH), ``B/O:``, ``/ORG=``, ``BNF=`` and ``RFB=`` (wires), some
a line for each of ``DBNM:``, ``CRNM:``, ``EREF:``; payers in the CTX format send ``TRN*1*...``. Only
what stands behind such a label is taken; the text itself stays whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..model import Party, new_party
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
_LONGEST = 200
_MARKS = (":", "=", "#")
_VALUE_END = re.compile(r";| {2,}|/(?=[A-Z]{2,4}[=/])")
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
_BY_END = {
    end: tuple(label for label in _WANTED if label.endswith(end))
    for end in {label[-3:] for label in _WANTED}
}
# Debits that the payee collected: the company that originated them is the other side.
_COLLECTED = frozenset(("451", "452", "455"))


Labels = tuple[Party, str, str]
"""The other side, the end-to-end id, why it came back; a plain tuple, because that is quick."""

_NOBODY = Party()
NOTHING: Labels = (_NOBODY, "", "")


def read_labels(text: str, code: str, direction: int) -> Labels:
    """What ``text`` labels, for a movement of this type code and direction."""
    values = _values(text)
    trace = _TRACE_NUMBER.search(text) if "TRN*1*" in text else None
    reason = _RETURN_REASON.search(text) if code in REVERSALS else None
    if not values and not trace and not reason:
        return NOTHING
    return (
        _party(values, code, direction) if direction else _NOBODY,
        _end_to_end(values) or (trace[1] if trace else ""),
        reason[1] if reason else "",
    )


def _values(text: str) -> dict[str, str]:
    """Label -> what follows it up to the next label, semicolon, column or line."""
    values: dict[str, str] = {}
    for mark in _MARKS:
        at = text.find(mark) if mark in text else -1
        while at >= 0:
            end = at - 1 if at and text[at - 1] == " " else at
            label = _label(text, end)
            if label and label not in values and (value := _value(text, at + 1)):
                values[label] = value
            at = text.find(mark, at + 1)
    return values


def _label(text: str, end: int) -> str:
    """The label that ends there, or none if it is only the end of a word."""
    for label in _BY_END.get(text[end - 3 : end], ()):
        if text.endswith(label, 0, end):
            start = end - len(label)
            return "" if start and text[start - 1].isalnum() else label
    return ""


def _value(text: str, start: int) -> str:
    value = text[start : start + _LONGEST].lstrip(" ").partition("\n")[0]
    ends = "/" in value or ";" in value or "  " in value
    if ends and (found := _VALUE_END.search(value)):
        value = value[: found.start()]
    marked = ":" in value or "=" in value or "#" in value
    if marked and (label := _LABEL.search(value)):
        value = value[: label.start()]
    value = value.strip(" ,/")
    return value if value.strip("-") else ""


def _party(values: dict[str, str], code: str, direction: int) -> Party:
    names: tuple[str, ...] = _PAYER if direction > 0 else _PAYEE
    if code in REVERSALS:
        # Which of two names is the other side is not plain: it depends on what comes back.
        named = [label for label in (*_PAYER, *_PAYEE, *_INDIVIDUAL) if label in values]
        names = tuple(named) if len(named) == 1 else ()
    elif code in _COLLECTED:
        names = ("ORIG CO NAME", *names)
    for label in names:
        if label in values:
            break
    else:
        return _NOBODY
    name = values[label]
    if len(values) == 1:
        return _known_party(name, "", "")
    side = "D" if direction > 0 else "C"
    account = values.get(f"{side}ACT", "")
    bank = values.get(f"{side}BIC") or values.get(f"{side}ABA", "")
    return _known_party(name, account if _ACCOUNT.fullmatch(account) else "", bank)


@lru_cache(maxsize=10_000)
def _known_party(name: str, account: str, bank: str) -> Party:
    return new_party(name=name, account=account, bank=bank)


def _end_to_end(values: dict[str, str]) -> str:
    """Fedwire's reference for beneficiary is the end-to-end id; ``O/B ...`` names a bank in it."""
    reference = values.get("RFB", "")
    return values.get("EREF") or ("" if reference.startswith("O/B") else reference)
