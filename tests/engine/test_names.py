"""Names as banks print them."""

import pytest
from ar_collections.engine.names import AGREES, Names, agreement


@pytest.mark.parametrize(
    ("printed", "customer"),
    [
        ("PHARMA LEF.VRE S.R", "Pharma Lefèvre S.r.l."),
        ("NOV.K & BECKER BVB", "Novák & Becker BVBA"),
        ("B.timent J.rvinen AB", "Bâtiment Järvinen AB"),
        ("PAPADOPOULOS SUED N.V.", "Papadopoulos Süd NV"),
        ("FAIRFAX FABRICATIO", "Fairfax Fabrications East PLC"),
        ("Maschinenbau Jaervinen", "Järvinen Maschinenbau Oy"),
        ("Ostergaard und Novak", "Østergaard & Novák A/S"),
    ],
)
def test_agree(printed: str, customer: str) -> None:
    assert agreement(printed, customer) >= AGREES
    assert Names([(7, customer), (8, "Cobalt Works LLC")]).agreeing(printed)[0][0] == 7


@pytest.mark.parametrize(
    ("printed", "customer"),
    [("Cobalt Works LLC", "Nordlicht Energie AG"), ("Nowak Meble", "Novák Druck"), ("", "Any AG")],
)
def test_do_not_agree(printed: str, customer: str) -> None:
    assert agreement(printed, customer) < AGREES


def test_the_longest_name_a_text_begins_with() -> None:
    names = Names([(1, "Summit Inc"), (2, "Summit Supply Inc"), (3, "Supply Co")])
    assert names.beginning("ORIG CO NAME:SUMMIT SUPPLY INC INVOICE 42")[0][0] == 2


def test_those_who_agree_among_many() -> None:
    many = [(key, f"Firma {chr(97 + key % 26) * 3}{key} Logistik GmbH") for key in range(3000)]
    names = Names([*many, (9001, "Brentova Logistik AG"), (9002, "Brentova Logistic Ltd")])
    assert {key for key, _ in names.agreeing("BRENTOVA LOGISTIK")} == {9001, 9002}
    for printed in (
        "Brentvoa Logistik AG",
        "Brent.va Logistik",
        "Bremtova Logistik",
        "Brentova Lgstik",
    ):
        assert names.agreeing(printed)[0][0] == 9001
