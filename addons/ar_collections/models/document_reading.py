"""What is in a document, and what of it stops the import or is not posted."""

import io
from dataclasses import dataclass
from typing import Any

from bank_formats import UnknownFormat, parse
from bank_formats.archive import open_members
from bank_formats.identify import reader_of

from .document_advice import read_advices
from .document_problem import WrongTotal
from .reader_words import check_in_words, difference_in_words

# Broken totals beside the first that are named; the preview shows them.
OTHERS_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is in a document."""

    statements: tuple[Any, ...]
    formats: dict[str, str]
    """Of each file in it (several in an archive), by its name."""
    plans: tuple[Any, ...] = ()
    """Where the statements of booked money go."""
    opinions: tuple[Any, ...] = ()
    """The second reader's."""
    advices: tuple[Any, ...] = ()
    """What payers say of their payments, where it is no statement."""
    error: Exception | None = None
    """Why it cannot be imported."""

    @property
    def format(self):
        """The format, or those in the archive."""
        return ", ".join(sorted(set(self.formats.values())))

    @property
    def booked(self):
        """The statements of booked money: only they are posted."""
        return [each for each in self.statements if is_booked(each)]

    @property
    def all_known(self):
        """Whether nothing of booked money in it is new, also because there is none."""
        return not self.advices and all(plan.known_as for plan in self.plans)

    @property
    def movement_count(self):
        """How many transactions are in it, booked or not."""
        return sum(len(each.transactions) for each in self.statements)


def read(data, source, numbers):
    """The statements, or else the advices, in the bytes of a document; ``FormatError`` if none.

    ``numbers`` tells the numbers of open documents when an advice is read by them.
    """
    try:
        formats = {
            name: reader_of(file, name)[0] for name, file in open_members(io.BytesIO(data), source)
        }
    except UnknownFormat:
        kind, advices = read_advices(data, source, numbers)
        if not advices:
            raise
        return Reading(statements=(), formats={source: kind}, advices=advices)
    return Reading(statements=parse(data, source=source), formats=formats)


def is_booked(statement):
    """Whether a statement is of booked money, and no test."""
    return statement.kind == "booked" and statement.action != "test"


def wrong_total(env, reading):
    """The first total that does not hold, with the others named beside it.

    Totals of a file that brings nothing to post stop nothing.
    """
    failed = [check for statement in reading.statements for check in statement.failed_checks]
    if not failed or not reading.booked:
        return None
    first, *others = failed
    more = [str(_wrong(env, check)) for check in others[:OTHERS_NAMED]]
    if len(others) > len(more):
        more.append(env._("and %(count)s more", count=len(others) - len(more)))
    return _wrong(env, first, *more)


def _wrong(env, check, *more):
    return WrongTotal(
        "; ".join([difference_in_words(env, check), *more]),
        source=check.origin.source,
        line=check.origin.line,
        field=check_in_words(env, check),
    )


def not_posted(env, reading):
    """Remarks on what is in a document beside booked money."""
    for statement in reading.statements:
        if not is_booked(statement):
            yield _why_not_posted(env, statement)
        if statement.expected:
            yield env._(
                "%(count)s announced movements of %(account)s: shown, not posted.",
                count=len(statement.expected),
                account=statement.account,
            )
    if not reading.statements and not reading.advices:
        yield env._("There is no statement in it.")


def _why_not_posted(env, statement):
    account = statement.account
    if statement.action == "test":
        return env._("Test of the bank for %(account)s: shown, not posted.", account=account)
    if statement.kind == "interim":
        return env._(
            "Intraday report of %(account)s: shown, not posted. The booked statement will "
            "bring these movements.",
            account=account,
        )
    return env._(
        "Notification of single payments to %(account)s: shown, not posted. The booked "
        "statement will bring these movements.",
        account=account,
    )
