"""One STMTRS, CCSTMTRS or INVSTMTRS (OFX 1.6, 2.2 sections 11.4.2, 11.4.3, 13.9.2)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from ..currency import minor_units
from ..model import Balance, Origin, Statement, Transaction
from ..text import Place
from .amount import Amounts, Evidence
from .corrections import ACTIONS, Corrections, corrects
from .day import Days, is_filled_in
from .identifiers import Identifiers
from .record import Record
from .transaction import Transactions, is_balance_row

_CURRENCY = re.compile(r"[A-Za-z]{3}")
_NO_AMOUNT = re.compile(r"(?i)(?:none|null|nan|n/?a|-)?")
_MOST_LEFT_OUT = 200

_FROM = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_ACCOUNT = tuple(f"{aggregate}/ACCTID" for aggregate in _FROM)
_BANK = ("BANKACCTFROM/BANKID", "INVACCTFROM/BROKERID")
_CLOSING, _CLOSING_DAY = "LEDGERBAL/BALAMT", "LEDGERBAL/DTASOF"
_USED = frozenset([*_ACCOUNT, *_BANK, "CURDEF", _CLOSING, _CLOSING_DAY])
# Shorter names for what every statement has.
_NAMES = {
    "BANKACCTFROM/ACCTTYPE": "ACCTTYPE",
    "BANKACCTFROM/BRANCHID": "BRANCHID",
    "BANKTRANLIST/DTSTART": "DTSTART",
    "BANKTRANLIST/DTEND": "DTEND",
    "INVTRANLIST/DTSTART": "DTSTART",
    "INVTRANLIST/DTEND": "DTEND",
    "AVAILBAL/BALAMT": "AVAILBAL",
    "AVAILBAL/DTASOF": "AVAILBAL DTASOF",
}


class Element(NamedTuple):
    """An element of the statement outside its transactions; ``path`` as ``LEDGERBAL/BALAMT``."""

    path: str
    value: str
    line: int


@dataclass(slots=True)
class OpenStatement:
    """A statement while it is read."""

    name: str
    number: int
    line: int
    source: str
    evidence: Evidence
    days: Days
    identifiers: Identifiers
    corrections: Corrections
    noted: dict[str, None]
    elements: list[Element] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    investments: Counter[str] = field(default_factory=Counter)
    count: int = 0
    _transactions: Transactions | None = None
    _amounts: Amounts | None = None
    _account: str = ""

    def transaction(self, record: Record, *, pending: bool) -> Transaction | None:
        """The movement that the record tells; None if it tells none, which is noted."""
        transactions = self._transactions or self._begin(record)
        if is_balance_row(record):
            self._leave_out("balance row", record, "balance rows among the movements are left out")
            return None
        if pending:
            return transactions.read(record, expected=True)
        elsewhere = False
        if self.corrections.found or "CORRECTFITID" in record.fields:
            if self._is_undone(record):
                return None
            elsewhere = self._corrects_elsewhere(record)
        self.count += 1
        repeated = self.identifiers.look(self._account, record, self.noted)
        return transactions.read(record, expected=elsewhere, added=repeated)

    def _begin(self, record: Record) -> Transactions:
        currency = self._currency(record)
        self._account = self._stated(*_ACCOUNT)
        self._amounts = Amounts(currency, self.evidence)
        self._transactions = Transactions(self.source, self._amounts, self.days, self.noted)
        return self._transactions

    def _leave_out(self, why: str, record: Record, leniency: str) -> None:
        self.noted[leniency] = None
        if len(self.left_out) < _MOST_LEFT_OUT:
            names = ("DTPOSTED", "TRNAMT", "FITID", "NAME", "MEMO")
            words = [record.fields.get(name, "").strip() for name in names]
            told = " ".join(" ".join(words).split())
            self.left_out.append((why, f"line {record.line}: {told}"))

    def _is_undone(self, record: Record) -> bool:
        """Whether the record is corrected in this file, or only deletes another."""
        identifier, target = record.fields.get("FITID", "").strip(), corrects(record)
        if identifier != target and self.corrections.times(self.number, identifier):
            self._leave_out("corrected", record, "corrected within the file (CORRECTFITID)")
            return True
        if not target:
            return False
        place = record.place("CORRECTFITID", self.source, self.noted)
        if identifier != target and self.corrections.times(self.number, target) > 1:
            raise place.error("corrects a FITID that several transactions have", target)
        action = record.fields.get("CORRECTACTION", "").strip().upper()
        if action not in ACTIONS:
            place = record.place("CORRECTACTION", self.source, self.noted)
            raise place.error("neither REPLACE nor DELETE", action)
        if action == "DELETE":
            where = "" if self.corrections.times(self.number, target) else " of an earlier file"
            self._leave_out(
                f"deletes {target}", record, f"deletes a transaction{where} (CORRECTFITID)"
            )
        return action == "DELETE"

    def _corrects_elsewhere(self, record: Record) -> bool:
        """What replaces a transaction of an earlier file is no new money: never to be booked."""
        target = corrects(record)
        own = record.fields.get("FITID", "").strip()
        if not target or (target != own and self.corrections.times(self.number, target)):
            return False
        self.noted["replaces a transaction of an earlier file (CORRECTFITID): not booked"] = None
        return True

    def close(self, of_bank: tuple[tuple[str, str], ...]) -> Statement:
        """The statement without its transactions; ``of_bank`` is what the bank says of itself."""
        currency = self._currency(None)
        account = self._stated(*_ACCOUNT)
        if not account:
            raise self._place("ACCTID").error("a statement without account")
        closing = self._closing(self._amounts or Amounts(currency, self.evidence))
        self._note_marks()
        if self.investments:
            self.noted["investment transactions are left out, cash is read"] = None
        return Statement(
            account=account,
            currency=currency,
            origin=Origin(source=self.source, line=self.line),
            bank=self._stated(*_BANK),
            closing=closing,
            leniencies=tuple(self.noted),
            extra=(*of_bank, *self._extra()),
        )

    def _note_marks(self) -> None:
        amounts = self._amounts
        if not amounts or not self.count or not minor_units(amounts.currency):
            return
        if amounts.with_comma and amounts.with_point:
            self.noted["decimal marks , and . in one statement"] = None
        if not amounts.with_comma and not amounts.with_point:
            self.noted["no decimal mark in any amount"] = None

    def _currency(self, record: Record | None) -> str:
        """CURDEF; where it is not filled in, the currency that the transactions state."""
        if self._transactions:
            return self._transactions.currency
        stated = self._element("CURDEF")
        currency = stated.value if stated else ""
        place = self._place("CURDEF", stated)
        if not currency and record:
            currency = record.fields.get("CURRENCY/CURSYM", "").strip()
            if currency:
                place = record.place("CURRENCY/CURSYM", self.source, self.noted)
                place.forgive("no CURDEF: currency of the transactions")
        if not _CURRENCY.fullmatch(currency):
            problem = "not a currency code" if currency else "a statement without currency"
            raise place.error(problem, currency)
        if not currency.isupper():
            place.forgive("currency in lower case")
        return currency.upper()

    def _closing(self, amounts: Amounts) -> Balance | None:
        stated, as_of = self._element(_CLOSING), self._element(_CLOSING_DAY)
        if self.name == "INVSTMTRS" and not stated:
            return None  # these have INVBAL instead
        if not stated or _NO_AMOUNT.fullmatch(stated.value):
            self.noted["no LEDGERBAL"] = None
            return None
        if not as_of or not is_filled_in(as_of.value):
            self.noted["LEDGERBAL without day"] = None
            self.left_out.append(("LEDGERBAL", stated.value))
            return None
        return Balance(
            day=self.days.read(as_of.value, self._place("DTASOF", as_of)),
            amount=amounts.read(stated.value, self._place("BALAMT", stated)),
            currency=amounts.currency,
        )

    def _extra(self) -> tuple[tuple[str, str], ...]:
        """Every element of the statement that is in no typed field, and what was left out."""
        kept = [
            (_NAMES.get(each.path, each.path), each.value)
            for each in self.elements
            if each.value and each.path not in _USED
        ]
        left_out = ", ".join(f"{name} {count}" for name, count in self.investments.items())
        return (*kept, *([("left out", left_out)] if left_out else []), *self.left_out)

    def _stated(self, *paths: str) -> str:
        found = (self._element(path) for path in paths)
        return next((each.value for each in found if each and each.value), "")

    def _element(self, path: str) -> Element | None:
        """The only element of this name that is filled in, else one that is not, or None."""
        found = [each for each in self.elements if each.path == path]
        filled = [each for each in found if each.value]
        if len({each.value for each in filled}) > 1:
            raise self._place(path, filled[1]).error("given twice in a statement", filled[1].value)
        return next(iter([*filled, *found]), None)

    def _place(self, name: str, element: Element | None = None) -> Place:
        return Place(self.source, element.line if element else self.line, name, self.noted)
