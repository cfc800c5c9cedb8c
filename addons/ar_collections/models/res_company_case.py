from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_refreshed_on = fields.Date(
        "Worklist of", readonly=True, help="The day for which all cases were refreshed last."
    )

    ar_refreshed_at = fields.Datetime("Worklist refreshed at", readonly=True)
    ar_own_customers_only = fields.Boolean(
        "Collectors see only their own customers",
        help="And those of whom they stand in for, and those that nobody has. Managers see all.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A new company's worklist is ranked from the first day."""
        companies = super().create(vals_list)
        self.env["ar.score.rule"].sudo()._create_default(companies)
        return companies

    def _ar_refresh_later(self):
        """All cases are reckoned anew by the job, as soon as it comes to it."""
        if self:
            self.sudo().write({"ar_refreshed_on": False})
            self.env.ref("ar_collections.cron_refresh").sudo()._trigger()

    def _ar_today(self):
        """The day it is where the company is: its worklist is one for all who work on it."""
        self.ensure_one()
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        zone = self.sudo().partner_id.tz or (admin and admin.sudo().tz) or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))
