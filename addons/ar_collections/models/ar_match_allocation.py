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

    item_amount = fields.Monetary(
        "In its currency",
        currency_field="item_currency_id",
        help="How much of the open item is closed, in its own currency, where that is another than "
        "the payment's; without it the rate says so.",
    )

    def _in_full(self):
        """All that it would book."""
        return (
            self.move_line_id.id or 0,
            self.amount,
            self.write_off,
            self.write_off_kind or "",
            self.write_off_reason or "",
            self.item_amount,
        )

    # === POST === #

    def _closes(self):
        """How much of the open item is closed, in the payment's currency."""
        beside = self.write_off if self.write_off_kind != "deduction" else 0.0
        return self.amount + beside

    def _closes_of_item(self):
        """The same in the currency of the open item."""
        return self.item_amount or self._of_item(self._closes())

    def _of_item(self, amount):
        """An amount of the payment in the currency of the open item."""
        line, item = self.match_id.statement_line_id, self.move_line_id
        if item.currency_id == line.currency_id:
            return amount
        return line._ar_closes(line._ar_suspense_lines(), item, amount)

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
        kind, currency, item = self.write_off_kind, self.currency_id, self.move_line_id
        beside = self.write_off if kind != "deduction" else 0.0
        if beside and kind == "discount":
            self._refuse_other_discount(beside)
        return Share(
            item=item,
            cash=_decimal(currency, self.amount),
            difference=_decimal(currency, beside),
            of_item=_decimal(item.currency_id, self.item_amount) if self.item_amount else None,
            account=self.match_id._write_off_account(kind) if beside else None,
            reason=self.write_off_reason or self._kind_in_words(),
        )

    def _refuse_other_discount(self, beside):
        """Only the discount that the invoice grants; in another currency as near as a cent is."""
        item, currency = self.move_line_id, self.currency_id
        if not self.item_amount:
            item._ar_refuse_other_discount(beside, self._closes(), currency)
            return
        granted = item._ar_discount()
        amount = self._of_item(beside)
        cent = self._of_item(currency.rounding)
        if granted and abs(amount - float(granted.amount)) <= max(cent, item.currency_id.rounding):
            amount = float(granted.amount)
        item._ar_refuse_other_discount(amount, self.item_amount, item.currency_id)

    def _kind_in_words(self):
        kinds = dict(self._fields["write_off_kind"]._description_selection(self.env))
        return kinds.get(self.write_off_kind, "")
