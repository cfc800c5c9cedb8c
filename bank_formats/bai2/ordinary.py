"""The quick way for most records 16: one line of six fields, then lines of text, nothing unusual.

Whatever is not plain here is left to ``records`` and ``transaction``, which read the same and more.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ..errors import FormatError
from ..model import Transaction, new_origin, new_transaction
from ..text import Place
from .account import Account
from .codes import REVERSALS, type_code
from .labels import NOTHING, read_labels
from .money import read_date
from .wording import described, joined, meant

_DAYS = {"0": 0, "1": 1, "2": 2}


def read_ordinary(
    found: re.Match[str], line: int, account: Account, source: str
) -> Transaction | None:
    """The transaction, counted in the account; or None if it is not so ordinary after all."""
    code, digits, funds, bank_reference, reference, text, more = found.groups()
    kind = type_code(code)
    decimals = account.money.decimals
    if kind is None or not kind.direction or not 0 < decimals < 3 or account.general:
        return None
    value = _value_day(funds) if len(funds) > 1 else (None, "")
    if value is None:
        return None
    value_day, time = value
    if more:
        text += "\n" + more[3:-1].replace("\n88,", "\n")
    remittance = _tidy(text)
    sign = "-" if kind.direction < 0 else ""
    amount = Decimal(f"{sign}{digits[:-decimals]}.{digits[-decimals:]}")
    account.add(kind.direction, int(digits))
    account.listed += 1 + more.count("\n")
    party, end_to_end_id, reason = (
        read_labels(remittance, code, kind.direction) if remittance else NOTHING
    )
    reference = meant(reference)
    return new_transaction(
        booked=account.group.day,
        amount=amount,
        origin=new_origin(source=source, line=line, raw=found[0][:-1]),
        value_date=value_day,
        reference=end_to_end_id or reference,
        end_to_end_id=end_to_end_id,
        remittance=remittance,
        counterparty=party,
        bank_reference=meant(bank_reference),
        type_code=code,
        reversal=code in REVERSALS,
        return_reason=reason,
        availability=((_DAYS[funds], amount),) if funds in _DAYS else (),
        extra=described(kind.code, funds[:1], time),
    )


def _tidy(text: str) -> str:
    """The text line by line, without the slashes and blanks that end lines."""
    if "\n" not in text:
        return _without_slash(text).strip()
    if "/" in text or "  " in text or " \n" in text or "\n\n" in text or not text.isascii():
        return joined([_without_slash(line) for line in text.split("\n")])
    return text.strip()


def _without_slash(line: str) -> str:
    return line.rstrip(" ").removesuffix("/")


@lru_cache(maxsize=1000)
def _value_day(funds: str) -> tuple[date | None, str] | None:
    """``V,YYMMDD,HHMM``; None if that is no day."""
    _kind, day, time = funds.split(",")
    try:
        read = read_date(day, Place("", 0, "", {})) if day.strip("0") else None
    except FormatError:
        return None
    return read, time
