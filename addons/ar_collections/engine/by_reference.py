"""What the numbers in the text say: tiers A and B.

The numbers found are read as one payer's; they count when the open amounts add up to the payment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import evidence
from .allocation import in_full, spread, two_choices
from .book import Book, total
from .items import Ambiguous, Decision, Evidence, Matched, OpenItem, Payment, Policy, Unmatched
from .payer import Payer, agrees, contradicts, likely
from .proposal import clue_of_payer, matched
from .references import Kind, Mention
from .remittance import compact, digit_runs, is_transposed

LOOSE_NUMBERS = 12
"""Most short numbers tried with and without; a text with more is no list of invoices."""
DISTINCTIVE = 7
"""Digits, or letters and digits, from which a number is no chance hit among other numbers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names."""

    mentions: tuple[Mention, ...]
    strange: tuple[str, ...]
    """Numbers that look like documents but are not in the ledger."""


@dataclass(frozen=True, slots=True)
class Named:
    """The open items of one customer, or one family, that the text names."""

    customer: int
    mentions: tuple[tuple[Mention, tuple[OpenItem, ...]], ...]

    def items(self, weakest: Kind = Kind.SHORT) -> list[OpenItem]:
        every = (i for mention, items in self.mentions if mention.kind >= weakest for i in items)
        return list(dict.fromkeys(every))

    @property
    def is_distinctive(self) -> bool:
        return any(is_distinctive(mention) for mention, _ in self.mentions)

    @property
    def documents(self) -> set[str]:
        return {item.document for item in self.items()}


def is_distinctive(mention: Mention) -> bool:
    """Whether the number alone, without payer, can hardly be chance."""
    signs = compact(mention.names[0])
    return mention.kind >= Kind.DIGITS and len(signs) >= DISTINCTIVE


def read(payment: Payment, book: Book) -> Reading:
    """The numbers in text and reference."""
    return Reading(*book.numbers.read(f"{payment.text}\n{payment.reference}"))


def groups(reading: Reading, payer: Payer, currency: str, book: Book) -> list[Named]:
    """Who is named: the known payer's family first, then every other customer."""
    found: dict[int, list[tuple[Mention, tuple[OpenItem, ...]]]] = defaultdict(list)
    family = book.family(payer.known) if payer.known is not None else ()
    for mention in reading.mentions:
        every = [i for name in mention.names for i in book.named(name) if i.currency == currency]
        whose: dict[int, list[OpenItem]] = defaultdict(list)
        for item in every:
            whose[family[0] if item.customer in family else item.customer].append(item)
        for customer, items in whose.items():
            found[customer].append((mention, tuple(dict.fromkeys(items))))
    return [Named(customer, tuple(mentions)) for customer, mentions in sorted(found.items())]


def exact(named: Named, amount: Decimal) -> list[list[OpenItem]]:
    """The ways in which the named items are the payment: none, one, or two where unclear."""
    for items in (named.items(), named.items(Kind.TAIL), named.items(Kind.DIGITS)):
        if items and total(items) == amount:
            return [items]
    must, may = _split(named)
    if len(may) > LOOSE_NUMBERS:
        return []
    return [choice for choice in two_choices(amount, must, may) if choice]


def _split(named: Named) -> tuple[list[OpenItem], list[OpenItem]]:
    """Items that must be in the sum, and those a chance number or one of several may have named."""
    must = [
        items[0]
        for mention, items in named.mentions
        if is_distinctive(mention) and len(items) == 1 and mention.names[0] == items[0].document
    ]
    must = list(dict.fromkeys(must))
    return must, [item for item in named.items() if item not in must]


def decide(
    payment: Payment, payer: Payer, reading: Reading, book: Book, policy: Policy
) -> Decision | None:
    """What the numbers say; nothing if they say nothing about an open item."""
    named = groups(reading, payer, payment.currency, book)
    found = [(one, ways) for one in named if (ways := exact(one, payment.amount))]
    found = _best_of(found, payer, book)
    if len(found) == 1 and len(found[0][1]) == 1:
        return _exact(payment, payer, found[0][0], found[0][1][0], book, policy)
    if typo := _transposed(payment, payer, reading, book, policy):
        return typo
    if found:
        return _several(payment, payer, found, book, policy)
    return None


