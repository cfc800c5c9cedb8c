from odoo import api, fields, models


class ArDisputeDecision(models.TransientModel):
    """How much of a dispute is granted, and how it is given."""

    _name = "ar.dispute.decision"
    _description = "Decide a Dispute"

    dispute_id = fields.Many2one("ar.dispute", required=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    disputed = fields.Monetary(related="dispute_id.amount")
    offered_cause_ids = fields.Many2many(related="dispute_id.reason_id.cause_ids")
    amount_approved = fields.Monetary(
        "Granted", compute="_compute_amount_approved", store=True, readonly=False
    )
    amount_rejected = fields.Monetary("Back to collection", compute="_compute_amount_rejected")
    remedy = fields.Selection(
        [("credit_note", "With a credit note"), ("write_off", "With a write-off")],
        "Given",
        default="credit_note",
        required=True,
    )
    cause_id = fields.Many2one("ar.dispute.cause", "Root cause")
    note = fields.Text("Why so")
    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    @api.depends("dispute_id")
    def _compute_amount_approved(self):
        for record in self:
            record.amount_approved = record.dispute_id.amount

    @api.depends("disputed", "amount_approved")
    def _compute_amount_rejected(self):
        for record in self:
            record.amount_rejected = record.disputed - record.amount_approved

    @api.depends("dispute_id", "amount_approved", "remedy")
    @api.depends_context("uid")
    def _compute_needs_approval(self):
        for record in self:
            dispute = record.dispute_id
            record.needs_approval = record.amount_approved > 0 and (
                record.remedy == "write_off"
                or not dispute._may_grant(record.amount_approved, dispute.author_id)
            )

    def action_decide(self):
        self.dispute_id._decide(self.amount_approved, self.remedy, self.cause_id, self.note)
        return {"type": "ir.actions.act_window_close"}
