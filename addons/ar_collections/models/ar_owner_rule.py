from odoo import api, fields, models
from odoo.tools import ormcache

from ..engine.owner import OwnerRule


class ArOwnerRule(models.Model):
    """Who is responsible for a customer that nobody has yet."""

    _name = "ar.owner.rule"
    _description = "Owner Rule"
    _inherit = ["ar.case.setting"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first that fits and has somebody, holds.")
    country_ids = fields.Many2many("res.country", string="Countries")
    salesperson = fields.Boolean(
        "Salesperson first", help="The customer's own salesperson comes before the people below."
    )
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('share', '=', False)]",
        help="They get new customers in turn: whoever has the fewest.",
    )
    capacity = fields.Integer(
        "Most customers each", help="Whoever has so many open cases gets no more; 0: no limit."
    )

    _capacity_not_negative = models.Constraint(
        "CHECK (capacity >= 0)", "The number of customers cannot be negative."
    )

    @api.model
    @ormcache("company_id")
    def _to_rules(self, company_id):
        """The company's, as the engine sees them."""
        return tuple(
            OwnerRule(
                key=rule.id,
                countries=frozenset(rule.country_ids.ids),
                salesperson=rule.salesperson,
                people=tuple(rule.user_ids.ids),
                capacity=rule.capacity,
            )
            for rule in self.sudo().search([("company_id", "=", company_id)])
        )
