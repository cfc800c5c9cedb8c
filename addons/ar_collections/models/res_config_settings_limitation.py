from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_limitation_months = fields.Integer(related="company_id.ar_limitation_months", readonly=False)
