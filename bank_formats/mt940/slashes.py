"""``:86:`` in code words between slashes, as Dutch banks write it.

``/EREF/E2E-1//CNTP/NL..IBAN/BANKNL2A/Payer/City//REMI/USTD//INV 7/`` (ING),
``/TRTP/SEPA OVERBOEKING/IBAN/NL../BIC/BANKNL2A/NAME/Payer/REMI/INV 7/EREF/E2E-1`` (ABN AMRO),
``/ORDP//NAME/Payer/REMI/INV 7/ISDT/2026-01-02`` (Rabobank),
``/PT/FT/PY/INV 7`` (Citibank).
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from .amounts import read_charges, read_exchange
from .details import Details, filled, meant_reference
from .returns import reason_in
from .wraps import SOFT, as_id, as_text, marked

_CODES = (
    "EREF PREF MARF KREF CSID CNTP REMI RTRN PURP ULTC ULTD ULTB ORDP BENM NAME ADDR ID ISDT TRCD "
    "BUSP SUM TRTP RTYP IBAN BBAN BIC SVCL ACCW OCMT EXCH CHGS CHGT NRTX PIND INV CINV RFB ROC"
)
_CITI = "PT CT PY BN BO OB BI RO RI VD"
_FIRST = frozenset(_CODES.split()) - {"NAME", "ADDR", "ID", "INV", "CINV", "RFB", "ROC"}
_CODE = re.compile(rf"/({'|'.join(_CODES.split())})/")
_CITI_CODE = re.compile(rf"/({'|'.join(_CITI.split())})/")
_LONGEST = 5

_IN_TEXT = frozenset(("INV", "CINV", "RFB", "ROC"))
"""Codes that are for the payee: they stay in the text."""
_NOT_BEHIND_TEXT = _IN_TEXT | {"NAME", "ADDR", "ID", "SUM"}
_PARTIES = frozenset(("ORDP", "BENM", "ULTC", "ULTD", "ULTB"))
_OF_PARTY = frozenset(("NAME", "ADDR", "ID"))
_IDS = frozenset(("EREF", "PREF", "MARF", "KREF", "CSID", "IBAN", "BBAN", "BIC", "ID"))
_ONCE = _IDS | {"NAME", "CNTP"}
"""What comes again is somebody else's."""
_TYPED = frozenset(("REMI", "IBAN", "BBAN", "BIC", "NAME", "CNTP"))

