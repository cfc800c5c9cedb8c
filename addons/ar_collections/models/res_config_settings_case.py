from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_own_customers_only = fields.Boolean(
        related="company_id.ar_own_customers_only", readonly=False
    )
