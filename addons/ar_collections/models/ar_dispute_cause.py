from odoo import fields, models


class ArDisputeCause(models.Model):
    """What went wrong, so that it is not disputed again next month."""

    _name = "ar.dispute.cause"
    _description = "Root Cause of Disputes"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
