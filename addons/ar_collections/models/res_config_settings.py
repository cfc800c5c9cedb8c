from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_post = fields.Boolean(related="company_id.ar_post", readonly=False)
    ar_post_limit = fields.Monetary(
        related="company_id.ar_post_limit", readonly=False, currency_field="currency_id"
    )
    ar_post_by_name = fields.Boolean(related="company_id.ar_post_by_name", readonly=False)
