"""The lines of a remittance advice held against what is open: what is paid, kept back, unclear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from . import evidence
from .allocation import in_full, spread
from .book import total
from .items import ZERO, Adjustment, AdviceLine, Allocation, Evidence, OpenItem
from .mentions import Kind
from .named import is_distinctive
from .question import Question


@dataclass(slots=True)
class Lines:
    """The lines of an advice held against what is open."""

    allocations: list[Allocation] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    reasons: list[Evidence] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Documents that are not open, or not to be told from others."""
    differing: list[str] = field(default_factory=list)
    """Documents of which more is paid than is open."""


def read(question: Question, said: Iterable[AdviceLine]) -> Lines:
    """What is paid of each document, and why it is less than is open."""
    lines = Lines()
    for line in _of_each_document(said):
        items = _open_items(question, line)
        if not items:
            lines.unclear.append(line.document)
        elif not _apply(question, line, items, lines):
            lines.differing.append(line.document)
    clear = [question.book.items[one.item] for one in lines.allocations]
    lines.reasons.insert(0, evidence.advice_names(len({item.document for item in clear})))
    return lines


def _of_each_document(lines: Iterable[AdviceLine]) -> list[AdviceLine]:
    """One line for each document, what is paid and kept back of it together."""
    found: dict[str, AdviceLine] = {}
    for line in lines:
        before = found.get(line.document)
        found[line.document] = (
            AdviceLine(
                document=line.document,
                paid=before.paid + line.paid,
                deductions=before.deductions + line.deductions,
            )
            if before
            else line
        )
    return [line for line in found.values() if line.paid or line.deductions]


def _open_items(question: Question, line: AdviceLine) -> list[OpenItem]:
    """The open lines of the document that is meant: as it is written, or mangled but unmistakable."""
    currency = question.payment.currency
    exact = [item for item in question.book.named(line.document) if item.currency == currency]
    found = exact or _mangled(question, line)
    clear = [item for item in found if question.agrees(item.customer)] or found
    documents = {item.document for item in clear}
    if len(documents) > 1:
        documents = {item.document for item in clear if item.residual == _asked(line)}
    if len(documents) != 1:
        return []
    return list(dict.fromkeys(item for item in clear if item.document in documents))


def _mangled(question: Question, line: AdviceLine) -> list[OpenItem]:
    """What a number that no document has may stand for.

    A short one counts for the payer's own item of exactly this amount, a clear one for anybody's.
    """
    book = question.book
    return [
        item
        for mention in book.numbers.find(line.document)
        for name in mention.names
        for item in book.named(name)
        if item.currency == question.payment.currency
        and (
            is_distinctive(mention)
            or (
                question.agrees(item.customer)
                and (mention.kind >= Kind.TAIL or item.residual == _asked(line))
            )
        )
    ]


def _asked(line: AdviceLine) -> Decimal:
    """What the document was for, as the payer sees it."""
    return line.paid + sum((amount for amount, _ in line.deductions), ZERO)


def _apply(question: Question, line: AdviceLine, items: Sequence[OpenItem], lines: Lines) -> bool:
    """The line's money on the document's open lines; False if there is less open."""
    owed = total(items)
    if owed < line.paid and _is_rounding(question, items, line.paid - owed):
        lines.allocations += in_full(items[:-1])
        lines.allocations += _rounded_up(items[-1], line.paid - owed, lines)
        return True
    if not line.paid or (line.paid > 0) != (owed > 0) or abs(line.paid) > abs(owed):
        return False
    allocations = _used_up(line.paid, items) if owed < 0 else spread(line.paid, items)
    lines.allocations += allocations
    short = owed - line.paid
    if short > 0 and owed > 0:
        last = question.book.items[allocations[-1].item]
        kept, reasons = _kept_back(question, line, last, short)
        lines.adjustments += kept
        lines.reasons += reasons
    return True


def _is_rounding(question: Question, items: Sequence[OpenItem], more: Decimal) -> bool:
    rounding = question.policy(items[0].customer).rounding
    return rounding is not None and total(items) > 0 and rounding.allows(more, total(items))


def _rounded_up(item: OpenItem, more: Decimal, lines: Lines) -> tuple[Allocation]:
    """The item with next to nothing more than is open of it."""
    lines.adjustments.append(Adjustment(item=item.key, kind="rounding", amount=-more))
    lines.reasons.append(evidence.rounding(-more))
    return (Allocation(item=item.key, amount=item.residual + more),)


def _used_up(amount: Decimal, items: Sequence[OpenItem]) -> tuple[Allocation, ...]:
    """So much of a credit, negative."""
    allocations, rest = [], amount
    for item in items:
        part = max(rest, item.residual)
        if part < 0:
            allocations.append(Allocation(item=item.key, amount=part))
            rest -= part
    return tuple(allocations)


def _kept_back(
    question: Question, line: AdviceLine, item: OpenItem, short: Decimal
) -> tuple[list[Adjustment], list[Evidence]]:
    """Why less is paid: a discount in time, a small difference, or what the payer states."""
    policy = question.policy(item.customer)
    discount = item.discount
    if discount and discount.amount == short and policy.grants(discount, question.payment):
        off = Adjustment(item=item.key, kind="discount", amount=short)
        return [off], [evidence.discount_taken(short)]
    stated = [(amount, reason) for amount, reason in line.deductions if amount > 0]
    if stated and sum((amount for amount, _ in stated), ZERO) == short:
        kept = [
            Adjustment(item=item.key, kind="deduction", amount=amount, reason=reason)
            for amount, reason in stated
        ]
        return kept, [evidence.short_with_reason(amount, reason) for amount, reason in stated]
    if policy.rounding and policy.rounding.allows(short, item.residual):
        off = Adjustment(item=item.key, kind="rounding", amount=short)
        return [off], [evidence.rounding(short)]
    return [], [evidence.part_of(line.document, line.paid, short)]
