"""Dates as people write them, read by the order of all dates of a file together.

``01/02/2026`` alone can be two days; beside ``28/02/2026`` it is the first of February.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from ..remembered import remembered
from ..text import Place
from .words import plain

Order = Literal["DMY", "MDY", "YMD"]
ORDERS: tuple[Order, ...] = ("DMY", "MDY", "YMD")

# January to December; each language's names and abbreviations side by side.
_MONTHS = """
january jan januar janner jaenner janvier janv januari enero ene gennaio gen styczen stycznia sty
february feb februar fevrier fevr fev februari febrero febbraio luty lutego lut
march mar marz maerz mrz mars maart mrt marzo marzec marca
april apr avril avr abril abr aprile kwiecien kwietnia kwi
may mai mei mayo maggio mag maj maja
june jun juni juin junio giugno giu czerwiec czerwca cze
july jul juli juillet juil julio luglio lug lipiec lipca lip
august aug aout augustus agosto ago sierpien sierpnia sie
september sep sept septembre septiembre settembre set wrzesien wrzesnia wrz
october oct oktober okt octobre octubre ottobre ott pazdziernik pazdziernika paz
november nov novembre noviembre listopad listopada lis
december dec dezember dez decembre diciembre dic dicembre grudzien grudnia gru
"""
# The same in CS, SV, DA and NO, PT, RO, HU, TR, FI.
_MORE_MONTHS = """
leden ledna janeiro ianuarie ocak tammikuu tammikuuta
unor unora fevereiro februarie subat helmikuu helmikuuta
brezen brezna marts marco martie marcius mart maaliskuu maaliskuuta
duben dubna aprilie aprilis nisan huhtikuu huhtikuuta
kveten kvetna maio majus mayis toukokuu toukokuuta
cerven cervna junho iunie junius haziran kesakuu kesakuuta
cervenec cervence julho iulie julius temmuz heinakuu heinakuuta
srpen srpna augusti augusztus agustos elokuu elokuuta
zari setembro septembrie szeptember eylul syyskuu syyskuuta
rijen rijna outubro octombrie ekim lokakuu lokakuuta
listopadu novembro noiembrie kasim marraskuu marraskuuta
prosinec prosince dezembro decembrie desember aralik joulukuu joulukuuta
"""
_MONTH = {
    word: month
    for months in (_MONTHS, _MORE_MONTHS)
    for month, words in enumerate(months.strip().splitlines(), start=1)
    for word in words.split()
}
_TIME = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9:]+)?$")
_NUMBERS = re.compile(r"([0-9]{1,4})([./-]) ?([0-9]{1,2})\2 ?([0-9]{2}|[0-9]{4})\.?")
_COMPACT = re.compile(r"[0-9]{8}")
_NONE: Mapping[Order, date] = MappingProxyType({})


@remembered(16_384)
def possible_days(text: str) -> Mapping[Order, date]:
    """The day that ``text`` is in each order in which it is one.

    A text whose shape has one meaning (year first, dots, a month's name) is that day in any order.
    """
    text = _TIME.sub("", text.strip())
    if len(text) > 40:
        return _NONE
    if _COMPACT.fullmatch(text):
        return _compact(text)
    found = _NUMBERS.fullmatch(text)
    if not found:
        return _in_words(text)
    first, mark, second, third = found.groups()
    if len(first) > 2:
        return _same(_day(first, second, third) if len(first) == 4 else None)
    if mark == ".":
        return _same(_day(third, second, first))
    days: dict[Order, date | None] = {
        "DMY": _day(third, second, first),
        "MDY": _day(third, first, second),
    }
    if mark == "-" and len(third) == 2:
        days["YMD"] = _day(first, second, third)
    return {order: day for order, day in days.items() if day}


def _compact(text: str) -> Mapping[Order, date]:
    days: dict[Order, date | None] = {
        "YMD": _day(text[:4], text[4:6], text[6:]),
        "DMY": _day(text[4:], text[2:4], text[:2]),
        "MDY": _day(text[4:], text[:2], text[2:4]),
    }
    return {order: day for order, day in days.items() if day and 1990 <= day.year < 2100}


def _in_words(text: str) -> Mapping[Order, date]:
    words = [word for word in plain(text).split() if word not in ("de", "del", "di", "of")]
    if len(words) != 3:
        return _NONE
    words = [re.sub(r"(?<=[0-9])(?:st|nd|rd|th|er)$", "", word) for word in words]
    months = [index for index, word in enumerate(words) if word in _MONTH]
    if len(months) != 1:
        return _NONE
    month = str(_MONTH[words.pop(months[0])])
    first, last = words
    if not (first.isdecimal() and last.isdecimal()):
        return _NONE
    return _same(_day(first, month, last) if len(first) == 4 else _day(last, month, first))


def _same(day: date | None) -> Mapping[Order, date]:
    return dict.fromkeys(ORDERS, day) if day else _NONE


def _day(year: str, month: str, day: str) -> date | None:
    """00-79 is 2000-2079, 80-99 is 1980-1999."""
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    full = int(year) if len(year) == 4 else int(year) + (2000 if year < "80" else 1900)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def day_order(days: Iterable[tuple[str, Place]]) -> Order:
    """The one order in which all of the texts are days.

    Raises:
        FormatError: there is none, or there are several with different results.
    """
    left = frozenset(ORDERS)
    unclear: list[tuple[str, Place]] = []
    seen: set[str] = set()
    proof = ""
    for text, place in days:
        if text in seen:
            continue
        seen.add(text)
        possible = possible_days(text)
        if not left & possible.keys():
            beside = f" in the order of {proof}" if possible else ""
            raise place.error(f"not a date{beside}", text)
        if possible.keys() < left:
            proof = text
        left &= possible.keys()
        if len(set(possible.values())) > 1:
            unclear.append((text, place))
    for text, place in unclear:
        if len({day for order, day in possible_days(text).items() if order in left}) > 1:
            raise place.error("day or month first? No date of the file decides it", text)
    return next(order for order in ORDERS if order in left)
