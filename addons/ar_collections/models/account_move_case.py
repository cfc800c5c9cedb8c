from odoo import models


class AccountMove(models.Model):
    """What is posted or taken back changes what a customer owes."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        # A bank's own entries owe nothing yet: their payments touch the customers they pay for.
        owing = posted.filtered(
            lambda move: (
                move.is_sale_document(include_receipts=True)
                or move.origin_payment_id
                or move.journal_id.type == "general"
            )
        )
        if owing:
            self.env["ar.case"]._touch_entries(owing)
        return posted

    def button_draft(self):
        posted = self.filtered(lambda move: move.state == "posted")
        if posted:
            self.env["ar.case"]._touch_entries(posted)
        return super().button_draft()
