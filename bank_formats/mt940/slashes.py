"""``:86:`` in code words between slashes, as Dutch banks write it.

``/EREF/E2E-1//CNTP/NL..IBAN/BANKNL2A/Payer///REMI/USTD//INV 7/`` (ING),
``/TRTP/SEPA OVERBOEKING/IBAN/NL../BIC/BANKNL2A/NAME/Payer/REMI/INV 7/EREF/E2E-1`` (ABN AMRO),
``/ORDP//NAME/Payer/REMI/INV 7/ISDT/2026-01-02`` (Rabobank).
"""

from __future__ import annotations

import re

from ..model import Party
from .details import Details, filled, meant_reference

_CODES = (
    "EREF PREF MARF CSID CNTP REMI RTRN PURP ULTC ULTD ULTB ORDP BENM ISDT TRCD BUSP ADDR SUM "
    "TRTP RTYP IBAN BIC NAME KREF SVCL ACCW OCMT EXCH CHGS CHGT"
).replace(" ", "|")
_START = re.compile(rf"\s*/?(?=(?:{_CODES})/)")
_CODE = re.compile(rf"/({_CODES})/")
_STRUCTURED = re.compile(
    r"STRD/(?:CUR|ISO)/(?P<plain>[^/]+)"
    r"|/CDTRREFTP//CD/SCOR/ISSR/[A-Z]+/CDTRREF//(?P<issued>[^/]+)"
)


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None if the text does not begin with a code word."""
    # Lines break after 65 characters anywhere, even inside a code word: no separator.
    joined = "".join(lines)
    start = _START.match(joined)
    if not start:
        return None
    values = _cut("/" + joined[start.end() :])
    iban, bank, name = _counterparty(values)
    remittance = values.pop("REMI", "")
    structured = _STRUCTURED.match(remittance)
    number = (structured["plain"] or structured["issued"]).strip() if structured else ""
    remittance = number or remittance.removeprefix("USTD//").strip()
    return Details(
        remittance=remittance,
        end_to_end_id=meant_reference(values.get("EREF", "")),
        creditor_reference=number,
        counterparty=Party(name=name, account=iban, bank=bank),
        extra=filled(
            *values.items(),
            ("structured reference", number),
            ("remittance pieces", _pieces(lines, remittance)),
        ),
    )


def _cut(text: str) -> dict[str, str]:
    """Code word -> its value; what comes again is added behind a blank."""
    parts = _CODE.split(text)
    values: dict[str, str] = {}
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        value = value.strip().rstrip("/").strip()
        values[code] = f"{values[code]} {value}".strip() if code in values else value
    return values


def _pieces(lines: tuple[str, ...], remittance: str) -> str:
    """The remittance with the bank's line breaks, where a blank may have been lost; or ``""``."""
    start = "".join(lines).find(remittance)
    end, pieces, at = start + len(remittance), [], 0
    for line in lines:
        pieces.append(line[max(start - at, 0) : max(end - at, 0)])
        at += len(line)
    kept = [piece for piece in pieces if piece]
    return "\n".join(kept) if len(kept) > 1 else ""


def _counterparty(values: dict[str, str]) -> tuple[str, str, str]:
    """Account, bank and name: in one ``CNTP``, or each under its own code word."""
    iban, bank, name = [*values.get("CNTP", "").split("/"), "", ""][:3]
    name = name or values.get("NAME", "").split("//ID/")[0]
    return iban or values.get("IBAN", ""), bank or values.get("BIC", ""), name.strip()
