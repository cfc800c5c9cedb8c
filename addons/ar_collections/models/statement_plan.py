"""Where a statement of booked money goes, and where it stands among the others of its account."""

from dataclasses import dataclass, replace
from typing import Any

from odoo.exceptions import UserError

from bank_formats.identity import (
    StoredStatement,
    ends_twice,
    inside,
    place,
    stretch,
    stretch_end,
)
from bank_formats.movement import movements


@dataclass(frozen=True, kw_only=True)
class StatementPlan:
    """A statement of booked money in a document, and where it goes."""

    document: Any
    statement: Any
    format: str = ""
    journal: Any = None
    key: str = ""
    lines: tuple[tuple[str, Any], ...] = ()
    """Import keys and transactions that are new."""
    opening: Any = None
    """The balance before the first of them, if the bank stated its balances."""
    known_as: str = ""
    """How the same statement was imported before; empty if it was not."""
    perhaps_new: bool = False
    """Known by its movements, but its opening balance fits as well to all of it being new."""
    begun: Any = None
    """The statement, if a run that was cut short has begun it from this very document."""
    by_hand: bool = False
    """Whether a person did what the bank asks for; nothing is imported."""
    remarks: tuple[str, ...] = ()
    problem: UserError | None = None
    """Why it cannot be imported."""

    @property
    def proved(self) -> bool:
        """Whether the bank stated both balances."""
        return self.statement.opening is not None and self.statement.closing is not None

    @property
    def opening_to_store(self):
        """The balance before its new movements, as far as the bank stated one."""
        if self.proved or not self.statement.opening:
            return self.opening
        return self.statement.opening.amount

    def amounts_to_store(self):
        """Each amount that an import would write, once."""
        amounts = dict.fromkeys(transaction.amount for _key, transaction in self.lines)
        if self.opening_to_store is not None:
            amounts[self.opening_to_store] = None
        if self.statement.closing:
            amounts[self.statement.closing.amount] = None
        return list(amounts)

    @property
    def nets_to_zero(self) -> bool:
        """As accounts do that are emptied every evening: each statement fits after any other."""
        return self.proved and self.statement.opening.amount == self.statement.closing.amount

    def opening_before(self, new, comparison):
        """The stated opening balance; what was already there of an overlap has moved it."""
        if not self.proved:
            return None
        if comparison.files and not comparison.doubts:
            return self.statement.closing.amount - sum(each.amount for each in new)
        return self.statement.opening.amount

    def to_stored(self):
        """The statement as later ones of its file see it: as if it were in the books."""
        days = [transaction.booked for _key, transaction in self.lines]
        return StoredStatement(
            first_day=min(days),
            last_day=max(days),
            opening=self.opening,
            closing=self.statement.closing.amount,
        )

    def to_movements(self):
        """Its new movements as later statements of its file see them, each beside its key."""
        new = replace(self.statement, transactions=tuple(each for _key, each in self.lines))
        return [
            (replace(each, proved=self.proved, here=True), self.key)
            for each in movements(new, format=self.format, file=self.document.name)
        ]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a statement stands among the stored ones of its account."""

    place: str
    """As :func:`bank_formats.identity.place` calls it."""
    sources: frozenset[Any] = frozenset()
    """Marks of the stored statements that it may tell again."""
    may_continue: bool = False
    """Its balances fit to what is stored told again, and as well to all of it being new."""
    chain_end: Any = None
    """The balance at which the stored statements end that it tells again."""
    last: StoredStatement | None = None
    """The latest of the stored ones."""

    @classmethod
    def among(cls, chain, statement):
        """In a ``chain`` of stored statements, oldest first: pairs of one and its mark."""
        stored = [each for each, _mark in chain]
        found, again = place(statement, stored), stretch(statement, stored)
        between, fits_twice = frozenset(), found == "continues" and bool(again)
        if found == "unknown":
            again = frozenset()
        elif found == "overlaps":
            between = inside(statement, stored)
        elif found in ("continues", "gap") and not again:
            between = inside(statement, stored)
            fits_twice = bool(between) and ends_twice(statement, stored)
        return cls(
            place=found,
            sources=frozenset(chain[position][1] for position in again | between),
            may_continue=fits_twice,
            chain_end=stretch_end(statement, stored, again),
            last=stored[-1] if stored else None,
        )

    def beside(self, stored, first_day, last_day):
        """Stored movements, but for those of which the balances say that they come before.

        ``stored`` are pairs of a movement and the mark of its statement; the days are those of the
        statement that is compared with them.
        """
        placed = self.place in ("continues", "gap", "overlaps")
        return [
            replace(each, stretch=mark in self.sources and first_day <= each.day <= last_day)
            for each, mark in stored
            if not placed or not each.proved or mark in self.sources
        ]
