"""Some seconds of ``scripts/fuzz_formats``; and that it would find what it looks for."""

from __future__ import annotations

import time

import pytest

import tests.bank_formats.fuzz as fuzzing
from tests.bank_formats.fuzz import fuzz, fuzz_all, mutated, seeds


def test_nothing_but_a_reading_or_a_format_error() -> None:
    done, failures = fuzz_all(inputs=30_000, seconds=45, seed="test", patience=4)
    assert failures == []
    assert done > 500


def test_an_input_can_be_made_again() -> None:
    corpus = seeds()
    assert mutated("a:7", corpus) == mutated("a:7", corpus) != mutated("a:8", corpus)


def _fault(data: bytes, **_others: object) -> None:
    raise KeyError("a fault")


def _slow(data: bytes, **_others: object) -> None:
    end = time.process_time() + 0.6
    while time.process_time() < end:
        pass


def _curious(data: bytes, **_others: object) -> None:
    with open("/etc/hostname") as file:  # noqa: PTH123  # as a careless reader would
        file.read()


@pytest.mark.parametrize(
    ("reader", "what"), [(_fault, "KeyError"), (_slow, " s for "), (_curious, "Touched: open")]
)
def test_it_finds(reader: object, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "seeds", lambda: [b""])
    monkeypatch.setattr(fuzzing, "parse", reader)
    _done, [failure] = fuzz("x", 1, 1)
    assert what in failure.what
