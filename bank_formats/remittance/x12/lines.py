"""Open items (``RMR``) and adjustments (``ADX``) of an 820 -> advice lines.

An ``ADX`` behind an ``RMR`` is part of its paid amount (RMR04); one before the first ``RMR`` of
an entity stands for itself. Payers depart from that, and from the standard's signs; where the
lines give the total (BPR02) in exactly one other reading, that one is taken, as a leniency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from ..amounts import read_signed
from ..envelope import Message
from ..model import AdviceLine, Deduction
from ..segments import Extra, Segment, Text
from .days import read_x12_day

_MEMOS = frozenset(("CM", "CL"))
"""Credit memos, of the buyer and of the seller."""
_ORDERS = frozenset(("PO", "VN", "CO", "BM", "ZZ"))
"""What is no document of the seller's books: orders of both sides, bill of lading, as agreed."""
_INVOICES = frozenset(("IV", "IK"))
_INVOICED = "003"


@dataclass(slots=True)
class _Adjustment:
    """``effect`` is what it adds to the payment: a deduction is negative."""

    segment: Segment
    effect: Decimal
    entity: list[Segment]
    rest: list[Segment] = field(default_factory=list)

    @property
    def reason(self) -> str:
        words = [each.text(2) for each in self.rest if each.tag == "NTE"]
        return " ".join([self.segment.get(2), *words]).strip()


