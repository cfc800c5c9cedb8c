import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TOUCHED = "ar_collections.touched_customers"
# Customers refreshed in the transaction that changed something of theirs; more wait for the job.
AT_ONCE = 50
LONGEST_TRANSACTION = timedelta(minutes=15)
# Context of a job of cash application: it wakes the refresh, which sees for itself what was decided
# and posted, so that not a statement more is spent on it among thousands of payments.
FOLLOWS = "ar_refresh_follows"


class ArCase(models.Model):
    """Cases follow what happens to their customers, as soon as it happens."""

    _inherit = "ar.case"

    @api.model
    def _touch(self, company, partner_ids):
        """Something changed that the cases of these customers show: they follow at its commit."""
        if not partner_ids or FOLLOWS in self.env.context:
            return
        precommit = self.env.cr.precommit
        if TOUCHED not in precommit.data:
            precommit.data[TOUCHED] = defaultdict(set)
            precommit.add(self.sudo().browse()._refresh_touched)
        precommit.data[TOUCHED][company.id].update(partner_ids)

    @api.model
    def _touch_customer(self, partner):
        """The same, of one customer in whatever company."""
        for case in self.search([("partner_id", "=", partner.id)]):
            self._touch(case.company_id, partner.ids)

    @api.model
    def _touch_items(self, items):
        """The same, of journal items: the customers of those on receivable accounts."""
        owed = items.filtered(lambda item: item.account_id.account_type == "asset_receivable")
        for company, of_company in owed.grouped("company_id").items():
            self._touch(company, of_company.partner_id.ids)

    @api.model
    def _touch_entries(self, moves):
        """The same, of whole journal entries, with one query."""
        moves.line_ids.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT line.company_id, line.partner_id
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                    WHERE line.move_id = ANY(%s) AND line.partner_id IS NOT NULL
                      AND account.account_type = 'asset_receivable'""",
                moves.ids,
            )
        )
        for company, partner in rows:
            self._touch(self.env["res.company"].browse(company), [partner])

    @api.model
    def _refresh_touched(self):
        """Few customers at once, many by the job: whoever posts a thousand invoices need not wait."""
        touched = self.env.cr.precommit.data.pop(TOUCHED, {})
        many = sum(map(len, touched.values())) > AT_ONCE
        for company, customers in touched.items():
            company = self.env["res.company"].browse(company)
            if many or not self._refreshed_at_once(company, customers):
                self.env["ar.case.touch"]._leave(company, customers)

    def _refreshed_at_once(self, company, customers):
        """What a person posts must not fail because its case cannot follow at once."""
        try:
            with self.env.cr.savepoint(flush=False):
                here = self.with_company(company)
                here._refresh(company, company._ar_today(), sorted(customers))
        except Exception:  # whatever it is, the job tries again and says it
            _logger.warning("Cases of %s are left to the job", company.name, exc_info=True)
            return False
        return True


class ArCaseTouch(models.Model):
    """Customers whose cases wait for the refresh job.

    A table of its own, without a key to trip over: a mark on the case would make the posting of
    payments wait for whoever has the case open, and a customer need not have a case yet.
    """

    _name = "ar.case.touch"
    _description = "Customer Whose Case Is To Be Refreshed"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    @api.model
    def _leave(self, company, customers):
        """One statement whatever their number."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_case_touch (company_id, partner_id)
                   SELECT %s, partner FROM unnest(%s::int[]) AS partner""",
                company.id,
                list(customers),
            )
        )
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()

    @api.model
    def _take(self, company):
        """The customers that wait, each once; they wait no longer."""
        self.env.cr.execute(
            SQL("DELETE FROM ar_case_touch WHERE company_id = %s RETURNING partner_id", company.id)
        )
        waiting = {partner for (partner,) in self.env.cr.fetchall()}
        return sorted(waiting | self._of_payments(company))

    @api.model
    def _of_payments(self, company):
        """The customers of payments that were decided, posted or taken back since the last run;
        a little longer, as a transaction keeps the time at which it began.
        """
        since = (company.ar_refreshed_at or fields.Datetime.now()) - LONGEST_TRANSACTION
        rows = self.env.execute_query(
            SQL(
                """SELECT match.partner_id, item.partner_id FROM ar_match match
                     LEFT JOIN ar_match_allocation pays ON pays.match_id = match.id
                     LEFT JOIN account_move_line item ON item.id = pays.move_line_id
                    WHERE match.company_id = %s AND match.write_date >= %s""",
                company.id,
                since,
            )
        )
        return {partner for row in rows for partner in row if partner}
