from odoo import fields, models

from .account_move_line import _decimal
from .booking import Difference, Share


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

    def _beside(self):
        """What closes the open item besides the cash; a deduction closes nothing."""
        return sum(
            self.filtered(lambda each: each.write_off_kind != "deduction").mapped("write_off")
        )

    def _closes(self):
        """How much of the one open item is closed, in the payment's currency."""
        return sum(self.mapped("amount")) + self._beside()

    def _closes_of_item(self):
        """The same in the currency of the open item."""
        return sum(self.mapped("item_amount")) or self._of_item(self._closes())

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
        every = self.match_id.allocation_ids
        off = sum(every.filtered(lambda each: each.write_off_kind == kind).mapped("write_off"))
        owed = _decimal(self.currency_id, every._owed())
        return not (tolerance and tolerance.allows(_decimal(self.currency_id, off), owed))

    def _owed(self):
        """What is open of these items, in the payment's currency; as far as it is known in that."""
        alike = self.filtered(lambda each: each.item_currency_id == each.currency_id)
        others = sum(each._closes() for each in self - alike)
        return sum(alike.move_line_id.mapped("amount_residual_currency")) + others

    def _to_share(self):
        """What their one open item gets, as the bank's line books it."""
        item, of_item = self.move_line_id, sum(self.mapped("item_amount"))
        beside = self.filtered(lambda each: each.write_off and each.write_off_kind != "deduction")
        for each in beside.filtered(lambda each: each.write_off_kind == "discount"):
            self._refuse_other_discount(each.write_off)
        return Share(
            item=item,
            cash=_decimal(self.currency_id, sum(self.mapped("amount"))),
            differences=tuple(each._to_difference() for each in beside),
            of_item=_decimal(item.currency_id, of_item) if of_item else None,
        )

    def _to_difference(self):
        return Difference(
            amount=_decimal(self.currency_id, self.write_off),
            account=self.match_id._write_off_account(self.write_off_kind),
            reason=self.write_off_reason or self._kind_in_words(),
        )

    def _refuse_other_discount(self, beside):
        """Only the discount that the invoice grants; in another currency as near as a cent is."""
        item, currency = self.move_line_id, self.currency_id
        of_item = sum(self.mapped("item_amount"))
        if not of_item:
            item._ar_refuse_other_discount(beside, self._closes(), currency)
            return
        granted = item._ar_discount()
        amount = self._of_item(beside)
        cent = self._of_item(currency.rounding)
        if granted and abs(amount - float(granted.amount)) <= max(cent, item.currency_id.rounding):
            amount = float(granted.amount)
        item._ar_refuse_other_discount(amount, of_item, item.currency_id)

    def _kind_in_words(self):
        kinds = dict(self._fields["write_off_kind"]._description_selection(self.env))
        return kinds.get(self.write_off_kind, "")
