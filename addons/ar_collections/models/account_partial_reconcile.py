from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """What is paid here or elsewhere in Odoo: no other payment is suggested for it any more."""
        partials = super().create(vals_list)
        items = partials.debit_move_id | partials.credit_move_id
        self.env["ar.match"].sudo()._outdate(items)
        self.env["ar.promise"].sudo()._decide_for(items)
        self.env["ar.dispute"].sudo()._close_paid(items)
        self.env["ar.handover"].sudo()._follow_items(items)
        self.env["ar.case"].sudo()._touch_items(items)
        return partials

    def unlink(self):
        """A payment taken off an invoice elsewhere in Odoo: its match no longer says "posted"."""
        matches = self.sudo()._ar_matches()
        items = self.debit_move_id | self.credit_move_id
        result = super().unlink()
        self.env["ar.dispute"].sudo()._reopen_unpaid(items)
        matches._mark_undone()
        self.env["ar.promise"].sudo()._decide_for(items)
        self.env["ar.handover"].sudo()._follow_items(items, opened=True)
        self.env["ar.case"].sudo()._touch_items(items)
        return result

    def _ar_matches(self):
        """The matches that paid one side with the other.

        Not the one whose payment only left on account what these use: what it paid stays paid. With
        a return, the payment that had come back: neither of them says any more where its money is.
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
        came_back = found.returned_id.filtered(
            lambda match: match.statement_line_id.id not in taken_back
        )
        return found | came_back
