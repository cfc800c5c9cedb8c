from odoo import fields, models

# As many as one looks at; the buttons above lead to all.
MOST = 20


class ArCase(models.Model):
    """What happened last with a customer, as its case lists it."""

    _inherit = "ar.case"

    promise_ids = fields.Many2many("ar.promise", compute="_compute_promise_ids")
    dispute_ids = fields.Many2many("ar.dispute", compute="_compute_dispute_ids")
    contact_ids = fields.Many2many("ar.contact", compute="_compute_contact_ids")
    hold_ids = fields.Many2many("ar.hold", string="Holds", compute="_compute_hold_ids")
    receipt_ids = fields.Many2many(
        "account.move.line", compute="_compute_receipt_ids", help="The last payments."
    )

    def _compute_promise_ids(self):
        for case in self:
            case.promise_ids = case._latest_of("ar.promise", "date desc, id desc")

    def _compute_dispute_ids(self):
        for case in self:
            case.dispute_ids = case._latest_of("ar.dispute", "date desc, id desc")

    def _compute_contact_ids(self):
        for case in self:
            case.contact_ids = case._latest_of("ar.contact", "date desc, id desc")

    def _compute_hold_ids(self):
        for case in self:
            case.hold_ids = case._latest_of("ar.hold", "date_from desc, id desc")

    def _compute_receipt_ids(self):
        """What came in on its receivable account from a bank, a till, or by a registered payment."""
        for case in self:
            case.receipt_ids = case._latest_of(
                "account.move.line",
                "date desc, id desc",
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("journal_id.type", "in", ("bank", "cash", "credit")),
                ("balance", "<", 0),
            )

    def _latest_of(self, model, order, *more):
        self.ensure_one()
        return self.env[model].search([*self._whose(), *more], order=order, limit=MOST)

    def _whose(self):
        """What is this customer's, in this company."""
        return [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
