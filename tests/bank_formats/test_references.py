"""Creditors' references: found by check digits, and never where there is none."""

from __future__ import annotations

import pytest

from bank_formats.references import creditor_reference

FOUND = (
    # RF, ISO 11649
    ("RF18539007547034", "RF18539007547034"),
    ("Rechnung 12, RF18 5390 0754 7034", "RF18539007547034"),
    ("rf18 5390 0754 7034 for order 77", "RF18539007547034"),
    ("/RF18539007547034/", "RF18539007547034"),
    ("RF45SBO2010", "RF45SBO2010"),
    # Swiss
    ("210000000003139471430009017", "210000000003139471430009017"),
    ("QRR 21 00000 00003 13947 14300 09017 AG", "210000000003139471430009017"),
    # Belgian
    ("+++090/9337/55493+++", "090933755493"),
    ("***090/9337/55493***", "090933755493"),
    ("*** 090/9337/55493 ***", "090933755493"),
    ("+++090933755493+++", "090933755493"),
    ("Factuur 090/9337/55493 juni", "090933755493"),
    ("OGM 090933755493", "090933755493"),
    ("VCS: 090933755493", "090933755493"),
    # a remainder of 0 is written 97
    ("+++000/0000/09797+++", "000000009797"),
    # Nordic
    ("KID: 2345676", "2345676"),
    ("KID 9876545", "9876545"),  # modulo 11
    ("OCR 1234567897", "1234567897"),
    ("OCR-nr: 1234567897", "1234567897"),
    ("Viite 1232", "1232"),
    ("VIITENUMERO: 13 09205", "1309205"),
)
NOT_FOUND = (
    "",
    "RF18539007547035",  # wrong check digits
    "XRF18539007547034",  # part of another word
    "RF18539007547034X1",
    "RF18",
    "090933755493",  # a bare number is never a reference
    "1234567897",
    "2345676",
    "KID 2345678",
    "OCR 1234567890",
    "Viite 1233",
    "KIDS 2345676",
    "a kid 18 years old",
    "+++090/9337/55494+++",
    "+++000/0000/00097+++",
    "2026/090/9337/55493",
    "210000000003139471430009018",
    "000000000000000000000000000",
    "2100000000031394714300090170",
    "http://example.com/090/9337/55493",
)


@pytest.mark.parametrize(("text", "reference"), FOUND)
def test_reference_is_found(text: str, reference: str) -> None:
    assert creditor_reference(text) == reference


@pytest.mark.parametrize("text", NOT_FOUND)
def test_nothing_is_taken_for_a_reference(text: str) -> None:
    assert creditor_reference(text) == ""
