from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArCasePlan(models.TransientModel):
    """Give several cases to somebody, or put them off."""

    _name = "ar.case.plan"
    _description = "Assign or Put off Cases"

    case_ids = fields.Many2many("ar.case", required=True)
    case_count = fields.Integer(compute="_compute_case_count")
    kind = fields.Selection([("assign", "Assign"), ("snooze", "Put off")], required=True)
    user_id = fields.Many2one("res.users", "Responsible", domain="[('share', '=', False)]")
    date = fields.Date(
        "Until",
        default=lambda self: fields.Date.context_today(self) + timedelta(days=7),
        help="From that day on they are on today's list again.",
    )
    note = fields.Char("Why", help="It is noted on each of them.")

    @api.depends("case_ids")
    def _compute_case_count(self):
        for plan in self:
            plan.case_count = len(plan.case_ids)

    def action_apply(self):
        self.ensure_one()
        if self.kind == "assign":
            self.case_ids.write({"user_id": self.user_id.id})
        else:
            self._put_off()
        if self.note:
            self.case_ids._message_log_batch(bodies={case.id: self.note for case in self.case_ids})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _put_off(self):
        if not self.date or self.date <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day that is still to come."))
        self.case_ids.write({"next_action_date": self.date})