def _best_of(
    found: list[tuple[Named, list[list[OpenItem]]]], payer: Payer, book: Book
) -> list[tuple[Named, list[list[OpenItem]]]]:
    """Those the payer agrees with, if any; else those with a distinctive number, if any."""
    agreed = [pair for pair in found if agrees(payer, pair[0].customer, book)]
    clear = [pair for pair in found if pair[0].is_distinctive]
    return agreed or clear or found


def _exact(
    payment: Payment,
    payer: Payer,
    named: Named,
    items: Sequence[OpenItem],
    book: Book,
    policy: Policy,
) -> Matched:
    tier = "A" if len({item.document for item in items}) == 1 else "B"
    reasons = [*_number_clues(named, items), _amount_clue(items, payment.amount)]
    against: list[Evidence] = []
    customer = book.customer(items[0].customer)
    if contradicts(payer, customer.key, book):
        against.append(
            evidence.other_payer(payment.payer_name, evidence.documents(items), customer.name)
        )
    elif not agrees(payer, customer.key, book) and not (named.is_distinctive or len(items) > 1):
        against.append(evidence.number_not_distinctive(items))
    reasons += clue_of_payer(payment, payer, customer, book)
    return matched(payment, tier, in_full(items), reasons, against, book, policy)


def _number_clues(named: Named, items: Sequence[OpenItem]) -> list[Evidence]:
    clues = []
    by_number = [item for item in items if item.document in _names(named)]
    if by_number:
        clues.append(evidence.number_in_text(by_number))
    for name in sorted(_names(named)):
        behind = [item for item in items if name in item.references and item not in by_number]
        if behind:
            clues.append(evidence.reference_in_text(name, behind))
    return clues


def _names(named: Named) -> set[str]:
    return {name for mention, _ in named.mentions for name in mention.names}


def _amount_clue(items: Sequence[OpenItem], amount: Decimal) -> Evidence:
    if len(items) == 1:
        return evidence.amount_exact(amount)
    return evidence.sum_exact(len(items), amount)


def _transposed(
    payment: Payment, payer: Payer, reading: Reading, book: Book, policy: Policy
) -> Matched | None:
    """The payer's own item of exactly this amount whose number has two digits exchanged."""
    runs = digit_runs(f"{payment.text}\n{payment.reference}")
    own = book.own_of_amount(likely(payer, book), payment.amount, payment.currency)
    same = [item for item in own if any(is_transposed(run, item.document) for run in runs)]
    if len(same) != 1:
        return None
    customer = book.customer(same[0].customer)
    reasons = [
        evidence.transposed(same[0].document),
        evidence.amount_exact(payment.amount),
        *clue_of_payer(payment, payer, customer, book),
    ]
    return matched(payment, "A", in_full(same), reasons, [], book, policy)


def _several(
    payment: Payment,
    payer: Payer,
    found: Iterable[tuple[Named, list[list[OpenItem]]]],
    book: Book,
    policy: Policy,
) -> Ambiguous:
    doubt = evidence.several_sums()
    candidates = [
        matched(
            payment,
            "B",
            in_full(items),
            [
                *_number_clues(named, items),
                *clue_of_payer(payment, payer, book.customer(items[0].customer), book),
            ],
            [doubt],
            book,
            policy,
        )
        for named, ways in found
        for items in ways
    ]
    return Ambiguous(payment=payment.key, candidates=tuple(candidates[:5]), evidence=(doubt,))


