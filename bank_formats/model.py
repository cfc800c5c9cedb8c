"""The values that every reader of a bank file gives: frozen, hashable, amounts in ``Decimal``.

Money in is positive, money out negative, whatever mark the format used. A wrong total is a
result (``Statement.checks``), not an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, make_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeVar, cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value stood in the file.

    ``source`` is the name the caller gave, ``line`` the 1-based line of its first character,
    ``raw`` the text exactly as decoded.
    """

    source: str
    line: int
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The other side of a payment; a field the bank did not fill is empty."""

    name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance on a day, signed: a debit balance is negative."""

    day: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What a payment was in another currency; ``rate`` as the bank wrote it, its direction unsaid."""

    amount: Decimal
    currency: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One movement in the statement's currency; money in is positive."""

    booked: date
    amount: Decimal
    origin: Origin
    value_date: date | None = None
    reference: str = ""
    """What the payer meant: the creditor's reference, else the end-to-end id, else the customer's."""
    end_to_end_id: str = ""
    creditor_reference: str = ""
    """A structured reference that the creditor gave out: RF (ISO 11649), QR, KID, OGM, Viite."""
    remittance: str = ""
    """Free text for the payee, line breaks of the bank's columns joined by the dialect's rule."""
    counterparty: Party = Party()
    bank_reference: str = ""
    """What the bank calls the movement (MT940: after ``//``; BAI2: bank reference; OFX: FITID;
    CAMT: AcctSvcrRef)."""
    type_code: str = ""
    """What kind of movement, in the format's own codes: ``NTRF``, ``166``, ``195``, ``PMNT/RCDT/ESCT``."""
    purpose: str = ""
    """Purpose code (ISO 20022 external code list), such as ``SALA``."""
    reversal: bool = False
    return_reason: str = ""
    """Why a payment came back: ISO 20022 reason code (``AC04``), or the bank's words."""
    charges: Decimal | None = None
    """What banks kept of the payment, positive, in the statement's currency."""
    exchange: Exchange | None = None
    availability: tuple[tuple[int, Decimal], ...] = ()
    """Parts of the amount with the number of banking days after which each can be disposed of."""
    expected: bool = False
    """Announced, not booked (MT942 EC/ED, CAMT PDNG/FUTR/INFO): never to be posted."""
    extra: tuple[tuple[str, str], ...] = ()
    """Everything else the file said of this movement, verbatim."""


CheckName = Literal[
    "closing balance",
    "currency",
    "count",
    "sum",
    "page",
    "continuity",
    "control total",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A total of the file compared with its entries; ``expected`` is what the file states."""

    check: CheckName
    holds: bool
    expected: str
    found: str
    origin: Origin
    of: str = ""
    """Which of several: such as ``49 record count`` or ``:90C:``."""

    @property
    def problem(self) -> str:
        """What does not hold, without its place."""
        if self.check in ("continuity", "page"):
            return f"the one before closed with {self.expected}, this one opens with {self.found}"
        return f"the file says {self.expected}, its entries give {self.found}"

    @property
    def name(self) -> str:
        """``count (:90C:)``."""
        return f"{self.check} ({self.of})" if self.of else self.check

    def __str__(self) -> str:
        verdict = self.expected if self.holds else self.problem
        return f"{self.origin.source}, line {self.origin.line}: {self.name}: {verdict}"


StatementKind = Literal["booked", "interim", "notification"]
StatementAction = Literal["new", "copy", "deletion", "correction", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account: pages joined, checks done."""

    account: str
    currency: str
    origin: Origin
    kind: StatementKind = "booked"
    """``interim``: of a day that is not closed (MT942, CAMT.052, BAI2 same day). ``notification``:
    single movements that a booked statement will tell again (CAMT.054). Only ``booked`` is posted."""
    action: StatementAction = "new"
    """What the bank asks for. Only ``new`` is new money; a ``copy`` was sent before."""
    number: str = ""
    bank: str = ""
    """BIC or routing number of the account's bank, if the file says it."""
    opening: Balance | None = None
    closing: Balance | None = None
    transactions: tuple[Transaction, ...] = ()
    expected: tuple[Transaction, ...] = ()
    """Announced, not booked."""
    checks: tuple[Check, ...] = ()
    leniencies: tuple[str, ...] = ()
    """Named departures from the format that the reader accepted, such as ``charset cp1252``."""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def failed_checks(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.holds)


_T = TypeVar("_T")


def _quick(frozen: type[_T]) -> type[_T]:
    """What makes objects of the class ``frozen`` in a fifth of the time, for what is made most.

    A frozen dataclass sets each field by a call of ``object.__setattr__``. Here the object is made
    as one of a class that has the same slots and is not frozen, and then changes its class. It
    takes its fields also by their order.
    """

    def freeze(self: Any) -> None:
        self.__class__ = frozen

    specifications = [
        (each.name, each.type, field() if each.default is MISSING else field(default=each.default))
        for each in fields(cast(Any, frozen))
    ]
    namespace = {"__post_init__": freeze}
    made = make_dataclass(
        frozen.__name__, specifications, namespace=namespace, slots=True, eq=False
    )
    return cast(type[_T], made)


new_origin = _quick(Origin)
new_party = _quick(Party)
new_transaction = _quick(Transaction)


class TransactionInOrder(Protocol):
    """All fields of a transaction by their order."""

    def __call__(
        self,
        booked: date,
        amount: Decimal,
        origin: Origin,
        value_date: date | None,
        reference: str,
        end_to_end_id: str,
        creditor_reference: str,
        remittance: str,
        counterparty: Party,
        bank_reference: str,
        type_code: str,
        purpose: str,
        reversal: bool,
        return_reason: str,
        charges: Decimal | None,
        exchange: Exchange | None,
        availability: tuple[tuple[int, Decimal], ...],
        expected: bool,
        extra: tuple[tuple[str, str], ...],
        /,
    ) -> Transaction: ...


# Fields given by name take as long to sort as to set: where a reader fills them all anyway.
origin_in_order = cast(Callable[[str, int, str], Origin], new_origin)
"""Source, line, raw."""
transaction_in_order = cast(TransactionInOrder, new_transaction)
