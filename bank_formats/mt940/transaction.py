"""One ``:61:`` with the fields after it -> one ``Transaction``."""

from __future__ import annotations

import re
from dataclasses import replace

from ..model import Origin, Party, Transaction
from ..text import Place, is_iban
from .details import Details, filled, meant_reference
from .dialects import read_details
from .entry import Entry, read_entry
from .fields import Field

_ACCOUNT = re.compile(r"P?[0-9]{9,10}")
_ACCOUNT_AND_NAME = re.compile(r"(P?[0-9]{9,10}) {2,}(\S.*)")


def read_transaction(fields: list[Field], currency: str, place: Place) -> Transaction:
    """``fields`` begins with ``:61:``; ``place`` is there. Raises ``FormatError``."""
    first, *others = fields
    entry = read_entry(first.lines, currency, place)
    details = read_details(
        tuple(line for each in others if each.tag == "86" for line in each.lines)
    )
    party, name_lines = _counterparty(entry, details)
    supplementary = entry.supplementary[name_lines:]
    return Transaction(
        booked=entry.booked,
        amount=entry.amount,
        origin=Origin(source=place.source, line=first.line, raw="\n".join(f.raw for f in fields)),
        value_date=entry.value_day,
        reference=details.reference or _own_reference(entry),
        # Banks without :86: write the text in the second line of :61:.
        remittance=details.remittance or "\n".join(supplementary if not others else ()),
        counterparty=party,
        bank_reference=entry.bank_reference,
        reversal=entry.reversal,
        extra=filled(
            ("type", entry.type),
            ("funds code", entry.funds),
            ("customer reference", entry.reference),
            ("supplementary", "\n".join(entry.supplementary)),
            *details.extra,
            *((each.tag, each.text) for each in others if each.tag != "86"),
        ),
    )


def _own_reference(entry: Entry) -> str:
    if is_iban(entry.reference) or _ACCOUNT_AND_NAME.fullmatch(entry.reference):
        return ""
    return meant_reference(entry.reference)


def _counterparty(entry: Entry, details: Details) -> tuple[Party, int]:
    """The other side, and how many supplementary lines are its name.

    ASN, SNS and RegioBank write its IBAN as reference and its name in the next line; Rabobank
    writes its account in the next line, formerly account and name as reference.
    """
    party = details.counterparty
    second = (entry.supplementary or ("",))[0].strip()
    if party.account:
        return party, 0
    if is_iban(entry.reference):
        return replace(party, account=entry.reference, name=party.name or second), 1
    if found := _ACCOUNT_AND_NAME.fullmatch(entry.reference):
        return replace(party, account=found[1], name=party.name or found[2].strip()), 0
    if is_iban(second) or (party.name and _ACCOUNT.fullmatch(second)):
        return replace(party, account=second), 1
    return party, 0
