"""Is all of it right? What an accountant would look at before trusting the run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .contacts import contact_faults
from .customer_statements import aging_faults, statement_faults
from .day import Expectation
from .disputes import dispute_faults
from .escalation import escalation_faults
from .seed import FEED, recall
from .worklist import worklist_faults


def find_faults(env: Any) -> list[str]:
    """One sentence a fault; empty if all is right."""
    return [
        *_feed_faults(env),
        *_movement_faults(env),
        *([] if used_by_hand(env) else _decision_faults(env)),
        *_over_applied(env),
        *_bank_balance_faults(env),
        *_trial_balance_faults(env),
        *_case_faults(env),
        *contact_faults(env),
        *dispute_faults(env),
        *_promise_faults(env),
        *_credit_faults(env),
        *worklist_faults(env),
        *escalation_faults(env),
        *aging_faults(env, date.today()),
        *statement_faults(env),
    ]


def used_by_hand(env: Any) -> bool:
    """A person has posted or undone a match, beside those that are to be accepted. Others may
    then rightly differ: what they would pay is paid, or open again."""
    accepted = [each.bank_reference for each in recall(env) if each.accepted]
    domain = ["|", ("taken_back", "=", True), ("posted_by_id", "not in", (False, env.uid))]
    changed = env["ar.match"].search(domain)
    return bool(
        changed.filtered(
            lambda each: each.taken_back or each.statement_line_id.ar_bank_reference not in accepted
        )
    )


def _feed_faults(env: Any) -> Iterator[str]:
    feed = env["ar.feed"].search([("name", "=", FEED)])
    if feed.last_error:
        yield f"the feed is in trouble: {feed.last_error}"
    if not feed.last_success:
        yield "the feed never succeeded"


def _movement_faults(env: Any) -> Iterator[str]:
    """Each movement once in the books."""
    counts = Counter(_movements(env).mapped("ar_bank_reference"))
    yield from (f"{name} is in the books {n} times" for name, n in counts.items() if n > 1)
    for expected in recall(env):
        if expected.bank_reference not in counts:
            yield f"{expected.bank_reference} ({expected.case}) is not in the books"


def _decision_faults(env: Any) -> Iterator[str]:
    """What became of each movement as expected."""
    by_reference = {each.ar_bank_reference: each for each in _movements(env)}
    for expected in recall(env):
        line = by_reference.get(expected.bank_reference)
        if line and (problem := _problem(line, expected)):
            yield f"{expected.bank_reference} ({expected.case}): {problem}"


def _movements(env: Any) -> Any:
    return env["account.bank.statement.line"].search([("ar_bank_reference", "!=", False)])


def _problem(line: Any, expected: Expectation) -> str:
    match = line.ar_match_ids
    if match.state not in expected.states:
        wanted = " or ".join(expected.states)
        return f"should be {wanted}, is {match.state or 'without a decision'}"
    is_receipt = match.state == "posted" and not match.returned_id
    return _wrong_amounts(applied(line), expected) if is_receipt else ""


def applied(line: Any) -> dict[str, Decimal]:
    """Invoice -> how much of it the entry of this statement line settles; credits negative."""
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for item in line.move_id.line_ids:
        for partial in item.matched_debit_ids:
            amounts[partial.debit_move_id.move_name] += Decimal(str(partial.amount))
        for partial in item.matched_credit_ids:
            amounts[partial.credit_move_id.move_name] -= Decimal(str(partial.amount))
    return dict(amounts)


def _wrong_amounts(found: dict[str, Decimal], expected: Expectation) -> str:
    if found.keys() != expected.paid.keys():
        return f"should pay {', '.join(expected.paid)}, pays {', '.join(found)}"
    for name, amount in found.items():
        least, most = sorted((Decimal(expected.paid[name]), Decimal(expected.settled[name])))
        if not least <= amount <= most:
            return f"should pay {least} of {name}, pays {amount}"
    return ""


def _over_applied(env: Any) -> Iterator[str]:
    """More applied than asked would leave an invoice with a residual of the other sign."""
    moves = env["account.move"].search(
        [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted")]
    )
    for move in moves:
        for item in move.line_ids.filtered(lambda each: each.account_type == "asset_receivable"):
            paid = sum((item.matched_credit_ids | item.matched_debit_ids).mapped("amount"))
            if round(paid - abs(item.balance), 2) > 0:
                yield f"{move.name}: {paid:.2f} applied to {abs(item.balance):.2f}"


def _bank_balance_faults(env: Any) -> Iterator[str]:
    """The books against the bank: the last closing balance, and each opening against the former."""
    for journal in env["account.journal"].search([("type", "=", "bank")]):
        statements = env["account.bank.statement"].search([("journal_id", "=", journal.id)])
        statements = statements.sorted("first_line_index")
        balance = book_balance(env, journal.default_account_id)
        stated = statements[-1:].balance_end_real
        if round(balance - stated, 2):
            yield f"{journal.name} is {balance:.2f} in the books, {stated:.2f} at the bank"
        for former, statement in pairwise(statements):
            if round(former.balance_end_real - statement.balance_start, 2):
                yield f"statement {statement.name} does not open where {former.name} closed"


def _trial_balance_faults(env: Any) -> Iterator[str]:
    [[total]] = env["account.move.line"]._read_group(
        [("parent_state", "=", "posted")], [], ["balance:sum"]
    )
    if round(total, 2):
        yield f"the trial balance is off by {total:.2f}"


def _owed_by_customer(env: Any) -> dict[Any, float]:
    """Customer -> what is open of it in the books."""
    return dict(
        env["account.move.line"]._read_group(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            ["partner_id"],
            ["amount_residual:sum"],
        )
    )


def _case_faults(env: Any) -> Iterator[str]:
    cases = env["ar.case"].search([("state", "=", "open")])
    owed = _owed_by_customer(env)
    for case in cases:
        if round(case.amount_open - owed.get(case.partner_id, 0.0), 2):
            yield f"the case of {case.partner_id.name} shows {case.amount_open:.2f} open"
    for partner in owed.keys() - set(cases.partner_id):
        if round(owed[partner], 2) > 0:
            yield f"{partner.name} owes {owed[partner]:.2f} and has no case"


def _promise_faults(env: Any) -> Iterator[str]:
    """What is said of each promise is what the books say today."""
    from odoo.addons.ar_collections.engine.promise import decide

    promises = env["ar.promise"].search([("state", "in", ("open", "kept", "partly", "broken"))])
    for promise, facts in promises._to_promises().items():
        decided = decide(facts, promise.company_id._ar_today())
        if promise.state not in (decided.outcome.value, "open"):
            yield f"{promise.display_name}: {promise.state}, by the books {decided.outcome.value}"
        if round(promise.paid - float(decided.paid), 2):
            yield f"{promise.display_name}: {promise.paid} paid, by the books {decided.paid}"
    for missing in {"kept", "broken"} - set(promises.mapped("state")):
        yield f"no promise is {missing}"


def _credit_faults(env: Any) -> Iterator[str]:
    """What each customer is said to owe is what the books say; each kind of order is there."""
    owed = _owed_by_customer(env)
    for credit in env["ar.credit"].search([]):
        if round(credit.open_amount - owed.get(credit.partner_id, 0.0), 2):
            yield f"{credit.partner_id.name} is said to owe {credit.open_amount:.2f}"
        if round(credit.exposure - credit.open_amount - credit.orders_amount, 2):
            yield f"the exposure of {credit.partner_id.name} is not what makes it up"
    states = env["sale.order"].search([]).mapped("ar_credit_state")
    for state in ("blocked", "released", False):
        if state not in states:
            yield f"no order is {state or 'let through'}"


def book_balance(env: Any, account: Any) -> float:
    """The account's balance."""
    [[total]] = env["account.move.line"]._read_group(
        [("account_id", "=", account.id), ("parent_state", "=", "posted")], [], ["balance:sum"]
    )
    return total or 0.0
