"""What a customer wrote beside a short payment, and which reason it is."""

import pytest
from ar_collections.engine.stated_reason import Reason, stated_reason
from hypothesis import given
from hypothesis import strategies as st

REASONS = [
    Reason(key="damage", words=("damage", "broken", "defekt", "beschädigt", "endommagé")),
    Reason(key="quantity", words=("missing", "short delivery", "fehlmenge", "manquant")),
    Reason(key="price", words=("price", "Preis", "prix")),
    Reason(key="tax", words=("VAT", "MwSt", "TVA")),
]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2 planks broken", "damage"),
        ("BROKEN!", "damage"),
        ("Ware war beschaedigt", "damage"),
        ("Ware war beschädigt", "damage"),
        ("marchandise endommagee", "damage"),
        ("damages of last week", "damage"),
        ("short delivery of 3", "quantity"),
        ("short of delivery", None),
        ("VAT too high", "tax"),
        ("vatican museum", None),
        ("wrong price, and one missing", None),
        ("see our letter", None),
        ("", None),
    ],
)
def test_the_reason_is_the_one_that_is_said(text: str, reason: str | None) -> None:
    assert stated_reason(text, REASONS) == reason


@given(st.text(), st.lists(st.text(), max_size=4))
def test_no_text_and_no_words_are_too_strange(text: str, words: list[str]) -> None:
    assert stated_reason(text, [Reason(key=1, words=tuple(words))]) in (1, None)
