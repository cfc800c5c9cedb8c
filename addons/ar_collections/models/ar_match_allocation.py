from odoo import fields, models

from .account_move_line import _decimal
from .booking import Share


class ArMatchAllocation(models.Model):
    """So much of a payment to one open item."""

    _name = "ar.match.allocation"
    _description = "Payment Match Allocation"

    match_id = fields.Many2one("ar.match", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="match_id.company_id", store=True, precompute=True)
    # Empty once the item was deleted: half of a decision must not look like a whole one.
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", ondelete="set null", index=True
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(related="move_line_id.partner_id")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due")
    currency_id = fields.Many2one(related="match_id.currency_id")
    amount = fields.Monetary(required=True)
    write_off = fields.Monetary(
        "Difference",
        help="What closes the open item besides the payment. A deduction closes nothing: it stays "
        "open until somebody has clarified it.",
    )
    write_off_kind = fields.Selection(
        [
            ("discount", "Early-payment discount"),
            ("fee", "Bank fee"),
            ("rounding", "Small difference"),
            ("deduction", "Deduction"),
        ],
        "Kind of difference",
    )
    write_off_reason = fields.Char("Reason of the difference")
    item_currency_id = fields.Many2one(
        related="move_line_id.currency_id", string="Currency of the item"
    )
    residual = fields.Monetary(
        "Still open",
        related="move_line_id.amount_residual_currency",
        currency_field="item_currency_id",
    )

    def _in_full(self):
        """All that it would book."""
        return (
            self.move_line_id.id or 0,
            self.amount,
            self.write_off,
            self.write_off_kind or "",
            self.write_off_reason or "",
        )

    # === POST === #

    def _closes(self):
        """How much of the open item is closed, in the payment's currency."""
        beside = self.write_off if self.write_off_kind != "deduction" else 0.0
        return self.amount + beside

    def _closes_of_item(self):
        """The same in the currency of the open item."""
        line, item = self.match_id.statement_line_id, self.move_line_id
        if item.currency_id == line.currency_id:
            return self._closes()
        return line._ar_closes(line._ar_suspense_lines(), item, self._closes())

    def _fits(self, wanted=0.0):
        """Whether so much of the item is still open, beside what others want of it."""
        item = self.move_line_id
        if item.parent_state != "posted":  # in draft again, or deleted
            return False
        residual = item.amount_residual_currency - wanted
        closes = self._closes_of_item()
        too_much = item.currency_id.compare_amounts(abs(closes), abs(residual)) > 0
        return closes * residual >= 0 and not too_much

    def _leaves_open(self):
        """Whether what is kept back is a part of what the payment leaves open."""
        item, paid = self.move_line_id, self._closes_of_item()
        kept = item.currency_id.round(paid * self.write_off / self._closes())
        rest = item.amount_residual_currency - paid
        return kept * rest > 0 and item.currency_id.compare_amounts(abs(kept), abs(rest)) <= 0

    def _needs_reason(self):
        """Whether a person must say why: it was kept back, or the policy does not write it off."""
        kind = self.write_off_kind
        if kind in ("deduction", "discount"):
            return kind == "deduction"
        policy = self.env["ar.match.policy"]._for(
            self.match_id.statement_line_id, self.match_id.partner_id
        )
        limits = policy._to_policy(self.currency_id)
        tolerance = limits.fee if kind == "fee" else limits.rounding
        most = float(tolerance.amount) if tolerance else 0.0
        return self.currency_id.compare_amounts(abs(self.write_off), most) > 0

    def _to_share(self):
        """What the open item gets, as the bank's line books it."""
        kind, currency = self.write_off_kind, self.currency_id
        beside = self.write_off if kind != "deduction" else 0.0
        if beside and kind == "discount":
            self.move_line_id._ar_refuse_other_discount(beside, self._closes(), currency)
        return Share(
            item=self.move_line_id,
            cash=_decimal(currency, self.amount),
            difference=_decimal(currency, beside),
            account=self.match_id._write_off_account(kind) if beside else None,
            reason=self.write_off_reason or self._kind_in_words(),
        )

    def _kind_in_words(self):
        kinds = dict(self._fields["write_off_kind"]._description_selection(self.env))
        return kinds.get(self.write_off_kind, "")
