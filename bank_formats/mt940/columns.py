"""``:86:`` in columns with Dutch labels, as ABN AMRO writes SEPA payments.

``SEPA OVERBOEKING                 IBAN: NL..  BIC: ..  NAAM: ..  OMSCHRIJVING: ..  KENMERK: ..``
"""

from __future__ import annotations

import re

from ..model import Party
from .details import Details, filled, meant_reference

_LABEL = re.compile(r"\b(IBAN|BIC|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT): *")
_BLANKS = re.compile(r" {2,}")


def read(joined: str) -> Details | None:
    """The details, or None unless the text (its lines joined) is of this kind."""
    if not joined.lstrip().startswith("SEPA ") or "NAAM:" not in joined:
        return None
    kind, *parts = _LABEL.split(joined)
    values = {
        label: _BLANKS.sub(" ", value).strip()
        for label, value in zip(parts[::2], parts[1::2], strict=True)
    }
    return Details(
        remittance=values.pop("OMSCHRIJVING", ""),
        reference=meant_reference(values.get("KENMERK", "")),
        counterparty=Party(
            name=values.get("NAAM", ""),
            account=values.get("IBAN", ""),
            bank=values.get("BIC", ""),
        ),
        extra=filled(("posting text", _BLANKS.sub(" ", kind).strip()), *values.items()),
    )
