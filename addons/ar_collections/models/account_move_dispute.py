from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Invoices that are disputed, and the credit notes that resolve that."""

    _inherit = "account.move"

    ar_dispute_id = fields.Many2one(
        "ar.dispute", "Dispute", readonly=True, copy=False, index="btree_not_null"
    )
    ar_dispute_count = fields.Integer("Disputes", compute="_compute_ar_dispute_count")

    def _compute_ar_dispute_count(self):
        Dispute = self.env["ar.dispute"]
        counts = {}
        if Dispute.has_access("read"):
            domain = [("move_id", "in", self.ids)]
            counts = dict(Dispute._read_group(domain, ["move_id"], ["__count"]))
        for move in self:
            move.ar_dispute_count = counts.get(move, 0)

    def action_dispute(self):
        """What is open of the invoices, in the wizard that opens a dispute of each."""
        items = self.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        )
        return items.action_dispute()

    def action_open_disputes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_dispute_action")
        return {**action, "domain": [("move_id", "in", self.ids)], "context": {}}

    def _post(self, soft=True):
        credit_notes = self.filtered("ar_dispute_id")
        for move in credit_notes:
            move._ar_refuse_more_than_granted()
        posted = super()._post(soft)
        for move in posted & credit_notes:
            move.ar_dispute_id.sudo()._credited(move)
        invoices = posted.filtered(lambda move: move.is_sale_document(include_receipts=True))
        if invoices:
            self.env["ar.dispute"].sudo()._find_items_again(invoices)
        return posted

    def _ar_refuse_more_than_granted(self):
        """What was approved is what may be credited, and to whom it was granted."""
        dispute = self.ar_dispute_id.sudo()
        money = dispute.currency_id
        granted = dispute.amount_approved if dispute.state == "decided" else 0.0
        of_another = (
            self.move_type != "out_refund"
            or self.commercial_partner_id != dispute.partner_id
            or self.company_id != dispute.company_id
            or self.currency_id != money
        )
        if of_another or money.compare_amounts(self.amount_total, granted) > 0:
            raise UserError(
                self.env._(
                    "%(granted)s was granted for %(dispute)s: this credit note is about "
                    "%(amount)s. Decide the dispute anew, or correct the credit note.",
                    granted=money.format(0.0 if of_another else granted),
                    dispute=dispute.display_name,
                    amount=self.currency_id.format(self.amount_total),
                )
            )

    def button_draft(self):
        """A credit note that is no longer posted resolves nothing, though Odoo leaves it matched."""
        result = super().button_draft()
        self.ar_dispute_id.sudo()._open_if_credited()
        return result

    def button_cancel(self):
        """Of a cancelled invoice nothing is left to dispute."""
        result = super().button_cancel()
        self.env["ar.dispute"].sudo()._of_cancelled(self)
        return result
