"""What a field ``:86:`` can say, whatever the dialect."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Party

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the ``:86:`` of one entry says."""

    remittance: str = ""
    reference: str = ""
    counterparty: Party = _NOBODY
    extra: tuple[tuple[str, str], ...] = ()


def meant_reference(text: str) -> str:
    """``text``, or empty where it says that there is none or that it stands in ``:86:``."""
    text = text.strip()
    return "" if text.upper().replace(" ", "") in _NO_REFERENCE else text


def filled(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a value."""
    return tuple(pair for pair in pairs if pair[1])
