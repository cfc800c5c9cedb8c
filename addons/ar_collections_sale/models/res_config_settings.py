from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_credit_policy = fields.Selection(related="company_id.ar_credit_policy", readonly=False)
    ar_credit_overdue_days = fields.Integer(
        related="company_id.ar_credit_overdue_days", readonly=False
    )
    ar_credit_manager_id = fields.Many2one(
        related="company_id.ar_credit_manager_id", readonly=False
    )
