from odoo import fields, models


class ArMatchAllocation(models.Model):
    """So much of a payment to one open item."""

    _name = "ar.match.allocation"
    _description = "Payment Match Allocation"

    match_id = fields.Many2one("ar.match", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="match_id.company_id", store=True, precompute=True)
    # Empty once the item was deleted: half of a decision must not look like a whole one.
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", ondelete="set null", index=True
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(related="move_line_id.partner_id")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due")
    currency_id = fields.Many2one(related="match_id.currency_id")
    amount = fields.Monetary(required=True)
    residual = fields.Monetary("Still open", related="move_line_id.amount_residual_currency")
