from odoo import api, fields, models


class ArEscalation(models.TransientModel):
    """Somebody higher up is asked about cases, and why."""

    _name = "ar.escalation"
    _description = "Escalate Cases"

    case_ids = fields.Many2many("ar.case", required=True)
    case_count = fields.Integer(compute="_compute_people")
    company_id = fields.Many2one("res.company", compute="_compute_people")
    escalated = fields.Boolean(compute="_compute_people")
    level_id = fields.Many2one(
        "ar.escalation.level",
        "To",
        compute="_compute_level_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    people = fields.Char("Who is asked", compute="_compute_people")
    reason = fields.Char("Why", required=True)

    @api.depends("case_ids")
    def _compute_level_id(self):
        for wizard in self:
            wizard.level_id = wizard.case_ids._next_level()

    @api.depends("case_ids", "level_id")
    def _compute_people(self):
        substitutes = self.env["ar.absence"]._substitutes()
        for wizard in self:
            wizard.case_count = len(wizard.case_ids)
            wizard.company_id = wizard.case_ids.company_id[:1]
            wizard.escalated = bool(wizard.case_ids.escalation_level_id)
            people = self.env["res.users"]
            for case in wizard.case_ids if wizard.level_id else ():
                people |= wizard.level_id._people(case)
            wizard.people = ", ".join(
                substitutes.get(person, person).sudo().name for person in people
            )

    def action_escalate(self):
        self.ensure_one()
        self.case_ids._escalate_by_hand(self.level_id, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_back(self):
        self.ensure_one()
        self.case_ids._back_by_hand(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
