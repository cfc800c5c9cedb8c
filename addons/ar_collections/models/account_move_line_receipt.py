from collections import defaultdict

from odoo import fields, models


class AccountMoveLine(models.Model):
    """What a payment paid, and how late it was."""

    _inherit = "account.move.line"

    ar_paid_on = fields.Date(
        "Credited", compute="_compute_ar_paid", help="The bank's value date, where it is known."
    )
    ar_paid_items = fields.Char("For", compute="_compute_ar_paid")
    ar_paid_late = fields.Integer("Days late", compute="_compute_ar_paid", aggregator=None)
    ar_paid_when = fields.Char("Late by", compute="_compute_ar_paid")

    def _compute_ar_paid(self):
        """One query for the items of a whole list of payments."""
        partials = self.env["account.partial.reconcile"].search(
            [("credit_move_id", "in", self.ids), ("debit_move_id.journal_id.type", "=", "sale")]
        )
        paid = defaultdict(self.browse)
        for partial in partials:
            paid[partial.credit_move_id] |= partial.debit_move_id
        for line in self:
            items = paid[line].sorted("date_maturity")
            day = line.statement_line_id.ar_value_date or line.date
            line.ar_paid_on = day
            line.ar_paid_items = ", ".join(dict.fromkeys(filter(None, items.mapped("move_name"))))
            due = [item.date_maturity for item in items if item.date_maturity]
            line.ar_paid_late = (day - due[0]).days if due else 0
            line.ar_paid_when = line._in_time_words(due)

    def _in_time_words(self, due):
        """The oldest of what it paid tells; a payment on account was never due."""
        days = self.ar_paid_late
        if not due:
            return self.env._("on account")
        if days > 1:
            return self.env._("%(days)s days late", days=days)
        if days < -1:
            return self.env._("%(days)s days early", days=-days)
        return {
            1: self.env._("1 day late"),
            0: self.env._("on the day"),
            -1: self.env._("1 day early"),
        }[days]
