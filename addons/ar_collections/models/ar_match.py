import logging
from collections import defaultdict

import psycopg2
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command, Domain

from ..engine import Ambiguous, Matched, match
from .account_move_line import _decimal

_logger = logging.getLogger(__name__)

# Payments decided in one run; matches posted in one transaction.
DECIDE_AT_ONCE = 5000
POST_AT_ONCE = 200
# Days for which a payment that fitted nothing is looked at again each night.
LOOK_AGAIN_DAYS = 90
# Invoice numbers named in a list of payments.
INVOICES_SHOWN = 3


class ArMatch(models.Model):
    """What was decided on one payment: the items it pays, the reasons, and what became of it."""

    _name = "ar.match"
    _description = "Payment Match"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "label"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Payment",
        required=True,
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="statement_line_id.company_id", store=True, index=True, precompute=True
    )
    journal_id = fields.Many2one(related="statement_line_id.journal_id", store=True)
    date = fields.Date(related="statement_line_id.move_id.date", store=True)
    currency_id = fields.Many2one(related="statement_line_id.currency_id")
    amount = fields.Monetary(related="statement_line_id.amount", store=True)
    label = fields.Char("Text", related="statement_line_id.payment_ref")
    payer = fields.Char(related="statement_line_id.partner_name")
    payer_account = fields.Char(related="statement_line_id.account_number")
    document_id = fields.Many2one(related="statement_line_id.ar_document_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [
            ("suggested", "To confirm"),
            ("left", "Left open"),
            ("to_post", "To post"),
            ("posted", "Posted"),
            ("stale", "To match again"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    tier = fields.Selection(
        [
            ("A", "Number or reference"),
            ("B", "Several numbers"),
            ("C", "Known bank account"),
            ("D", "Payer's name"),
            ("E", "Amount only"),
        ],
        "Kind of evidence",
        readonly=True,
    )
    confidence = fields.Float(readonly=True, digits=(4, 3))
    reasons = fields.Text(readonly=True, help="One reason a line.")
    allocation_ids = fields.One2many("ar.match.allocation", "match_id", "Pays", readonly=True)
    amount_allocated = fields.Monetary(compute="_compute_amount_allocated")
    amount_rest = fields.Monetary("Not allocated", compute="_compute_amount_allocated")
    from_bank = fields.Text(
        "From the bank",
        compute="_compute_from_bank",
        help="The payer, and the text of the payment.",
    )
    pays = fields.Text("Customer and invoices", compute="_compute_pays")
    why = fields.Html(compute="_compute_why", sanitize=False, help="The reasons, as a list.")
    posted_by_id = fields.Many2one("res.users", "Posted by", readonly=True)
    taken_back = fields.Boolean(
        readonly=True, help="A person took it back once: from then on it is only suggested."
    )
    former_partner_id = fields.Many2one(
        "res.partner", readonly=True, help="The customer on the payment before it was posted."
    )

    _statement_line_uniq = models.UniqueIndex(
        "(statement_line_id)", "There is already a decision on this payment."
    )

    @api.depends("allocation_ids.amount", "amount")
    def _compute_amount_allocated(self):
        for record in self:
            record.amount_allocated = sum(record.allocation_ids.mapped("amount"))
            record.amount_rest = record.amount - record.amount_allocated

    @api.depends("payer", "label")
    def _compute_from_bank(self):
        for record in self:
            words = dict.fromkeys(filter(None, (record.payer, record.label)))
            record.from_bank = "\n".join(words)

    @api.depends("partner_id", "allocation_ids.move_id")
    def _compute_pays(self):
        for record in self:
            names = [name for name in record.allocation_ids.move_id.mapped("name") if name]
            invoices = ", ".join(names[:INVOICES_SHOWN])
            if len(names) > INVOICES_SHOWN:
                invoices += record.env._(" and %(count)s more", count=len(names) - INVOICES_SHOWN)
            customer = record.partner_id.display_name
            record.pays = "\n".join(filter(None, (customer, invoices)))

    @api.depends("reasons")
    def _compute_why(self):
        for record in self:
            items = Markup().join(
                Markup("<li>%s</li>") % reason for reason in (record.reasons or "").splitlines()
            )
            record.why = items and Markup('<ul class="mb-0 ps-3">%s</ul>') % items

    # === RIGHTS === #

    # Notes in the chatter need no right to change the decision.
    _mail_post_access = "read"

    def write(self, vals):
        """The right to write is the right to decide: by the actions, never field by field."""
        if not self.env.su:
            raise AccessError(
                self.env._("Matches are not changed by hand: accept, undo or match them again.")
            )
        return super().write(vals)

    # === DECIDE === #

    @api.model
    def _cron_match(self):
        """Decide on every payment that has no decision yet, company by company."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            matches = self.with_company(company)
            lines = matches._undecided(company)
            if lines:
                matches._decide_or_park(company.with_company(company), lines)
                self.env.ref("ar_collections.cron_post")._trigger()
            if not progress(len(lines), remaining=matches._undecided_count()):
                break

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
    def _decide_or_park(self, company, lines):
        """Decide; a payment on which we stumble is left to a person, the rest goes on."""
        try:
            with self.env.cr.savepoint():
                self._decide(company, lines)
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
                self._decide_or_park(company, lines[:middle])
                self._decide_or_park(company, lines[middle:])

    @api.model
    def _decide(self, company, lines):
        """Read the books into values, let the engine decide, keep what it decided."""
        untouched = lines.filtered(lambda line: not line.is_reconciled and line._ar_is_untouched())
        ledger = company._ar_ledger()
        values = {line.id: self._reconciled_by_hand() for line in lines - untouched}
        rivals = self._rivals(company, untouched)
        for currency, payments in (untouched | rivals).grouped("currency_id").items():
            decisions = match(
                [payment._to_payment() for payment in payments],
                ledger,
                company._ar_policy(currency),
            )
            values |= {d.payment: self._decided(d) for d in decisions}
        self._keep_decisions(lines, values)

    def _rivals(self, company, lines):
        """Payments that wait for a person: they may be for the same invoices as the new ones."""
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("suggested", "left", "undone")),
                ("amount", ">", 0),
                ("create_date", ">=", f"today -{LOOK_AGAIN_DAYS}d"),
            ]
        ).statement_line_id
        return (waiting - lines).filtered(
            lambda line: not line.is_reconciled and line._ar_is_untouched()
        )

    def _decided(self, decision):
        """The values of the record that keeps an engine's decision."""
        if isinstance(decision, Matched):
            state = "to_post" if decision.post else "suggested"
            return self._matched(decision, state)
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
            "allocation_ids": [
                Command.clear(),
                *(
                    Command.create({"move_line_id": a.item, "amount": float(a.amount)})
                    for a in matched.allocations
                ),
            ],
        }

    def _reconciled_by_hand(self):
        return self._nothing("left", self.env._("Already reconciled by hand, in whole or in part."))

    def _nothing(self, state, reasons, customer=None):
        return {
            "state": state,
            "partner_id": customer or False,
            "tier": False,
            "confidence": 0.0,
            "reasons": reasons,
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
        quiet.create(
            [
                {"statement_line_id": line.id, **values[line.id]}
                for line in lines
                if line.id not in known
            ]
        )

    def _unless_taken_back(self, values):
        """What a person has taken back once is posted by a person only."""
        if not self.taken_back or values["state"] != "to_post":
            return values
        reason = self.env._("A person took this back before: please confirm")
        return values | {"state": "suggested", "reasons": f"{values['reasons']}\n{reason}"}

    # === POST === #

    @api.model
    def _cron_post(self):
        """Post what is certain, in short transactions; what Odoo refuses is parked."""
        progress = self.env["ir.cron"]._commit_progress
        domain = [("state", "=", "to_post")]
        progress(remaining=self.search_count(domain))
        while True:
            batch = self.search(domain, order="company_id, id", limit=POST_AT_ONCE)
            matches = batch.try_lock_for_update().filtered_domain(domain)
            try:
                for company, of_company in matches.grouped("company_id").items():
                    of_company.with_company(company)._post()
            except psycopg2.OperationalError:  # a person was quicker on one of the invoices
                self.env.cr.rollback()
                break  # with something remaining: the scheduler comes back at once
            if not matches or not progress(len(matches)):
                break
        self.env.ref("ar_collections.cron_refresh")._trigger()

    def _post(self):
        """Post these matches; one that Odoo refuses is parked with its reason, the rest goes on."""
        fresh = self._only_fresh()
        if not fresh:
            return
        try:
            with self.env.cr.savepoint():
                fresh._book()
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: all of it is tried again
        except Exception as error:  # noqa: BLE001 -- the one place: one match must stop no other
            if len(fresh) == 1:
                fresh._park(error)
            else:
                # Halving finds the one that Odoo refuses without posting each alone.
                middle = len(fresh) // 2
                fresh[:middle]._post()
                fresh[middle:]._post()

    def _only_fresh(self):
        """Without those whose items were paid, or whose payment was used, since the decision."""
        wanted = defaultdict(float)
        fresh = self.browse()
        for record in self:
            if record._still_holds(wanted):
                fresh |= record
        (self - fresh).sudo().write({"state": "stale"})
        return fresh

    def _still_holds(self, wanted):
        if not self.statement_line_id._ar_is_untouched() or not self.allocation_ids:
            return False
        for allocation in self.allocation_ids:
            item, amount = allocation.move_line_id, allocation.amount
            if item.parent_state != "posted":  # in draft again, or deleted
                return False
            residual = item.amount_residual_currency - wanted[item]
            if (
                amount * residual < 0
                or item.currency_id.compare_amounts(abs(amount), abs(residual)) > 0
            ):
                return False
        for allocation in self.allocation_ids:
            wanted[allocation.move_line_id] += allocation.amount
        return True

    def _book(self):
        for record in self:
            if record.former_partner_id != record.statement_line_id.partner_id:
                record.sudo().former_partner_id = record.statement_line_id.partner_id
        self.env["account.bank.statement.line"]._ar_book(
            {
                record.statement_line_id: [
                    (a.move_line_id, _decimal(record.currency_id, a.amount))
                    for a in record.allocation_ids
                ]
                for record in self
            }
        )
        self.sudo().write({"state": "posted", "posted_by_id": self.env.uid})

    def _park(self, error):
        if isinstance(error, UserError | RedirectWarning):
            problem = self.env._("Odoo did not let it be posted: %(error)s", error=error.args[0])
        else:
            _logger.error("Posting of match %s failed", self.id, exc_info=error)
            problem = self.env._("Unexpected fault, please report it: %(error)s", error=repr(error))
        reasons = "\n".join(filter(None, (problem, self.reasons)))
        self.sudo().write({"state": "left", "reasons": reasons})

    def _take_back(self):
        """The payment is open again: the customer on it is the one from before."""
        for record in self.filtered(lambda record: record.state == "posted"):
            record.statement_line_id.partner_id = record.former_partner_id
            record._mark_undone()

    def _mark_undone(self):
        """What was posted no longer stands; it is not posted again by itself."""
        posted = self.filtered(lambda record: record.state == "posted")
        posted.sudo().write({"state": "undone", "posted_by_id": False, "taken_back": True})

    # === ACTIONS === #

    def action_accept(self):
        """Post the suggestion: a person has confirmed it."""
        self.check_access("write")
        suggested = self.filtered(lambda record: record.state == "suggested")
        if not suggested:
            raise UserError(self.env._("Only suggestions can be accepted."))
        for company, of_company in suggested.grouped("company_id").items():
            of_company.with_company(company)._post()
        if len(self) == 1 and self.state == "left":
            raise UserError(self.reasons)
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()
        return suggested._tell_accepted(self)

    def _tell_accepted(self, chosen):
        """What became of the suggestions; nothing to say where all of them were posted."""
        posted = self.filtered(lambda record: record.state == "posted")
        if posted == chosen:
            return None
        if self.filtered(lambda record: record.state == "stale"):
            self.env.ref("ar_collections.cron_match").sudo()._trigger()
        if len(chosen) == 1:
            return self._notify(
                self.env._("The open items have changed meanwhile; it will be matched again.")
            )
        return self._notify(
            self.env._(
                "%(posted)s posted; %(others)s are no suggestions, or their open items have changed.",
                posted=len(posted),
                others=len(chosen) - len(posted),
            )
        )

    def action_undo(self):
        """Take a posted match back: the books are as before, and it is not posted again by itself."""
        self.check_access("write")
        wrong = self.filtered(lambda record: record.state != "posted")
        if wrong:
            raise UserError(self.env._("Only posted matches can be undone."))
        self.statement_line_id.action_undo_reconciliation()
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()

    def action_match_again(self):
        """Decide anew, with the open items of now."""
        self.check_access("write")
        undecided = self.filtered(lambda record: record.state in ("suggested", "left", "undone"))
        undecided.sudo().write({"state": "stale"})
        self.env.ref("ar_collections.cron_match").sudo()._trigger()
        return self._notify(self.env._("It will be matched again within a minute."))

    def action_open_payment(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.statement_line_id.move_id.id,
            "views": [(False, "form")],
        }

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "next": {"type": "ir.actions.act_window_close"}},
        }
