"""Numbers as payers write them, for several ways to number documents."""

import pytest
from ar_collections.engine.references import Numbers
from ar_collections.engine.tails import chains

SLASHED = Numbers([f"INV/2026/{n:05d}" for n in range(1, 900)])
PLAIN = Numbers([str(n) for n in range(8200, 11200)])
YEARED = Numbers([f"F26{n:05d}" for n in range(1, 3000)])
DASHED = Numbers([f"2026-{n:05d}" for n in range(1, 500)])
BARE = Numbers([f"RE-{n}" for n in range(40, 2200)])
BACKWARD = Numbers([f"{n}/2026" for n in range(1, 300)])


@pytest.mark.parametrize(
    ("numbers", "text", "expected"),
    [
        (SLASHED, "INV/2026/00341/INV/2026/00049", ["INV/2026/00341", "INV/2026/00049"]),
        (SLASHED, "Rg INV/202 6/00681", ["INV/2026/00681"]),
        (SLASHED, "00887/00131/00680", ["INV/2026/00887", "INV/2026/00131", "INV/2026/00680"]),
        (SLASHED, "00402, 000 33", ["INV/2026/00402", "INV/2026/00033"]),
        (SLASHED, "INV/2026/00588 vom 21.05.2026 EUR 1.190,00", ["INV/2026/00588"]),
        (SLASHED, "INV/2026/007091", []),
        (PLAIN, "Factuur 83 88 1. Rate", ["8388"]),
        (PLAIN, "TRACE 6898571734 Rechnung 8543 vom 21.05.2026", ["8543"]),
        (PLAIN, "DATUM 29.06.2026, 14.02 UHR 8354", ["8354"]),
        (PLAIN, "DE8937040044053201 3000", []),
        (YEARED, "F2600881F2600497", ["F2600881", "F2600497"]),
        (YEARED, "f2602 392 thanks", ["F2602392"]),
        (YEARED, "inv 2600042", ["F2600042"]),
        (DASHED, "2026/00042 2026 00043 00044", ["2026-00042", "2026-00043", "2026-00044"]),
        (BARE, "RE-42, RE 1717 re99", ["RE-42", "RE-1717", "RE-99"]),
        (BARE, "2 Rechnungen 42", []),
        (BACKWARD, "41/2026, 42/2026", ["41/2026", "42/2026"]),
    ],
)
def test_found(numbers: Numbers, text: str, expected: list[str]) -> None:
    assert [mention.names[0] for mention in numbers.find(text)] == expected


def test_numbers_like_ours_but_unknown_are_told() -> None:
    assert SLASHED.read("INV/2026/00999")[1] == ("INV202600999",)
    assert PLAIN.read("Rechnung 8150, Tel 0547057")[1] == ("8150",)


def test_one_number_of_two_series_names_both() -> None:
    numbers = Numbers(["INV/2026/00042", "RINV/2026/00042", "INV/2026/00043"])
    (mention,) = numbers.find("2026/00042")
    assert mention.names == ("INV/2026/00042", "RINV/2026/00042")


def test_a_raised_digit_is_no_number() -> None:
    assert PLAIN.read("8354 m²3 ²")[0][0].names == ("8354",)
    assert BARE.read("R.48 19²3") == ((), ())


def test_a_range_is_of_documents_only() -> None:
    numbers = Numbers(["2026-00042", "2026-00043", "2026-00047"], ["2026-00040", "2026-00049"])
    found = numbers.find("2026-00042 - 2026-00047")
    assert [mention.names[0] for mention in found] == ["2026-00042", "2026-00047", "2026-00043"]
    assert len(numbers.find("2026-00040 - 2026-00049")) == 2


def test_two_ways_to_number_at_once() -> None:
    old = [f"{n}/2026" for n in range(100, 200)]
    numbers = Numbers([*old, *(f"2026-{n:05d}" for n in range(1, 90))])
    assert [mention.names for mention in numbers.find("Rechnung 2026 / 00042, 117")] == [
        ("2026-00042",),
        ("117/2026",),
    ]


@pytest.mark.parametrize(
    ("numbers", "document", "tail", "expected"),
    [
        (SLASHED, "INV/2026/00031", "32", "INV/2026/00032"),
        (BACKWARD, "117/2026", "8", "118/2026"),
        (BARE, "RE-1001", "1002", ""),
        (BARE, "PO-1001", "2", ""),
    ],
)
def test_sibling(numbers: Numbers, document: str, tail: str, expected: str) -> None:
    assert numbers.sibling(document, tail) == expected


@pytest.mark.parametrize(
    ("text", "tails"),
    [
        ("INV/2026/00031, 32 und 33", ["32", "33"]),
        ("INV/2026/00031-33, INV/2026/00040 + 41", ["33", "41"]),
        ("INV/2026/00031, 32 vom 12.03.2026", ["32"]),
        ("INV/2026/00031, 32, 1.190,00 EUR", ["32"]),
        ("INV/2026/00031, 32 12/03", []),
        ("INV/2026/00031 - 3 %", []),
        ("INV/2026/00031, 2x", []),
        ("00031, 2 Paletten", []),
        ("INV/2026/00031 32", []),
    ],
)
def test_tails(text: str, tails: list[str]) -> None:
    found = chains(text, SLASHED.find(text))
    assert [tail[0] for chain in found for tail in chain.tails] == tails
