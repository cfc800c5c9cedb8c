"""The shortcut for ordinary German details says what the general way says, whatever the text."""

from __future__ import annotations

import re
import tracemalloc
from random import Random

import pytest

from bank_formats.mt940 import german

NEVER = re.compile("(?!)")
CODES = ("166", "166", "177", "109", "051", "16")
PLAIN = ("Rechnung", "INV/2026/0042", "4711", "und", "Kd.-Nr. 5", " ", "RF18539007547034", "VS0042")
ODD = (
    *("a+b", "EREF", "SVWZ+", "IBAN+DE12", "+++123/4567/89002+++", "123/4567/89002", "KID 1234567"),
    *("MTLG:Notiz", "EREF: E2E-9", "Name: Abel", "Rueckgabe AC04", "RETOURE", "\0", "\1", "?"),
    *("?26", "?31DE1", "?60mehr", "PURP+RINP", "BIC+BELADEBEXXX", "210000000003139471430009017"),
)
IDS = (
    "E2E-1",
    "NOTPROVIDED",
    "Not provided",
    "",
    " E 2 ",
    "ID:7",
    "VS7",
    "E\1F",
    "x" * 22,
    "y" * 23,
)
BEHIND = (
    ("?30BELADEBEXXX", "?30 "),
    ("?31DE02500105170137075030", "?3112345 678", "?31x?31y"),
    ("?32Schmitz  GmbH", "?32Abel", "?32", "?32Chr", "?32" + "N" * 100),
    ("?33und Partner", "?33DE02500105170137075030"),
    ("?34901", "?34000"),
)


def purpose(random: Random) -> str:
    """A text in pieces, many of them full, with a keyword before it or without."""
    words = random.choices(PLAIN, k=random.randrange(1, 8))
    if random.random() < 0.3:
        words.insert(random.randrange(len(words)), random.choice(ODD))
    text = random.choice(("SVWZ+", "SVWZ+", "SVWZ+", "SVWZ+", "", "KREF+1SVWZ+")) + " ".join(words)
    width = random.choice((20, 22, 26, 27, 27, 27, 28))
    pieces = [text[at : at + width] for at in range(0, len(text), width)]
    if random.random() < 0.7:
        pieces.insert(0, f"EREF+{random.choice(IDS)}")
    return "".join(f"?{20 + number}{piece}" for number, piece in enumerate(pieces))


def details(seed: int) -> tuple[str, ...]:
    random = Random(seed)
    text = random.choice(CODES) + "?00GUTSCHRIFT" + random.choice(("", "?109310", "?10 1 "))
    text += purpose(random)
    behind = [random.choice(each) for each in BEHIND if random.random() < 0.7]
    if random.random() < 0.1:
        random.shuffle(behind)
    text += "".join(behind)
    if random.random() < 0.1:
        text += random.choice(("?38DE1", "?61 mehr", "?99", "?"))
    width = random.choice((60, 64, 65, 65, 65, 400))
    return tuple(text[at : at + width] for at in range(0, len(text), width))


def test_ordinary_details_are_read_like_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [details(seed) for seed in range(6000)]
    quick = [german.read(lines) for lines in texts]
    monkeypatch.setattr(german, "ORDINARY", NEVER)
    for lines, read in zip(texts, quick, strict=True):
        assert german.read(lines) == read, lines


def test_many_of_them_are_ordinary() -> None:
    texts = ["".join(details(seed)) for seed in range(6000)]
    ordinary = [found for text in texts if (found := german.ORDINARY.fullmatch(text))]
    assert len(ordinary) > 1500
    assert sum(german._read_ordinary(found) is not None for found in ordinary) > 500


@pytest.mark.parametrize(
    "place", ["?00{}?20SVWZ+x", "?00A?10{}?20SVWZ+x", "?00A?20SVWZ+x?32{}", "?00A?20SVWZ+x?33{}"]
)
def test_long_texts_are_not_kept(place: str) -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(20):
            german.read(("166" + place.format(f"{number} " + "N" * 100_000),))
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < 100_000
