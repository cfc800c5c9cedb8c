"""Which of several items is proposed first where none is sure, as a person would look for it.

The one whose number the text nearly has, the customer's that is named word for word, the one of
which the amount is a share or that it misses by little, then the oldest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from rapidfuzz.distance import OSA

from .book import by_due
from .items import OpenItem
from .named import digits_of
from .names import core, within, words
from .payer import likely
from .phrases import reason_of
from .question import Question
from .remittance import compact

MISSED, KEPT_BACK = 20, 6
"""A discount or fee is at most one part in so many of the item, what is kept back for a reason too."""
LOOKED_AT = 100
"""Items of one amount that are looked at; with more of them it says nothing."""
LEAST_BEGUN = 2
"""Signs from which the begin of a number is told."""
TELLING = 5
"""Signs from which it speaks against an item that its number begins otherwise."""
SHARES = (2, 3, 4, 5, 10)
"""Into how many parts a payer divides an invoice."""
CENT = Decimal("0.01")
_WORDS = 3
"""Words that a document's number may be written in."""
_PARTED = re.compile(r"[\s,;*\\]+")


def in_order(
    question: Question, same: Sequence[OpenItem], written: Sequence[str]
) -> list[OpenItem]:
    """Items of the payment's amount; ``written`` are the numbers in the text that name nothing."""
    same = same[:LOOKED_AT]
    near = [item for item in same if any(_is_near(compact(one), item) for one in written)]
    close = {item.key for item in near or begun(question, same)}
    named = _named(question, {item.customer for item in same})
    rank = {item.key: (item.key not in close, item.customer not in named) for item in same}
    ranked = sorted(same, key=lambda item: rank[item.key])
    fresh = [item for item in ranked if question.untouched([item])] or ranked
    first = fresh[0]
    alike = [i for i in fresh if i.customer == first.customer and rank[i.key] == rank[first.key]]
    return list(dict.fromkeys((*_latest_of_a_day(alike), *fresh, *ranked)))


def instead(question: Question, items: Sequence[OpenItem]) -> list[OpenItem]:
    """What is meant where no amount fits: the one that it nearly fits, or the best first."""
    meant = begun(question, items) or items
    parts, amount = [], question.payment.amount
    for item in meant:
        if share := share_of(amount, item.residual):
            usual = question.book.is_list_price(item.residual, item.currency)
            parts.append((usual, share, by_due(item), item))
    parts.sort(key=lambda one: one[:3])
    near = [item for item in meant if _is_missed_by_little(question, item)]
    if near and not (parts and not parts[0][0]):
        return [min(near, key=lambda item: _miss(question, item))]
    first = [one[3] for one in parts[:1]]
    return list(dict.fromkeys((*first, *sorted(meant, key=by_due), *sorted(items, key=by_due))))


def begun(question: Question, items: Sequence[OpenItem]) -> list[OpenItem]:
    """Those whose number the text's end begins, where the bank has cut it off."""
    for end in _endings(question.payment.text):
        if found := [item for item in items if _begins(end, item)]:
            return found
    return []


def begun_instead(question: Question, items: Sequence[OpenItem]) -> tuple[str, list[OpenItem]]:
    """Other items of who may have paid that the text's end begins, and it; none if it begins these."""
    who = dict.fromkeys((items[0].customer, *likely(question.payer, question.book)))
    for end in _endings(question.payment.text):
        if len(end) < TELLING:
            break
        owed = (item for key in who for item in question.owed_by(key))
        if found := [item for item in owed if _begins(end, item)]:
            return end, [] if any(item in found for item in items) else found
    return "", []


def _endings(text: str) -> list[str]:
    """The last words of a text without separators, the most of them first."""
    last = _PARTED.split(text.strip())[-_WORDS:]
    ends = dict.fromkeys(compact("".join(last[at:])) for at in range(len(last)))
    return [end for end in ends if len(end) >= LEAST_BEGUN and not end.isalpha()]


def _begins(end: str, item: OpenItem) -> bool:
    numbers = (compact(item.document), digits_of(item.document))
    return any(one.startswith(end) and one != end for one in numbers)


def _is_near(written: str, item: OpenItem) -> bool:
    """Whether one wrong sign, or two exchanged, make the item's number of it."""
    numbers = (compact(item.document), digits_of(item.document))
    return any(OSA.distance(written, one, score_cutoff=1) <= 1 for one in numbers)


def _named(question: Question, customers: Iterable[int]) -> set[int]:
    """Of many customers, few of which have a word in common with payer or text, those named."""
    payer, said = core(question.payer.name), set(words(question.payer.text))
    cores = question.book.names.cores
    near = (i for i in customers if cores[i] == payer or cores[i].split(" ", 1)[0] in said)
    return {one for one in near if _is_named(question, one)}


def _is_named(question: Question, customer: int) -> bool:
    """Whether payer or text have the customer's name word for word."""
    name = question.book.customer(customer).name
    return words(question.payer.name) == words(name) or within(name, question.payer.text)


def _latest_of_a_day(items: Sequence[OpenItem]) -> list[OpenItem]:
    """A customer's, oldest due first; of those alike in all but the number the last one.

    It may have been issued in place of the others.
    """
    later = sorted(items, key=by_number, reverse=True)
    return sorted(later, key=lambda item: (item.due, item.issued or item.due))


def by_number(item: OpenItem) -> tuple[int, str, int]:
    """Sorting: as payers work off their list."""
    return len(item.document), item.document, item.key


def share_of(part: Decimal, whole: Decimal) -> tuple[int, int] | None:
    """Of how many parts how many it is, to the cent: (2, 1) is a half, (3, 2) two thirds."""
    for count in SHARES if part < whole else ():
        taken = round(part * count / whole)
        if 0 < taken < count and abs(part * count - whole * taken) < count * CENT:
            return count, taken
    return None


def _is_missed_by_little(question: Question, item: OpenItem) -> bool:
    """Whether the rest may be a discount, a fee, a rounding, or kept back with a reason."""
    least = KEPT_BACK if reason_of(question.said(item.customer)) else MISSED
    return 0 <= (item.residual - question.payment.amount) * least <= item.residual


def _miss(question: Question, item: OpenItem) -> tuple[object, ...]:
    """Sorting: a discount that is granted, then by how little the amount misses the item."""
    short = item.residual - question.payment.amount
    granted = (
        item.discount is not None
        and item.discount.amount == short
        and question.policy(item.customer).grants(item.discount, question.payment)
    )
    return not granted, short, *by_due(item)
