"""Values cannot be changed, whichever way they were made."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bank_formats import Origin, Party, Transaction
from bank_formats.model import new_origin, new_party, new_transaction

ORIGIN: dict[str, Any] = {"source": "a.sta", "line": 7, "raw": ":61:"}
PARTY: dict[str, Any] = {"name": "Smith", "account": "DE1"}
TRANSACTION: dict[str, Any] = {
    "booked": date(2026, 1, 5),
    "amount": Decimal("1.50"),
    "origin": Origin(**ORIGIN),
    "counterparty": Party(**PARTY),
    "extra": (("a", "b"),),
}


@pytest.mark.parametrize(
    ("usual", "quick", "values"),
    [
        (Origin, new_origin, ORIGIN),
        (Party, new_party, PARTY),
        (Transaction, new_transaction, TRANSACTION),
    ],
)
def test_made_quickly_it_is_the_same(usual: Any, quick: Any, values: dict[str, Any]) -> None:
    expected, made = usual(**values), quick(**values)
    assert type(made) is usual
    assert (made, hash(made), repr(made)) == (expected, hash(expected), repr(expected))
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == expected
    name = next(iter(values))
    assert replace(made, **{name: values[name]}) == expected
    with pytest.raises(FrozenInstanceError):
        setattr(made, name, values[name])


def test_made_quickly_it_needs_what_is_needed() -> None:
    with pytest.raises(TypeError, match="amount"):
        new_transaction(booked=date(2026, 1, 5), origin=Origin(**ORIGIN))  # type: ignore[call-arg]
