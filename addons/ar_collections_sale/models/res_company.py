from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_credit_policy = fields.Selection(
        [
            ("none", "Nothing"),
            ("warn", "Warn, and confirm the order"),
            ("block", "Hold the order back until it is released"),
        ],
        "Orders over the credit limit",
        default="warn",
        required=True,
    )
    ar_credit_overdue_days = fields.Integer(
        "Overdue for more than (days)",
        help="Orders of customers with an older open item are treated like those over the limit; "
        "zero: that is not looked at.",
    )
    ar_credit_manager_id = fields.Many2one(
        "res.users",
        "Asked to release orders",
        help="Gets an activity for each order that is held back. Nobody: one of the managers.",
    )

    _ar_credit_overdue_days_not_negative = models.Constraint(
        "CHECK (ar_credit_overdue_days >= 0)", "Days overdue are not negative."
    )
