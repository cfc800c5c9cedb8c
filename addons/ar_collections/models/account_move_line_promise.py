from odoo import fields, models


class AccountMoveLine(models.Model):
    """What is promised of an open item; asked for when it is shown, so posting pays nothing."""

    _inherit = "account.move.line"

    ar_promised = fields.Monetary(
        "Promised",
        compute="_compute_ar_promised",
        currency_field="currency_id",
        help="Of what is open, to be paid by a promise that is in time.",
    )
    ar_promised_until = fields.Date(
        "Promised for", compute="_compute_ar_promised", help="The next instalment of the promise."
    )

    def _compute_ar_promised(self):
        """As many queries for a list as for one item; whoever reads the items may know it."""
        today = fields.Date.context_today(self)
        promised = self.env["ar.promise"].sudo()._live_items(self, today)
        for item in self:
            found = promised.get(item.id)
            residual = item.amount_residual_currency
            item.ar_promised = min(found.amount, residual) if found and residual > 0 else 0.0
            item.ar_promised_until = found.promise_id.next_due if found else False

    def _ar_contested(self):
        """How much of what is open the customer contests, in the item's currency."""
        self.ensure_one()
        if self.move_id.payment_state == "blocked":
            return self.amount_residual_currency
        return self.ar_disputed if "ar_disputed" in self._fields else 0.0

    def _ar_not_promisable(self, replaces=None):
        """Item -> why it cannot be promised, in a few words; a promise that is replaced aside."""
        taken = self.env["ar.promise.item"].search(
            [
                ("move_line_id", "in", self.ids),
                ("live", "=", True),
                ("promise_id", "not in", replaces.ids if replaces else []),
            ]
        )
        promised = {each.move_line_id: each.promise_id for each in taken}
        first = self.filtered(lambda item: item.amount_residual_currency > 0)[:1].currency_id
        reasons = {item: item._ar_why_not(promised.get(item), first) for item in self}
        return {item: reason for item, reason in reasons.items() if reason}

    def _ar_why_not(self, promise, currency):
        residual = self.amount_residual_currency
        if self.parent_state != "posted" or self.account_type != "asset_receivable":
            return self.env._("not a posted invoice")
        if self.currency_id.compare_amounts(residual, 0) <= 0:
            return self.env._("nothing is open of it")
        if promise:
            waits = promise.state == "draft"
            return self.env._("in a settlement") if waits else self.env._("promised already")
        if self.currency_id.compare_amounts(self._ar_contested(), residual) >= 0:
            return self.env._("disputed")
        if self.currency_id != currency:
            return self.env._(
                "in %(currency)s: a promise of its own", currency=self.currency_id.name
            )
        return None

    def action_ar_promise(self):
        """The customer promises to pay the ticked items."""
        return self.env["ar.promise.make"]._action_over(self)
