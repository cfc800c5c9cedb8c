"""A customer's account over a period, and when the next statement of it is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A document on the account: what it adds to what the customer owes."""

    day: date
    document: str
    kind: str
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is open of a document on the day of the statement; a credit is negative."""

    issued: date
    document: str
    amount: Decimal
    open: Decimal
    due: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account of one currency: what was owed before, what came, what is owed now.

    >>> from decimal import Decimal as D
    >>> june = Movement(day=date(2026, 6, 2), document="INV/1", kind="invoice", amount=D(100))
    >>> paid = Movement(day=date(2026, 6, 9), document="BNK/1", kind="payment", amount=D(-70))
    >>> account = Account(currency="EUR", opening=D(20), movements=(june, paid))
    >>> [str(balance) for _, balance in account.running()], str(account.closing)
    (['120', '50'], '50')
    """

    currency: str
    opening: Decimal = Decimal(0)
    movements: tuple[Movement, ...] = ()
    items: tuple[Owed, ...] = ()
    ages: tuple[Decimal, ...] = ()

    @property
    def closing(self) -> Decimal:
        return self.opening + sum((each.amount for each in self.movements), Decimal(0))

    @property
    def open(self) -> Decimal:
        return sum((item.open for item in self.items), Decimal(0))

    def overdue(self, day: date) -> Decimal:
        """What is owed and was due before the day; credits are not counted against it."""
        late = (item.open for item in self.items if item.due < day and item.open > 0)
        return sum(late, Decimal(0))

    def running(self) -> Iterator[tuple[Movement, Decimal]]:
        """Each movement with the balance after it."""
        balances = accumulate((each.amount for each in self.movements), initial=self.opening)
        next(balances)
        return zip(self.movements, balances, strict=True)


def next_run(every: str, after: date, *, day_of_month: int = 1, weekday: int = 0) -> date:
    """The first day after ``after`` on which a statement is due.

    ``every``: weekly, monthly or quarterly (January, April, July, October). A month without that
    day has it on its last. ``weekday``: Monday is 0.

    >>> next_run("monthly", date(2026, 1, 31), day_of_month=31)
    datetime.date(2026, 2, 28)
    >>> next_run("quarterly", date(2026, 1, 1), day_of_month=1)
    datetime.date(2026, 4, 1)
    >>> next_run("weekly", date(2026, 6, 1), weekday=0)  # a Monday
    datetime.date(2026, 6, 8)
    """
    if every == "weekly":
        return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    months = MONTHS[every]
    number = 12 * after.year + after.month - 1
    first = number - number % months
    day = _in_month(first, day_of_month)
    return day if day > after else _in_month(first + months, day_of_month)


def _in_month(number: int, day: int) -> date:
    """The day of a month, counted from the year 0, or the last day of it."""
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def period(every: str, run: date, *, day_of_month: int = 1) -> tuple[date, date]:
    """First and last day that a statement made on ``run`` is about: up to the day before.

    >>> period("monthly", date(2026, 7, 1))
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 30))
    >>> period("weekly", date(2026, 6, 8))
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 7))
    """
    if every == "weekly":
        begin = run - timedelta(days=7)
    else:
        begin = _in_month(12 * run.year + run.month - 1 - MONTHS[every], day_of_month)
    return begin, run - timedelta(days=1)
