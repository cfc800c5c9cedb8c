from odoo import models


class AccountMove(models.Model):
    """What becomes of an invoice changes what is promised of it."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._ar_decide_promises()
        return result

    def unlink(self):
        promised = self.env["ar.promise.item"].sudo().search([("move_id", "in", self.ids)])
        result = super().unlink()
        promised.exists().promise_id._decide()
        return result

    def _ar_decide_promises(self):
        """One query for a batch of invoices, none for payments."""
        invoices = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        if invoices:
            self.env["ar.promise"].sudo()._decide_for_moves(invoices)
