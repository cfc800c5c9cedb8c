from odoo import fields, models


class ArHandoverRefusal(models.TransientModel):
    """Why a hand-over is not released."""

    _name = "ar.handover.refusal"
    _description = "Send a Hand-over back"

    handover_id = fields.Many2one("ar.handover", required=True, ondelete="cascade")
    why = fields.Char("Why?", required=True)

    def action_refuse(self):
        self.handover_id._reject(self.why)
        return {"type": "ir.actions.act_window_close"}
