from odoo import Command, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_write_off(self):
        """A draft over what is open of the ticked items of one customer: why, is left to say."""
        owed = self.filtered(
            lambda item: item.account_type == "asset_receivable" and item.amount_residual > 0
        )
        if not owed:
            raise UserError(
                self.env._("Nothing of this is open: there is nothing that could be written off.")
            )
        if len(owed.partner_id.commercial_partner_id) > 1 or len(owed.company_id) > 1:
            raise UserError(
                self.env._("Choose items of one customer, or make a write-off run for many.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write off"),
            "res_model": "ar.write.off",
            "view_mode": "form",
            "context": {
                "default_partner_id": owed.partner_id.commercial_partner_id.id,
                "default_company_id": owed.company_id.id,
                "default_line_ids": [
                    Command.create(
                        {"move_line_id": item.id, "amount": item.amount_residual_currency}
                    )
                    for item in owed
                ],
            },
        }
