"""The days at the bank: movements become statements and advices, and what is expected of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from .advices import write_advice
from .company import ACCOUNT, SECOND_ACCOUNT_NUMBER
from .customers import Customer
from .identifiers import make_account
from .movement import Other, Receipt
from .movements import DAYS
from .second_account import SECOND_ACCOUNT
from .statements import DayStatement, Dialect, Entry, dutch, free, german, write_statement
from .working_days import working_day

_DIALECTS: tuple[tuple[Dialect, int], ...] = ((german, 2), (dutch, 1), (free, 1))


@dataclass(frozen=True, slots=True)
class InvoiceNumber:
    """An invoice's number and its parts, as payers write them."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def year(self) -> str:
        return self.name.split("/")[1]

    @property
    def serial(self) -> str:
        return self.name.split("/")[2]

    @property
    def transposed(self) -> str:
        """With two neighbouring digits swapped, as a typist does."""
        at = next(n for n in range(len(self.name) - 1, 0, -1) if self.name[n] != self.name[n - 1])
        return self.name[: at - 1] + self.name[at] + self.name[at - 1] + self.name[at + 1 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must become of one movement: its state, and if posted, how much of it goes to which invoice."""

    bank_reference: str
    case: str
    states: tuple[str, ...]
    paid: dict[str, str]
    """Invoice -> least amount applied to it; none if the movement must not be posted."""
    settled: dict[str, str]
    """Invoice -> most that may be applied to it: the discount or rounding written off as well."""
    accepted: bool = False
    """The treasurer accepts what is suggested."""

    def as_json(self) -> dict[str, Any]:
        """For the record that is kept with the database."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bank:
    """Turns movements into entries, numbering them."""

    customers: dict[str, Customer]
    moves: dict[str, Any]
    """Key of an invoice made for a payment -> its posted move."""

    def book(
        self, movement: Receipt | Other, reference: str, day: date
    ) -> tuple[Entry, Expectation]:
        """The entry and what is expected of it."""
        if isinstance(movement, Other):
            return self._other(movement, day, reference)
        return self._receipt(movement, reference)

    def _other(self, other: Other, day: date, reference: str) -> tuple[Entry, Expectation]:
        entry = Entry(
            amount=other.amount,
            text=other.text.format(month=f"{day:%m/%Y}"),
            name=other.name,
            bank_reference=reference,
        )
        return entry, _expectation(reference, other, {}, {})

    def _receipt(self, receipt: Receipt, reference: str) -> tuple[Entry, Expectation]:
        customer = self.customers[receipt.customer]
        keys = receipt.keys[:1] if receipt.alike else receipt.keys
        moves = [self.moves[each] for each in keys]
        asked = {each.name: _signed_total(each) for each in moves}
        amount = receipt.amount(sum(asked.values(), Decimal()))
        entry = Entry(
            amount=-amount if receipt.returned else amount,
            text=_worded(receipt.text, moves),
            name=receipt.payer or customer.name,
            account=self._account(receipt, customer),
            bank_reference=reference,
            returned=receipt.returned,
        )
        if "posted" not in receipt.expect:
            return entry, _expectation(reference, receipt, {}, {})
        paid = asked if len(asked) > 1 else {name: min(amount, asked[name]) for name in asked}
        settled = asked if receipt.settles else paid
        return entry, _expectation(reference, receipt, paid, settled)

    def _account(self, receipt: Receipt, customer: Customer) -> str:
        if receipt.payer:
            return make_account(customer.country, Random(receipt.payer))
        return "" if receipt.case == "order number" else customer.account

    def advices(self, movements: Iterable[Receipt | Other], day: date) -> dict[str, bytes]:
        """File name -> remittance advice, of those that come with one."""
        return {
            f"avis_{each.advice}.csv": write_advice(
                each.advice,
                self.customers[each.customer].name,
                day,
                [(self.moves[key].name, _signed_total(self.moves[key])) for key in each.keys],
            )
            for each in movements
            if isinstance(each, Receipt) and each.advice
        }


def _expectation(
    reference: str,
    movement: Receipt | Other,
    paid: dict[str, Decimal],
    settled: dict[str, Decimal],
) -> Expectation:
    return Expectation(
        bank_reference=reference,
        case=movement.case,
        states=movement.expect,
        paid={name: str(amount) for name, amount in paid.items()},
        settled={name: str(amount) for name, amount in settled.items()},
        accepted=isinstance(movement, Receipt) and movement.accepted,
    )


def _signed_total(move: Any) -> Decimal:
    return Decimal(str(round(move.amount_total_signed, 2)))


def _worded(text: str, moves: list[Any]) -> str:
    numbers = [InvoiceNumber(each.name) for each in moves]
    return text.format(*numbers, rf=moves[0].payment_reference, order=moves[0].ref)


Written = tuple[str, bytes, list[Expectation]]
"""A file's name, the file, and what is expected of each of its movements."""


def write_days(
    bank: Bank, days: tuple[date, ...], opened: date, opening: Decimal
) -> Iterator[Written]:
    """The first account's three days; each opens with the day before's closing."""
    for day, movements, (dialect, pages) in zip(days, DAYS, _DIALECTS, strict=True):
        booked = _book(bank, movements, f"LHB{day:%y%m%d}", day)
        statement = _statement(ACCOUNT, day, opened, opening, booked)
        yield _written(replace(statement, pages=pages), dialect, booked)
        opened, opening = day, statement.closing


def write_second_account(bank: Bank, last: date) -> Iterator[Written]:
    """The second account's statements, the oldest first; it was opened with nothing in it."""
    days = [working_day(last - timedelta(days=back)) for back in SECOND_ACCOUNT]
    opened, opening = days[0] - timedelta(days=1), Decimal()
    for day, movements in zip(days, SECOND_ACCOUNT.values(), strict=True):
        booked = _book(bank, movements, f"LHC{day:%y%m%d}", day)
        statement = _statement(SECOND_ACCOUNT_NUMBER, day, opened, opening, booked)
        yield _written(statement, german, booked)
        opened, opening = day, statement.closing


Booked = list[tuple[Entry, Expectation]]


def _book(bank: Bank, movements: Iterable[Receipt | Other], prefix: str, day: date) -> Booked:
    there = [each for each in movements if not (isinstance(each, Receipt) and each.announced)]
    return [bank.book(each, f"{prefix}{at:04}", day) for at, each in enumerate(there, 1)]


def _statement(
    account: str, day: date, opened: date, opening: Decimal, booked: Booked
) -> DayStatement:
    entries = tuple(entry for entry, _ in booked)
    return DayStatement(account=account, day=day, opened=opened, opening=opening, entries=entries)


def _written(statement: DayStatement, dialect: Dialect, booked: Booked) -> Written:
    name = f"MT940_{statement.account}_{statement.day:%Y%m%d}.sta"
    return name, write_statement(statement, dialect), [expected for _, expected in booked]


def cut_off(statement: bytes) -> bytes:
    """The same file as a broken transmission leaves it: it ends inside a movement."""
    return statement[: len(statement) * 2 // 5]
