from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArDisputeOpen(models.TransientModel):
    """Ticked items are disputed, all or a part of each, for one reason."""

    _name = "ar.dispute.open"
    _description = "Open Disputes"

    company_id = fields.Many2one("res.company", required=True)
    reason_id = fields.Many2one("ar.dispute.reason", required=True)
    stated_reason = fields.Char("In the customer's words")
    note = fields.Text("What is it about?")
    user_id = fields.Many2one("res.users", "Owner")
    evidence_ids = fields.Many2many("ir.attachment")
    line_ids = fields.One2many("ar.dispute.open.line", "open_id", "Items")

    @api.model
    def _ask(self, items):
        """The action that shows these items."""
        owed = items.filtered(
            lambda item: (
                item.account_type == "asset_receivable"
                and item.parent_state == "posted"
                and item.amount_residual > 0
            )
        )
        if not owed:
            raise UserError(
                self.env._("Nothing of this is open: there is nothing that could be disputed.")
            )
        if len(owed.company_id) > 1:
            raise UserError(self.env._("Choose items of one company."))
        free = {
            item: item.amount_residual_currency - amount
            for item, amount in zip(
                owed, self.env["ar.dispute"]._open_of(owed).values(), strict=True
            )
        }
        wizard = self.create(
            {
                "company_id": owed.company_id.id,
                "reason_id": self._first_reason(owed.company_id).id,
                "line_ids": [
                    Command.create({"move_line_id": item.id, "amount": max(amount, 0.0)})
                    for item, amount in free.items()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _first_reason(self, company):
        return self.env["ar.dispute.reason"]._of_company(company)[:1]

    def action_open(self):
        """One dispute for each item with an amount."""
        lines = self.line_ids.filtered(lambda line: line.amount)
        if not lines:
            raise UserError(self.env._("Say how much of the items is disputed."))
        disputes = self.env["ar.dispute"].create(
            [
                {
                    "move_line_id": line.move_line_id.id,
                    "invoice_line_id": line.invoice_line_id.id,
                    "amount": line.amount,
                    "reason_id": self.reason_id.id,
                    "stated_reason": self.stated_reason,
                    "note": self.note,
                    "user_id": self.user_id.id,
                    "evidence_ids": [Command.set(self.evidence_ids.ids)],
                }
                for line in lines
            ]
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "ar.dispute",
        }
        if len(disputes) == 1:
            return {**action, "view_mode": "form", "res_id": disputes.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", disputes.ids)]}


class ArDisputeOpenLine(models.TransientModel):
    _name = "ar.dispute.open.line"
    _description = "Item to be Disputed"

    open_id = fields.Many2one("ar.dispute.open", "Wizard", required=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", "Open item", required=True)
    move_id = fields.Many2one(related="move_line_id.move_id")
    date_maturity = fields.Date("Due", related="move_line_id.date_maturity")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    residual = fields.Monetary("Open", related="move_line_id.amount_residual_currency")
    invoice_line_id = fields.Many2one(
        "account.move.line",
        "Only this line",
        domain="[('move_id', '=', move_id), ('display_type', '=', 'product')]",
    )
    amount = fields.Monetary("Disputed")

    @api.onchange("invoice_line_id")
    def _onchange_invoice_line(self):
        """All of the line, as far as it is open."""
        if self.invoice_line_id:
            self.amount = min(self.invoice_line_id.price_total, self.residual)
