"""Fields ``:34F:`` (floor limit, ``3!a[1!a]15d``) and ``:13D:`` (when the report was made)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from ..errors import FormatError
from ..text import Place, read_day
from .fields import Field

_AHEAD = timedelta(days=7)
_CURRENCY = re.compile(r"\s*(?:[0-9]+ ?)?([A-Z]{3})")


def stated_currency(fields: Iterable[Field]) -> str:
    """The one currency of floor limits (``EURD0,``) or totals (``2EUR10,``), or ``""``."""
    found = {match[1] for field in fields if (match := _CURRENCY.match(field.text))}
    return found.pop() if len(found) == 1 else ""


def latest_booking(field: Field | None) -> date | None:
    """Until when an entry of the report can be booked, or None: it is made on ``YYMMDDhhmm+hhmm``.

    Banks book ahead over a long weekend, not by months.
    """
    if field is None:
        return None
    try:
        made_on = read_day(field.text[:6], Place("", field.line, ":13D:", {}))
    except FormatError:
        return None
    return made_on + _AHEAD
