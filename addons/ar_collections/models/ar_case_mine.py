from odoo import api, fields, models
from odoo.fields import Domain


class ArCase(models.Model):
    """Who works on a case today: whoever is responsible, or who stands in for them."""

    _inherit = "ar.case"

    substitute_id = fields.Many2one(
        "res.users",
        "Stands in",
        compute="_compute_substitute_id",
        help="Works on it while whoever is responsible is away.",
    )
    is_mine = fields.Boolean("Mine", compute="_compute_is_mine", search="_search_is_mine")

    @api.depends("user_id")
    def _compute_substitute_id(self):
        substitutes = self.env["ar.absence"]._substitutes()
        for case in self:
            case.substitute_id = substitutes.get(case.user_id, False)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for case in self:
            case.is_mine = (case.substitute_id or case.user_id) == self.env.user

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        substitutes = self.env["ar.absence"]._substitutes()
        people = {user for user, other in substitutes.items() if other == self.env.user}
        if self.env.user not in substitutes:
            people.add(self.env.user)
        mine = Domain("user_id", "in", [user.id for user in people])
        return Domain.OR(mine if wanted else ~mine for wanted in value)
