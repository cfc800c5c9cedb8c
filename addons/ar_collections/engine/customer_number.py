"""Customer numbers that a text quotes: "Kd.Nr. 10392", "klantnummer 10029", "ACC 11384", or alone.

>>> [quote.number for quote in quotes("Kd.Nr. 10392 / Rg 42, K-7001", {"10392", "K7001"})]
['10392', 'K7001']
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from .remittance import RemittanceText, compact

LEAST_SIGNS = 4
"""A shorter number stands in texts for anything."""
_NUMBER = r"[A-Za-z]{0,4}-?\d\w*"
_WORD = re.compile(
    rf"""(?<![^\W\d_])
    (?:kd|kunden?|debitor(?:en)?|klant(?:en)?|klienta?|cliente?|customer|cust|acct?|account|a/c
      |kund|asiakas|z[aá]kazn[ií]k|odb[eě]ratel|[uü]gyf[eé]l|abonn[eé])
    [\s.:-]*
    (?:nr|nummer|no|num|number|numero|num[eé]ro|n[°ºo]|id|konto|code|kod|c[oó]digo|codice|numer)?
    [\s.:\#-]*
    (?P<number>{_NUMBER})""",
    re.IGNORECASE | re.VERBOSE,
)
_TOKEN = re.compile(rf"(?<![\w/.-]){_NUMBER}(?![/.-]?\w)")


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a text quotes a customer's number."""

    number: str
    start: int
    end: int
    labelled: bool
    """Whether a word before it says what it is; else it may be any number."""


def is_usable(number: str) -> bool:
    """Whether a customer number can be told from quantities and house numbers."""
    key = compact(number)
    return len(key) >= LEAST_SIGNS and any(sign.isdigit() for sign in key)


def quotes(text: str, known: Container[str]) -> Iterator[Quote]:
    """The known customer numbers in a text, those with a word for it first."""
    labelled = set()
    for found in _WORD.finditer(text):
        number = compact(found["number"])
        if number in known:
            labelled.add(found.start("number"))
            yield Quote(number, *found.span("number"), True)
    for found in _TOKEN.finditer(text):
        number = compact(found[0])
        if number not in known or found.start() in labelled:
            continue
        if not RemittanceText(text).is_dated(*found.span()):
            yield Quote(number, *found.span(), False)
