from dateutil.relativedelta import relativedelta
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_limitation_months = fields.Integer(
        "Limitation watched",
        default=6,
        help="Whoever is responsible is told so many months before an item cannot be enforced any "
        "more; 0: nobody is.",
    )

    _ar_limitation_months_not_negative = models.Constraint(
        "CHECK (ar_limitation_months >= 0)", "Months are not negative."
    )

    def _ar_limitation_horizon(self):
        """The day up to which items are near their date; none where nobody watches."""
        self.ensure_one()
        months = self.sudo().ar_limitation_months
        return months and self._ar_today() + relativedelta(months=months)
