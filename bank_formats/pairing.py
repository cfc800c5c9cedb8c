"""Which movements of a statement are which stored ones, and what is odd about those left over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .model import Balance
from .movement import Movement

NEAR = timedelta(days=5)
"""How far formats of one bank differ in the booking day of a movement, at most."""

# A shorter reference may be a number within the file: the same one is no proof of anything.
_SHORTEST_REFERENCE = 5

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


Key = Callable[[Movement], Hashable]
Choice = Callable[[Movement], bool]


class Pairing:
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
            day_and_amount,
            there=lambda each: each.stretch and not (exact and each.format == format),
        )

    def stretch_differs(self) -> Iterator[Doubt]:
        """Both tell the same stretch, and each tells what the other does not."""
        if any(map(_in_stretch, self.untold.values())):
            yield from map(not_there, self.new.values())

    # --- day by day

    def pair_same_days(self, used: Collection[str]) -> None:
        """What has the same name, or the same text and no other name."""
        self.pair(_named, told=_has_name, there=outside)
        self.pair(lambda each: (each.content, each.reference), there=outside)
        self.pair(_content, told=_nameless, there=outside)
        self.pair(_content, there=lambda each: outside(each) and _nameless(each))
        self.pair(  # moved by the bank, which does not tell it any more on its day
            lambda each: (each.amount, each.reference, each.text),
            told=_has_name,
            there=self._in_days,
        )
        if self._reused(used):
            self.pair(_content, there=outside)
        else:
            renamed = self._days_told_again()
            self.pair(_content, there=lambda each: outside(each) and each.day in renamed)

    def _in_days(self, each: Movement) -> bool:
        """Stored, and of the days of the statement."""
        return outside(each) and self.first_day <= each.day <= self.last_day

    def _reused(self, used: Collection[str]) -> bool:
        """Whether the bank gives a name to another movement: its names tell nothing apart."""
        return any(each.reference in used for each in self.new.values() if each.reference)

    def _days_told_again(self) -> set[date]:
        """Days of which all is told again, if under other names: the bank makes new ones each time.

        Of a single movement that cannot be said: another equal one may have come since.
        """
        told = Counter(there.day for _new, there in self.pairs)
        for _new, old in self._would_pair(_content, None, outside):
            told[self.untold[old].day] += 1
        stored = Counter(each.day for each in self._stored_outside())
        return {day for day, count in stored.items() if told[day] == count > 1}

    # --- what a person has to see

    def doubts_of_format(self, format: str) -> Iterator[Doubt]:
        """New, but a stored movement of the same day and amount is not told: the same, reworded?"""
        for position, old in list(
            self._would_pair(
                day_and_amount,
                None,
                lambda each: outside(each) and each.format == format and not each.here,
            )
        ):
            new, there = self.new[position], self.untold[old]
            same_text = new.content == there.content
            kind: DoubtKind = "another reference" if same_text else "another text"
            yield Doubt(kind=kind, movement=new)

    def doubts_of_file(self) -> Iterator[Doubt]:
        """Two parts of one file have some movements in common: two each, or the same ones?"""
        if any(there.here and outside(there) for _new, there in self.pairs):
            yield from map(not_there, self.new.values())

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
                yield not_there(new)

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
        more += sum((new.amount for new, there in self.pairs if outside(there)), Decimal())
        if closing is not None and chain_end + more != closing.amount:
            yield from map(not_there, self.new.values())

    def _stored_outside(self) -> Iterator[Movement]:
        yield from filter(outside, self.untold.values())
        yield from (there for _told, there in self.pairs if outside(there))


def not_there(movement: Movement) -> Doubt:
    """It is new, where nothing should be."""
    return Doubt(kind="not there", movement=movement)


def _content(movement: Movement) -> Hashable:
    return movement.content


def _named(movement: Movement) -> Hashable:
    return (movement.day, movement.amount, movement.reference)


def day_and_amount(movement: Movement) -> Hashable:
    return (movement.day, movement.amount)


def _has_name(movement: Movement) -> bool:
    """Whether the bank's reference is one that two movements will hardly share."""
    return len(movement.reference) >= _SHORTEST_REFERENCE and len(set(movement.reference)) > 2


def _nameless(movement: Movement) -> bool:
    return not movement.reference


def _in_stretch(movement: Movement) -> bool:
    return movement.stretch


def outside(movement: Movement) -> bool:
    return not movement.stretch


def _near(new: Movement, there: Movement) -> bool:
    return new.amount == there.amount and abs(new.day - there.day) <= NEAR
