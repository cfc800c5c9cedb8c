"""``:86:`` in columns with Dutch labels, as ABN AMRO writes SEPA payments.

Two cells a line, of 33 and 32 characters; a value may go on in the next line::

    SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300
    BIC: ABNANL2A                    NAAM: Payer B.V.
    OMSCHRIJVING: INV/2026/0042      KENMERK: E2E-1
"""

from __future__ import annotations

import re

from ..model import Party
from .details import Details, filled, meant_reference

_LABEL = re.compile(
    r"(?:^|(?<=\s))"
    r"(IBAN|BIC|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|BETALINGSKENM\.|ID DEBITEUR): *"
)
_BLANKS = re.compile(" {2,}")
_FULL = 64  # a line with less was not broken by its width: a blank follows it


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None unless the text is of this kind."""
    if not lines[0].startswith("SEPA ") or not any("NAAM:" in line for line in lines):
        return None
    values = _values(lines)
    return Details(
        remittance=values.pop("OMSCHRIJVING", ""),
        end_to_end_id=meant_reference(values.get("KENMERK") or values.get("BETALINGSKENM.", "")),
        counterparty=Party(
            name=values.get("NAAM", ""),
            account=values.get("IBAN", ""),
            bank=values.get("BIC", ""),
        ),
        extra=filled(*values.items()),
    )


def _values(lines: tuple[str, ...]) -> dict[str, str]:
    """Label -> value, over as many lines as it takes."""
    values = {"posting text": ""}
    for line in lines:
        continued, *parts = _LABEL.split(line + ("" if len(line) >= _FULL else " "))
        values[next(reversed(values))] += continued
        for label, value in zip(parts[::2], parts[1::2], strict=True):
            values[label] = value
    return {label: _BLANKS.sub(" ", value).strip() for label, value in values.items()}
