from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_promise_grace_days = fields.Integer(
        "Days of grace for promises",
        default=3,
        help="So many days after the day promised a payment is still in time. Each promise may "
        "have its own.",
    )

    _ar_promise_grace_days_not_negative = models.Constraint(
        "CHECK (ar_promise_grace_days >= 0)", "Days of grace are not negative."
    )

    def _ar_late_promises(self):
        """Those that were to be paid by yesterday, by the company's calendar."""
        today = self._ar_today()
        return Domain(
            [("company_id", "=", self.id), ("state", "=", "open"), ("deadline", "<", today)]
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_promise_grace_days = fields.Integer(
        related="company_id.ar_promise_grace_days", readonly=False
    )
