from odoo import api, fields, models


class ArCase(models.Model):
    """What the case shows of the customer's credit: read where it stands, never kept twice."""

    _inherit = "ar.case"

    credit_id = fields.Many2one("ar.credit", compute="_compute_credit")
    credit_has_limit = fields.Boolean(compute="_compute_credit")
    credit_limit = fields.Monetary(compute="_compute_credit", help="Of today.")
    credit_exposure = fields.Monetary(
        "Exposure", compute="_compute_credit", help="Open items and orders not billed yet."
    )
    credit_over = fields.Monetary("Over the limit", compute="_compute_credit")
    credit_percent = fields.Integer("Limit used", compute="_compute_credit")
    credit_class = fields.Selection(
        selection=lambda self: self.env["ar.credit"]._fields["risk_class"].selection,
        string="Credit risk",
        compute="_compute_credit",
    )
    credit_reasons = fields.Char("Why this risk", compute="_compute_credit")
    credit_habit = fields.Char("How it pays", compute="_compute_credit")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_credit(self):
        Credit = self.env["ar.credit"]
        rows = Credit.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        ).grouped(lambda row: (row.partner_id, row.company_id))
        for case in self:
            credit = rows.get((case.partner_id, case.company_id), Credit)
            case.credit_id = credit
            case.credit_has_limit = credit.has_limit
            case.credit_limit = credit.limit_amount
            case.credit_exposure = credit.exposure
            case.credit_over = credit.over_amount
            case.credit_percent = credit.used_percent
            case.credit_class = credit.risk_class
            case.credit_reasons = credit.risk_reasons
            case.credit_habit = credit.habit

    def action_credit(self):
        """Limit, use and risk of this customer."""
        self.ensure_one()
        if not self.credit_id:
            self.env["ar.credit"].sudo()._refresh(
                self.company_id, self.company_id._ar_today(), self.partner_id.ids
            )
            self.invalidate_recordset()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit of %(customer)s", customer=self.partner_id.name),
            "res_model": "ar.credit",
            "res_id": self.credit_id.id,
            "view_mode": "form",
        }
