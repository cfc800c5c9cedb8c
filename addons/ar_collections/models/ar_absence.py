from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArAbsence(models.Model):
    """Somebody is away: who works on the customers meanwhile."""

    _name = "ar.absence"
    _description = "Absence"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Who is away",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True, help="The last day away.")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day cannot come before the first."
    )

    @api.constrains("user_id", "substitute_id")
    def _check_substitute(self):
        for absence in self:
            if absence.user_id == absence.substitute_id:
                raise ValidationError(self.env._("Nobody is their own substitute."))

    @api.model
    def _today_domain(self):
        return [("date_from", "<=", "today"), ("date_to", ">=", "today")]

    @api.model
    def _substitutes(self):
        """Who stands in for whom today."""
        return {
            absence.user_id: absence.substitute_id
            for absence in self.sudo().search(self._today_domain())
        }
