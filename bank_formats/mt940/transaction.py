"""One ``:61:`` with the fields after it -> one ``Transaction``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ..currency import minor_units
from ..model import Party, Transaction, origin_in_order, transaction_in_order
from ..text import Place, is_iban
from .details import filled, meant_reference
from .dialects import read_details
from .entry import EntryValues, Period, read_entry
from .fields import Field
from .ordinary import OrdinaryEntries, fields_of, read_ordinary_entry
from .supplementary import read_supplementary
from .totals import Tallies

_ACCOUNT = re.compile(r"P?[0-9]{9,10}")
_ACCOUNT_AND_NAME = re.compile(r"(P?[0-9]{9,10}) {2,}(\S.*)")


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads the entries of one page, of which it knows what they do not say themselves."""

    source: str
    currency: str
    period: Period
    leniencies: dict[str, None]
    tallies: Tallies

    def read(self, entries: OrdinaryEntries | list[Field]) -> Iterator[Transaction]:
        """Ordinary entries, or of one the field ``:61:`` and those after it.

        Raises ``FormatError``.
        """
        if isinstance(entries, list):
            yield self._read_fields(entries)
            return
        line, period, most_decimals = entries.line, self.period, minor_units(self.currency)
        for found in entries.found:
            if plain := read_ordinary_entry(found, most_decimals, period):
                entry, details = plain
                yield self._transaction(entry, details, line, found[0], ())
                line += 1 + len(entry[-1]) + len(details)
            else:
                yield self._read_fields(fields_of(line, found))
                line += 1 + found[0].count("\n")

    def _read_fields(self, fields: list[Field]) -> Transaction:
        first, *others = fields
        place = Place(self.source, first.line, ":61:", self.leniencies)
        entry = read_entry(first.lines, self.currency, self.period, place)
        details = tuple(line for each in others if each.tag == "86" for line in each.lines)
        raw = "\n".join([each.raw for each in fields])
        unknown = tuple([(each.tag, each.text) for each in others if each.tag != "86"])
        return self._transaction(entry, details, first.line, raw, unknown)

    def _transaction(
        self,
        entry: EntryValues,
        lines: tuple[str, ...],
        line: int,
        raw: str,
        unknown: tuple[tuple[str, str], ...],
    ) -> Transaction:
        booked, value_day, amount, mark, funds, kind, reference, bank_reference, more = entry
        (
            remittance,
            end_to_end_id,
            creditor_reference,
            party,
            purpose,
            return_reason,
            type_code,
            charges,
            charges_currency,
            exchange,
            details,
        ) = read_details(lines)
        self.tallies.add(mark, amount)
        if not party.account:
            party, rest = _counterparty(reference, more, party)
            # Banks without :86: write the text in the second line of :61:.
            if rest and not remittance and not any(lines):
                remittance = "\n".join(rest)
        if charges_currency and charges_currency != self.currency:
            charges = None
        usual = reference if reference == "NONREF" else ""
        extra = _kind(kind, funds, usual)
        if reference and not usual:
            extra += (("customer reference", reference),)
        if more:
            supplementary = "\n".join(more)
            extra += (("supplementary", supplementary),)
            kept, original = read_supplementary(supplementary, self.currency)
            charges, exchange = charges or kept, exchange or original
        return transaction_in_order(
            booked,
            amount,
            origin_in_order(self.source, line, raw),
            value_day,
            creditor_reference or end_to_end_id or _own_reference(reference),
            end_to_end_id,
            creditor_reference,
            remittance,
            party,
            bank_reference,
            type_code or kind,
            purpose,
            mark[0] == "R",
            return_reason,
            charges,
            exchange,
            (),
            mark[0] == "E",
            extra + details + unknown,
        )


@lru_cache(maxsize=1024)
def _kind(kind: str, funds: str, reference: str) -> tuple[tuple[str, str], ...]:
    """Remembered, as most entries have no reference and say so: one that is their own costs more."""
    return filled(("type", kind), ("funds code", funds), ("customer reference", reference))


def _own_reference(reference: str) -> str:
    if reference == "NONREF" or is_iban(reference) or _ACCOUNT_AND_NAME.fullmatch(reference):
        return ""
    return meant_reference(reference)


def _counterparty(
    reference: str, supplementary: tuple[str, ...], party: Party
) -> tuple[Party, tuple[str, ...]]:
    """The other side, and the supplementary lines that are not its name or account.

    ASN, SNS and RegioBank write its IBAN as reference and its name in the next line; Rabobank
    writes its account in the next line, formerly account and name as reference.
    """
    second = supplementary[0].strip() if supplementary else ""
    if is_iban(reference):
        party = replace(party, account=reference, name=party.name or second)
        return party, supplementary[1:]
    if found := _ACCOUNT_AND_NAME.fullmatch(reference):
        party = replace(party, account=found[1], name=party.name or found[2].strip())
        return party, supplementary
    if is_iban(second) or (party.name and _ACCOUNT.fullmatch(second)):
        return replace(party, account=second), supplementary[1:]
    return party, supplementary
