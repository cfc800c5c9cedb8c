"""The amounts in a line of text: figures with decimals or a currency, no rates, no quantities."""

from __future__ import annotations

import re

from ..figures import Figure, figure
from ..words import CURRENCIES

_SPACE = "[ \u00a0\u202f]"
_CURRENCY = rf"(?:{'|'.join(sorted(CURRENCIES)).upper()}|[€£$¥]|US\$|zł)"
_AMOUNT = re.compile(
    rf"""(?<![\w.,'/-])
    (?:\({_SPACE}?)?(?:{_CURRENCY}{_SPACE}?)?[-+\u2212]?(?:{_CURRENCY}{_SPACE}?)?
    (?:[0-9]{{1,3}}(?:[.,'\u2019\u00a0\u202f ][0-9]{{3}})+(?![0-9])|[0-9]+)
    (?:[.,][0-9]{{1,3}}(?![0-9])|[.,]--?)?
    (?:{_SPACE}?\))?[-+\u2212]?(?:{_SPACE}?{_CURRENCY}(?![A-Za-z]))?(?:{_SPACE}?(?:CR|DR)\b)?
    (?!\w|[.,'/-][0-9]|{_SPACE}?%)""",
    re.VERBOSE,
)
_TELLING = re.compile(r"[0-9][.,'\u2019][0-9-]")


def amounts(line: str) -> list[tuple[Figure, int, int]]:
    """Each amount with where it begins and ends."""
    found = []
    for match in _AMOUNT.finditer(line):
        each = figure(match[0])
        if each and (each.currency or _TELLING.search(match[0])):
            found.append((each, match.start(), match.end()))
    return found
