from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """What is paid here or elsewhere in Odoo: no other payment is suggested for it any more."""
        partials = super().create(vals_list)
        items = partials.debit_move_id | partials.credit_move_id
        self.env["ar.match"].sudo()._outdate(items)
        return partials

    def unlink(self):
        """A payment taken off an invoice elsewhere in Odoo: its match no longer says "posted"."""
        matches = self.sudo()._ar_matches()
        result = super().unlink()
        matches._mark_undone()
        return result

    def _ar_matches(self):
        """The matches that paid one side with the other.

        Not the one whose payment only left on account what these use: what it paid stays paid.
        """
        taken_back = self.env.context.get("ar_taking_back", ())
        found = self.env["ar.match"]
        for partial in self:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            for own, item in ((debit, credit), (credit, debit)):
                lines = own.move_id.statement_line_ids
                others = lines.filtered(lambda line: line.id not in taken_back)
                for match in others.ar_match_ids - found:
                    if item in match._paid_items():
                        found += match
        return found
