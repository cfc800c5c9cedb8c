from odoo import api, fields, models

ROLES = "ar_collections.group_collector,ar_collections.group_treasurer"


class ResPartner(models.Model):
    """Nothing of a customer's credit is kept on the partner: it is shown from where it stands."""

    _inherit = "res.partner"

    ar_credit_summary = fields.Char("Credit", compute="_compute_ar_credit_summary", groups=ROLES)

    @api.depends_context("company", "lang")
    def _compute_ar_credit_summary(self):
        rows = self.env["ar.credit"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )
        of_customer = {row.partner_id: row for row in rows}
        for partner in self:
            row = of_customer.get(partner.commercial_partner_id)
            partner.ar_credit_summary = row and row._summary()

    def action_ar_credit(self):
        """Limit, use and risk of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_credit_action")
        credit = self.env["ar.credit"]._of_customer(self.env.company, self)
        return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": credit.id}
