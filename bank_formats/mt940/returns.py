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


_ACH_REASON = re.compile(r"(?<![A-Z0-9])R(?:0[1-9]|[1-8][0-9])(?![A-Z0-9])")


def speaks_of_return(text: str) -> bool:
    """Whether a word for a return is in the text."""
    # Not a pattern, and parts first: this is asked of every entry.
    lower = text.lower()
    return (
        ("ret" in lower and ("return" in lower or "retour" in lower))
        or ("ck" in lower and ("cklast" in lower or "ckgabe" in lower or "ckbel" in lower))
        or "reject" in lower
        or "terugboek" in lower
        or "unpaid" in lower
        or "impay" in lower
    )


def reason_in(text: str) -> str:
    """The reason code in a text that speaks of a return (US: of an ACH payment), or ``""``."""
    if not speaks_of_return(text):
        return ""
    found = _REASON.search(text) or ("ACH" in text and _ACH_REASON.search(text))
    return found[0] if found else ""


def german_reason(posting_text: str, text: str, notice: str, extension: str) -> str:
    """Of a return: from ``?34``, else from the texts; else the bank's words or number."""
    extension = extension.strip()
    if code := _BY_EXTENSION.get(extension):
        return code
    if found := _REASON.search(f"{posting_text} {text} {notice}".upper()):
        return found[1]
    return notice or (extension if extension[:1] == "9" else "")
