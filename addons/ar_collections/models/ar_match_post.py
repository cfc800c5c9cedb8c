import logging
from collections import defaultdict

import psycopg2
from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from .account_move_line import _decimal
from .booking import Booking

_logger = logging.getLogger(__name__)

# Matches posted in one transaction.
POST_AT_ONCE = 200


class ArMatch(models.Model):
    """Post what was decided, and take it back."""

    _inherit = "ar.match"

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
        if not self.statement_line_id._ar_is_untouched() or not self._has_place():
            return False
        own = defaultdict(float)
        for allocation in self.allocation_ids:
            item = allocation.move_line_id
            if not allocation._fits(wanted[item] + own[item]):
                return False
            own[item] += allocation._closes_of_item()
        for item, closes in own.items():
            wanted[item] += closes
        return True

    def _book(self):
        for record in self:
            if record.former_partner_id != record.statement_line_id.partner_id:
                record.sudo().former_partner_id = record.statement_line_id.partner_id
        self.env["account.bank.statement.line"]._ar_book(
            {record.statement_line_id: record._to_booking() for record in self}
        )
        self.env["ar.deduction"].sudo()._open(self.allocation_ids)
        self.sudo().write({"state": "posted", "posted_by_id": self.env.uid})

    def _has_place(self):
        """Whether anything of the payment was given a place in the books."""
        return bool(self.allocation_ids or self.on_account)

    def _to_booking(self):
        """The decision as the bank's line books it."""
        shares = tuple(allocation._to_share() for allocation in self.allocation_ids)
        return Booking(
            partner=self.partner_id or shares[0].item.partner_id,
            shares=shares,
            on_account=_decimal(self.currency_id, self.on_account),
        )

    def _write_off_account(self, kind):
        """Where a difference of that kind goes; none for a discount: Odoo has its own accounts."""
        if kind == "discount":
            return None
        line = self.statement_line_id
        return self.env["ar.match.policy"]._for(line, self.partner_id)._account_for(kind)

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
        self.env["ar.deduction"].sudo()._take_back(posted)
        posted.sudo().write({"state": "undone", "posted_by_id": False, "taken_back": True})
