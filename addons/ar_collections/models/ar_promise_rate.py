from odoo import api, fields, models
from odoo.tools import format_date


class ArPromiseRate(models.Model):
    """One instalment of a promise: an amount for a day."""

    _name = "ar.promise.rate"
    _description = "Promised Instalment"
    _order = "date, id"
    _rec_name = "promise_id"

    promise_id = fields.Many2one(
        "ar.promise", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="promise_id.company_id", store=True, index=True, readonly=True
    )
    partner_id = fields.Many2one(
        related="promise_id.partner_id", store=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="promise_id.currency_id")
    user_id = fields.Many2one(related="promise_id.user_id")
    promise_state = fields.Selection(related="promise_id.state", string="State of the promise")
    date = fields.Date("Due", required=True, readonly=True, index=True)
    amount = fields.Monetary(required=True, readonly=True)
    paid = fields.Monetary(readonly=True)
    paid_on = fields.Date(readonly=True, help="The day on which the last of it was credited.")
    outcome = fields.Selection(
        [
            ("to_come", "To come"),
            ("kept", "Paid in time"),
            ("late", "Paid late"),
            ("partly", "Paid in part"),
            ("missed", "Not paid"),
            ("not_owed", "Not owed any more"),
        ],
        required=True,
        readonly=True,
        default="to_come",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The amount of an instalment is more than zero."
    )

    @api.depends("amount", "currency_id", "partner_id")
    def _compute_display_name(self):
        """As the calendar shows it."""
        for rate in self:
            rate.display_name = f"{rate.currency_id.format(rate.amount)} {rate.partner_id.name}"

    def _paid_in_words(self):
        words = {
            "amount": self.currency_id.format(self.amount),
            "due": format_date(self.env, self.date),
            "day": format_date(self.env, self.paid_on),
        }
        if self.outcome == "late":
            return self.env._(
                "Instalment of %(amount)s for %(due)s paid late, on %(day)s.", **words
            )
        return self.env._("Instalment of %(amount)s for %(due)s paid on %(day)s.", **words)
