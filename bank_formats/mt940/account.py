"""Fields ``:25:`` (whose account, at which bank) and ``:28C:`` (number of the statement and page)."""

from __future__ import annotations

import re

from ..text import is_iban
from .fields import Field

_NUMBER_AND_PAGE = re.compile(r"([0-9]+)/([0-9]+)")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def read_account(field: Field, currency: str) -> str:
    """The account without the currency that some banks write behind it.

    Of ``BIC/IBAN`` the IBAN; an IBAN without blanks; ``bank code/account`` stays, both are needed.
    """
    account = field.lines[0].strip().removeprefix("/")
    if account.endswith(currency) and account != currency:
        account = account.removesuffix(currency).rstrip()
    behind = account.rpartition("/")[2]
    for iban in (behind, account.replace(" ", "")):
        if is_iban(iban):
            return iban
    return account


def read_bank(field: Field) -> str:
    """The BIC of the account's bank: of ``BIC/IBAN``, or the second line of ``:25P:``; or ``""``."""
    before = field.lines[0].strip().partition("/")[0] if "/" in field.lines[0] else ""
    below = field.lines[1].strip() if field.tag == "25P" and len(field.lines) > 1 else ""
    return next((bic for bic in (below, before) if _BIC.fullmatch(bic)), "")


def read_number(field: Field) -> str:
    """The statement's number without the page; what is not ``number/page`` stays as it is."""
    number = "".join(field.lines).strip()
    found = _NUMBER_AND_PAGE.fullmatch(number)
    return found[1] if found else number
