"""Values cannot be changed, whichever way they were made."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

from bank_formats import Origin, Party, Transaction
from bank_formats.model import (
    TransactionInOrder,
    new_origin,
    new_party,
    new_transaction,
    origin_in_order,
    transaction_in_order,
)

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


def test_made_in_order_it_is_the_same() -> None:
    expected = Transaction(**TRANSACTION)
    values: tuple[Any, ...] = tuple(getattr(expected, each.name) for each in fields(Transaction))
    assert transaction_in_order(*values) == expected
    assert origin_in_order("a.sta", 7, ":61:") == Origin(**ORIGIN)


def test_the_order_is_that_of_the_fields() -> None:
    names = [each.name for each in fields(Transaction)]
    assert list(signature(TransactionInOrder.__call__).parameters) == ["self", *names]
