"""Names as banks print them."""

import random
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from ar_collections.engine import Customer, Ledger, Matched, OpenItem, Payment, Policy, match
from ar_collections.engine.names import AGREES, Names, agreement, core
from rapidfuzz import fuzz


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


def dense_names() -> list[str]:
    """Thousands of names that differ in few letters, too many to be compared with each other."""
    starts = ("Nord", "Sued", "West", "Ober", "Unter", "Gross", "Klein", "Neu", "Alt", "Hoch")
    middles = ("deutsche", "bayerische", "hessische", "rheinische", "badische")
    trades = (
        "Handels",
        "Transport",
        "Maschinen",
        "Elektro",
        "Metall",
        "Papier",
        "Chemie",
        "Textil",
    )
    towns = ("Stuttgart-Mitte", "Berlin-Spandau", "Bremen-Vegesack", "Dortmund-Aplerbeck")
    ends = ("gesellschaft", "betriebe")
    parts = product(starts, middles, trades, ends, towns)
    return [f"{a}{b} {c}{d} {e}" for a, b, c, d, e in parts]


def test_one_of_many_like_names_is_not_posted_where_another_owes_as_much() -> None:
    every = dense_names()
    names = Names(enumerate(every))
    payer, rival = next(
        (one, other)
        for one, name in enumerate(every)
        if len(names.agreeing(name)) == 1
        for other, like in enumerate(every)
        if one != other and agreement(name, like) >= AGREES
    )
    day, price = date(2026, 6, 1), Decimal("99.00")
    items = [
        OpenItem(key=n, document=f"R{n}", customer=who, residual=price, currency="EUR", due=day)
        for n, who in enumerate((payer, rival))
    ]
    customers = tuple(Customer(key=key, name=name) for key, name in enumerate(every))
    paid = Payment(key=1, booked=day, amount=price, currency="EUR", payer_name=every[payer])
    ledger = Ledger(items=tuple(items), customers=customers)
    (decision,) = match([paid], ledger, Policy())
    assert isinstance(decision, Matched)
    assert decision.customer == payer
    assert not decision.post
    (alone,) = match([paid], Ledger(items=tuple(items[:1]), customers=customers), Policy())
    assert isinstance(alone, Matched)
    assert alone.post


def test_rivals_are_all_whose_name_agrees() -> None:
    chance = random.Random(5)
    parts = ("tor", "vel", "mar", "ine", "bau", "lum")
    names = ["".join(chance.choices(parts, k=4)) + " Handel GmbH" for _ in range(400)]
    every = Names(enumerate(names))
    for customer, name in enumerate(names):
        agree = {
            other
            for other, known in enumerate(names)
            if other != customer and fuzz.ratio(core(name), core(known)) >= AGREES
        }
        assert set(every.rivals(name, customer)) == agree
