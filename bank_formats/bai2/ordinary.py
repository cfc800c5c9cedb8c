"""The quick way for most records 16: one line of six fields, then lines of text, nothing unusual.

Whatever is not plain here is left to ``records`` and ``transaction``, which read the same and more.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..errors import FormatError
from ..model import Transaction, origin_in_order, transaction_in_order
from ..text import Place
from .account import Account
from .codes import REVERSALS, type_code
from .labels import NOTHING, read_labels
from .money import read_date
from .records import Ordinary
from .wording import described, joined, meant

_DAYS = {"0": 0, "1": 1, "2": 2}


class _Kind(NamedTuple):
    """What type code and funds type say of every transaction that has both."""

    code: str
    direction: int
    reversal: bool
    value_day: date | None
    days: int | None
    """After how many days the money can be disposed of."""
    extra: tuple[tuple[str, str], ...]


def read_ordinary(ordinary: Ordinary, account: Account, source: str) -> Transaction | None:
    """The transaction, counted in the account; or None if it is not so ordinary after all."""
    line, (raw, code, digits, funds, bank_reference, reference, text, more) = ordinary
    kind = None if account.general else _kind(code, funds)
    if kind is None:
        return None
    code, direction, reversal, value_day, days, extra = kind
    minor, decimals = int(digits), account.money.decimals
    sign = "-" if direction < 0 and minor else ""
    amount = Decimal(f"{sign}{digits[:-decimals]}.{digits[-decimals:]}")
    account.add(direction, minor)
    account.listed += 1 + more.count("\n")
    remittance = _tidy(text + more.replace("\n88,", "\n") if more else text)
    party, end_to_end_id, reason = (
        read_labels(remittance, code, direction) if remittance else NOTHING
    )
    return transaction_in_order(
        account.group.day,
        amount,
        origin_in_order(source, line, raw),
        value_day,
        end_to_end_id or meant(reference),
        end_to_end_id,
        "",  # creditor reference
        remittance,
        party,
        meant(bank_reference),
        code,
        "",  # purpose
        reversal,
        reason,
        None,  # charges
        None,  # exchange
        () if days is None else ((days, amount),),
        False,  # expected
        extra,
    )


def _tidy(text: str) -> str:
    """The text line by line, without the slashes and blanks that end lines."""
    if "\n" not in text:
        return _without_slash(text).strip()
    slashes = "/\n" in text or text.endswith("/")
    if slashes or "  " in text or " \n" in text or "\n\n" in text or not text.isascii():
        return joined([_without_slash(line) for line in text.split("\n")])
    return text.strip()


def _without_slash(line: str) -> str:
    return line.rstrip(" ").removesuffix("/")


@lru_cache(maxsize=1000)
def _kind(code: str, funds: str) -> _Kind | None:
    """None if nothing moves, or something must be forgiven; ``funds`` may be ``V,YYMMDD,HHMM``."""
    known = type_code(code)
    kind, _, value = funds.partition(",")
    day, _, time = value.partition(",")
    leniencies: dict[str, None] = {}
    try:
        read = read_date(day, Place("", 0, "", leniencies)) if day.strip("0") else None
    except FormatError:
        return None
    if not known or not known.direction or leniencies:
        return None
    extra = described(code, kind, time)
    return _Kind(code, known.direction, code in REVERSALS, read, _DAYS.get(kind), extra)
