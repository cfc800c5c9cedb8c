"""One ``:61:`` with the fields after it -> one ``Transaction``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..model import Origin, Party, Transaction
from ..text import Place, is_iban
from .details import filled, meant_reference
from .dialects import read_details
from .entry import Entry, read_entry
from .fields import Field
from .ordinary import OrdinaryEntry, read_ordinary_entry
from .supplementary import read_charges, read_exchange

_ACCOUNT = re.compile(r"P?[0-9]{9,10}")
_ACCOUNT_AND_NAME = re.compile(r"(P?[0-9]{9,10}) {2,}(\S.*)")


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads the entries of one page, of which it knows what they do not say themselves."""

    source: str
    currency: str
    latest: date | None
    """The day on which an interim report was made."""
    leniencies: dict[str, None]

    def read(self, entry: OrdinaryEntry | list[Field]) -> Transaction:
        """``entry`` is ordinary, or ``:61:`` and what follows it. Raises ``FormatError``."""
        if isinstance(entry, list):
            return self._read_fields(entry)
        plain = read_ordinary_entry(entry.found, self.currency, self.latest)
        if not plain:
            return self._read_fields(entry.fields())
        return self._transaction(
            *plain, (), Origin(source=self.source, line=entry.line, raw=entry.raw)
        )

    def _read_fields(self, fields: list[Field]) -> Transaction:
        first, *others = fields
        return self._transaction(
            read_entry(
                first.lines,
                self.currency,
                self.latest,
                Place(self.source, first.line, ":61:", self.leniencies),
            ),
            tuple(line for each in others if each.tag == "86" for line in each.lines),
            [(each.tag, each.text) for each in others if each.tag != "86"],
            Origin(
                source=self.source,
                line=first.line,
                raw="\n".join([each.raw for each in fields]),
            ),
        )

    def _transaction(
        self,
        entry: Entry,
        lines: tuple[str, ...],
        others: Sequence[tuple[str, str]],
        origin: Origin,
    ) -> Transaction:
        details = read_details(lines)
        more = "\n".join(entry.supplementary)
        party, remittance = details.counterparty, details.remittance
        if not party.account:
            party, rest = _counterparty(entry, party)
        else:
            rest = entry.supplementary
        if not remittance and not any(lines):
            # Banks without :86: write the text in the second line of :61:.
            remittance = "\n".join(rest)
        return Transaction(
            booked=entry.booked,
            amount=entry.amount,
            origin=origin,
            value_date=entry.value_day,
            reference=details.reference or _own_reference(entry.reference),
            end_to_end_id=details.end_to_end_id,
            creditor_reference=details.creditor_reference,
            remittance=remittance,
            counterparty=party,
            bank_reference=entry.bank_reference,
            type_code=details.type_code or entry.type,
            purpose=details.purpose,
            reversal=entry.mark[0] == "R",
            return_reason=details.return_reason,
            charges=details.charges or read_charges(more, self.currency),
            exchange=details.exchange or read_exchange(more, self.currency),
            expected=entry.mark[0] == "E",
            extra=filled(
                ("type", entry.type),
                ("funds code", entry.funds),
                ("customer reference", entry.reference),
                ("supplementary", more),
                *details.extra,
                *others,
            ),
        )


def _own_reference(reference: str) -> str:
    if reference == "NONREF" or is_iban(reference) or _ACCOUNT_AND_NAME.fullmatch(reference):
        return ""
    return meant_reference(reference)


def _counterparty(entry: Entry, party: Party) -> tuple[Party, tuple[str, ...]]:
    """The other side, and the supplementary lines that are not its name or account.

    ASN, SNS and RegioBank write its IBAN as reference and its name in the next line; Rabobank
    writes its account in the next line, formerly account and name as reference.
    """
    supplementary = entry.supplementary
    second = supplementary[0].strip() if supplementary else ""
    if is_iban(entry.reference):
        party = replace(party, account=entry.reference, name=party.name or second)
        return party, supplementary[1:]
    if found := _ACCOUNT_AND_NAME.fullmatch(entry.reference):
        party = replace(party, account=found[1], name=party.name or found[2].strip())
        return party, supplementary
    if is_iban(second) or (party.name and _ACCOUNT.fullmatch(second)):
        return replace(party, account=second), supplementary[1:]
    return party, supplementary
