"""Fields ``:25:`` (whose account) and ``:28C:`` (number of the statement and page)."""

from __future__ import annotations

import re

from ..text import is_iban
from .fields import Field

_NUMBER_AND_PAGE = re.compile(r"([0-9]+)/([0-9]+)")


def read_account(field: Field, currency: str) -> str:
    """The account without the currency that some banks write behind it.

    Of ``BIC/IBAN`` the IBAN; an IBAN without blanks; ``bank code/account`` stays, both are needed. ``:25P:`` has the BIC
    in its second line.
    """
    account = field.lines[0].strip().removeprefix("/")
    if account.endswith(currency) and account != currency:
        account = account.removesuffix(currency).rstrip()
    behind = account.rpartition("/")[2]
    for iban in (behind, account.replace(" ", "")):
        if is_iban(iban):
            return iban
    return account


def read_number(field: Field) -> str:
    """The statement's number without the page; what is not ``number/page`` stays as it is."""
    number = "".join(field.lines).strip()
    found = _NUMBER_AND_PAGE.fullmatch(number)
    return found[1] if found else number
