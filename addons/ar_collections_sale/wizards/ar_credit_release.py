from odoo import fields, models
from odoo.exceptions import UserError


class ArCreditRelease(models.TransientModel):
    """Why an order goes through though the customer's credit does not bear it."""

    _name = "ar.credit.release"
    _description = "Release of a Held Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    said = fields.Text("Held back because", related="order_id.ar_credit_reason")
    amount = fields.Monetary("Up to", related="order_id.amount_total")
    currency_id = fields.Many2one(related="order_id.currency_id")
    reason = fields.Char(required=True, help="It is kept with the order.")

    def action_release(self):
        """Let the order through."""
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the order goes through."))
        self.order_id._ar_release(self.reason.strip())
        return {"type": "ir.actions.client", "tag": "soft_reload"}
