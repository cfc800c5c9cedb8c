from odoo import fields, models


class ArPromiseItem(models.Model):
    """An open item that a promise is over."""

    _name = "ar.promise.item"
    _description = "Promised Item"
    _order = "date_maturity, id"

    promise_id = fields.Many2one(
        "ar.promise", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="promise_id.company_id")
    currency_id = fields.Many2one(related="promise_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", readonly=True, index=True, ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, index=True, ondelete="set null"
    )
    # As they were: an invoice may be deleted, what was promised of it is still known.
    name = fields.Char("Invoice", readonly=True)
    date_maturity = fields.Date("Due", readonly=True)
    open_then = fields.Monetary("Open when promised", readonly=True)
    amount = fields.Monetary(
        "Of it promised", readonly=True, help="With what is waived of it in a settlement."
    )
    residual = fields.Monetary(
        "Still open",
        related="move_line_id.amount_residual_currency",
        currency_field="currency_id",
    )
    live = fields.Boolean(readonly=True, default=True)

    _live_once = models.UniqueIndex(
        "(move_line_id) WHERE live", "One of these invoices was promised by somebody else just now."
    )

    def _find_again(self):
        """An invoice was changed as a draft, and its item made anew: it is the promised one still."""
        for promised in self.filtered(lambda each: each.move_id and not each.move_line_id):
            taken = promised.promise_id.item_ids.move_line_id
            owed = promised.move_id.line_ids - taken
            owed = owed.filtered(lambda line: line.account_type == "asset_receivable")
            same = owed.filtered_domain([("date_maturity", "=", promised.date_maturity)])
            promised.move_line_id = (same or owed)[:1]
