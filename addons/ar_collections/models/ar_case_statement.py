from odoo import fields, models


class ArCase(models.Model):
    """Statements of the customer, from the case."""

    _inherit = "ar.case"

    statement_count = fields.Integer("Statements", compute="_compute_statement_count")

    def _compute_statement_count(self):
        counts = {
            (partner, company): count
            for partner, company, count in self.env["ar.statement"]._read_group(
                [("partner_id", "in", self.partner_id.ids)],
                ["partner_id", "company_id"],
                ["__count"],
            )
        }
        for case in self:
            case.statement_count = counts.get((case.partner_id, case.company_id), 0)

    def action_statement(self):
        """A new statement to look at and send; of several cases one for each."""
        Statement = self.env["ar.statement"]
        made = Statement
        for company, cases in self.grouped("company_id").items():
            made += Statement._of(cases.partner_id, company)
        return made.action_open()

    def action_open_statements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_statement_action")
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