_STRUCTURED = re.compile(
    r"STRD/+(?:CUR|ISO|RF|SCOR)/(?P<plain>[^/]+)"
    r"|/?CDTRREFTP//CD/SCOR(?:/ISSR/[A-Z]+)?/CDTRREF/+(?P<issued>[^/]+)"
    r"|(?i:ISSUER): *(?:CUR|ISO) +(?i:REF): *(?P<named>[A-Z0-9 ]+)"
)
_REASON = re.compile(r"(?:CD/)?([A-Z]{2}[0-9]{2}|[A-Z]{4})(?=/|$)")
_PURPOSE = re.compile(r"(?:CD/)?([A-Z]{4})(?=/|$)")


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None if the text does not begin with a code word."""
    text = marked(lines, "/").lstrip()
    first = text.removeprefix("/")[:_LONGEST].partition("/")[0].replace(SOFT, "")
    if first == "PT" and text[0] == "/":
        return _read_citi(text)
    if first not in _FIRST:
        return None
    if text[0] != "/":
        text = "".join([_with_slash(line) for line in lines])
    values = _cut(_mend(text))
    party = _counterparty(values)
    remittance, structured = _remittance(values.get("REMI", ""))
    end_to_end = meant_reference(values.get("EREF", ""))
    reason = _REASON.match(values.get("RTRN", ""))
    purpose = _PURPOSE.match(values.get("PURP", ""))
    charges, currency = read_charges(values)
    return Details(
        remittance=remittance,
        end_to_end_id=end_to_end,
        creditor_reference=structured or creditor_reference(remittance),
        counterparty=party,
        purpose=purpose[1] if purpose else "",
        return_reason=(reason[1] if reason else values.get("RTRN", "")) or reason_in(remittance),
        charges=charges,
        charges_currency=currency,
        exchange=read_exchange(values),
        extra=_extra(values, end_to_end, reason, purpose),
    )


def _with_slash(line: str) -> str:
    """Some banks leave out the first slash of each line; a line without code is for the payee."""
    line = line.strip()
    return f"/{line}" if line.partition("/")[0] in _FIRST else f"/REMI/{line}"


def _mend(text: str) -> str:
    """Take out a soft place that goes through a code word."""
    at = text.find(SOFT)
    while at >= 0:
        around = text[max(at - _LONGEST, 0) : at + _LONGEST + 1]
        break_at = min(at, _LONGEST)
        found = _CODE.search(around.replace(SOFT, ""))
        if found and found.start() < break_at < found.end():
            text = text[:at] + text[at + 1 :]
        at = text.find(SOFT, at + 1)
    return text


def _cut(text: str) -> dict[str, str]:
    """Code word -> its value."""
    parts = _CODE.split(text)
    raw: dict[str, str] = {}
    current = owner = ""
    for code, value in zip(parts[1::2], parts[2::2], strict=True):
        if current == "REMI" and (code in _NOT_BEHIND_TEXT or (code in raw and code != "REMI")):
            raw["REMI"] += f"/{code}/{value}"
            continue
        if code in _PARTIES:
            owner = code
        if code in _IN_TEXT:
            current, value = "REMI", f"/{code}/{value}"
        else:
            current = f"{owner} {code}" if code in _OF_PARTY and _is_other(owner) else code
        before = raw.get(current, "").strip("/")
        if not before:
            raw[current] = value
        elif before != value.strip("/"):
            if current in _ONCE:
                current += " again"
            raw[current] = f"{raw[current]}{SOFT}{value}" if current in raw else value
    return {code: _clean(code, value) for code, value in raw.items()}


def _is_other(owner: str) -> bool:
    """Whether the names that follow are of somebody behind the counterparty."""
    return owner.startswith("ULT")


def _clean(code: str, value: str) -> str:
    text = as_id(value) if code in _IDS else as_text(value)
    return text.rstrip("/").rstrip()


def _remittance(value: str) -> tuple[str, str]:
    """The text, and the creditor's reference if the bank marks it as one."""
    found = _STRUCTURED.match(value)
    if found:
        number = (found["plain"] or found["issued"] or found["named"]).replace(" ", "")
        return value[found.end() :].strip(" /"), number
    return value.removeprefix("USTD//").strip(), ""


def _counterparty(values: dict[str, str]) -> Party:
    """Account, bank and name: in one ``CNTP``, or each under its own code word."""
    iban, bank, name, city = [*values.get("CNTP", "").split("/", 3), "", "", "", ""][:4]
    if city.strip("/ "):
        values["CNTP city"] = city.strip("/ ")
    name = name.strip() or values.get("NAME", "")
    name, _slashes, identification = name.partition("//ID/")
    if identification:
        values["NAME ID"] = identification
    account = iban or values.get("IBAN") or values.get("BBAN") or ""
    return Party(
        name=name.strip(), account=account.replace(" ", ""), bank=bank or values.get("BIC", "")
    )


def _extra(
    values: dict[str, str],
    end_to_end: str,
    reason: re.Match[str] | None,
    purpose: re.Match[str] | None,
) -> tuple[tuple[str, str], ...]:
    """What has no field of its own, or says more than the field holds."""
    said = set(_TYPED)
    if end_to_end:
        said.add("EREF")
    if reason and reason.end() == len(values["RTRN"]):
        said.add("RTRN")
    if purpose and purpose.end() == len(values["PURP"]):
        said.add("PURP")
    return tuple([pair for pair in values.items() if pair[1] and pair[0] not in said])


def _read_citi(text: str) -> Details | None:
    """Product type, then payment details and parties."""
    parts = _CITI_CODE.split(text)
    values = {
        code: as_text(value).strip("/ ")
        for code, value in zip(parts[1::2], parts[2::2], strict=True)
    }
    remittance = values.pop("PY", "")
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        return_reason=reason_in(remittance),
        extra=filled(*values.items()),
    )
