"""Words of a 16: lines of text, references that mean one, what a type code means."""

from __future__ import annotations

from collections.abc import Iterable

from ..remembered import remembered
from .codes import type_code
from .headers import filled

_NO_REFERENCE = frozenset(("NONREF", "NOTPROVIDED", "NOREF", "NONE", "N/A", "NA"))


def joined(lines: Iterable[str]) -> str:
    """The text line by line, without blank lines and blanks at the end of lines."""
    return "\n".join([line for line in map(str.rstrip, lines) if line]).strip()


def meant(reference: str) -> str:
    """The reference, or empty where the bank fills the field with what means none."""
    text = reference.strip()
    none = text[:1] in "0-Nn" and (not text.strip("0-") or text.upper() in _NO_REFERENCE)
    return "" if none else text


@remembered(4000)
def described(code: str, funds: str, time: str) -> tuple[tuple[str, str], ...]:
    """What ``Transaction.extra`` says of a type code, a funds type and the time of its value."""
    kind = type_code(code)
    description = kind.description if kind else ""
    return filled(("description", description), ("funds type", funds), ("value time", time))
