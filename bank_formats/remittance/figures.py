"""Amounts as people write them, read by the style of all amounts of a table together.

``1.234`` alone can be a thousand or one and a bit; beside ``12,50`` it is a thousand. So every
amount says which decimal marks it can have, and one mark must suit all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..currency import minor_units
from ..errors import FormatError
from ..remembered import remembered
from ..text import DecimalMark, Place

MARKS: tuple[DecimalMark, ...] = (",", ".")

_MOST_DIGITS = 18
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_ALIKE = str.maketrans(
    dict.fromkeys("\u2212\u2013\u2014", "-") | dict.fromkeys("\u2019\u2018\u00b4`", "'")
)
_NO_CENTS = re.compile(r"(?<=[0-9])[.,](?:--?|=)(?=$|[^0-9])")  # Swiss and Dutch: 120.- and 120,=
_CURRENCY = r"(?:(?!CR|DR)[A-Z]{3}|[€£$¥]|US\$|zł|kr\.?|Fr\.)"
_FIGURE = re.compile(
    rf"""(?P<open>\()?\ ?
    (?P<before>{_CURRENCY})?\ ?
    (?P<sign>[-+])?\ ?
    (?P<between>{_CURRENCY})?\ ?
    (?P<open2>\()?
    (?P<digits>[0-9][0-9.,' ]*(?<!\ )|[.,][0-9]+)\ ?
    (?P<close>\))?
    (?P<trailing>[-+])?\ ?
    (?P<after>{_CURRENCY})?\ ?
    (?P<side>(?i:CR|DR)\.?)?\ ?
    (?P<last>[-+])?
    (?P<close2>\))?""",
    re.VERBOSE,
)
_CODES = {"€": "EUR", "£": "GBP", "US$": "USD", "zł": "PLN"}
_DIGITS = {
    mark: re.compile(
        rf"(?:(?P<grouped>[1-9][0-9]{{0,2}}(?:(?P<by>[{other}' ])[0-9]{{3}})(?:(?P=by)[0-9]{{3}})*)"
        rf"|(?P<whole>[0-9]*))(?:\{mark}(?P<decimals>[0-9]*))?"
    )
    for mark, other in ((",", "."), (".", ","))
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount as written: ``digits`` still has its marks; ``side`` is ``CR``, ``DR`` or empty."""

    digits: str
    negative: bool
    side: str
    currency: str


@remembered(65_536)
def figure(text: str) -> Figure | None:
    """The parts of an amount, or None if ``text`` is none."""
    if len(text) > 60:
        return None
    text = _NO_CENTS.sub("", _SPACES.sub(" ", text.translate(_ALIKE)).strip())
    found = _FIGURE.fullmatch(text)
    if not found:
        return None
    brackets = (bool(found["open"] or found["open2"]), bool(found["close"] or found["close2"]))
    signs = [found[name] for name in ("sign", "trailing", "last") if found[name]]
    codes = {found[name] for name in ("before", "between", "after") if found[name]}
    if brackets[0] != brackets[1] or len(signs) + brackets[0] > 1 or len(codes) > 1:
        return None
    code = codes.pop() if codes else ""
    return Figure(
        digits=found["digits"],
        negative=brackets[0] or signs == ["-"],
        side=(found["side"] or "").upper().rstrip("."),
        currency=_CODES.get(code, code if len(code) == 3 and code.isalpha() else ""),
    )


@remembered(65_536)
def read_digits(digits: str, mark: DecimalMark) -> Decimal | None:
    """The number if ``mark`` is the decimal mark, or None if it cannot be."""
    found = _DIGITS[mark].fullmatch(digits)
    if not found:
        return None
    grouped, decimals = found["grouped"], found["decimals"]
    whole = re.sub("[^0-9]", "", grouped) if grouped else found["whole"]
    if not whole and not decimals:
        return None
    return Decimal(f"{whole or 0}.{decimals}" if decimals else whole)


def can_have(digits: str, currency: str) -> frozenset[DecimalMark]:
    """The decimal marks with which ``digits`` make sense.

    A currency without minor unit has no decimals, so ``1,234`` yen has one meaning.
    """
    numbers = {mark: read_digits(digits, mark) for mark in MARKS}
    if currency and not minor_units(currency):
        numbers = {
            mark: n if n is not None and n == n // 1 else None for mark, n in numbers.items()
        }
    return frozenset(mark for mark, number in numbers.items() if number is not None)


def decimal_mark(figures: Iterable[tuple[Figure, str, Place]]) -> DecimalMark:
    """The one decimal mark that suits all figures (given with their currency and place).

    Raises:
        FormatError: none suits, or both do with different results.
    """
    left = frozenset(MARKS)
    seen: set[tuple[str, str]] = set()
    unclear: tuple[Figure, Place] | None = None
    proof = ""
    for each, currency, place in figures:
        if (each.digits, currency) in seen:
            continue
        seen.add((each.digits, currency))
        possible = can_have(each.digits, currency)
        if not left & possible:
            beside = f" with the decimal mark of {proof}" if possible else ""
            raise place.error(f"not an amount{beside}", each.digits)
        if len(possible) == 1 and len(left) == 2:
            proof = each.digits
        left &= possible
        if unclear is None and len({read_digits(each.digits, mark) for mark in possible}) > 1:
            unclear = (each, place)
    if len(left) == 1:
        return next(iter(left))
    if unclear:
        raise unclear[1].error(
            "decimal mark or thousands? No amount of the file decides it", unclear[0].digits
        )
    return "."


def amount(each: Figure, mark: DecimalMark, currency: str, place: Place) -> Decimal:
    """The signed amount; ``CR`` is a credit note, so negative."""
    found = read_digits(each.digits, mark)
    if found is None:
        raise place.error(f"not an amount with the decimal mark {mark}", each.digits)
    found = in_minor_units(found, currency, place)
    if each.side == "CR" and each.negative:
        raise place.error("a minus sign and CR", each.digits)
    return -found if found and (each.negative or each.side == "CR") else found


def in_minor_units(number: Decimal, currency: str, place: Place) -> Decimal:
    """``number`` without zeros that the currency has no room for.

    Raises:
        FormatError: it has more decimals than amounts of the currency have, or too many digits.
    """
    room = minor_units(currency)
    _sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) + max(exponent, 0) > _MOST_DIGITS:
        raise place.error(f"an amount of more than {_MOST_DIGITS} digits", str(number)[:60])
    if -exponent <= room:
        return number
    extra = digits[room + exponent :] if len(digits) > -(room + exponent) else digits
    if any(extra):
        raise _too_fine(currency, room, number, place)
    return number.quantize(Decimal(1).scaleb(-room))


def _too_fine(currency: str, room: int, number: Decimal, place: Place) -> FormatError:
    return place.error(
        f"{currency} has {room} decimals" if currency else "more than two decimals", str(number)
    )
