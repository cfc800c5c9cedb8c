"""``:86:`` of SNS, ASN and RegioBank: other account and name, an empty line, the text.

::

    NL69INGB0123456789 hovenier de vries
    (65 blanks)
    Factuur 2026-7 tuinonderhoud
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from .details import Details
from .returns import reason_in
from .wraps import as_text, marked

_OTHER_SIDE = re.compile(r"([A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}|[0-9]{7,10})(?: (.*))?")


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None unless the second of three lines is empty."""
    if len(lines) < 3 or lines[1].strip():
        return None
    found = _OTHER_SIDE.fullmatch(lines[0].strip())
    if not found and lines[0].strip():
        return None
    remittance = as_text(marked(lines[2:], ""))
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        counterparty=Party(name=(found[2] or "").strip(), account=found[1]) if found else Party(),
        return_reason=reason_in(remittance),
    )
