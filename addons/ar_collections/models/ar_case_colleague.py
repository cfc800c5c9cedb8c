from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import html2plaintext

# What somebody did longer ago does not surprise anybody.
LATELY = timedelta(hours=1)
FIRST_WORDS = 120


class ArCase(models.Model):
    """Two people on one case: whoever comes second reads what the first has just done."""

    _inherit = "ar.case"

    colleague_notice = fields.Char("Just done", compute="_compute_colleague_notice")

    @api.depends_context("uid")
    def _compute_colleague_notice(self):
        """From the case's own history, which tells of calls, mails, promises, holds and notes."""
        now = fields.Datetime.now()
        latest = {}
        for message in self._of_others(now - LATELY):
            latest.setdefault(message.res_id, message)
        for case in self:
            message = latest.get(case.id)
            case.colleague_notice = message and case._just_done(message, now)

    def _of_others(self, since):
        """Messages of colleagues, the latest first; the customer's own are answers, not doings."""
        ours = self.env.user.partner_id | self.env["res.users"].browse(SUPERUSER_ID).partner_id
        messages = self.env["mail.message"].sudo()
        found = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("date", ">=", since),
                ("author_id", "not in", ours.ids),
                ("author_id", "!=", False),
            ],
            order="date desc, id desc",
        )
        return found.filtered(lambda message: not message.author_id.partner_share)

    def _just_done(self, message, now):
        words = {
            "who": message.author_id.name,
            "what": " ".join(html2plaintext(message.body or "").split())[:FIRST_WORDS],
            "minutes": round((now - message.date).total_seconds() / 60),
        }
        if not words["what"]:
            words["what"] = self.env._("changed something")
        if words["minutes"] < 1:
            return self.env._("%(who)s, just now: %(what)s", **words)
        if words["minutes"] == 1:
            return self.env._("%(who)s, a minute ago: %(what)s", **words)
        return self.env._("%(who)s, %(minutes)s minutes ago: %(what)s", **words)
