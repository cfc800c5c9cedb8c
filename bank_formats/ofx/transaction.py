"""One record -> one ``Transaction`` (OFX 1.6, 2.2 section 11.4.4.1)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ..model import Party, Transaction, new_origin, new_transaction
from ..references import creditor_reference
from .amount import Amounts
from .day import Days, is_filled_in
from .record import Record

# What goes into typed fields of every transaction; others are kept under their own names.
_ALWAYS_READ = frozenset(["TRNTYPE", "TRNAMT", "DTPOSTED", "FITID", "NAME", "MEMO"])
_TYPED = frozenset(
    ["DTAVAIL", "PAYEE/NAME", "BANKACCTTO/ACCTID", "CCACCTTO/ACCTID", "BANKACCTTO/BANKID"]
)
_NUMBERS = ("CHECKNUM", "REFNUM")
_NO_PARTY = Party()
_MOST_KNOWN = 10_000

_SIGNS = {"CREDIT": 1, "DEP": 1, "DIRECTDEP": 1, "DEBIT": -1, "CHECK": -1, "DIRECTDEBIT": -1}
_SIGN_WORDS = {1: "positive", -1: "negative"}

# Brazilian banks put the balances of days among the movements: with or without FITID, typed and
# signed like money. A payer's own "saldo" (he pays the rest) has no such word behind it.
_BALANCE_ROW = re.compile(
    r"SALDO (?=[A-Z])(?:TOTAL )?(?:DISPON[IÍ]VEL ?)?(?:EM )?(?:CONTA ?(?:CORRENTE)? ?)?"
    r"(?:(?:DO |NO |EM )?DIA|ANTERIOR|FINAL|INICIAL|ATUAL|BLOQUEADO)?"
    r"(?: ?(?:EM )?[0-9]{2}[/.][0-9]{2}(?:[/.][0-9]{2,4})?)?"
    r"|S A L D O|SALDO APLIC AUT MAIS|SDO CTA/APL AUTOMATICAS"
    r"|(?:OPENING|CLOSING|BEGINNING|ENDING) BALANCE|BALANCE (?:BROUGHT|CARRIED) FORWARD"
)
_BALANCE_BEGINS = frozenset(["SA", "S ", "SD", "OP", "CL", "BE", "EN", "BA"])
_MOST_WORDS = 60


def is_balance_row(record: Record) -> bool:
    """Whether all that the record says is that it is a balance, not a movement."""
    name = record.fields.get("NAME", "").strip()
    memo = record.fields.get("MEMO", "").strip()
    words = name or memo
    if words[:2].upper() not in _BALANCE_BEGINS or (name and memo and not _is_balance(memo)):
        return False
    return _is_balance(words)


def _is_balance(words: str) -> bool:
    return len(words) <= _MOST_WORDS and bool(
        _BALANCE_ROW.fullmatch(" ".join(words.upper().split()))
    )


class Transactions:
    """Reads the records of one statement; ``noted`` collects its leniencies."""

    def __init__(self, source: str, amounts: Amounts, days: Days, noted: dict[str, None]) -> None:
        self.currency = amounts.currency
        self._source = source
        self._amounts = amounts
        self._days = days
        self._noted = noted
        self._parties: dict[str, Party] = {"": _NO_PARTY}

    def read(
        self, record: Record, *, expected: bool = False, added: tuple[tuple[str, str], ...] = ()
    ) -> Transaction:
        """``added`` stands in ``extra`` behind what the record says beyond the typed fields.

        Raises:
            FormatError: no day, no amount, or one that cannot be read, or in another currency.
        """
        get = record.fields.get
        amount = self._amount(record)
        kind = get("TRNTYPE", "").strip()
        sign = _SIGNS.get(kind.upper())
        if sign and amount * sign < 0:
            self._noted[f"{kind} with a {_SIGN_WORDS[-sign]} amount"] = None
        identifier = get("FITID", "").strip()
        memo = _in_one_style(get("MEMO", ""))
        reference = creditor_reference(memo) if memo else ""
        plain = _ALWAYS_READ.issuperset(record.fields)
        if not plain:
            self._check_currency(record)
        number = "" if plain or reference else self._customer_reference(record)
        return new_transaction(
            booked=self._booked(record),
            amount=amount,
            origin=new_origin(source=self._source, line=record.line, raw=record.raw),
            value_date=None if plain else self._value_date(record),
            reference=reference or number,
            creditor_reference=reference,
            remittance=memo,
            counterparty=self._party(get("NAME", "").strip())
            if plain
            else self._described_party(record),
            bank_reference=identifier,
            type_code=kind,
            expected=expected,
            extra=added if plain else self._extra(record, number) + added,
        )

    def _amount(self, record: Record) -> Decimal:
        text = record.fields.get("TRNAMT", "").strip()
        amount = self._amounts.plain(text)
        if amount is not None:
            return amount
        place = record.place("TRNAMT", self._source, self._noted)
        if not text:
            raise place.error("a transaction without amount")
        return self._amounts.read(text, place)

    def _check_currency(self, record: Record) -> None:
        """CURRENCY says that the amount is in it; ORIGCURRENCY only what it was before."""
        currency = record.fields.get("CURRENCY/CURSYM", "").strip()
        if currency and currency.upper() != self.currency:
            place = record.place("CURRENCY/CURSYM", self._source, self._noted)
            raise place.error(
                f"an amount in another currency than the account's {self.currency}", currency
            )

    def _booked(self, record: Record) -> date:
        name = "DTPOSTED" if "DTPOSTED" in record.fields else "DTTRAN"
        day = self._day(record, name)
        if day is None:
            place = record.place("DTPOSTED", self._source, self._noted)
            raise place.error("a transaction without day", record.fields.get(name, "").strip())
        return day

    def _day(self, record: Record, name: str) -> date | None:
        text = record.fields.get(name, "").strip()
        day = self._days.known(text)
        if day is None and is_filled_in(text):
            return self._days.read(text, record.place(name, self._source, self._noted))
        return day

    def _value_date(self, record: Record) -> date | None:
        """DTAVAIL is when the money is at hand; DTUSER, when the customer acted, is not."""
        return self._day(record, "DTAVAIL") if "DTAVAIL" in record.fields else None

    def _party(self, name: str, account: str = "", bank: str = "") -> Party:
        if account or bank:
            return Party(name=name, account=account, bank=bank)
        party = self._parties.get(name)
        if party is None:
            if len(self._parties) >= _MOST_KNOWN:
                self._parties = {"": _NO_PARTY}
            party = self._parties[name] = Party(name=name)
        return party

    def _described_party(self, record: Record) -> Party:
        """NAME has room for 32 characters, EXTDNAME for 100; PAYEE stands instead of NAME."""
        return self._party(
            _first(record, "EXTDNAME", "NAME", "PAYEE/NAME"),
            _first(record, "BANKACCTTO/ACCTID", "CCACCTTO/ACCTID"),
            _first(record, "BANKACCTTO/BANKID"),
        )

    def _customer_reference(self, record: Record) -> str:
        """A cheque's number, else REFNUM; not where the bank repeats its own FITID or zeros."""
        own = record.fields.get("FITID", "").strip()
        for name in _NUMBERS:
            number = record.fields.get(name, "").strip()
            if number.strip("0") and number != own:
                return number
        return ""

    def _extra(self, record: Record, number: str) -> tuple[tuple[str, str], ...]:
        """All that is filled in and not in a typed field, verbatim."""
        day = "DTPOSTED" if "DTPOSTED" in record.fields else "DTTRAN"
        name = "EXTDNAME" if record.fields.get("EXTDNAME", "").strip() else "NAME"
        read = (_ALWAYS_READ - {"NAME", "DTPOSTED"}) | _TYPED | {day, name}
        kept = []
        for name, value in record.fields.items():
            value = value.strip()
            if not value or name in read or (name in _NUMBERS and value == number):
                continue
            kept.append((name, value))
        return tuple(kept)


def _first(record: Record, *names: str) -> str:
    """The first of these elements that is filled in."""
    return next((text for name in names if (text := record.fields.get(name, "").strip())), "")


def _in_one_style(text: str) -> str:
    """Without blanks around the text and its lines."""
    text = text.strip()
    if "\n" in text or "\r" in text:
        return "\n".join(line for each in text.splitlines() if (line := each.strip()))
    return text
