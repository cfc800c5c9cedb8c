"""Bank accounts and VAT numbers that pass every check and belong to nobody.

Banks are called 999 or ARBK, codes that no country has given out.
"""

from __future__ import annotations

from random import Random

from stdnum import get_cc_module, iban

# Country -> the national part; a dot stands for any digit.
_ACCOUNTS = {
    "BE": "999.........",
    "NL": "ARBK..........",
    "DE": "99900000..........",
    "FR": "9999900001.............",
    "GB": "ARBK999999........",
    "IT": "A9999900001............",
    "ES": "99990001............",
    "PL": "99900001................",
    "SE": "999.................",
    "CH": "99900............",
    "AT": "99900...........",
}
_VAT_NUMBERS = {
    "BE": "BE0.........",
    "NL": "NL.........B01",
    "DE": "DE.........",
    "FR": "FR...........",
    "GB": "GB.........",
    "IT": "IT...........",
    "ES": "ESB........",
    "PL": "PL..........",
    "SE": "SE..........01",
    "CH": "CHE.........MWST",
    "AT": "ATU........",
}


def make_account(country: str, random: Random) -> str:
    """An IBAN with valid check digits, the national ones included."""
    while True:
        national = _fill(_ACCOUNTS[country], random)
        account = country + iban.calc_check_digits(f"{country}00{national}") + national
        if iban.is_valid(account):
            return account


def make_vat_number(country: str, random: Random) -> str:
    """A VAT number with valid check digits."""
    module = get_cc_module(country.lower(), "vat")
    assert module, country
    while True:
        number = _fill(_VAT_NUMBERS[country], random)
        if module.is_valid(number):
            return number


def _fill(pattern: str, random: Random) -> str:
    return "".join(random.choice("0123456789") if each == "." else each for each in pattern)
