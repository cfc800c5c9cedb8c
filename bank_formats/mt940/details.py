"""What a field ``:86:`` can say, whatever the dialect."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..model import Exchange, Party

_NOBODY = Party()
_NO_REFERENCE = frozenset(
    (
        "NONREF",
        "NOTPROVIDED",
        "NOREF",
        "EREF",
        "EREF+",
        "KREF",
        "KREF+",
        "MREF",
        "MREF+",
        "MARF",
        "PREF",
    )
)


class Details(NamedTuple):
    """What the ``:86:`` of one entry says; what has no field of its own is in ``extra``."""

    remittance: str = ""
    end_to_end_id: str = ""
    creditor_reference: str = ""
    counterparty: Party = _NOBODY
    purpose: str = ""
    """ISO purpose code."""
    return_reason: str = ""
    """ISO reason code, or the bank's words."""
    type_code: str = ""
    """The German business code (GVC) or a bank's number of the kind of movement."""
    charges: Decimal | None = None
    """Positive, in ``charges_currency`` (empty: the statement's)."""
    charges_currency: str = ""
    exchange: Exchange | None = None
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def reference(self) -> str:
        """What the payer meant: the creditor's reference, else the end-to-end id."""
        return self.creditor_reference or self.end_to_end_id


DetailValues = tuple[
    str,
    str,
    str,
    Party,
    str,
    str,
    str,
    Decimal | None,
    str,
    Exchange | None,
    tuple[tuple[str, str], ...],
]
"""``Details`` without their names, for what is made most."""


def meant_reference(text: str) -> str:
    """``text``, or empty where it says that there is none or that it stands in ``:86:``."""
    text = text.strip()
    return "" if text.upper().replace(" ", "") in _NO_REFERENCE else text


def filled(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a value."""
    return tuple([pair for pair in pairs if pair[1]])
