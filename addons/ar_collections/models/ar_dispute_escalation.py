from datetime import timedelta

from odoo import api, fields, models

from .ar_dispute import OPEN

# Disputes between two commits of the nightly job.
AT_ONCE = 100


class ArDispute(models.Model):
    """A dispute over its date is told to the leader of its team once, and later to the manager."""

    _inherit = "ar.dispute"

    escalation = fields.Selection(
        [("leader", "Leader told"), ("manager", "Manager told")], readonly=True, tracking=True
    )
    escalated_on = fields.Date("Told on", readonly=True)

    @api.model
    def _cron_escalate(self):
        progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        waiting = self.search([("state", "in", OPEN), ("resolve_by", "<", today)], order="id")
        due = waiting.filtered(lambda record: record._step(today))
        left = len(due)
        progress(remaining=left)
        for at in range(0, len(due), AT_ONCE):
            batch = due[at : at + AT_ONCE]
            for record in batch:
                record._escalate(today)
            left -= len(batch)
            if not progress(len(batch), remaining=left):
                break

    def _step(self, today):
        """Who is to be told next, or nothing."""
        if not self.escalation:
            return "leader"
        patience = timedelta(days=self.team_id.escalation_days or 7)
        is_over = self.escalation == "leader" and self.escalated_on + patience <= today
        return "manager" if is_over else None

    def _escalate(self, today):
        step = self._step(today)
        days = (today - self.resolve_by).days
        summary = self.env._("This dispute is %(days)s days over its date", days=days)
        quiet = self.with_context(mail_activity_quick_update=True)
        self.env["ar.approval.limit"]._ask(quiet, self._told(step), summary)
        self.write({"escalation": step, "escalated_on": today})

    def _told(self, step):
        """The leader, or where there is none the owner; then the manager, or all of them."""
        team = self.team_id
        if step == "leader":
            return team.leader_id or self.user_id
        return team.manager_id or team._managers(self.company_id)
