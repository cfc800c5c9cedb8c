"""What is remembered between files: short texts, and only so many."""

from __future__ import annotations

import tracemalloc

from bank_formats.bai2.codes import type_code
from bank_formats.remembered import LONGEST, remembered
from bank_formats.remittance.days import possible_days
from bank_formats.remittance.figures import figure
from bank_formats.remittance.headers import meanings
from bank_formats.remittance.words import nouns


def test_short_texts_are_asked_once() -> None:
    asked: list[tuple[str, ...]] = []

    @remembered(2)
    def joined(*texts: str) -> str:
        """Texts in one."""
        asked.append(texts)
        return "+".join(texts)

    short, long = ("Ada", "DE"), ("A" * LONGEST, "DE")
    assert [joined(*short), joined(*short)] == ["Ada+DE"] * 2
    assert joined(*long) == joined(*long) == "A" * LONGEST + "+DE"
    assert asked == [short, long, long]
    assert joined.__doc__ == "Texts in one."


def test_long_texts_of_a_file_are_not_kept() -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(20):
            text = f"{number} " + "0" * 100_000
            for ask in (type_code, possible_days, figure, meanings, nouns):
                ask(text)
        del text
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < 100_000
