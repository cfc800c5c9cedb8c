"""Bank files written for tests; nothing of Odoo, so that any test may use it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

BANK = "BE68539007547034"
FIRST_DAY = date(2026, 2, 2)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement of a statement written here."""

    amount: str
    text: str = "Thanks"
    name: str = ""
    iban: str = ""
    day: date = FIRST_DAY

    def lines(self):
        day, amount = f"{self.day:%y%m%d}", Decimal(self.amount)
        yield f":61:{day}{day[2:]}{_mark(amount)}{_written(amount)}NTRFNONREF"
        yield f":86:166?00TRANSFER?20SVWZ+{self.text}?31{self.iban}?32{self.name}"


def mt940(
    *movements,
    number="1",
    account=BANK,
    currency="EUR",
    day=FIRST_DAY,
    opening="1000.00",
    closing=None,
    end="\r\n",
):
    """The bytes of one statement; ``closing`` is what the movements give, unless it is told."""
    movements = [
        each if isinstance(each, Movement) else Movement(amount=each, day=day) for each in movements
    ]
    if closing is None:
        closing = Decimal(opening) + sum(Decimal(each.amount) for each in movements)
    lines = [
        ":20:STATEMENT",
        f":25:{account}",
        f":28C:{number}",
        f":60F:{_balance(day, currency, Decimal(opening))}",
        *(line for each in movements for line in each.lines()),
        f":62F:{_balance(day, currency, Decimal(closing))}",
        "-",
    ]
    return (end.join(lines) + end).encode()


def _balance(day, currency, amount):
    return f"{_mark(amount)}{day:%y%m%d}{currency}{_written(amount)}"


def _mark(amount):
    return "D" if amount < 0 else "C"


def _written(amount):
    return f"{abs(amount):.2f}".replace(".", ",")
