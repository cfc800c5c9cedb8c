from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A payment taken off an invoice elsewhere in Odoo: its match no longer says "posted"."""
        payments = (self.debit_move_id | self.credit_move_id).move_id.statement_line_ids
        result = super().unlink()
        taken_back = self.env.context.get("ar_taking_back", ())
        others = payments.filtered(lambda line: line.id not in taken_back)
        others.sudo().ar_match_ids._mark_undone()
        return result
