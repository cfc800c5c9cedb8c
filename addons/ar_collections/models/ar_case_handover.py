from odoo import fields, models
from odoo.exceptions import UserError


class ArCase(models.Model):
    """From a case: what is overdue goes to an agency, or to court."""

    _inherit = "ar.case"

    handover_count = fields.Integer(
        "Hand-overs", compute="_compute_handover_count", help="Those that are not over."
    )

    def _compute_handover_count(self):
        counts = self.env["ar.handover"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "not in", ("returned", "closed")),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        by_customer = {(partner, company): count for partner, company, count in counts}
        for case in self:
            case.handover_count = by_customer.get((case.partner_id, case.company_id), 0)

    def action_handover(self):
        """A hand-over of the items that were chosen on it, or of all that is overdue."""
        self.ensure_one()
        self.check_access("write")
        chosen = self.env["account.move.line"].browse(self.env.context.get("ar_item_ids", ()))
        items = (self.item_ids & chosen) or self.item_ids.filtered(
            lambda item: item.ar_days_overdue > 0
        )
        if not items:
            raise UserError(self.env._("Nothing of this customer is overdue."))
        return self.env["ar.handover"]._action_over(items)

    def action_open_handovers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_handover_action")
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
