"""The three days at the bank: movements become statements, and what is expected of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .company import ACCOUNT
from .customers import Customer
from .movements import DAYS, Other, Receipt
from .statements import DayStatement, Dialect, Entry, dutch, free, german, write_statement

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
        self, movement: Receipt | Other, day: date, position: int
    ) -> tuple[Entry, Expectation]:
        """The entry and what is expected of it."""
        reference = f"LHB{day:%y%m%d}{position:04}"
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
            name=customer.name,
            account="" if receipt.case == "order number" else customer.account,
            bank_reference=reference,
            returned=receipt.returned,
        )
        if "posted" not in receipt.expect:
            return entry, _expectation(reference, receipt, {}, {})
        paid = asked if len(asked) > 1 else {name: min(amount, asked[name]) for name in asked}
        settled = asked if receipt.settles else paid
        return entry, _expectation(reference, receipt, paid, settled)


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
    )


def _signed_total(move: Any) -> Decimal:
    return Decimal(str(round(move.amount_total_signed, 2)))


def _worded(text: str, moves: list[Any]) -> str:
    numbers = [InvoiceNumber(each.name) for each in moves]
    return text.format(*numbers, rf=moves[0].payment_reference, order=moves[0].ref)


def write_days(
    bank: Bank, days: tuple[date, ...], opened: date, opening: Decimal
) -> Iterator[tuple[str, bytes, list[Expectation]]]:
    """File name, file and expectations of each day; each opens with the day before's closing."""
    for day, movements, (dialect, pages) in zip(days, DAYS, _DIALECTS, strict=True):
        booked = [bank.book(each, day, position) for position, each in enumerate(movements, 1)]
        statement = DayStatement(
            account=ACCOUNT,
            day=day,
            opened=opened,
            opening=opening,
            entries=tuple(entry for entry, _ in booked),
            pages=pages,
        )
        name = f"MT940_{ACCOUNT}_{day:%Y%m%d}.sta"
        yield name, write_statement(statement, dialect), [expected for _, expected in booked]
        opened, opening = day, statement.closing


def cut_off(statement: bytes) -> bytes:
    """The same file as a broken transmission leaves it: it ends inside a movement."""
    return statement[: len(statement) * 2 // 5]