def inexact(
    payment: Payment, payer: Payer, reading: Reading, book: Book, policy: Policy
) -> Decision | None:
    """Named, but the amounts differ: a part payment, too much, or for a person to see."""
    closed = [n for mention in reading.mentions for n in mention.names if n in book.closed]
    named = groups(reading, payer, payment.currency, book)
    agreed = [one for one in named if agrees(payer, one.customer, book)]
    clear = agreed or [one for one in named if one.is_distinctive]
    if not clear:
        return _unread(payment, reading, closed, book)
    best = max(clear, key=lambda one: (len(one.documents), -one.customer))
    reasons = [
        *_number_clues(best, best.items()),
        *clue_of_payer(payment, payer, book.customer(best.items()[0].customer), book),
    ]
    against = _doubts(payment, payer, best, len(clear), reading, closed, book)
    items = best.items()
    owed = total(items)
    allocations = spread(payment.amount, items)
    if len(best.documents) == 1 and payment.amount < owed:
        reasons.append(evidence.part_payment(payment.amount, owed))
    elif len(best.documents) == 1 and 0 < owed < payment.amount:
        reasons.append(evidence.over_payment(payment.amount - owed))
        if not policy.post_overpayments:
            against.append(evidence.sums_differ(owed, payment.amount))
    else:
        against.insert(0, evidence.sums_differ(owed, payment.amount))
    if not allocations:
        return Unmatched(payment=payment.key, evidence=(*reasons, *against))
    return matched(payment, "B", allocations, reasons, against, book, policy)


def _doubts(
    payment: Payment,
    payer: Payer,
    named: Named,
    count: int,
    reading: Reading,
    closed: list[str],
    book: Book,
) -> list[Evidence]:
    """What forbids to post less, or more, than the named item asks for."""
    doubts = []
    customer = book.customer(named.items()[0].customer)
    if not agrees(payer, customer.key, book):
        doubts.append(
            evidence.other_payer(
                payment.payer_name, evidence.documents(named.items()), customer.name
            )
        )
    if named.items(Kind.TAIL) == []:
        doubts.append(evidence.number_not_distinctive(named.items()))
    if own := book.own_of_amount(likely(payer, book), payment.amount, payment.currency):
        doubts.append(evidence.other_own_item(evidence.documents(own)))
    strange = _foreign(reading, named, payer, book)
    if strange or count > 1:
        doubts.append(evidence.strange_number(strange or sorted(named.documents)))
    if closed:
        doubts.append(evidence.already_paid(closed))
    return doubts


def _foreign(reading: Reading, named: Named, payer: Payer, book: Book) -> list[str]:
    """Distinctive numbers in the text that are not among the named items."""
    mine = {name for item in named.items() for name in (item.document, *item.references)}
    others = [
        mention.names[0]
        for mention in reading.mentions
        if is_distinctive(mention) and not mine & set(mention.names)
    ]
    return others + [
        number for number in reading.strange if len(number) >= DISTINCTIVE and not number.isdigit()
    ]


def _unread(payment: Payment, reading: Reading, closed: list[str], book: Book) -> Unmatched | None:
    """Named are only items in another currency, or paid ones."""
    other = [i for m in reading.mentions for n in m.names for i in book.named(n)]
    other = [item for item in other if item.currency != payment.currency]
    reasons = []
    if closed:
        reasons.append(evidence.already_paid(closed))
    if other:
        reasons.append(evidence.other_currency(other, payment.currency))
    return Unmatched(payment=payment.key, evidence=tuple(reasons)) if reasons else None


def unexplained(reading: Reading, payer: Payer, book: Book) -> tuple[str, ...]:
    """Numbers in the text that look like a document's and name nothing the payer has open.

    The payer's customer number does not count.
    """
    mine = set(payer.by_account) | set(payer.named) | set(payer.by_number)
    family = {key for one in mine for key in book.family(one)}
    own_numbers = {number for key in family for number in book.customer(key).numbers}
    foreign = [
        mention.names[0]
        for mention in reading.mentions
        if mention.kind != Kind.SHORT
        and not any(item.customer in family for name in mention.names for item in book.named(name))
    ]
    return tuple(one for one in (*foreign, *reading.strange) if one not in own_numbers)
