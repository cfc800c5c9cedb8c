from odoo import fields, models


class ArContactResult(models.Model):
    """What may come of a contact: reached, promised, asked to wait ..."""

    _name = "ar.contact.result"
    _description = "Result of a Contact"
    _order = "sequence, id"

    name = fields.Char("Result", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    reached = fields.Boolean(
        "Somebody was reached",
        default=True,
        help="Calls that reach nobody do not count towards the most contacts a week.",
    )
    follow_up = fields.Selection(
        [
            ("promise", "Record the promise"),
            ("dispute", "Open a dispute"),
            ("hold", "Set a hold"),
        ],
        "Goes on with",
        help="What the screen offers as soon as the contact is logged.",
    )
    next_step = fields.Char(
        "What is next", translate=True, help="The next step that is proposed with it."
    )
    next_days = fields.Integer("In days", help="Days until the next step; 0: none is proposed.")

    _next_days_positive = models.Constraint(
        "CHECK (next_days >= 0)", "The next step lies in the future."
    )
