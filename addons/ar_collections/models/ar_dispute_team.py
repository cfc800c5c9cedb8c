from odoo import api, fields, models

MANAGER = "ar_collections.group_manager"


class ArDisputeTeam(models.Model):
    """Who clarifies disputes, and who is told when that takes too long."""

    _name = "ar.dispute.team"
    _description = "Dispute Team"
    _order = "name, id"

    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    leader_id = fields.Many2one("res.users", help="Is told once when a dispute is over its date.")
    member_ids = fields.Many2many("res.users", string="Members")
    manager_id = fields.Many2one(
        "res.users",
        help="Is told when the dispute is still open some days later. Empty: the managers of "
        "Collections.",
    )
    escalation_days = fields.Integer(
        "Days from leader to manager", default=7, help="Calendar days after the leader was told."
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")

    _days_positive = models.Constraint(
        "CHECK (escalation_days > 0)", "Give the leader a day at least."
    )

    @api.model
    def _managers(self, company):
        """Managers of Collections in that company, but for the system itself."""
        people = self.env.ref(MANAGER).sudo().all_user_ids
        return people.filtered(
            lambda user: (
                user.active
                and company in user.company_ids
                and user != self.env.ref("base.user_root")
            )
        )
