"""More is paid than the named items ask for: too much, or others whose numbers are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from . import evidence
from .allocation import two_subsets
from .book import total
from .items import ZERO, Evidence, OpenItem
from .likeliest import MISSED
from .named import Named
from .payer import words_of
from .phrases import says_several
from .question import Question
from .remittance import compact, says_amount

ROUND, SIGNS = 10, 2
"""Payers pay a round sum too much, such as 50 or 1,200; that another item asks for it is chance."""
MUCH = 2
"""Nobody pays half as much again, but in a round sum."""
LEAST_BEGUN = 2
"""Signs in which the begin of a number is told from a letter."""
_PARTED = re.compile(r"[\s,;*\\]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_GOES_ON = re.compile(r"\s*[,;/+&]\s*")


def doubts(rest: Decimal, question: Question, named: Named) -> list[Evidence]:
    """Whether the rest may be for other items."""
    others = _beside(question, named)
    if len(named.documents) > 1:
        found = _beside_list(rest, others)
    else:
        found = _beside_one(rest, question, named.items(), others)
    return found or ([evidence.text_cut()] if _is_cut(question, named, others) else [])


def _beside(question: Question, named: Named) -> list[OpenItem]:
    """The customer's items that the text does not name."""
    mine = {item.key for item in named.items()}
    return [item for item in question.owed_by(named.customer) if item.key not in mine]


def _beside_list(rest: Decimal, others: Sequence[OpenItem]) -> list[Evidence]:
    """A list may lack a number: nothing else is as small as what was paid too much."""
    single = tuple(item for item in others if item.residual == rest)[:1]
    if meant := [single] if single else two_subsets(rest, others):
        return [evidence.rest_is(rest, meant[0])]
    debts = [item for item in others if 0 < item.residual <= rest]
    least = min(debts, key=lambda item: (item.residual, item.key), default=None)
    return [evidence.rest_would_pay(rest, least)] if least else []


def _beside_one(
    rest: Decimal, question: Question, items: Sequence[OpenItem], others: Sequence[OpenItem]
) -> list[Evidence]:
    if question.says(says_several):
        return [evidence.several_meant()]
    if _is_paid_again(question.payment.amount, rest, items):
        return [evidence.part_paid_before(items)]
    meant = [item for item in others if item.residual == rest][:1]
    stated = says_amount(question.payment.text, total(items))
    against = (bool(meant), stated, rest > total(items))
    if _is_round(rest) and sum(against) < 2:  # each alone is chance or usual
        return []
    if meant:
        return [evidence.rest_is(rest, meant)]
    if stated:
        return [evidence.named_in_full(items, rest)]
    return [evidence.rest_is_much(rest)] if rest * MUCH > total(items) else []


def _is_round(rest: Decimal) -> bool:
    return rest % ROUND == 0 and len(str(int(rest)).rstrip("0")) <= SIGNS


def _is_paid_again(amount: Decimal, rest: Decimal, items: Sequence[OpenItem]) -> bool:
    """Whether a part was paid before, and this is no more than was asked for: the part again."""
    asked = sum((item.total or item.residual for item in items), ZERO)
    return amount <= asked and rest * MISSED > total(items)


def _is_cut(question: Question, named: Named, others: Sequence[OpenItem]) -> bool:
    """Whether the text ends where a list goes on: after a comma, or in another of the numbers."""
    text = words_of(question.payment).rstrip()
    rest = text[max(mention.end for mention, _ in named.mentions) :]
    if _GOES_ON.fullmatch(rest):
        return True
    words = _PARTED.split(_GOES_ON.sub("", rest, count=1))
    begun = {compact(words[-1]), compact("".join(words))} - {""}
    return any(
        (len(one) >= LEAST_BEGUN or one == _letters(item))
        and compact(item.document).startswith(one)
        for one in begun
        for item in others
    )


def _letters(item: OpenItem) -> str:
    """What the item's number begins with before its digits."""
    found = _LETTERS.match(item.document.upper())
    return found[0] if found else ""
