"""A second reader's opinion of files that it reads, reads otherwise, and cannot read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from bank_formats import FormatError, parse
from bank_formats.second_reader import second_opinions
from tests.bank_formats.golden import fixtures

MT940 = (
    b":20:X\n:25:DE1\n:28C:1\n:60F:C260101EUR1,\n:61:260102C2,NTRFINV7\n:61:260102RD3,NTRFINV8\n"
    b":62F:C260102EUR6,\n-\n"
)


def test_it_agrees() -> None:
    [opinion] = second_opinions(MT940, parse(MT940))
    assert (opinion.library, opinion.outcome, opinion.found) == (
        "mt-940",
        "agrees",
        "2 entries, sum 5",
    )
    assert (opinion.count, opinion.total) == (2, Decimal(5))


def test_it_differs() -> None:
    [ours] = parse(MT940)
    wrong = replace(ours.transactions[0], amount=Decimal(3))
    [opinion] = second_opinions(
        MT940, [replace(ours, transactions=(wrong, *ours.transactions[1:]))]
    )
    assert opinion.outcome == "differs"


def test_it_cannot_read_what_we_can() -> None:
    data = MT940.replace(b":28C:1\n", b":28C:/12345\n")
    [opinion] = second_opinions(data, parse(data))
    assert opinion.outcome == "cannot read it"
    assert (opinion.count, opinion.total) == (None, None)


def test_it_is_not_asked_for_a_large_file() -> None:
    entry = b":61:260102C0,NTRFINV7\n:86:" + b"x" * 390 + b"\n"
    data = MT940.replace(b":62F", entry * 6000 + b":62F")
    [opinion] = second_opinions(data, parse(data))
    assert opinion.outcome == "not asked"


# Our fixtures that a library reads, but wrongly: what it does not know.
READS_OTHERWISE = {
    "files_one_after_another": "bai2 stops at the first 99",
    "interim_floor_without_mark": "mt-940 gives no entry of a report with :34F: without mark",
    "long_amounts": "mt-940 cuts amounts, and entries without id replace each other",
    "thousands_and_decimals": "mt-940 cuts amounts with both marks",
    "correction_of_an_earlier_file": "ofxparse knows no CORRECTFITID",
    "correction_within_the_file": "ofxparse knows no CORRECTFITID",
}


def test_it_differs_only_where_the_library_is_known_to_be_wrong() -> None:
    differing = set()
    for fixture in fixtures():
        data = fixture.read_bytes()
        with suppress(FormatError):
            opinions = second_opinions(data, parse(data))
            if any(opinion.outcome == "differs" for opinion in opinions):
                differing.add(fixture.stem)
    assert differing == READS_OTHERWISE.keys()