@dataclass(slots=True)
class _Item:
    """An open item of an entity (``ENT``), and what stands behind it up to the next."""

    segment: Segment
    entity: list[Segment]
    rest: list[Segment] = field(default_factory=list)
    adjustments: list[_Adjustment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a payer uses the standard; the standard's own is the one without any name."""

    separate: str = ""
    negated: str = ""
    reversed: str = ""

    @property
    def names(self) -> list[str]:
        return [name for name in (self.separate, self.negated, self.reversed) if name]


def read_lines(
    details: list[Segment], message: Message, total: Decimal, currency: str, text: Text
) -> tuple[AdviceLine, ...]:
    """All lines in order, such that they give ``total`` if one reading does."""
    items = _gather(details, message, currency, text)

    def lines(reading: _Reading) -> tuple[tuple[AdviceLine, ...], Text]:
        attempt = text.copy()
        for name in reading.names:
            attempt.forgive(name)
        found = [line for item in items for line in _lines_of(item, reading, currency, attempt)]
        return tuple(found), attempt

    taken = lines(_Reading())
    if taken[0] and _sum(taken[0]) != total:
        others = [lines(each) for each in _other_readings(items)]
        fitting = [each for each in others if _sum(each[0]) == total]
        taken = fitting[0] if len(fitting) == 1 else taken
    text.leniencies.update(taken[1].leniencies)
    return taken[0]


def _sum(lines: tuple[AdviceLine, ...]) -> Decimal:
    return sum((line.paid for line in lines), Decimal())


def _other_readings(items: list[_Item | _Adjustment]) -> Iterator[_Reading]:
    """Those that make a difference to these items."""
    rmrs = [item for item in items if isinstance(item, _Item)]
    nested = any(item.adjustments for item in rmrs)
    alone = len(rmrs) < len(items)
    memos = any(item.segment.get(1) in _MEMOS for item in rmrs)
    for separate, negated, turned in product(
        ("", "ADX not part of RMR04") if nested else ("",),
        ("", "credit memo without minus sign") if memos else ("",),
        ("", "ADX with the opposite sign") if nested or alone else ("",),
    ):
        if (separate or negated or turned) and not (turned and not alone and not separate):
            yield _Reading(separate, negated, turned)


def _gather(
    details: list[Segment], message: Message, currency: str, text: Text
) -> list[_Item | _Adjustment]:
    items: list[_Item | _Adjustment] = []
    item: _Item | None = None
    rest = entity = list[Segment]()
    for segment in details:
        if segment.tag == "ENT":
            item, rest = None, (entity := [segment])
        elif segment.tag == "RMR":
            item = _Item(segment, entity)
            items.append(item)
            rest = item.rest
        elif segment.tag == "ADX":
            effect = _read_effect(segment, message, currency, text)
            adjustment = _Adjustment(segment, effect, [] if item else entity)
            (item.adjustments if item else items).append(adjustment)
            rest = adjustment.rest
        else:
            rest.append(segment)
    return items


def _read_effect(segment: Segment, message: Message, currency: str, text: Text) -> Decimal:
    """ADX01: up to 003030 a positive amount reduces the payment, from 003050 a negative one."""
    place = text.place(segment)
    amount = read_signed(segment.get(1), currency, place, segment.mark)
    version = message.group.get(8)[:6] if message.group else ""
    if not version.isdecimal() or "003030" < version < "003050":
        raise place.error("what the sign means is not known in this version", version)
    return -amount if version <= "003030" else amount


def _lines_of(
    item: _Item | _Adjustment, reading: _Reading, currency: str, text: Text
) -> Iterator[AdviceLine]:
    if isinstance(item, _Adjustment):
        yield _adjustment_line(item, reading, text)
        return
    netted = [] if reading.separate else item.adjustments
    line = _item_line(item, netted, currency, text)
    if reading.negated and item.segment.get(1) in _MEMOS and line.paid > 0:
        line = _negative(line)
    yield line
    if reading.separate:
        for adjustment in item.adjustments:
            yield _adjustment_line(adjustment, reading, text)


def _adjustment_line(adjustment: _Adjustment, reading: _Reading, text: Text) -> AdviceLine:
    paid = -adjustment.effect if reading.reversed else adjustment.effect
    return AdviceLine(
        document=adjustment.segment.get(4),
        paid=paid,
        origin=text.origin(adjustment.segment),
        deductions=(Deduction(amount=-paid, reason=adjustment.reason),),
        extra=_extra([*adjustment.entity, adjustment.segment, *adjustment.rest]),
    )


def _item_line(item: _Item, netted: list[_Adjustment], currency: str, text: Text) -> AdviceLine:
    segment, place = item.segment, text.place(item.segment)

    def amount(element: int) -> Decimal | None:
        value = segment.get(element)
        return read_signed(value, currency, place, segment.mark) if value else None

    paid, gross, discount = amount(4), amount(5), amount(6)
    if paid is None:
        raise place.error("no amount paid (RMR04)", segment.raw)
    if not segment.get(2) and not segment.get(3):
        raise place.error("neither a document (RMR02) nor a payment action (RMR03)", segment.raw)
    deductions = [Deduction(amount=discount, reason="discount")] if discount else []
    missing = None if gross is None else gross - (discount or 0) - paid
    deductions += _netted(netted, missing, text)
    deductions += _interest(segment, amount(8), deductions, gross, paid)
    days = [each for each in item.rest if each.tag == "DTM" and each.get(1) == _INVOICED]
    invoiced = next((each for each in days if each.get(2)), None)
    return AdviceLine(
        document=_document(item),
        paid=paid,
        origin=text.origin(segment),
        gross=gross,
        deductions=tuple(deductions),
        day=read_x12_day(invoiced, invoiced.get(2), text) if invoiced else None,
        extra=_item_extra(item, netted),
    )


def _document(item: _Item) -> str:
    """RMR02; where that is an order, the one invoice that is referred to (``REF``), if it is one."""
    number = item.segment.get(2)
    if item.segment.get(1) not in _ORDERS:
        return number
    invoices = {each.get(2) for each in item.rest if each.tag == "REF" and each.get(1) in _INVOICES}
    return invoices.pop() if len(invoices) == 1 else number


def _netted(adjustments: list[_Adjustment], missing: Decimal | None, text: Text) -> list[Deduction]:
    """Adjustments as deductions; of the opposite sign if only so gross becomes paid."""
    stated = [Deduction(amount=-each.effect, reason=each.reason) for each in adjustments]
    found = sum((each.amount for each in stated), Decimal())
    if missing is not None and found and found == -missing:
        text.forgive("ADX with the opposite sign")
        return [replace(each, amount=-each.amount) for each in stated]
    return stated


def _interest(
    segment: Segment,
    amount: Decimal | None,
    deductions: list[Deduction],
    gross: Decimal | None,
    paid: Decimal,
) -> list[Deduction]:
    """RMR08 is interest that was added or taken off: which, only the gross amount tells."""
    if not amount or gross is None:
        return []
    missing = gross - sum((each.amount for each in deductions), Decimal()) - paid
    if abs(missing) != abs(amount):
        return []
    return [Deduction(amount=missing, reason=segment.get(7))]


def _negative(line: AdviceLine) -> AdviceLine:
    return replace(
        line,
        paid=-line.paid,
        gross=None if line.gross is None else -line.gross,
        deductions=tuple(replace(each, amount=-each.amount) for each in line.deductions),
    )


def _item_extra(item: _Item, netted: list[_Adjustment]) -> Extra:
    behind = [segment for each in netted for segment in (each.segment, *each.rest)]
    return _extra([*item.entity, item.segment, *item.rest, *behind])


def _extra(segments: list[Segment]) -> Extra:
    """Segments by their tags, as they stand."""
    return tuple((segment.tag, segment.raw) for segment in segments)
