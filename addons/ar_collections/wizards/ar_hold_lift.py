from odoo import fields, models


class ArHoldLift(models.TransientModel):
    """Why a hold is lifted."""

    _name = "ar.hold.lift"
    _description = "Lift a Hold"

    hold_ids = fields.Many2many("ar.hold", string="Holds", required=True)
    reason = fields.Char("Because", required=True)

    def action_lift(self):
        self.hold_ids._lift(self.reason)
        return {"type": "ir.actions.act_window_close"}
