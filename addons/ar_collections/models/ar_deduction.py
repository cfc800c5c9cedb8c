from odoo import api, fields, models
from odoo.exceptions import AccessError


class ArDeduction(models.Model):
    """What a customer kept back of an invoice with a reason, until somebody has clarified it."""

    _name = "ar.deduction"
    _description = "Deduction"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    move_line_id = fields.Many2one(
        "account.move.line",
        "Open item",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    match_id = fields.Many2one(
        "ar.match", "Payment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    # Kept, not related: a related one would be looked up whenever a journal item is written.
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary("Kept back", readonly=True)
    residual = fields.Monetary(
        "Still open",
        related="move_line_id.amount_residual_currency",
        currency_field="item_currency_id",
    )
    item_currency_id = fields.Many2one(
        related="move_line_id.currency_id", string="Currency of the item"
    )
    reason = fields.Char(
        readonly=True, help="In the customer's words, as the payment came with it."
    )
    date = fields.Date("Since", readonly=True)
    state = fields.Selection(
        [("open", "To clarify"), ("closed", "Clarified")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    closed_because = fields.Char(
        readonly=True, help="What closed it by itself; nothing where a person did."
    )

    @api.depends("reason", "move_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = ": ".join(filter(None, (record.move_id.name, record.reason)))

    # Notes in the chatter need no right to change the deduction.
    _mail_post_access = "read"

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Deductions are clarified, not changed by hand."))
        return super().write(vals)

    @api.model
    def _open(self, allocations):
        """Keep in mind what was kept back with a reason."""
        kept = allocations.filtered(lambda each: each.write_off_kind == "deduction")
        self.create(
            [
                {
                    "move_line_id": each.move_line_id.id,
                    "match_id": each.match_id.id,
                    "partner_id": each.move_line_id.partner_id.id,
                    "company_id": each.company_id.id,
                    "currency_id": each.currency_id.id,
                    "amount": each.write_off,
                    "reason": each.write_off_reason,
                    "date": each.match_id.date,
                }
                for each in kept
            ]
        )

    @api.model
    def _take_back(self, matches):
        """The payments are taken back: nothing is kept back of them any more."""
        self.search([("match_id", "in", matches.ids), ("state", "=", "open")]).unlink()

    def action_close(self):
        """It is clarified: paid, credited, or given up."""
        self.check_access("write")
        self.filtered(lambda each: each.state == "open").sudo().write({"state": "closed"})

    def action_reopen(self):
        self.check_access("write")
        self.sudo().write({"state": "open", "closed_because": False})

    # === BY ITSELF === #

    @api.model
    def _close_paid(self, items):
        """Something was paid of these items: of one that is paid in full nothing is kept back."""
        concerned = self.search([("move_line_id", "in", items.ids), ("state", "=", "open")])
        for deduction in concerned.filtered("move_line_id.reconciled"):
            entry = deduction._paid_with()
            why = self.env._("Paid in full with %(entry)s", entry=entry.name)
            deduction.write({"state": "closed", "closed_because": why})

    def _paid_with(self):
        """The last entry with which its item was paid; a difference of rates is none."""
        item = self.move_line_id
        exchange = self.company_id.currency_exchange_journal_id
        partials = (item.matched_debit_ids | item.matched_credit_ids).sorted("id")
        others = (partials.debit_move_id | partials.credit_move_id) - item
        entries = others.move_id.filtered(lambda entry: entry.journal_id != exchange)
        return entries.sorted("id")[-1:]

    @api.model
    def _reopen_unpaid(self, items):
        """A payment was taken off these items: what it closed is to be clarified again."""
        closed = self.search([("move_line_id", "in", items.ids), ("closed_because", "!=", False)])
        unpaid = closed.filtered(lambda each: not each.move_line_id.reconciled)
        unpaid.write({"state": "open", "closed_because": False})
