"""What else named the invoices that are paid: who names it again may have paid twice."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import cast

from .grouped import Grouped
from .items import Closed, OpenItem
from .mentions import Mention
from .references import Numbers
from .remittance import compact

LONG, DIGITS = 9, 6
"""Signs, and digits among them, from which a reference can hardly be chance in anybody's text."""


class PaidReferences:
    """The payment references and order numbers of paid invoices.

    There are many of them, and "May 2026" is one: a short one counts only in a text of a payer
    whose invoice had it.
    """

    def __init__(self, closed: Mapping[str, Closed], no_reference: Container[str] = ()) -> None:
        """``no_reference``: what a customer is known by says nothing of an invoice."""
        self._closed = closed
        self._short: Grouped[int, str] = Grouped()
        self.clear: list[str] = []
        """Those that count in every text."""
        for name, one in closed.items():
            signs = compact(name)
            if signs in no_reference:
                continue
            if _is_clear(signs):
                self.clear.append(name)
            else:
                self._short.extend([(one.customer, name)])
        self._numbers: dict[int, Numbers] = {}

    @property
    def has_short(self) -> bool:
        return bool(self._short)

    def document(self, name: str) -> str:
        """The invoice, or the reference itself if several had it; empty if none had."""
        return self._closed[name].document if name in self._closed else ""

    def and_of(self, items: Iterable[OpenItem]) -> PaidReferences:
        """With those of items that are paid by now; what is short among them stays unread."""
        more = {
            name: Closed(document=item.document, customer=item.customer)
            for item in items
            for name in item.references
        }
        if not more:
            return self
        later = PaidReferences({})
        later._closed = ChainMap(more, cast(dict[str, Closed], self._closed))
        later._short, later._numbers, later.clear = self._short, self._numbers, self.clear
        return later

    def in_text(
        self, text: str, mentions: Iterable[Mention], payers: Sequence[int]
    ) -> tuple[str, ...]:
        """The short ones of these payers, outside of what the text is known to name."""
        mine = [one for one in payers if one in self._short]
        if not mine:
            return ()
        for each in mentions:
            text = text[: each.start] + "\n" * (each.end - each.start) + text[each.end :]
        found = (mention for one in mine for mention in self._of(one).find(text))
        return tuple(dict.fromkeys(name for mention in found for name in mention.names))

    def _of(self, payer: int) -> Numbers:
        if payer not in self._numbers:
            self._numbers[payer] = Numbers((), self._short.get(payer))
        return self._numbers[payer]


def _is_clear(signs: str) -> bool:
    return len(signs) >= LONG and sum(sign.isdigit() for sign in signs) >= DIGITS
