import logging
from collections import defaultdict

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from .account_move_line import _decimal
from .booking import Booking

_logger = logging.getLogger(__name__)

# Matches posted in one transaction.
POST_AT_ONCE = 500


class ArMatch(models.Model):
    """Post what was decided, and take it back."""

    _inherit = "ar.match"

    @api.model
    def _cron_post(self):
        """Take back what is to be taken back, then post what is certain, in short transactions."""
        # The newest first: what a payment left on account was used by a later one.
        unwanted = [("state", "=", "posted"), ("undo_wanted", "=", True)]
        self._in_batches(unwanted, "company_id, id desc", lambda matches: matches._undo_or_say())
        self._outdate_paid()
        runs = {}
        self._in_batches(
            [("state", "=", "to_post")], "company_id, id", lambda matches: matches._post_in(runs)
        )
        self.env.ref("ar_collections.cron_refresh")._trigger()

    @api.model
    def _in_batches(self, domain, order, act):
        """Act on what the domain finds, company by company, with commits between."""
        progress = self.env["ir.cron"]._commit_progress
        left = None
        while batch := self.search(domain, order=order, limit=POST_AT_ONCE):
            if left is None:
                left = len(batch) if len(batch) < POST_AT_ONCE else self.search_count(domain)
            matches = batch.try_lock_for_update().filtered_domain(domain)
            try:
                for company, of_company in matches.grouped("company_id").items():
                    act(of_company.with_company(company))
            except psycopg2.OperationalError:  # a person was quicker on one of the invoices
                self.env.cr.rollback()
                progress(remaining=left)  # the scheduler comes back at once
                break
            left = max(left - len(matches), 0)
            more = progress(len(matches), remaining=left) and matches
            if not more or len(batch) < POST_AT_ONCE:
                break

    def _post_in(self, runs):
        """Post these of one company in the run that it has by now."""
        company = self.company_id
        if company not in runs:
            runs[company] = self.env["ar.match.run"]._start(company)
        self.with_context(ar_run=runs[company].id)._post()

    def _post(self):
        """Post these matches; one that is refused is parked with its reason, the rest goes on."""
        self._only_fresh()._without_obstacle()._halving("_book", "_park")

    def _halving(self, act, give_up):
        """Act on all of them; what is refused is halved until the one is found that is at fault."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, act)()
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: all of it is tried again
        except Exception as error:  # noqa: BLE001 -- the one place: one match must stop no other
            if len(self) == 1:
                getattr(self, give_up)(error)
            else:
                middle = len(self) // 2
                self[:middle]._halving(act, give_up)
                self[middle:]._halving(act, give_up)

    def _only_fresh(self):
        """Without those whose items were paid, or whose payment was used, since the decision."""
        wanted = defaultdict(float)
        fresh = self.browse()
        untouched = self.statement_line_id._ar_untouched()
        for record in self.filtered(lambda match: match.statement_line_id in untouched):
            if record._still_holds(wanted):
                fresh |= record
        (self - fresh).sudo().write({"state": "stale"})
        return fresh

    def _still_holds(self, wanted):
        if not self._has_place():
            return False
        if self.returned_id:
            return self.returned_id.state == "posted"
        of_items = self.allocation_ids.grouped("move_line_id")
        if not all(each._fits(wanted[item]) for item, each in of_items.items()):
            return False
        for item, each in of_items.items():
            wanted[item] += each._closes_of_item()
        return True

    def _book(self):
        for record in self:
            if record.former_partner_id != record.statement_line_id.partner_id:
                record._quietly().former_partner_id = record.statement_line_id.partner_id
        returns = self.filtered("returned_id")
        self.env["account.bank.statement.line"]._ar_book(
            {record.statement_line_id: record._to_booking() for record in self - returns}
        )
        for record in returns:
            record._book_return()
        self.env["ar.dispute"].sudo()._open(self.allocation_ids)
        self._quietly().write(
            {
                "state": "posted",
                "posted_by_id": self.env.uid,
                "posted_on": fields.Datetime.now(),
                "run_id": self.env.context.get("ar_run") or False,
            }
        )
        self.advice_id.sudo()._settle()

    def _quietly(self):
        """What a run posts says so itself; no message says it again."""
        return self.sudo().with_context(tracking_disable="ar_run" in self.env.context)

    def _has_place(self):
        """Whether anything of the payment was given a place in the books."""
        return bool(self.allocation_ids or self.on_account or self.returned_id)

    def _to_booking(self):
        """The decision as the bank's line books it."""
        of_items = self.allocation_ids.grouped("move_line_id")
        shares = tuple(each._to_share() for each in of_items.values())
        return Booking(
            partner=self.partner_id or shares[0].item.partner_id,
            shares=tuple(share for share in shares if share.closes),  # a deduction alone stays open
            on_account=_decimal(self.currency_id, self.on_account),
            reason=self._why_on_account(),
        )

    def _why_on_account(self):
        """What the credit is called where an invoice was paid twice."""
        if not self.paid_before:
            return ""
        return self.env._("%(invoices)s was paid before", invoices=self.paid_before)

    def _write_off_account(self, kind):
        """Where a difference of that kind goes; none for a discount: Odoo has its own accounts."""
        if kind == "discount":
            return None
        line = self.statement_line_id
        return self.env["ar.match.policy"]._for(line, self.partner_id)._account_for(kind)

    def _park(self, error):
        """Leave it to a person, with the sentence that says why."""
        self._leave(self._in_the_users_words(error))

    def _leave(self, problem):
        reasons = "\n".join(filter(None, (problem, self.reasons)))
        self.sudo().write({"state": "left", "reasons": reasons})

    def _in_the_users_words(self, error):
        if isinstance(error, UserError | RedirectWarning):
            return self.env._("Odoo did not let it be posted: %(error)s", error=error.args[0])
        _logger.error("Posting of match %s failed", self.id, exc_info=error)
        return self.env._("Unexpected fault, please report it: %(error)s", error=repr(error))
