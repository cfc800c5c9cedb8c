from odoo import fields, models
from odoo.exceptions import UserError

from .ar_dispute import OPEN


class ArCase(models.Model):
    """The disputes of a case's customer, and what else is said of its single items."""

    _inherit = "ar.case"

    dispute_count = fields.Integer(
        "Disputes", compute="_compute_dispute_count", help="Those that are open."
    )

    def _compute_dispute_count(self):
        """One query for a whole list."""
        counts = self.env["ar.dispute"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", OPEN),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        by_customer = {(partner, company): count for partner, company, count in counts}
        for case in self:
            case.dispute_count = by_customer.get((case.partner_id, case.company_id), 0)

    def action_dispute(self):
        """The customer does not want to pay the ticked items, or a part of them."""
        ticked = self._ticked(self.env._("Tick the items that the customer disputes."))
        return ticked.action_dispute()

    def action_write_off(self):
        """Propose to give the ticked items up; somebody else approves it."""
        ticked = self._ticked(self.env._("Tick the items that are to be given up."))
        return ticked.action_write_off()

    def _ticked(self, otherwise):
        """The ticked items as they stand now; the only one that is owed needs no tick."""
        self.ensure_one()
        self.check_access("write")
        wanted = self.env["account.move.line"].browse(self.env.context.get("ar_item_ids", ()))
        items = self.item_ids
        owed = items.filtered(lambda item: item.amount_residual > 0)
        if not wanted and len(owed) != 1:
            raise UserError(otherwise)
        gone = wanted - items
        if gone:
            raise UserError(
                self.env._(
                    "%(names)s is not open any more: it was paid or changed meanwhile.",
                    names=", ".join(filter(None, gone.exists().mapped("move_name"))),
                )
            )
        return wanted or owed

    def action_open_disputes(self):
        """All disputes that the customer ever had."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_dispute_action")
        return {**action, "domain": self._whose(), "context": {}}
