from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .ar_remittance_advice import WAITS_DAYS


class ArRemittanceAdvice(models.Model):
    """What became of an advice, in words."""

    _inherit = "ar.remittance.advice"

    outcome = fields.Char("What became of it", compute="_compute_outcome")

    @api.depends("state", "paid", "match_ids.state", "match_ids.amount", "match_ids.date")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for advice in self:
            advice.outcome = advice._outcome()

    def _outcome(self):
        if posted := self._posted():
            return self._outcome_of(posted)
        if self.state == "used":
            return self.env._("Another advice said the same and was used")
        waiting = {match.state: match for match in self.match_ids}
        if match := waiting.get("to_post"):
            return self.env._(
                "Its payment of %(date)s is about to be posted", date=self._day(match)
            )
        if match := waiting.get("suggested"):
            return self.env._(
                "The payment of %(date)s is suggested for it: a person decides",
                date=self._day(match),
            )
        if self.create_date and self.create_date.date() < fields.Date.today() - timedelta(
            days=WAITS_DAYS
        ):
            return self.env._(
                "No payment came in %(days)s days: it is waited for no longer", days=WAITS_DAYS
            )
        return self.env._("No payment found for it yet")

    def _outcome_of(self, posted):
        if "returned" in posted.mapped("state"):
            return self.env._("Used; the bank has taken the payment back")
        amount = sum(posted.mapped("amount"))
        values = {
            "date": self._day(posted[0]),
            "amount": self._money(amount),
            "rest": self._money(abs(self.paid - amount)),
        }
        if self.state == "open":
            return self.env._("%(amount)s of it is paid; %(rest)s is waited for", **values)
        more = self.shown_currency_id.compare_amounts(amount, self.paid)
        if more < 0:
            return self.env._(
                "Used by the payment of %(date)s, %(rest)s less than it says", **values
            )
        if more > 0:
            return self.env._(
                "Used by the payment of %(date)s, %(rest)s more than it says", **values
            )
        if len(posted) > 1:
            return self.env._("Used by %(count)s payments", count=len(posted))
        return self.env._("Used by the payment of %(date)s", **values)

    def _day(self, match):
        return format_date(self.env, match.date)

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.shown_currency_id)
