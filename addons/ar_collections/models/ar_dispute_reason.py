from odoo import api, fields, models

from ..engine.stated_reason import Reason, stated_reason


class ArDisputeReason(models.Model):
    """Why customers do not pay something: who clarifies it, and how long that may take."""

    _name = "ar.dispute.reason"
    _description = "Dispute Reason"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(required=True, help="Short, for lists and statistics.")
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("price", "Price"),
            ("quantity", "Quantity"),
            ("damage", "Damage or quality"),
            ("delivery", "Delivery"),
            ("tax", "Tax"),
            ("discount", "Discount or bonus"),
            ("deduction", "Deduction"),
            ("document", "Document missing or wrong"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    team_id = fields.Many2one(
        "ar.dispute.team", check_company=True, help="Who clarifies disputes of this kind."
    )
    days = fields.Integer(
        "Days to resolve",
        default=14,
        help="Calendar days from the day it is opened. When they are over, the leader of the team "
        "is told, and later the manager.",
    )
    cause_ids = fields.Many2many(
        "ar.dispute.cause",
        string="Root causes",
        help="Offered first when such a dispute is decided: what went wrong at our side, or theirs.",
    )
    words = fields.Char(
        "Customers write",
        help="Words by which a customer means this reason, in any language, with commas between "
        "them. What is kept back from a payment gets the one reason whose words stand beside it.",
    )
    is_general = fields.Boolean(
        "For unknown reasons",
        help="What is kept back from a payment with other words gets this reason.",
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    _code_once = models.UniqueIndex(
        "(code, company_id)", "There is a reason with this code already."
    )
    _days_not_negative = models.Constraint("CHECK (days >= 0)", "The days start with today: 0.")
    _check_company_auto = True

    @api.model
    def _of_company(self, company):
        return self.search([("company_id", "in", (False, company.id))])

    def _meant_by(self, text):
        """The one of these reasons that a customer's words mean, or the general one."""
        known = [
            Reason(key=reason.id, words=tuple((reason.words or "").split(","))) for reason in self
        ]
        found = stated_reason(text or "", known)
        return self.browse(found) if found else self._general()

    def _general(self):
        """Never nothing: a payment must not wait because somebody has archived all of them."""
        return (
            self.filtered("is_general")[:1]
            or self[-1:]
            or self.create({"code": "OTH", "name": self.env._("Other"), "is_general": True})
        )
