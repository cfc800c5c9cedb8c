"""``:86:`` in columns with Dutch labels, as ABN AMRO writes SEPA and card payments.

Two cells a line, of 32 characters with a blank between them; a value goes on in the next cell::

    SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300
    BIC: ABNANL2A                    NAAM: Payer B.V.
    OMSCHRIJVING: INV/2026/0042      KENMERK: E2E-1
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from .details import Details, filled, meant_reference
from .returns import reason_in

_LABEL = re.compile(
    r"(?:^|(?<=\s\s))"  # one blank: inside a text
    r"(IBAN|BIC|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|BETALINGSKENM\.|ID DEBITEUR"
    r"|TERUGBOEKINGSREDEN|RETOURREDEN): *"
)
_CELL = 32
_TYPED = ("IBAN", "BIC", "NAAM", "OMSCHRIJVING", "BETALINGSKENM.")
_CARD = re.compile(
    r"(?P<kind>BEA|GEA) +(?P<terminal>NR:\S+ +)?(?P<time>[0-9.]{8}/[0-9.]{5}) (?P<rest>.*)"
)


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None unless the text is of this kind."""
    if lines[0].startswith(("BEA ", "GEA ")):
        return _read_card(lines)
    if not lines[0].startswith("SEPA ") or not any("NAAM:" in line for line in lines):
        return None
    values = _values(lines)
    kenmerk = values.pop("KENMERK", "")
    end_to_end = meant_reference(kenmerk)
    remittance = values.get("OMSCHRIJVING", "")
    return Details(
        remittance=remittance,
        end_to_end_id=end_to_end,
        creditor_reference=values.get("BETALINGSKENM.", "") or creditor_reference(remittance),
        counterparty=Party(
            name=values.get("NAAM", ""),
            account=values.get("IBAN", "").replace(" ", ""),
            bank=values.get("BIC", ""),
        ),
        return_reason=reason_in(f"RETURN {values.get('RETOURREDEN', '')}"),
        extra=filled(
            *(pair for pair in values.items() if pair[0] not in _TYPED),
            ("KENMERK", "" if end_to_end else kenmerk),
        ),
    )


def _values(lines: tuple[str, ...]) -> dict[str, str]:
    """Label -> value, over as many cells as it takes."""
    values = {"posting text": ""}
    last = "posting text"
    for cell in _cells(lines):
        # A cell that is full to its end was broken anywhere, else a blank follows it.
        text = cell if len(cell) >= _CELL else cell + " "
        if ":" not in text:
            values[last] += text
            continue
        continued, *parts = _LABEL.split(text)
        values[last] += continued
        for label, value in zip(parts[::2], parts[1::2], strict=True):
            if label in values:  # said again in a text
                values[last] += f"{label}: {value}"
            else:
                values[label] = value
                last = label
    return {label: " ".join(value.split()) for label, value in values.items()}


def _cells(lines: tuple[str, ...]) -> list[str]:
    cells = []
    for line in lines:
        if line[_CELL : _CELL + 1] in ("", " "):
            cells += [line[:_CELL].rstrip(), line[_CELL + 1 :].rstrip()]
        else:
            cells.append(line)
    return cells


def _read_card(lines: tuple[str, ...]) -> Details | None:
    """A payment (BEA) or withdrawal (GEA) by card: where it was, then the number of the card."""
    found = _CARD.fullmatch("".join(lines).rstrip())
    if not found:
        return None
    place, _comma, card = found["rest"].rpartition(",PAS")
    return Details(
        counterparty=Party(name=(place or found["rest"]).strip()),
        extra=filled(
            ("posting text", found["kind"]),
            ("terminal", (found["terminal"] or "").strip()),
            ("time", found["time"]),
            ("card", card.strip() if place else ""),
        ),
    )
