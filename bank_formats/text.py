"""The one place that decodes bytes and reads amounts and dates.

Nothing is guessed: what departs from the format but has one meaning only is read and *named*
(:meth:`Place.forgive`, shown in ``Statement.leniencies``); anything else is a ``FormatError``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import BinaryIO, Literal

from .currency import minor_units
from .errors import FormatError

DecimalMark = Literal[",", "."]

_AMOUNT = re.compile(r"([0-9]+)(?:([,.])([0-9]*))?")
_DAY = re.compile(r"[0-9]{6}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_LEAST_IBAN = 15
_MONTH_AND_DAY = re.compile(r"[0-9]{4}")

_CHARSETS = (("utf-8-sig", ""), ("cp1252", "charset cp1252"), ("latin-1", "charset latin-1"))
_BLOCK = 1 << 17  # bytes
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_RETURNS = re.compile(rb"\r+\n?")

# Beyond this a sum could be rounded by the default decimal context (28 digits).
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading is going on, and the list that collects what was forgiven there."""

    source: str
    line: int
    field: str
    leniencies: dict[str, None]

    def error(self, problem: str, value: str = "") -> FormatError:
        """The error to raise here about ``value``."""
        return FormatError(
            problem, source=self.source, line=self.line, field=self.field, value=value
        )

    def forgive(self, leniency: str) -> None:
        """Remember by name that the format was departed from."""
        self.leniencies[leniency] = None


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of the charset if it is not UTF-8 (a leniency) else ``""``.

    UTF-8 with or without byte order mark, else cp1252, else latin-1, which accepts every byte.
    """
    for charset, leniency in _CHARSETS[:-1]:
        try:
            return data.decode(charset), leniency
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "charset latin-1"


def charset_of(file: BinaryIO) -> tuple[str, str]:
    """The charset of a whole file (for :func:`text_of`), and its leniency, as :func:`decode` finds them."""
    for charset, leniency in _CHARSETS[:-1]:
        try:
            for _text in _decoded(file, charset):
                pass
        except UnicodeDecodeError:
            continue
        return charset, leniency
    return _CHARSETS[-1]


def text_of(file: BinaryIO, charset: str) -> Iterator[str]:
    """The text of a file from its beginning, block by block; every line end is ``\\n``.

    ``\\r\\r\\n``, which a transfer in the wrong mode makes of ``\\r\\n``, is one line end.
    """
    # Before decoding: a return is one byte in all of our charsets, and bytes are quicker to look at.
    decoder = codecs.getincrementaldecoder(charset)()
    rest = b""
    file.seek(0)
    while block := file.read(_BLOCK):
        data = rest + block
        # What follows a return in the next block decides what it is.
        whole = len(data.rstrip(b"\r")) or (len(data) if rest else 0)
        rest = data[whole:]
        yield decoder.decode(_with_plain_ends(data[:whole]))
    yield decoder.decode(_with_plain_ends(rest), final=True)


def _decoded(file: BinaryIO, charset: str) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(charset)()
    while data := file.read(_BLOCK):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _with_plain_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    if _LONE_RETURN.search(data):
        return _RETURNS.sub(_plain_end, data)
    return data.replace(b"\r", b"")  # half the time of replacing both by one


def _plain_end(returns: re.Match[bytes]) -> bytes:
    return b"\n" if returns[0].endswith(b"\n") else b"\n" * len(returns[0])


def read_amount(text: str, currency: str, place: Place, *, mark: DecimalMark) -> Decimal:
    """An unsigned amount of ``currency``, written with the decimal ``mark`` and no grouping.

    Forgives the other mark (unless three digits follow it, which could be thousands), no mark,
    and zeros beyond the currency's minor unit.
    """
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise place.error(f"not an amount with the decimal mark {mark}", text)
    whole, used, decimals = found[1], found[2], found[3] or ""
    if used is None:
        place.forgive("amount without decimal mark")
    elif used != mark:
        if len(decimals) == 3:
            raise place.error("decimal mark or thousands?", text)
        place.forgive(f"decimal mark {used}")
    decimals = _in_minor_units(decimals, currency, place, text)
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise place.error(f"an amount of more than {_MOST_DIGITS} digits", text)
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _in_minor_units(decimals: str, currency: str, place: Place, text: str) -> str:
    """``decimals`` without zeros that ``currency`` has no room for."""
    room = minor_units(currency)
    if len(decimals) <= room:
        return decimals
    if decimals[room:].strip("0"):
        raise place.error(f"{currency} has {room} decimals", text)
    place.forgive(f"more than {room} decimals for {currency}")
    return decimals[:room]


def read_day(text: str, place: Place) -> date:
    """A date ``YYMMDD``; 00-79 is 2000-2079, 80-99 is 1980-1999.

    Forgives 29 and 30 February: where a year of interest has 360 days, that is its last day.
    """
    if not _DAY.fullmatch(text):
        raise place.error("not a date YYMMDD", text)
    year = int(text[:2]) + (2000 if text < "80" else 1900)
    month, day = int(text[2:4]), int(text[4:])
    if found := _day(year, month, day):
        return found
    if month == 2 and day in (29, 30):
        place.forgive("30 February")
        return date(year, 3, 1) - timedelta(days=1)
    raise place.error("no such day", text)


def read_day_of_year(text: str, near: date, place: Place) -> date:
    """A date ``MMDD`` in the year that puts it nearest to ``near``."""
    if not _MONTH_AND_DAY.fullmatch(text):
        raise place.error("not a date MMDD", text)
    days = [
        day
        for year in (near.year, near.year - 1, near.year + 1)
        if (day := _day(year, int(text[:2]), int(text[2:])))
    ]
    if not days:
        raise place.error("no such day", text)
    return min(days, key=lambda day: abs(day - near))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_iban(text: str) -> bool:
    """Whether ``text`` is an IBAN with right check digits (ISO 13616)."""
    if len(text) < _LEAST_IBAN or not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
