"""``:86:`` without structure, line by line as it stands; what is marked in it is found all the same.

References of creditors by their check digits or label, SEPA keywords outside ``?20``, the
variable symbol of Czech and Slovak payments (``VS:``), the reason of a return.
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from .details import Details, filled, meant_reference
from .keywords import CUT, read_colon_words, read_words
from .returns import reason_in
from .wraps import flowing, is_filled, marked

_DUTCH_REFERENCE = re.compile(r"(?:^|\n)BETALINGSKENM(?:\.|ERK):? +([0-9]{7,16})\s*(?:\n|$)")
_SYMBOLS = re.compile(r"(?:^|[\s/,;])VS(?:[:/] ?|(?=[0-9]{2}))0*([1-9][0-9]{0,9})(?![0-9A-Z])")


def joined(lines: tuple[str, ...]) -> str:
    """Line by line as it stands; in one line only where the bank filled every line but the last."""
    if len(lines) == 1:
        return lines[0].strip()
    if len(lines[0]) > 59 and is_filled(lines):
        return flowing(lines).strip()
    return "\n".join([line.rstrip() for line in lines if line and not line.isspace()]).strip()


def read(text: str) -> Details:
    """``text``: the lines as they stand."""
    return Details(
        remittance=text,
        creditor_reference=creditor_reference(text) or _labelled(text),
        return_reason=reason_in(text),
    )


def read_with_keywords(lines: tuple[str, ...]) -> Details | None:
    """A text with SEPA keywords (``EREF+...SVWZ+...``), or None."""
    words, remittance = read_words(marked(lines, CUT))
    if not words and "SVWZ+" not in "".join(lines):
        return None
    remittance = read_colon_words(remittance, words, {})
    end_to_end = meant_reference(words.get("EREF", ""))
    purpose = words.get("PURP", "")[:4]
    said = {
        "IBAN",
        "BIC",
        "EREF" if end_to_end else "",
        "PURP" if len(words.get("PURP", "")) == 4 else "",
    }
    return Details(
        remittance=remittance,
        end_to_end_id=end_to_end,
        creditor_reference=creditor_reference(remittance) or _labelled(remittance),
        counterparty=Party(account=words.get("IBAN", ""), bank=words.get("BIC", "")),
        purpose=purpose,
        return_reason=words.get("RTRN", "") or reason_in(remittance),
        extra=filled(*(pair for pair in words.items() if pair[0] not in said)),
    )


def _labelled(text: str) -> str:
    if "VS" in text and (found := _SYMBOLS.search(text)):
        return found[1]
    if "BETALINGSKENM" in text and (found := _DUTCH_REFERENCE.search(text)):
        return found[1]
    return ""
