"""Type codes: what kind of movement, balance or total, and which way the money goes.

The published list (BAI, BTRS and additions of banks) is in ``type_codes.tsv``. A bank may use codes
of its own: those have the direction of their range.

>>> type_code("165").direction, type_code("475").direction, type_code("975").direction
(1, -1, -1)
>>> type_code("475").description, type_code("932").description
('Check Paid', 'credit of the bank (custom code)')
>>> type_code("850") is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from ..remembered import remembered

_Direction = Literal[1, -1, 0]
_DIRECTIONS: dict[str, _Direction] = {"credit": 1, "debit": -1, "none": 0}

# First and last of a range, and what a code means that is not in the list.
_RANGES: tuple[tuple[str, str, _Direction, str], ...] = (
    ("001", "099", 0, "status (unlisted code)"),
    ("100", "399", 1, "credit (unlisted code)"),
    ("400", "699", -1, "debit (unlisted code)"),
    ("700", "719", 0, "loan status (unlisted code)"),
    ("720", "759", 1, "loan credit (unlisted code)"),
    ("760", "799", -1, "loan debit (unlisted code)"),
    ("900", "919", 0, "status of the bank (custom code)"),
    ("920", "959", 1, "credit of the bank (custom code)"),
    ("960", "999", -1, "debit of the bank (custom code)"),
)

# The bank takes an earlier movement back: reversals, returned and rejected items.
REVERSALS = frozenset(
    (
        *("252", "255", "257", "258", "261", "266", "395"),
        *("552", "555", "557", "558", "561", "566", "694"),
    )
)


@dataclass(frozen=True, slots=True)
class TypeCode:
    """``direction``: 1 money in, -1 money out, 0 no movement (balances, figures, remarks)."""

    code: str
    direction: _Direction
    description: str

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


def _read_list() -> dict[str, TypeCode]:
    table = files(__package__).joinpath("type_codes.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {
        code: TypeCode(code, _DIRECTIONS[direction], description)
        for code, direction, _level, description in rows
    }


LISTED = _read_list()
"""The published codes; read when the module is imported, because a reader touches no other file."""


@remembered(2000)
def type_code(code: str) -> TypeCode | None:
    """The meaning of three digits, or None where neither list nor range gives a direction."""
    if found := LISTED.get(code):
        return found
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        return None
    return next(
        (
            TypeCode(code, direction, description)
            for first, last, direction, description in _RANGES
            if first <= code <= last
        ),
        None,
    )
