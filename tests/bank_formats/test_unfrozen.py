"""Values that were made as twins are frozen values like all others."""

from __future__ import annotations

from copy import copy
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bank_formats import Origin, Transaction
from bank_formats.unfrozen import unfrozen

VALUES: dict[str, Any] = {
    "booked": date(2026, 1, 5),
    "amount": Decimal(1),
    "origin": Origin(source="x", line=1),
}


def made() -> Transaction:
    transaction = unfrozen(Transaction)(**VALUES)
    transaction.__class__ = Transaction
    return transaction


def test_it_is_equal_to_one_made_as_usual() -> None:
    usual = Transaction(**VALUES)
    assert (made(), hash(made()), repr(made())) == (usual, hash(usual), repr(usual))
    assert copy(made()) == replace(made(), reference="") == usual


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        made().amount = Decimal(2)  # type: ignore[misc]
