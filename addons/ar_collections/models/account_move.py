from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _set_next_sequence(self):
        """A sample, which is undone again, neither takes a number nor waits for one."""
        if self.env.context.get("ar_unnumbered"):
            return None
        return super()._set_next_sequence()

    def _compute_made_sequence_gap(self):
        if self.env.context.get("ar_unnumbered"):
            return None
        return super()._compute_made_sequence_gap()

    def _post(self, soft=True):
        """What is invoiced now may be what a payment waits for."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        if invoices:
            self.env["ar.match"].sudo()._match_again_for(invoices)
        return posted
