"""Minor units by ISO 4217."""

from __future__ import annotations

import re

import pytest

from bank_formats.currency import MINOR_UNITS, minor_units


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("USD", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("CLP", 0),
        ("ISK", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("ITL", 0),
        ("DEM", 2),
        ("HUF", 2),
        ("XCG", 2),
        ("UGX", 0),
    ],
)
def test_decimals(currency: str, decimals: int) -> None:
    assert minor_units(currency) == MINOR_UNITS[currency] == decimals


def test_an_unknown_currency_limits_decimals_to_two_and_is_not_in_the_list() -> None:
    assert minor_units("QQQ") == 2
    assert not {"QQQ", "", "usd", "XXX", "XTS", "XAU"} & MINOR_UNITS.keys()


def test_codes_are_codes() -> None:
    assert all(re.fullmatch("[A-Z]{3}", currency) for currency in MINOR_UNITS)
    assert len(MINOR_UNITS) > 180
