"""The ``Bal`` elements of a statement: which is the opening, which the closing one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..errors import FormatError
from ..model import Balance, Origin
from .frame import Told
from .values import Days, read_amount

_CODE = ("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry")
_DAY = ("Dt/Dt", "Dt/DtTm")
_BOOKED = ("OPBD", "PRCD", "ITBD", "CLBD")


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """``code`` as in ISO 20022, an opening or closing balance marked INTM is ``ITBD`` too."""

    code: str
    balance: Balance
    origin: Origin


@dataclass(frozen=True, slots=True)
class Balances:
    """Of one page. Interim balances join the pages of a statement."""

    opening: StatedBalance | None
    closing: StatedBalance | None
    others: tuple[tuple[str, str], ...]
    """Code and text of what is not a booked balance."""


def read_balances(
    elements: list[Told],
    currency: str,
    source: str,
    days: Days,
    leniencies: dict[str, None],
) -> Balances:
    """The balances in the account's ``currency``; if it is empty, in the first one's."""
    booked: list[StatedBalance] = []
    others: list[tuple[str, str]] = []
    fallback = next((text for each in elements if (text := each.get(*_DAY))), "")
    for each in elements:
        code = each.get(*_CODE)
        if code not in _BOOKED:
            others.append((f"Bal {code}".strip(), _as_written(each)))
            continue
        if currency and "Amt@Ccy" not in each.texts:
            leniencies["amount without currency: the account's"] = None
            each.texts["Amt@Ccy"] = currency
        stated = _read_balance(each, code, source, fallback, days, leniencies)
        currency = currency or stated.balance.currency
        if stated.balance.currency == currency:
            booked.append(stated)
        else:
            others.append((f"Bal {code}", _as_written(each)))
    return _choose(booked, tuple(others))


def _choose(booked: list[StatedBalance], others: tuple[tuple[str, str], ...]) -> Balances:
    """The first day's opening and the last day's closing balance.

    Where there is none, an interim balance stands for it: the page before or after has it.
    """

    def of(code: str) -> list[StatedBalance]:
        found = [each for each in booked if each.code == code]
        return sorted(found, key=lambda each: each.balance.day)

    opening = next(iter(of("OPBD") or of("PRCD")), None)
    closing = next(reversed(of("CLBD")), None)
    interim = of("ITBD")
    if interim and not opening and (closing or len(interim) > 1):
        opening = interim.pop(0)
    if interim and not closing:
        closing = interim.pop()
    used = {id(each) for each in (opening, closing)}
    rest = tuple(
        (f"Bal {each.code}", f"{each.balance.amount} {each.balance.currency} {each.balance.day}")
        for each in booked
        if id(each) not in used
    )
    return Balances(opening, closing, others + rest)


def _read_balance(
    told: Told, code: str, source: str, fallback: str, days: Days, leniencies: dict[str, None]
) -> StatedBalance:
    def fail(*paths: str) -> Callable[[str, str], FormatError]:
        return lambda problem, value: FormatError(
            problem,
            source=source,
            line=told.line_of(*paths),
            field=f"Bal/{paths[0]}",
            value=value,
        )

    currency, text, mark = told.get("Amt@Ccy"), told.get("Amt"), told.get("CdtDbtInd")
    if not currency.isalpha() or len(currency) != 3:
        raise fail("Amt")("a balance without currency", currency)
    if mark not in ("CRDT", "DBIT", ""):
        raise fail("CdtDbtInd")("neither CRDT nor DBIT", mark)
    negative = mark == "DBIT"
    if not mark:
        leniencies["balance without CdtDbtInd: its own sign"] = None
        negative, text = text.startswith("-"), text.removeprefix("-")
    amount = read_amount(text, currency, leniencies, fail("Amt"))
    if not told.get(*_DAY) and fallback:
        leniencies["balance without day: that of the other balances"] = None
    day: date = days.read(told.get(*_DAY) or fallback, fail(*_DAY))
    if told.get("Tp/SubTp/Cd") == "INTM" and code in ("OPBD", "CLBD"):
        code = "ITBD"
    return StatedBalance(
        code,
        Balance(day=day, amount=-amount if negative else amount, currency=currency),
        Origin(source=source, line=told.line),
    )


def _as_written(told: Told) -> str:
    words = (told.get("Amt"), told.get("Amt@Ccy"), told.get("CdtDbtInd"), told.get(*_DAY))
    return " ".join(filter(None, words))
