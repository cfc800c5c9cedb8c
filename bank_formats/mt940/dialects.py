"""``:86:`` -> ``Details``: which of the dialects a text is written in.

A cheap look at the first characters says which one to ask; none of them takes a text that only
resembles it, so what no dialect knows is free text.
"""

from __future__ import annotations

import re

from . import columns, free_text, german, labels, slashes, sns
from .details import Details, DetailValues

_SUBFIELDS = re.compile(r"\s*(?:[0-9]{3}){0,2}\s?(?:[?<^~@>|][0-367]|[0-9A-Z]{3}\+|$)")
_KEYWORDS = ("EREF+", "SVWZ+", "KREF+", "MREF+")
_NOTHING = Details()


def read_details(lines: tuple[str, ...]) -> DetailValues:
    """All that the lines of ``:86:`` say of an entry; ``()`` if it has none."""
    if not lines:
        return _NOTHING
    first = lines[0]
    if (first[3:4] == "?" or _SUBFIELDS.match(first)) and (details := german.read(lines)):
        return details
    if "/" in first[:6] and (details := slashes.read(lines)):
        return details
    if details := columns.read(lines) or sns.read(lines):
        return details
    text = free_text.joined(lines)
    if "+" in text and any(word in text for word in _KEYWORDS):
        details = free_text.read_with_keywords(lines)
    else:
        details = labels.read(lines, text)
    return details or free_text.read(text)
