"""What a statement tells that is not in the books yet, when it tells again what is stored.

Banks send a day again under another name, a week after its days, overlapping downloads, the same
day in two formats. Texts differ between formats, days and amounts do not. Two equal movements of a
day are two movements; one that is told twice is one. Where it cannot be known which of both it is,
that is a :class:`Doubt` for a person: money that waits is better than money booked twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .identity import content_hashes
from .model import Balance, Statement, Transaction

NEAR = timedelta(days=5)
"""How far formats of one bank differ in the booking day of a movement, at most."""

# A shorter reference may be a number within the file: the same one is no proof of anything.
_SHORTEST_REFERENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement as it is compared: of a statement, or stored in the books."""

    day: date
    amount: Decimal
    content: str
    """Its content hash."""
    reference: str = ""
    """What the bank calls it."""
    text: str = ""
    """What it says, as :func:`plain` makes it; unlike the content, every format tells it."""
    format: str = ""
    file: str = ""
    stretch: bool = False
    """Stored, and between the balances of the statement: the statement must tell it again."""
    proved: bool = True
    """Stored from a statement with both balances: its day is complete."""
    here: bool = False
    """Not stored yet: of an earlier statement of the same file."""
    by_hand: bool = False
    """Stored, but not from a bank file that was read here: only its day and amount tell."""


