"""How a document is shown to a person before the import: in a line, and as a table."""

from odoo.tools import format_date

from .document_advice import advice_preview, advices_in_words
from .figures import as_written, money
from .reader_words import check_in_words, difference_in_words, kinds, opinions

# A preview is bounded, whatever the file: a person looks at its beginning.
STATEMENTS_SHOWN = 25
TRANSACTIONS_SHOWN = 10
CHECKS_SHOWN = 12


def preview(env, reading):
    """The table that a person sees before the import (Markup): bank text is escaped."""
    if reading.advices:
        return advice_preview(env, reading)
    plans = {id(plan.statement): plan for plan in reading.plans}
    shown = reading.statements[:STATEMENTS_SHOWN]
    values = {
        "opinions": [_opinion(env, each) for each in reading.opinions],
        "statements": [_statement(env, each, plans.get(id(each))) for each in shown],
        "more": len(reading.statements) - len(shown),
    }
    return env["ir.qweb"]._render("ar_collections.ar_feed_document_preview", values)


def summary(env, reading):
    """One line for a list: how many statements and movements, in and out."""
    if reading.advices:
        return advices_in_words(env, reading)
    totals = {}
    for statement in reading.statements:
        for transaction in statement.transactions:
            found = totals.setdefault(statement.currency, [0, 0])
            found[transaction.amount < 0] += transaction.amount
    sums = "; ".join(
        env._(
            "in %(received)s, out %(paid)s %(currency)s",
            received=money(env, received, currency),
            paid=money(env, paid, currency),
            currency=currency,
        )
        for currency, (received, paid) in totals.items()
    )
    counted = [
        env._("1 statement")
        if len(reading.statements) == 1
        else env._("%(count)s statements", count=len(reading.statements)),
        movements_in_words(env, reading.movement_count),
        *([sums] if sums else []),
        *_new_money(env, reading),
    ]
    return f"{reading.format}: {', '.join(counted)}"


def _new_money(env, reading):
    """How many of the movements would be posted, if not all of them."""
    new = sum(len(plan.lines) for plan in reading.plans)
    if new == reading.movement_count or any(plan.problem for plan in reading.plans):
        return
    if new:
        yield env._("new: %(movements)s", movements=movements_in_words(env, new))
    else:
        yield env._("nothing new to post")


def movements_in_words(env, count):
    """So many movements."""
    return env._("1 movement") if count == 1 else env._("%(count)s movements", count=count)


def _statement(env, statement, plan):
    amounts = [each.amount for each in statement.transactions]
    new = {id(transaction) for _key, transaction in plan.lines} if plan else set()
    # What is new comes first: that is what a person decides on.
    every = sorted(
        (*statement.transactions, *statement.expected), key=lambda each: id(each) not in new
    )
    return {
        "account": statement.account,
        "currency": statement.currency,
        "number": statement.number,
        "kind": _kind(env, statement),
        "journal": plan.journal.display_name if plan and plan.journal else "",
        "verdict": _verdict(env, plan) if plan else "",
        "problem": str(plan.problem) if plan and plan.problem else "",
        "known": bool(plan and plan.known_as),
        "remarks": plan.remarks if plan and not plan.known_as else (),
        "opening": _balance(env, statement.opening),
        "closing": _balance(env, statement.closing),
        "received": _flow(env, [a for a in amounts if a > 0], statement.currency),
        "paid": _flow(env, [a for a in amounts if a < 0], statement.currency),
        "checks": [_check(env, each) for each in _checks_shown(statement)],
        "leniencies": statement.leniencies,
        "transactions": [
            _transaction(env, statement, each, plan, id(each) in new)
            for each in every[:TRANSACTIONS_SHOWN]
        ],
        "more": max(0, len(every) - TRANSACTIONS_SHOWN),
    }


def _kind(env, statement):
    if statement.action == "test":
        return env._("Test: not posted")
    return kinds(env)[statement.kind]


def _verdict(env, plan):
    if plan.problem or plan.known_as:
        return plan.known_as
    if not plan.statement.transactions:
        return env._("No movements: nothing to import")
    count = len(plan.statement.transactions)
    if len(plan.lines) == count:
        return env._("all new: %(movements)s", movements=movements_in_words(env, count))
    return env._("%(new)s of %(count)s movements are new", new=len(plan.lines), count=count)


def _balance(env, balance):
    if not balance:
        return None
    return format_date(env, balance.day), money(env, balance.amount, balance.currency)


def _flow(env, amounts, currency):
    return movements_in_words(env, len(amounts)), money(env, sum(amounts), currency)


def _checks_shown(statement):
    """The broken ones first: none of them is left out for those that hold."""
    ordered = sorted(statement.checks, key=lambda check: check.holds)
    broken = len(statement.failed_checks)
    return ordered[: max(CHECKS_SHOWN, broken)][: CHECKS_SHOWN * 4]


def _check(env, check):
    return {
        "name": check_in_words(env, check),
        "holds": check.holds,
        "stated": as_written(env, check.expected),
        "difference": difference_in_words(env, check),
        "line": check.origin.line,
    }


def _opinion(env, opinion):
    found = opinion.found
    if opinion.total is not None:
        movements = movements_in_words(env, opinion.count)
        total = as_written(env, f"{opinion.total:f}")
        found = env._("%(movements)s, sum %(sum)s", movements=movements, sum=total)
    return {
        "outcome": opinion.outcome,
        "words": opinions(env)[opinion.outcome],
        "library": opinion.library,
        "found": found,
    }


def _transaction(env, statement, transaction, plan, new):
    party = transaction.counterparty
    return {
        "day": format_date(env, transaction.booked),
        "amount": money(env, transaction.amount, statement.currency),
        "out": transaction.amount < 0,
        "party": party.name or party.account,
        "reference": transaction.reference,
        "text": " ".join(transaction.remittance.split())[:200],
        "expected": transaction.expected,
        "known": bool(plan and not plan.problem and not new and not transaction.expected),
    }
