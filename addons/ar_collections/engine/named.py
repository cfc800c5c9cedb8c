"""What a text names: the mentions in it, the open items behind them, and which of these add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from .allocation import first_lines, two_choices
from .book import Book, total
from .items import Allocation, OpenItem, Payment
from .mentions import Kind, Mention
from .payer import Payer, likely, words_of
from .remittance import compact, digit_runs, joined_runs

MOST_CHOICES = 4096
"""Ways to leave numbers out that are tried; a text with more is no list of invoices."""
DISTINCTIVE = 7
"""Digits, or letters and digits, from which a number is no chance hit among other numbers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names."""

    mentions: tuple[Mention, ...]
    strange: tuple[str, ...]
    """Numbers that look like documents but are not in the ledger."""
    runs: tuple[str, ...]
    """All numbers that are no date and no amount of money."""
    joined: tuple[str, ...]
    """The same, with the year or the like that stands beside."""
    text: str
    """Where they stand, without the customer numbers it quotes."""
    paid: tuple[str, ...] = ()
    """References of paid invoices of who may have paid, where they say nothing of others."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for mention in self.mentions for name in mention.names)


@dataclass(frozen=True, slots=True)
class Named:
    """The open items of one customer, or one family, that the text names."""

    customer: int
    mentions: tuple[tuple[Mention, tuple[OpenItem, ...]], ...]

    def items(self, weakest: Kind = Kind.SHORT) -> list[OpenItem]:
        every = (i for mention, items in self.mentions if mention.kind >= weakest for i in items)
        return list(dict.fromkeys(every))

    @property
    def names(self) -> set[str]:
        return {name for mention, _ in self.mentions for name in mention.names}

    @property
    def is_distinctive(self) -> bool:
        return any(is_distinctive(mention) for mention, _ in self.mentions)

    def barely(self, paid: Sequence[Allocation]) -> list[OpenItem]:
        """The paid items of documents that only a few digits name."""
        clear = {item.document for item in self.items(Kind.RANGE)}
        keys = {one.item for one in paid}
        weak = [i for i in self.items() if i.key in keys and i.document not in clear]
        return weak if clear else self.items()

    @property
    def documents(self) -> set[str]:
        return {item.document for item in self.items()}


def digits_of(name: str) -> str:
    """All digits of a number, as payers write them who leave out the rest."""
    return "".join(sign for sign in name if sign.isdigit())


def is_distinctive(mention: Mention) -> bool:
    """Whether the number alone, without payer, can hardly be chance."""
    signs = compact(mention.names[0])
    return mention.kind >= Kind.DIGITS and len(signs) >= DISTINCTIVE


def read(payment: Payment, payer: Payer, book: Book) -> Reading:
    """The numbers in text and reference; a quoted customer number is no document."""
    text = words_of(payment)
    for quote in payer.quotes:
        text = text[: quote.start] + "\n" * (quote.end - quote.start) + text[quote.end :]
    mentions, strange = book.numbers.read(text)
    payers = likely(payer, book) if book.paid_references.has_short else ()
    paid = book.paid_references.in_text(text, mentions, payers)
    return Reading(mentions, strange, digit_runs(text), joined_runs(text), text, paid)


def groups(reading: Reading, payer: Payer, currency: str | None, book: Book) -> list[Named]:
    """Who is named: the items of the known payer's family as one, every other customer's apart.

    In one currency, or (None) in all.
    """
    found: dict[int, list[tuple[Mention, tuple[OpenItem, ...]]]] = defaultdict(list)
    family = book.family(payer.known) if payer.known is not None else ()
    for mention in reading.mentions:
        every = [i for name in mention.names for i in book.named(name)]
        every = [item for item in every if currency in (None, item.currency)]
        whose: dict[int, list[OpenItem]] = defaultdict(list)
        for item in every:
            whose[family[0] if item.customer in family else item.customer].append(item)
        for customer, items in whose.items():
            found[customer].append((mention, tuple(dict.fromkeys(items))))
    return [Named(customer, tuple(mentions)) for customer, mentions in sorted(found.items())]


def ways(named: Named, amount: Decimal) -> list[list[OpenItem]]:
    """How the named items can be the payment: not at all, in one way, or two where unclear."""
    for items in (named.items(), named.items(Kind.TAIL), named.items(Kind.DIGITS)):
        if items and total(items) == amount:
            return [items]
    options = _options(named)
    if prod(len(option) for option in options) > MOST_CHOICES:
        return []
    found = [choice for choice in two_choices(amount, options) if choice]
    return found or _one_instalment(named, amount)


def _options(named: Named) -> list[list[tuple[OpenItem, ...]]]:
    """For every document its open lines, or the first of them, or none if the text may err."""
    must = {
        mention.names[0]
        for mention, items in named.mentions
        if is_distinctive(mention) and {item.document for item in items} == {mention.names[0]}
    }
    lines: dict[str, list[OpenItem]] = defaultdict(list)
    for item in named.items():
        lines[item.document].append(item)
    return [
        [*first_lines(items), *([] if document in must else [()])]
        for document, items in sorted(lines.items(), key=lambda pair: pair[0] not in must)
    ]


def _one_instalment(named: Named, amount: Decimal) -> list[list[OpenItem]]:
    """A later line of the one named document, paid before its turn."""
    items = named.items()
    same = [item for item in items if item.residual == amount]
    return [same[:1]] if same and len(named.documents) == 1 else []