DoubtKind = Literal[
    "not there",
    "another day",
    "another reference",
    "another text",
    "another movement",
    "untold",
    "by hand",
]
"""What is odd of the movement: of the statement, but a stored one that is ``untold``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A movement of a statement that may be a stored one, told in another way, or the stored one."""

    kind: DoubtKind
    movement: Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Which transactions of a statement are new, and what is odd about them and the others."""

    new: tuple[bool, ...]
    files: tuple[str, ...] = ()
    """The files that brought the others."""
    changed: int = 0
    """How many of the others have another text, reference or day now."""
    reused: int = 0
    """How many are new, although the bank called another movement so before."""
    doubts: tuple[Doubt, ...] = ()


def compare(
    statement: Statement,
    stored: Sequence[Movement],
    *,
    format: str = "",
    references: Collection[str] = (),
    may_continue: bool = False,
    chain_end: Decimal | None = None,
) -> Comparison:
    """What of a statement is new beside the ``stored`` movements of its account.

    Args:
        stored: the movements of the statement's days and those :data:`NEAR`, except those of which
            the balances prove that the statement comes after them.
        format: the statement's own.
        references: those of its bank references that were used before, on whatever day.
        may_continue: its balances fit as well to all of it being new.
        chain_end: the balance at which the stretch ended that it tells again.
    """
    pairing = _Pairing(movements(statement, format=format), stored)
    balanced = statement.opening is not None and statement.closing is not None
    pairing.pair_stretch(format, exact=may_continue or _nets_to_zero(statement))
    if may_continue and pairing.pairs and pairing.new:
        return pairing.comparison(map(_not_there, pairing.new.values()), references)
    doubts = [] if may_continue else list(pairing.stretch_differs())
    if not doubts:
        pairing.pair_same_days(references)
        pairing.pair(_day_and_amount, there=lambda each: _outside(each) and each.format != format)
        doubts += pairing.doubts_of_format(format)
        doubts += pairing.doubts_of_file()
        doubts += pairing.doubts_of_names()
        doubts += pairing.doubts_of_others(format, balanced=balanced)
        doubts += pairing.doubts_of_lines_by_hand()
        if not doubts:
            doubts += pairing.doubts_of_untold(format, balanced=balanced)
        if not doubts and chain_end is not None and not may_continue:
            doubts += pairing.doubts_of_sum(chain_end, statement.closing)
    return pairing.comparison(doubts, references)


def movements(statement: Statement, *, format: str = "", file: str = "") -> list[Movement]:
    """The booked transactions of a statement, to be compared or already in the books.

    A reference that stands twice in the statement is none.
    """
    times = Counter(each.bank_reference for each in statement.transactions)
    return [
        Movement(
            day=each.booked,
            amount=each.amount,
            content=content,
            reference=each.bank_reference if times[each.bank_reference] == 1 else "",
            text=plain(label(each)),
            format=format,
            file=file,
        )
        for each, content in zip(statement.transactions, content_hashes(statement), strict=True)
    ]


def label(transaction: Transaction) -> str:
    """What a movement says, if only who paid."""
    return transaction.remittance or transaction.reference or transaction.counterparty.name


def plain(text: str) -> str:
    """What banks wrap anew and write in capitals or not."""
    return "".join(text.split()).upper()


Key = Callable[[Movement], Hashable]
Choice = Callable[[Movement], bool]


class _Pairing:
    """Movements of a statement and stored ones; each is paired with one other at most."""

    def __init__(self, told: Sequence[Movement], stored: Sequence[Movement]) -> None:
        self.told = told
        self.new = dict(enumerate(told))
        self.untold = dict(enumerate(stored))
        self.pairs: list[tuple[Movement, Movement]] = []
        days = [each.day for each in told]
        self.first_day, self.last_day = min(days, default=date.max), max(days, default=date.min)

    def pair(self, key: Key, *, told: Choice | None = None, there: Choice | None = None) -> None:
        """Those with the same key are the same; ``told`` and ``there`` choose among both sides."""
        for new, old in list(self._would_pair(key, told, there)):
            self.pairs.append((self.new.pop(new), self.untold.pop(old)))

    def _would_pair(
        self, key: Key, told: Choice | None, there: Choice | None
    ) -> Iterator[tuple[int, int]]:
        waiting = defaultdict(list)
        for position, movement in reversed(self.untold.items()):
            if there is None or there(movement):
                waiting[key(movement)].append(position)
        for position, movement in self.new.items() if waiting else ():
            if (told is None or told(movement)) and (others := waiting.get(key(movement))):
                yield position, others.pop()

    # --- between the same balances

    def pair_stretch(self, format: str, *, exact: bool) -> None:
        """The balances say that all of it is told again: texts may differ, unless only they tell."""
        self.pair(_content, there=_in_stretch)
        self.pair(_named, told=_has_name, there=_in_stretch)
        self.pair(
            _day_and_amount,
            there=lambda each: each.stretch and not (exact and each.format == format),
        )

    def stretch_differs(self) -> Iterator[Doubt]:
        """Both tell the same stretch, and each tells what the other does not."""
        if any(map(_in_stretch, self.untold.values())):
            yield from map(_not_there, self.new.values())

    # --- day by day

    def pair_same_days(self, used: Collection[str]) -> None:
        """What has the same name, or the same text and no other name."""
        self.pair(_named, told=_has_name, there=_outside)
        self.pair(lambda each: (each.content, each.reference), there=_outside)
        self.pair(_content, told=_nameless, there=_outside)
        self.pair(_content, there=lambda each: _outside(each) and _nameless(each))
        self.pair(  # moved by the bank, which does not tell it any more on its day
            lambda each: (each.amount, each.reference, each.text),
            told=_has_name,
            there=self._in_days,
        )
        if self._reused(used):
            self.pair(_content, there=_outside)
        else:
            renamed = self._days_told_again()
            self.pair(_content, there=lambda each: _outside(each) and each.day in renamed)

    def _in_days(self, each: Movement) -> bool:
        """Stored, and of the days of the statement."""
        return _outside(each) and self.first_day <= each.day <= self.last_day

    def _reused(self, used: Collection[str]) -> bool:
        """Whether the bank gives a name to another movement: its names tell nothing apart."""
        return any(each.reference in used for each in self.new.values() if each.reference)

    def _days_told_again(self) -> set[date]:
        """Days of which all is told again, if under other names: the bank makes new ones each time.

        Of a single movement that cannot be said: another equal one may have come since.
        """
        told = Counter(there.day for _new, there in self.pairs)
        for _new, old in self._would_pair(_content, None, _outside):
            told[self.untold[old].day] += 1
        stored = Counter(each.day for each in self._stored_outside())
        return {day for day, count in stored.items() if told[day] == count > 1}

    # --- what a person has to see

    def doubts_of_format(self, format: str) -> Iterator[Doubt]:
        """New, but a stored movement of the same day and amount is not told: the same, reworded?"""
        for position, old in list(
            self._would_pair(
                _day_and_amount,
                None,
                lambda each: _outside(each) and each.format == format and not each.here,
            )
        ):
            new, there = self.new[position], self.untold[old]
            same_text = new.content == there.content
            kind: DoubtKind = "another reference" if same_text else "another text"
            yield Doubt(kind=kind, movement=new)

    def doubts_of_file(self) -> Iterator[Doubt]:
        """Two parts of one file have some movements in common: two each, or the same ones?"""
        if any(there.here and _outside(there) for _new, there in self.pairs):
            yield from map(_not_there, self.new.values())

    def doubts_of_names(self) -> Iterator[Doubt]:
        """New under the name of another day's movement, of another text: moved, or another one?"""
        same = self._would_pair(
            lambda each: (each.amount, each.reference), _has_name, self._in_days
        )
        for position, _old in list(same):
            yield Doubt(kind="another movement", movement=self.new[position])

    def doubts_of_lines_by_hand(self) -> Iterator[Doubt]:
        """There by hand, or by another program, beside others that are new."""
        if self.new:
            for told, there in self.pairs:
                if there.by_hand:
                    yield Doubt(kind="by hand", movement=told)

    def doubts_of_untold(self, format: str, *, balanced: bool) -> Iterator[Doubt]:
        """Stored, and no balances prove it; but a statement with something new does not tell it."""
        new_days = {each.day for each in self.new.values()}
        for each in self.untold.values() if new_days else ():
            if each.proved or each.here or not self._in_days(each):
                continue
            if balanced or (each.day in new_days and self._tells_all_of(each.day, format, each)):
                yield Doubt(kind="untold", movement=each)

    def _tells_all_of(self, day: date, format: str, there: Movement) -> bool:
        """Whether a statement without balances has to tell what is ``there`` of a day.

        Not on its first or last day, if its own format told it: that may be in reports of parts.
        """
        return there.format != format or self.first_day < day < self.last_day

    def doubts_of_others(self, format: str, *, balanced: bool) -> Iterator[Doubt]:
        """New, on days for which another format told all it knew."""
        others = [
            each for each in self._stored_outside() if each.format != format and not each.by_hand
        ]
        if not others:
            return
        days = [each.day for each in others]
        first, last = min(days), max(days)
        closed = any(each.proved for each in others if each.day == last)
        own = {each.day for each in self.told}
        untold = [
            each for each in self.untold.values() if each.format != format and not each.by_hand
        ]
        for new in self.new.values():
            covered = first <= new.day and (new.day < last or (new.day == last and closed))
            if any(
                _near(new, each) and (covered or each.day in own or self._at_edge(new, each))
                for each in untold
            ):
                yield Doubt(kind="another day", movement=new)
            elif covered and not balanced:
                yield _not_there(new)

    def _at_edge(self, new: Movement, there: Movement) -> bool:
        """Whether another format gave it the same name, or says the same and told days up to it."""
        if _has_name(new) and new.reference == there.reference:
            return True
        between = (
            each.day
            for each in self._stored_outside()
            if each.format == new.format and there.day < each.day < new.day
        )
        return bool(new.text) and new.text == there.text and not any(between)

    def doubts_of_sum(self, chain_end: Decimal, closing: Balance | None) -> Iterator[Doubt]:
        """What is new must lead from the end of the stored stretch to the closing balance."""
        more = sum((each.amount for each in self.new.values()), Decimal())
        more += sum((new.amount for new, there in self.pairs if _outside(there)), Decimal())
        if closing is not None and chain_end + more != closing.amount:
            yield from map(_not_there, self.new.values())

    def _stored_outside(self) -> Iterator[Movement]:
        yield from filter(_outside, self.untold.values())
        yield from (there for _told, there in self.pairs if _outside(there))

    def comparison(self, doubts: Iterable[Doubt], used: Collection[str]) -> Comparison:
        """What was found."""
        changed = sum(
            1
            for new, there in self.pairs
            if new.format == there.format
            and (new.content != there.content or new.reference != there.reference)
        )
        return Comparison(
            new=tuple(position in self.new for position in range(len(self.told))),
            files=tuple(dict.fromkeys(there.file for _new, there in self.pairs)),
            changed=changed,
            reused=sum(1 for each in self.new.values() if each.reference in used),
            doubts=tuple(doubts),
        )


def _not_there(movement: Movement) -> Doubt:
    return Doubt(kind="not there", movement=movement)


def _nets_to_zero(statement: Statement) -> bool:
    """As accounts do that are emptied every evening: their balances say nothing."""
    opening, closing = statement.opening, statement.closing
    return bool(opening and closing and opening.amount == closing.amount)


def _content(movement: Movement) -> Hashable:
    return movement.content


def _named(movement: Movement) -> Hashable:
    return (movement.day, movement.amount, movement.reference)


def _day_and_amount(movement: Movement) -> Hashable:
    return (movement.day, movement.amount)


def _has_name(movement: Movement) -> bool:
    """Whether the bank's reference is one that two movements will hardly share."""
    return len(movement.reference) >= _SHORTEST_REFERENCE and len(set(movement.reference)) > 2


def _nameless(movement: Movement) -> bool:
    return not movement.reference


def _in_stretch(movement: Movement) -> bool:
    return movement.stretch


def _outside(movement: Movement) -> bool:
    return not movement.stretch


def _near(new: Movement, there: Movement) -> bool:
    return new.amount == there.amount and abs(new.day - there.day) <= NEAR
