"""Cheque numbers, as banks and payers write them.

>>> sorted(cheque_numbers("RETURNED CHEQUE NO. 000123 refer to drawer"))
['123']
"""

from __future__ import annotations

import re

_CHEQUE = re.compile(
    r"(?<![^\W\d_])(?:che(?:que|ck)s?|ch[eè]ques?|chq|chk|scheck|assegno|cheque)"
    r"(?:[\s.:#-]*(?:no|nr|num|number|n°|nummer)\b)?[\s.:#-]*0*(?P<number>\d{3,12})(?!\d)",
    re.IGNORECASE,
)


def cheque_numbers(text: str) -> frozenset[str]:
    """The numbers behind the word, without the zeros in front."""
    return frozenset(found["number"] for found in _CHEQUE.finditer(text))
