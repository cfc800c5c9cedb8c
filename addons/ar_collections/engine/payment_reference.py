"""References that a payment carries: end-to-end ids, cheque numbers, however a bank wraps them.

>>> from datetime import date
>>> from decimal import Decimal
>>> known = PaymentReferences(["PA-181513", "77"])
>>> paid = Payment(key=1, booked=date(2026, 6, 1), amount=Decimal(1), currency="EUR", text="AVIS:PA 1815 13")
>>> known.carried_by(paid)
['PA181513']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .items import Payment
from .payer import words_of
from .remittance import RemittanceText, compact

LEAST_SIGNS = 5
"""Signs from which a reference in a text is no chance hit."""
LONG = 8
"""Signs from which it is found with blanks inside a number, or after a word without a blank."""


class PaymentReferences:
    """The references of advices or of earlier payments."""

    def __init__(self, references: Iterable[str]) -> None:
        self._known = {compact(reference) for reference in references} - {""}
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for one in self._known:
            if len(one) >= LEAST_SIGNS:
                self._lengths[one[:LEAST_SIGNS]].add(len(one))

    def carried_by(self, payment: Payment) -> list[str]:
        """Those that stand in its reference or text, compact; a short one is a reference alone."""
        if not self._known:
            return []
        text = RemittanceText(words_of(payment))
        found = {
            text.signs[start:end]
            for start, end in self._places(text)
            if _stands_alone(text, start, end)
        }
        return sorted(found | ({compact(payment.reference)} & self._known))

    def _places(self, text: RemittanceText) -> Iterator[tuple[int, int]]:
        """Where one of the long ones stands, whatever is around it."""
        for start in range(len(text.signs)):
            for length in self._lengths.get(text.signs[start : start + LEAST_SIGNS], ()):
                if text.signs[start : start + length] in self._known:
                    yield start, start + length


def _stands_alone(text: RemittanceText, start: int, end: int) -> bool:
    """No digits go on before or after; short ones are in one piece and touch nothing."""
    signs, long = text.signs, end - start >= LONG
    if text.grown_together(start) and (signs[start].isdigit() or not long):
        return False
    if text.grown_together(end) and (signs[end - 1].isdigit() or not long):
        return False
    return long or not any(
        text.gap(at) and signs[at - 1].isdigit() == signs[at].isdigit()
        for at in range(start + 1, end)
    )
