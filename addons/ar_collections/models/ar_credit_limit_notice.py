from datetime import timedelta

from odoo import api, models

# Days before its end at which somebody is asked what comes after a limit.
NOTICE_DAYS = 14


class ArCreditLimit(models.Model):
    """Somebody is asked in time what comes after a limit."""

    _inherit = "ar.credit.limit"

    @api.model
    def _cron_give_notice(self):
        """Each company's limits, once a day."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        progress(remaining=len(companies))
        for company in companies:
            self._give_notice(company, company._ar_today())
            if not progress(1):
                break

    @api.model
    def _give_notice(self, company, today):
        """Ask for what comes after the limits that end soon; once for each."""
        ending = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
                ("notice_given", "=", False),
                ("date_to", ">=", today),
                ("date_to", "<=", today + timedelta(days=NOTICE_DAYS)),
            ]
        )
        followed = {
            (each.partner_id, each.kind)
            for each in self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("approved", "proposed")),
                    ("partner_id", "in", ending.partner_id.ids),
                    ("date_from", ">", today),
                ]
            )
        }
        for limit in ending:
            if (limit.partner_id, limit.kind) not in followed:
                limit._ask_what_follows()
        ending.sudo().write({"notice_given": True})

    def _ask_what_follows(self):
        who = self.approved_by_id if self.approved_by_id.active else self.proposed_by_id
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_to,
            summary=self.env._(
                "The credit limit of %(customer)s ends", customer=self.partner_id.name
            ),
            user_id=who.id if who.active else False,
        )
