from odoo import fields, models


class ResCompany(models.Model):
    """How often customers are contacted, and how long what was said is kept."""

    _inherit = "res.company"

    ar_contacts_per_week = fields.Integer(
        "Most contacts a week",
        help="With one customer in seven days; 0: no limit. Calls that reach nobody do not count.",
    )
    ar_contact_retention_months = fields.Integer(
        "Keep what was said for (months)",
        help="Then names, addresses and texts of the contacts of settled customers are erased; "
        "dates, channels and results stay. 0: they are kept.",
    )

    _ar_contacts_per_week_positive = models.Constraint(
        "CHECK (ar_contacts_per_week >= 0)", "The most contacts a week cannot be below zero."
    )
    _ar_contact_retention_positive = models.Constraint(
        "CHECK (ar_contact_retention_months >= 0)", "The months cannot be below zero."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_contacts_per_week = fields.Integer(related="company_id.ar_contacts_per_week", readonly=False)
    ar_contact_retention_months = fields.Integer(
        related="company_id.ar_contact_retention_months", readonly=False
    )
