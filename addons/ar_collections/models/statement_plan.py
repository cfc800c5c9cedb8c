from dataclasses import dataclass
from typing import Any

from odoo.exceptions import UserError


class Misplaced(UserError):
    """A statement of which it cannot be known what is new; a person may say that it is right."""

    accepted_as = "place"


class Busy(UserError):
    """Another document of the account is being imported: what is there already cannot be seen."""


class ForAPerson(Misplaced):
    """A statement by which the bank takes back or corrects what it said before."""

    accepted_as = "by hand"


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
    done: bool = False
    """Whether a run that was cut short has imported it from this very document."""
    by_hand: bool = False
    """Whether a person did what the bank asks for; nothing is imported."""
    remarks: tuple[str, ...] = ()
    problem: UserError | None = None
    """Why it cannot be imported."""

    @property
    def proved(self) -> bool:
        """Whether the bank stated both balances."""
        return self.statement.opening is not None and self.statement.closing is not None
