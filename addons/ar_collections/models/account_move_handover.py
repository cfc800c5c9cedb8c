from odoo import models


class AccountMove(models.Model):
    """An invoice that is taken back while somebody else collects it: they have to be told."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("draft", "cancel"):
            invoices = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
            if invoices:
                self.env["ar.handover"].sudo()._follow_moves(invoices)
        return result
