from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_refreshed_on = fields.Date(
        "Worklist of", readonly=True, help="The day for which all cases were refreshed last."
    )

    def _ar_today(self):
        """The day it is where the company is: its worklist is one for all who work on it."""
        self.ensure_one()
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        zone = self.sudo().partner_id.tz or (admin and admin.sudo().tz) or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))
