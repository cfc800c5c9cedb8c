from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_promise_count = fields.Integer(
        "Promises",
        compute="_compute_ar_promise_count",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )

    def _compute_ar_promise_count(self):
        counts = dict(
            self.env["ar.promise"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.ar_promise_count = counts.get(partner.commercial_partner_id, 0)

    def action_ar_promises(self):
        """What this customer promised, and what became of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_promise_action")
        firm = self.commercial_partner_id
        return {**action, "domain": [("partner_id", "=", firm.id)], "context": {}}
