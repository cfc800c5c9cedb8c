import logging
from collections import defaultdict
from dataclasses import replace

import psycopg2
from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import split_every

from ..engine import Ambiguous, Matched, Returned, match
from ..engine.remittance import compact
from .account_move_line import named_by, orders_of
from .ar_match_rival import LOOK_AGAIN_DAYS

_logger = logging.getLogger(__name__)

# Payments decided in one run.
DECIDE_AT_ONCE = 5000
# Decisions that are in memory at a time while they are kept.
KEEP_AT_ONCE = 500


class ArMatch(models.Model):
    """Decide: the books as values, the engine's answer as records."""

    _inherit = "ar.match"

    @api.model
    def _cron_match(self):
        """Decide on every payment that has no decision yet, company by company."""
        progress = self.env["ir.cron"]._commit_progress
        faults = []
        for company in self.env["res.company"].search_fetch(
            [], ["ar_stopped_by_id", "currency_id", "parent_path"]
        ):
            matches = self.with_company(company)
            lines = matches._undecided(company)
            try:
                matches._decide_all(company.with_company(company), lines)
            except psycopg2.OperationalError:
                raise  # another transaction was quicker: all of it is tried again
            except Exception as fault:  # the one place: one company's books must stop no other
                _logger.exception("The books of %s cannot be read for matching", company.name)
                self.env.cr.rollback()
                faults.append(fault)
                continue
            if not progress(len(lines), remaining=matches._undecided_count()):
                break
        if faults:
            raise faults[0]  # the scheduled action has failed: it is said there, and tried again

    @api.model
    def _decide_all(self, company, lines):
        """Decide on these payments of one company, to be posted soon."""
        if lines:
            self._decide_or_park(company, company._ar_ledger(), lines)
            self.env.ref("ar_collections.cron_post")._trigger()

    @api.model
    def _cron_match_again(self):
        """Each night: a payment that fitted nothing may fit what was invoiced since."""
        waiting = self.search(
            [
                ("state", "=", "left"),
                ("amount", ">", 0),
                ("statement_line_id.is_reconciled", "=", False),
                ("create_date", ">=", f"today -{LOOK_AGAIN_DAYS}d"),
            ]
        )
        waiting.with_context(tracking_disable=True).write({"state": "stale"})
        self.env["ir.cron"]._commit_progress(len(waiting))
        self.env.ref("ar_collections.cron_match")._trigger()

    @api.model
    def _match_again_for(self, invoices):
        """Payments of these customers that fitted nothing, or name one of these, may be for them."""
        waiting = self.search(
            [
                ("company_id", "in", invoices.company_id.ids),
                ("partner_id", "in", invoices.commercial_partner_id.ids),
                ("state", "in", ("suggested", "left")),
                ("amount", ">", 0),
                ("create_date", ">=", f"today -{LOOK_AGAIN_DAYS}d"),
            ]
        )
        names = [
            named_by(move.name, move.payment_reference, move.ref, *orders_of(move))
            for move in invoices
        ]
        numbers = {compact(name) for every in names for name in every} - {""}
        again = waiting.filtered(
            lambda match: match._waits_for_more() or match._says_one_of(numbers)
        )
        if again:
            again.with_context(tracking_disable=True).write({"state": "stale"})
            self.env.ref("ar_collections.cron_match")._trigger()

    def _waits_for_more(self):
        """Whether nothing that is open is proposed: what is invoiced now may be meant."""
        return self.state == "left" or not (self.allocation_ids or self.paid_before)

    def _says_one_of(self, numbers):
        text = compact(self.label or "")
        return any(number in text for number in numbers)

    def _undecided_domain(self):
        return Domain("ar_import_key", "!=", False) & (
            Domain("ar_match_ids", "=", False) | Domain("ar_match_ids.state", "=", "stale")
        )

    def _undecided(self, company):
        domain = self._undecided_domain() & Domain("company_id", "=", company.id)
        return self.env["account.bank.statement.line"].search(
            domain, order="internal_index, id", limit=DECIDE_AT_ONCE
        )

    def _undecided_count(self):
        return self.env["account.bank.statement.line"].search_count(self._undecided_domain())

    @api.model
    def _decide_or_park(self, company, ledger, lines):
        """Decide; a payment on which we stumble is left to a person, the rest goes on."""
        try:
            with self.env.cr.savepoint():
                self._decide(company, ledger, lines)
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: all of it is tried again
        except Exception as error:  # the one place: one payment must stop no other
            if len(lines) == 1:
                _logger.exception("Matching of payment %s failed", lines.id)
                fault = self.env._(
                    "Unexpected fault, please report it: %(error)s", error=repr(error)
                )
                self._keep_decisions(lines, {lines.id: self._nothing("left", fault)})
            else:
                middle = len(lines) // 2
                self._decide_or_park(company, ledger, lines[:middle])
                self._decide_or_park(company, ledger, lines[middle:])

    @api.model
    def _decide(self, company, ledger, lines):
        """Read the payments into values, let the engine decide, keep what it decided."""
        untouched = lines._ar_untouched()
        payments = self._payments(untouched)
        new = [each for of_currency in payments.values() for each in of_currency]
        ledger = replace(
            ledger,
            receipts=self._receipts(company, payments),
            paid_lately=company._ar_paid_lately(new),
        )
        decisions = self._answers(company, ledger, payments)
        if rivals := self._rivals(company, ledger, new, decisions):
            decisions = self._answers(company, ledger, self._payments(untouched | rivals))
        values = {line: self._reconciled_by_hand() for line in (lines - untouched).ids}
        mine = set(untouched.ids)
        values |= {each.payment: self._decided(each) for each in decisions if each.payment in mine}
        for line, note in lines._ar_notes().items():
            values[line]["reasons"] += f"\n{note}"
        self._keep_decisions(lines, values)

    def _payments(self, lines):
        """The lines as the engine sees them, by their currency."""
        payments = defaultdict(list)
        for ids in split_every(KEEP_AT_ONCE, lines.ids):
            for line in lines.browse(ids):
                payments[line.currency_id].append(line._to_payment())
            if len(lines) > KEEP_AT_ONCE:  # thousands would stay in memory
                for read in (lines, self.env["account.move"]):
                    read.invalidate_model()
        return payments

    def _answers(self, company, ledger, payments):
        """The engine's decisions on payments by their currency."""
        policies = self.env["ar.match.policy"]
        return [
            decision
            for currency, in_it in payments.items()
            for decision in match(in_it, ledger, policies._to_policies(company, currency))
        ]

    def _decided(self, decision):
        """The values of the record that keeps an engine's decision."""
        if isinstance(decision, Matched):
            state = "to_post" if decision.post else "suggested"
            return self._matched(decision, state)
        if isinstance(decision, Returned):
            return self._return_of(decision)
        if isinstance(decision, Ambiguous):
            first = decision.candidates[0]
            clues = dict.fromkeys((*first.evidence, *decision.evidence))
            return self._matched(first, "suggested") | {"reasons": self._in_words(clues)}
        return self._nothing("left", self._in_words(decision.evidence), decision.customer)

    def _matched(self, matched, state):
        return {
            "state": state,
            "partner_id": matched.customer,
            "tier": matched.tier,
            "confidence": float(matched.confidence),
            "reasons": self._in_words(matched.evidence),
            "on_account": float(matched.on_account),
            "paid_before": ", ".join(matched.paid_before) or False,
            "advice_id": matched.advice,
            "returned_id": False,
            "allocation_ids": [Command.clear(), *map(Command.create, self._rows(matched))],
        }

    def _rows(self, matched):
        """Values of the allocations, each with what closes its item besides the payment."""
        rows = {
            a.item: {
                "move_line_id": a.item,
                "amount": float(a.amount),
                "item_amount": float(a.closes or 0),
            }
            for a in matched.allocations
        }
        others = []
        for (item, kind), alike in _by_item_and_kind(matched.adjustments).items():
            row = rows.setdefault(item, {"move_line_id": item, "amount": 0.0})
            if "write_off" in row:  # a difference of another kind of the same item
                row = {"move_line_id": item, "amount": 0.0}
                others.append(row)
            row["write_off"] = float(sum(each.amount for each in alike))
            row["item_amount"] = row.get("item_amount", 0.0) + _in_item_currency(alike)
            row["write_off_kind"] = kind
            row["write_off_reason"] = "; ".join(each.reason for each in alike if each.reason)
        return [*rows.values(), *others]

    def _reconciled_by_hand(self):
        return self._nothing("left", self.env._("Already reconciled by hand, in whole or in part."))

    def _nothing(self, state, reasons, customer=None):
        return {
            "state": state,
            "partner_id": customer or False,
            "tier": False,
            "confidence": 0.0,
            "reasons": reasons,
            "on_account": 0.0,
            "paid_before": False,
            "advice_id": False,
            "returned_id": False,
            "allocation_ids": [Command.clear()],
        }

    def _in_words(self, evidence):
        """One reason a line, in the language of whoever runs it."""
        # The engine marks its sentences for translation; here they are looked up.
        sentences = [self.env._(clue.sentence, **dict(clue.values)) for clue in evidence]
        return "\n".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)

    def _keep_decisions(self, lines, values):
        # What was decided and why is on the record itself; no message says it again.
        quiet = self.with_context(tracking_disable=True)
        known = {record.statement_line_id.id: record for record in lines.ar_match_ids}
        for line in lines.filtered(lambda line: line.id in known):
            record = known[line.id].with_env(quiet.env)
            record.write(record._unless_taken_back(values[line.id]))
        new = [line.id for line in lines if line.id not in known]
        for some in split_every(KEEP_AT_ONCE, new):
            quiet._create_all({line: values[line] for line in some})
            self.env.invalidate_all()  # thousands of them would stay in memory

    def _unless_taken_back(self, values):
        """What a person has taken back once is posted by a person only."""
        if not self.taken_back or values["state"] != "to_post":
            return values
        reason = self.env._("A person took this back before: please confirm")
        return values | {"state": "suggested", "reasons": f"{values['reasons']}\n{reason}"}


def _in_item_currency(adjustments):
    """What they close of an item in another currency; a deduction closes nothing."""
    return float(sum(each.closes or 0 for each in adjustments if each.kind != "deduction"))


def _by_item_and_kind(adjustments):
    """Adjustments of one item and one kind are one difference, with all of their reasons."""
    groups = defaultdict(list)
    for each in adjustments:
        groups[each.item, each.kind].append(each)
    return groups
