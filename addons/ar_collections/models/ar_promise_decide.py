from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.promise import Credit, Promise, Rate, decide
from .account_move_line import _decimal
from .ar_promise import DECIDED, LIVE, write_changed

# Promises decided between two commits.
DECIDED_AT_ONCE = 500


class ArPromise(models.Model):
    """Kept, kept in part or broken: read from the books, decided by the engine, written down."""

    _inherit = "ar.promise"

    # === WHEN === #

    @api.model
    def _decide_for(self, items):
        """Something was paid of these items, or taken back: one query where none is promised."""
        self._concerned(items)._decide()

    @api.model
    def _concerned(self, items):
        """The promises over these items, or over what is paid with payments of these entries.

        The second: when the bank reports a payment that was registered before, the day on which it
        was credited is known at last.
        """
        if not items:
            return self.browse()
        items.flush_recordset(["payment_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM ar_promise WHERE state = ANY(%(decided)s) AND id IN (
                       SELECT promise_id FROM ar_promise_item WHERE move_line_id = ANY(%(items)s)
                        UNION
                       SELECT item.promise_id
                         FROM account_move_line said
                         JOIN account_move_line own ON own.move_id = said.move_id
                         JOIN account_partial_reconcile partial ON partial.credit_move_id = own.id
                         JOIN ar_promise_item item ON item.move_line_id = partial.debit_move_id
                        WHERE said.id = ANY(%(items)s) AND said.payment_id IS NOT NULL)
                 ORDER BY id""",
                decided=list(DECIDED),
                items=items.ids,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _decide_for_moves(self, moves):
        """These invoices were posted, reset to draft, canceled or deleted."""
        items = self.env["ar.promise.item"].search(
            [("move_id", "in", moves.ids), ("promise_id.state", "in", DECIDED)]
        )
        items._find_again()
        items.promise_id._decide()

    @api.model
    def _cron_decide(self):
        """What was to be paid by yesterday; all else is decided when something is paid."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        domain = Domain.OR(company._ar_late_promises() for company in companies)
        progress(remaining=self.search_count(domain))
        last = 0
        while late := self.search(
            domain & Domain("id", ">", last), limit=DECIDED_AT_ONCE, order="id"
        ):
            last = late[-1].id
            late.try_lock_for_update().filtered_domain(domain)._decide()
            if not progress(len(late)):
                return

    # === DECIDE === #

    def _decide(self):
        """Bring these up to date with the books; a constant number of queries."""
        going = self.filtered(lambda promise: promise.state in DECIDED)
        if not going:
            return
        today = {company: company._ar_today() for company in going.company_id}
        before = {promise: promise.state for promise in going}
        events = defaultdict(list)
        for promise, facts in going._to_promises().items():
            promise._keep(decide(facts, today[promise.company_id]), events)
        changed = going.filtered(lambda promise: promise.state != before[promise])
        changed._keep_live()
        changed._tell_outcome(before)
        going._tell_rates(events, changed)
        going._touch_cases()
        if changed.filtered("waived"):
            self.env.ref("ar_collections.cron_settle").sudo()._trigger()

    def _to_promises(self):
        """The promises as the engine sees them: their rates, and what came since they were made."""
        self.env.flush_all()
        still_open, credits = self._still_open(), self._credits()
        return {
            promise: Promise(
                rates=tuple(
                    Rate(due=rate.date, amount=_decimal(promise.currency_id, rate.amount))
                    for rate in promise.rate_ids
                ),
                grace_days=promise.grace_days,
                credits=tuple(
                    Credit(day=day, amount=_decimal(promise.currency_id, amount), cash=cash)
                    for day, amount, cash in credits[promise.id]
                ),
                still_open=_decimal(promise.currency_id, still_open.get(promise.id, 0.0)),
            )
            for promise in self
        }

    def _still_open(self):
        """Promise -> what is open of its items; an invoice that is not posted owes nothing."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT item.promise_id, SUM(GREATEST(line.amount_residual_currency, 0))
                         FROM ar_promise_item item
                         JOIN account_move_line line ON line.id = item.move_line_id
                        WHERE item.promise_id = ANY(%s) AND line.parent_state = 'posted'
                     GROUP BY item.promise_id""",
                    self.ids,
                )
            )
        )

    def _credits(self):
        """Promise -> (day, amount, whether it is cash) of what came since it was made.

        Cash is what a bank or cash journal has. It came on the bank's value date where the bank has
        reported it, or else on the day that it was booked for.
        """
        credits = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """SELECT item.promise_id,
                          COALESCE(bank.ar_value_date, bank.ar_booked, reported.day, move.date),
                          partial.debit_amount_currency,
                          journal.type IN ('bank', 'cash', 'credit')
                     FROM ar_promise_item item
                     JOIN account_partial_reconcile partial ON partial.debit_move_id = item.move_line_id
                     JOIN account_move_line own ON own.id = partial.credit_move_id
                     JOIN account_move move ON move.id = own.move_id
                     JOIN account_journal journal ON journal.id = move.journal_id
                LEFT JOIN account_bank_statement_line bank ON bank.id = move.statement_line_id
                LEFT JOIN LATERAL (
                          SELECT MAX(COALESCE(line.ar_value_date, line.ar_booked, entry.date)) AS day
                            FROM account_move_line awaited
                            JOIN account_partial_reconcile receipt
                                 ON receipt.debit_move_id = awaited.id
                            JOIN account_move_line other ON other.id = receipt.credit_move_id
                            JOIN account_move entry ON entry.id = other.move_id
                            JOIN account_bank_statement_line line
                                 ON line.id = entry.statement_line_id
                           WHERE awaited.move_id = move.id AND move.origin_payment_id IS NOT NULL
                     ) reported ON TRUE
                    WHERE item.promise_id = ANY(%s) AND partial.debit_amount_currency > 0
                      AND NOT EXISTS (SELECT FROM ar_promise_paid_before_rel before
                                       WHERE before.promise_id = item.promise_id
                                         AND before.move_id = move.id)
                 ORDER BY partial.id""",
                self.ids,
            )
        )
        for promise, *credit in rows:
            credits[promise].append(credit)
        return credits

    def _keep(self, decided, events):
        """Write down what the engine says, where it differs."""
        write_changed(
            self,
            {
                "state": decided.outcome.value,
                "paid": float(decided.paid),
                "missed_on": decided.missed_on or False,
                "settled_on": decided.settled_on or False,
                "next_due": decided.next_due or False,
                "deadline": decided.deadline or False,
            },
        )
        for rate, said in zip(self.rate_ids, decided.rates, strict=True):
            if rate.outcome != said.outcome.value:
                events[self].append((rate, rate.outcome, said.outcome.value))
            write_changed(
                rate,
                {
                    "outcome": said.outcome.value,
                    "paid": float(said.paid),
                    "paid_on": said.paid_on or False,
                },
            )

    def _keep_live(self):
        """Its items are free for another promise when it is over; what is taken stays with that."""
        over = self.filtered(lambda promise: promise.state not in LIVE)
        over.item_ids.filtered("live").live = False
        again = (self - over).item_ids.filtered(lambda item: not item.live)
        if again:
            taken = self.env["ar.promise.item"].search(
                [("move_line_id", "in", again.move_line_id.ids), ("live", "=", True)]
            )
            again.filtered(lambda item: item.move_line_id not in taken.move_line_id).live = True
