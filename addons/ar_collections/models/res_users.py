from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    ar_absence_ids = fields.One2many(
        "ar.absence",
        "user_id",
        "Absences",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )
