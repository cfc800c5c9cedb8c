"""Currencies and their minor units (ISO 4217, list one, and what was used since 1980)."""

from __future__ import annotations

_WITHOUT = (
    "ADP BEF BIF BYB BYR CLP DJF ESP GNF GRD GWP ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL"
    " UGX UYI VND VUV XAF XOF XPF"
)
_TWO = (
    # in use
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD"
    " CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS"
    " GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD"
    " LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB"
    " PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP"
    " SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW"
    " ZWG"
    # not any more, and the offshore renminbi as banks write it
    " AFA ANG ATS AYM AZM BGL BGN CNH CSD CSK CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL MZM"
    " NLG PLZ ROL RUR SDD SIT SKK SLL SRG STD TMM VEB VEF XEU YUM ZMK ZWD ZWL ZWN"
)
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

MINOR_UNITS: dict[str, int] = {
    currency: decimals
    for decimals, currencies in ((0, _WITHOUT), (2, _TWO), (3, _THREE), (4, _FOUR))
    for currency in currencies.split()
}
"""How many decimals amounts of a currency have. Where decimals are only implied, a currency that
is not in here is an error."""


def minor_units(currency: str) -> int:
    """How many decimals amounts of ``currency`` can have: 2 for one that is not known."""
    return MINOR_UNITS.get(currency, 2)
