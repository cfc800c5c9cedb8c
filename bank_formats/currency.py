"""Minor units of currencies (ISO 4217): how many decimals an amount can have."""

from __future__ import annotations

_MINOR_UNITS = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


def minor_units(currency: str) -> int:
    """How many decimals amounts of ``currency`` have."""
    return _MINOR_UNITS.get(currency, 2)
