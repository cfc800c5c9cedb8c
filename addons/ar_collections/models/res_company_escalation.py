from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has its escalation levels from the first day."""
        companies = super().create(vals_list)
        self.env["ar.escalation.level"].sudo()._create_default(companies)
        return companies
