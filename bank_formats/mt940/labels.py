"""``:86:`` of banks that write words before each value, each in its own fixed order.

========================  ==================================================================
mBank (PL)                ``...; Z RACH.: account; OD: name; TYT.: text; TNR: number``
Knab (NL)                 ``text`` / ``REK: account/NAAM: name``; by card ``NAAM: name``
Alpha Bank (RO)           ``... PLATITOR name account BIC DETALII INCASARE text``
BCR (RO)                  ``... -Platitor name account CODFISC n-Beneficiar ...-Detalii text``
ING (NL), before 2014     ``account BIC name and text`` / ``SCOR/CUR/reference``
UBS (CH)                  ``Z46?text``
========================  ==================================================================
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from . import free_text
from .details import Details, filled
from .returns import reason_in
from .wraps import SOFT, marked

_IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
_BIC = r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"

_LONGEST = 2000
"""Characters; ``:86:`` has room for 390."""


def _until(word: str) -> str:
    """A pattern for what stands before the first ``word``."""
    return f"(?:(?!{word}).)*"


# What must stand in the text -> its pattern. Names of groups: account, bank, name, text,
# reference; what has another name is extra.
_PATTERNS = (
    (
        "TYT.:",
        re.compile(
            r"(?:(?P<type>[0-9]{3}) )?(?P<posting>[^;]*); *(?:ID IPH: (?P<iph>[^;]*); *)?"
            r"Z RACH\.: *(?P<account>[A-Z]{0,2}[0-9 ]+); *OD: (?P<name>[^;]*); *"
            r"TYT\.: (?P<text>.*?); *TNR: *(?P<tnr>.*)"
        ),
    ),
    ("REK: ", re.compile(r"(?P<text>.*?) ?REK: (?P<account>[A-Z0-9]+)/NAAM: (?P<name>.*)")),
    (" PAS: ", re.compile(r"(?P<text>.*? PAS: [0-9]+) NAAM: (?P<name>.*)")),
    (
        "DETALII INCASARE",
        re.compile(
            rf"(?P<posting>{_until(' PLATITOR ')}) PLATITOR +(?P<name>.*?) +(?P<account>{_IBAN})"
            rf"(?: +(?P<bank>{_BIC}))?(?P<more>{_until(' ?DETALII INCASARE')})"
            r" ?DETALII INCASARE (?P<text>.*)"
        ),
    ),
    (
        "-Detalii",
        re.compile(
            rf"(?P<posting>{_until('-Platitor')})-Platitor (?P<name>.*?) +(?P<account>{_IBAN})"
            rf"(?P<more>{_until('-Beneficiar')})-Beneficiar (?P<payee>{_until('-Detalii')})"
            r"-Detalii (?P<text>.*)"
        ),
    ),
)
_WORDS = {"posting": "posting text", "iph": "ID IPH", "tnr": "TNR", "payee": "Beneficiar"}
_DUTCH = re.compile(
    rf"(?:[0-9]{{7,10}} )?(?P<posting>Europese Incasso,? doorlopend )?"
    rf"(?P<account>{_IBAN}) (?P<bank>{_BIC})\s(?P<text>.*)",
    re.DOTALL,
)
_SWISS = re.compile(r"([A-Z][0-9]{2}|[A-Z]{2}[0-9])\?(?![0-9])(.*)", re.DOTALL)
_SCOR = re.compile(r"(?:^|\s)SCOR/CUR/([A-Z0-9]+)\s*$")


def read(lines: tuple[str, ...], text: str) -> Details | None:
    """The details, or None if ``text`` (the lines in one) has none of the patterns."""
    plain = text if len(lines) == 1 else "".join(lines)
    may_be = len(plain) < _LONGEST and (":" in plain or "ETALII" in plain.upper())
    for word, pattern in _PATTERNS if may_be else ():
        if word in plain:
            # A label can go over the end of a line that is not full.
            found = pattern.fullmatch(marked(lines, "").replace(SOFT, " ").strip())
            if found := found or pattern.fullmatch(plain.strip()):
                return _details(found)
    if (text[2:4].isdigit() or text[:9] == "Europese ") and (found := _DUTCH.fullmatch(text)):
        return _read_dutch(found)
    if text[3:4] == "?" and (found := _SWISS.fullmatch(text)):
        return free_text.read(found[2])._replace(type_code=found[1])
    return None


def _details(found: re.Match[str]) -> Details:
    raw = {name: value or "" for name, value in found.groupdict().items()}
    # Two blanks end a name before an address.
    raw["name"], _blanks, raw["address"] = raw["name"].strip().partition("  ")
    values = {name: " ".join(value.split()) for name, value in raw.items()}
    remittance = values.pop("text")
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        counterparty=Party(
            name=values.pop("name", ""),
            account=values.pop("account", "").replace(" ", ""),
            bank=values.pop("bank", ""),
        ),
        type_code=values.pop("type", ""),
        return_reason=reason_in(remittance),
        extra=filled(*((_WORDS.get(name, name), value) for name, value in values.items())),
    )


def _read_dutch(found: re.Match[str]) -> Details:
    """Where the name ends and the text begins is not marked: both stay in the text."""
    remittance = found["text"]
    structured = _SCOR.search(remittance)
    if structured:
        remittance = remittance[: structured.start()]
    return Details(
        remittance=remittance,
        creditor_reference=structured[1] if structured else creditor_reference(remittance),
        counterparty=Party(account=found["account"], bank=found["bank"]),
        return_reason=reason_in(remittance),
        extra=filled(("posting text", (found["posting"] or "").strip())),
    )
