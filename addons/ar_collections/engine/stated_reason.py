"""Which of the reasons for a dispute a customer's own words mean.

>>> damage = Reason(key="damage", words=("damaged", "beschadigt"))
>>> price = Reason(key="price", words=("price", "wrong price"))
>>> stated_reason("2 boxes were damaged", [damage, price])
'damage'
>>> stated_reason("Ware beschädigt angekommen", [damage, price])
'damage'
>>> stated_reason("price of the damaged boxes", [damage, price]) is None
True
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from .names import words

# A shorter word must be there as it is, a longer one may have an ending: "damage" in "damages".
STEM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason, and the words by which customers mean it, in whatever language."""

    key: Hashable
    words: tuple[str, ...]


def stated_reason(text: str, reasons: Iterable[Reason]) -> Hashable | None:
    """The key of the one reason whose words are in the text; None where there is none, or two."""
    said = words(text)
    found = {
        reason.key for reason in reasons if any(_is_said(phrase, said) for phrase in reason.words)
    }
    return found.pop() if len(found) == 1 else None


def _is_said(phrase: str, said: tuple[str, ...]) -> bool:
    """Whether all of these words follow each other in what is said."""
    wanted = words(phrase)
    length = len(wanted)
    return bool(wanted) and any(
        all(map(_is_word, wanted, said[at : at + length])) for at in range(len(said) - length + 1)
    )


def _is_word(wanted: str, said: str) -> bool:
    return said == wanted or (len(wanted) >= STEM and said.startswith(wanted))
