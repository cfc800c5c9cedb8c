"""What a person is told of a statement: what stops it, and what to remark of it."""

from odoo.tools import format_date

from .figures import money

# Movements that are named of those in doubt.
DOUBTS_SHOWN = 3


def for_a_person(env, statement):
    """What to do about a statement that takes back or corrects another."""
    number, account = _number(env, statement), statement.account
    if statement.action == "deletion":
        return env._(
            "The bank takes statement %(number)s of %(account)s back (a deletion). Nothing was "
            "changed: compare it with what was imported, and reverse by hand what is wrong.",
            number=number,
            account=account,
        )
    return env._(
        "The bank corrects statement %(number)s of %(account)s. Nothing was changed: "
        "compare it with what was imported, and correct by hand what is wrong.",
        number=number,
        account=account,
    )


def already_imported(env, statement, files):
    """That there is nothing new in it, and which ``files`` brought it before."""
    return env._(
        "statement %(number)s of %(account)s was already imported from %(file)s",
        number=_number(env, statement),
        account=statement.account,
        file=files,
    )


def perhaps_new(env, statement, known):
    """That it may be ``known``, and what to do if it is another one."""
    return env._(
        "Already imported, it seems: %(known)s. But the balances of statement %(number)s fit as "
        "well to all of it being new. If it is another one, a manager says why: then all of it is "
        "added.",
        known=known,
        number=_number(env, statement),
    )


def twice_in_file(env, statement):
    """That the same statement stands before it in its own file."""
    return env._(
        "statement %(number)s of %(account)s stands twice in the file",
        number=_number(env, statement),
        account=statement.account,
    )


def period_closed(env, statement, day, lock):
    """That it has movements on a ``day`` of books closed up to ``lock``."""
    return env._(
        "Statement %(number)s has movements of %(day)s, but the books are closed up "
        "to %(lock)s. Open the period, or book the statement by hand.",
        number=_number(env, statement),
        day=format_date(env, day),
        lock=format_date(env, lock),
    )


def not_exact(env, statement, amount, currency, stored):
    """That Odoo would store another amount than the file's."""
    return env._(
        "Statement %(number)s has the amount %(amount)s, but Odoo would store %(stored)s: it "
        "rounds %(currency)s to %(rounding)s, and holds no more than 15 digits. Set a finer "
        "rounding on the currency, then retry; or book the statement by hand.",
        number=_number(env, statement),
        amount=money(env, amount, currency.name),
        stored=money(env, stored, currency.name),
        currency=currency.name,
        rounding=f"{currency.rounding:g}",
    )


def in_doubt(env, statement, doubts):
    """Why it cannot be known what is new: the first movements, each with its reason."""
    kinds = {
        "not there": env._("%(amount)s of %(day)s is not among what was imported"),
        "another day": env._("%(amount)s of %(day)s is there, but on another day"),
        "another reference": env._(
            "%(amount)s of %(day)s is there with the same text, but another bank reference"
        ),
        "another text": env._("%(amount)s of %(day)s is there, but with another text"),
        "another movement": env._(
            "%(amount)s of %(day)s has the bank reference of another day's with another text"
        ),
        "untold": env._("%(amount)s of %(day)s is there, but this statement does not tell it"),
        "by hand": env._(
            "%(amount)s of %(day)s is there from elsewhere: by hand or from another program"
        ),
    }
    shown = [
        kinds[doubt.kind]
        % {
            "amount": money(env, doubt.movement.amount, statement.currency),
            "day": format_date(env, doubt.movement.day),
        }
        for doubt in doubts[:DOUBTS_SHOWN]
    ]
    if more := len(doubts) - len(shown):
        shown.append(env._("and %(count)s more", count=more))
    return env._(
        "Statement %(number)s tells days that are already imported, but in another way, so "
        "that it cannot be known what is new: %(movements)s. Compare it with the bank "
        "account's lines. If it is right all the same, a manager says why: then what is not "
        "there is added.",
        number=_number(env, statement),
        movements="; ".join(shown),
    )


def fits_nowhere(env, statement, last):
    """Between which balances it is missing something; ``last`` is the latest stored one."""
    return env._(
        "Statement %(number)s opens with %(opening)s, and no imported statement closes or opens "
        "with that: the last, of %(day)s, closed with %(closing)s. Import the statement that "
        "is missing between them, then retry.",
        number=_number(env, statement),
        opening=money(env, statement.opening.amount, statement.currency),
        day=format_date(env, last.last_day),
        closing=money(env, last.closing, statement.currency),
    )


def remarks(env, statement, standing, comparison):
    """What a person should know of a statement that is imported."""
    number = _number(env, statement)
    if standing.place == "gap":
        yield _gap_before(env, statement, standing.last)
    yield from _compared(env, number, comparison)
    if statement.action == "copy":
        yield env._(
            "The bank calls statement %(number)s a copy, but it was not imported before.",
            number=number,
        )


def _gap_before(env, statement, last):
    return env._(
        "Gap before statement %(number)s: it opens with %(opening)s, expected %(expected)s "
        "after the one of %(day)s. Is a statement missing?",
        number=_number(env, statement),
        opening=money(env, statement.opening.amount, statement.currency),
        expected=money(env, last.closing, statement.currency),
        day=format_date(env, last.last_day),
    )


def _compared(env, number, comparison):
    """What is odd about its movements beside those that are there."""
    if comparison.files:
        yield env._(
            "Statement %(number)s overlaps what is already imported from %(files)s: of its "
            "%(count)s movements, those that are missing are added: %(new)s.",
            number=number,
            files=", ".join(comparison.files),
            count=len(comparison.new),
            new=sum(comparison.new),
        )
    if comparison.changed:
        yield env._(
            "%(count)s movements of statement %(number)s are there with another text, "
            "reference or day: they stay as they were imported first.",
            count=comparison.changed,
            number=number,
        )
    if comparison.reused:
        yield env._(
            "%(count)s new movements of statement %(number)s have a reference that the bank "
            "used before for another one.",
            count=comparison.reused,
            number=number,
        )


def _number(env, statement):
    return statement.number or env._("without number")
