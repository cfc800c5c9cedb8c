from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Nothing of it is stored, and it depends on nothing: posting must not wait for disputes.
    ar_disputed = fields.Monetary(
        "Disputed", compute="_compute_ar_disputed", currency_field="currency_id"
    )

    def _compute_ar_disputed(self):
        disputed = self.env["ar.dispute"]._disputed(self) if self.ids else {}
        for item in self:
            item.ar_disputed = disputed.get(item.id, 0.0)

    def action_dispute(self):
        """The ticked items, in the wizard that opens a dispute of each."""
        return self.env["ar.dispute.open"]._ask(self)
