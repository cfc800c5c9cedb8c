"""Writes SWIFT MT940 statements in three ways that banks write ``:86:``."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .customers import plain

_WIDTH = 65
_SUBFIELD = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement as the bank knows it; money in is positive."""

    amount: Decimal
    text: str
    bank_reference: str
    name: str = ""
    account: str = ""
    reference: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStatement:
    """One account's day; ``pages`` is how many the bank cuts it into."""

    account: str
    day: date
    opened: date
    opening: Decimal
    entries: tuple[Entry, ...]
    pages: int = 1

    @property
    def closing(self) -> Decimal:
        return self.opening + sum(each.amount for each in self.entries)


def german(entry: Entry) -> list[str]:
    """Subfields ?00 to ?33 after a business code (DK, Anlage 3); breaks anywhere."""
    code, title = ("166", "GUTSCHRIFT") if entry.amount > 0 else ("116", "LASTSCHRIFT")
    if entry.returned:
        code, title = "109", "RUECKLASTSCHRIFT"
    purpose = f"SVWZ+{entry.text}"
    pieces = [f"EREF+{entry.reference}"] if entry.reference else []
    pieces += [purpose[at : at + _SUBFIELD] for at in range(0, len(purpose), _SUBFIELD)]
    joined = f"{code}?00{title}?100599"
    joined += "".join(f"?{20 + index}{piece}" for index, piece in enumerate(pieces))
    if entry.account:
        joined += f"?30{_bank(entry)}?31{entry.account}"
    joined += "".join(
        f"?{32 + at // 27}{entry.name[at : at + 27]}" for at in range(0, len(entry.name), 27)[:2]
    )
    return _cut(joined)


def dutch(entry: Entry) -> list[str]:
    """Code words between slashes; breaks anywhere."""
    joined = "/TRTP/SEPA OVERBOEKING"
    if entry.account:
        joined += f"/IBAN/{entry.account}/BIC/{_bank(entry)}"
    if entry.name:
        joined += f"/NAME/{plain(entry.name).upper()}"
    return _cut(f"{joined}/REMI/{plain(entry.text)}/EREF/{entry.reference or 'NOTPROVIDED'}")


def free(entry: Entry) -> list[str]:
    """Prose, broken between words."""
    direction = "VAN" if entry.amount > 0 else "NAAR"
    who = f" {direction} {entry.name} {entry.account}".rstrip() if entry.name else ""
    return textwrap.wrap(plain(f"EUROPESE OVERSCHRIJVING{who} MEDEDELING {entry.text}"), _WIDTH)


Dialect = Callable[[Entry], list[str]]


def write_statement(statement: DayStatement, dialect: Dialect) -> bytes:
    """The file, in the Western European characters that banks use beside SWIFT's."""
    lines: list[str] = []
    size = -(-len(statement.entries) // statement.pages)
    balance, day = statement.opening, statement.opened
    for page in range(statement.pages):
        entries = statement.entries[page * size : (page + 1) * size]
        is_first, is_last = page == 0, page == statement.pages - 1
        lines += _head(statement, page)
        lines.append(_balance("60F" if is_first else "60M", day, balance))
        for entry in entries:
            lines += _entry(statement.day, entry, dialect)
        balance, day = balance + sum(each.amount for each in entries), statement.day
        lines += [_balance("62F" if is_last else "62M", day, balance), "-"]
    return "\r\n".join([*lines, ""]).encode("cp1252")


def _head(statement: DayStatement, page: int) -> list[str]:
    number = f"{statement.day:%j}/{page + 1:03}"
    return [f":20:HALEWYCK{statement.day:%y%m%d}", f":25:{statement.account}", f":28C:00{number}"]


def _entry(day: date, entry: Entry, dialect: Dialect) -> list[str]:
    mark = (
        ("RD" if entry.amount > 0 else "RC") if entry.returned else "D" if entry.amount < 0 else "C"
    )
    kind = "NRTI" if entry.returned else "NTRF"
    first = f":61:{day:%y%m%d%m%d}{mark}{_amount(entry.amount)}{kind}NONREF//{entry.bank_reference}"
    details = dialect(entry)
    return [first, f":86:{details[0]}", *details[1:]]


def _balance(tag: str, day: date, amount: Decimal) -> str:
    return f":{tag}:{'D' if amount < 0 else 'C'}{day:%y%m%d}EUR{_amount(amount)}"


def _amount(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")


def _bank(entry: Entry) -> str:
    return f"ARBK{entry.account[:2]}B1"


def _cut(text: str) -> list[str]:
    return [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
