"""Why a payment came back: ISO 20022 reason codes in what German and other banks write."""

from __future__ import annotations

import re

RETURNS = frozenset(("108", "109", "159", "160", "181", "184"))
"""German business codes (GVC) of returned transfers and direct debits."""

# Text key extension (?34) of a return, DK Anlage 3. Left out: numbers to which banks' own
# documents give different codes (905, 907, 911, 914 and those above 915).
_BY_EXTENSION = {
    "901": "AC01",
    "902": "AC04",
    "903": "AC06",
    "904": "AG01",
    "906": "AM04",
    "908": "BE04",
    "909": "MD01",
    "910": "MD02",
    "912": "MD06",
    "913": "MD07",
    "915": "RC01",
}
_REASON = re.compile(
    r"(?<![A-Z0-9])"
    r"((?:AC|AG|AM|BE|DT|ED|FF|MD|MS|RC|RR|SL|TM)(?:0[1-9]|1[0-9])|CNOR|DNOR|FOCR)"
    r"(?![A-Z0-9])"
)
_WORDS = (
    "RUECKLASTSCHRIFT",
    "RÜCKLASTSCHRIFT",
    "RUECKGABE",
    "RÜCKGABE",
    "RUECKBEL",
    "RETOURE",
    "RETURN",
    "REJECT",
    "TERUGBOEKING",
    "STORNERING",
    "IMPAYE",
    "UNPAID",
)


def reason_in(text: str) -> str:
    """The reason code in a text that speaks of a return, or ``""``."""
    upper = text.upper()
    if not any(word in upper for word in _WORDS):
        return ""
    found = _REASON.search(upper)
    return found[1] if found else ""


def german_reason(business_code: str, extension: str, text: str, notice: str) -> str:
    """From ``?34``, else from the text; else the bank's words or number; ``""`` for no return."""
    if business_code not in RETURNS:
        return reason_in(text) if "ETOUR" in text or "ück" in text or "UECK" in text.upper() else ""
    code = _BY_EXTENSION.get(extension)
    if not code and (found := _REASON.search(f"{text} {notice}".upper())):
        code = found[1]
    return code or notice or (extension if extension[:1] == "9" else "")
