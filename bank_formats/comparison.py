"""What a statement tells that is not in the books yet, when it tells again what is stored.

Banks send a day again under another name, a week after its days, overlapping downloads, the same
day in two formats. Texts differ between formats, days and amounts do not. Two equal movements of a
day are two movements; one that is told twice is one. Where it cannot be known which of both it is,
that is a :class:`Doubt` for a person: money that waits is better than money booked twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .model import Statement
from .movement import Movement, movements
from .pairing import Doubt, Pairing, day_and_amount, not_there, outside


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
        stored: the movements of the statement's days and those :data:`~.pairing.NEAR`, except
            those of which the balances prove that the statement comes after them.
        format: the statement's own.
        references: those of its bank references that were used before, on whatever day.
        may_continue: its balances fit as well to all of it being new.
        chain_end: the balance at which the stretch ended that it tells again.
    """
    pairing = Pairing(movements(statement, format=format), stored)
    balanced = statement.opening is not None and statement.closing is not None
    pairing.pair_stretch(format, exact=may_continue or _nets_to_zero(statement))
    if may_continue and pairing.pairs and pairing.new:
        return _found(pairing, map(not_there, pairing.new.values()), references)
    doubts = [] if may_continue else list(pairing.stretch_differs())
    if not doubts:
        pairing.pair_same_days(references)
        pairing.pair(day_and_amount, there=lambda each: outside(each) and each.format != format)
        doubts += pairing.doubts_of_format(format)
        doubts += pairing.doubts_of_file()
        doubts += pairing.doubts_of_names()
        doubts += pairing.doubts_of_others(format, balanced=balanced)
        doubts += pairing.doubts_of_lines_by_hand()
        if not doubts:
            doubts += pairing.doubts_of_untold(format, balanced=balanced)
        if not doubts and chain_end is not None and not may_continue:
            doubts += pairing.doubts_of_sum(chain_end, statement.closing)
    return _found(pairing, doubts, references)


def _found(pairing: Pairing, doubts: Iterable[Doubt], used: Collection[str]) -> Comparison:
    """What was found."""
    changed = sum(
        1
        for new, there in pairing.pairs
        if new.format == there.format
        and (new.content != there.content or new.reference != there.reference)
    )
    return Comparison(
        new=tuple(position in pairing.new for position in range(len(pairing.told))),
        files=tuple(dict.fromkeys(there.file for _new, there in pairing.pairs)),
        changed=changed,
        reused=sum(1 for each in pairing.new.values() if each.reference in used),
        doubts=tuple(doubts),
    )


def _nets_to_zero(statement: Statement) -> bool:
    """As accounts do that are emptied every evening: their balances say nothing."""
    opening, closing = statement.opening, statement.closing
    return bool(opening and closing and opening.amount == closing.amount)
