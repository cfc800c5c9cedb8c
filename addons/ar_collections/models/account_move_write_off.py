from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """What was approved is undone by whoever may approve it, not by way of its entry."""
        posted = (
            self.env["ar.write.off"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "=", "posted")], limit=1)
        )
        if posted:
            raise UserError(
                self.env._(
                    "%(entry)s is a write-off of %(customer)s: undo the write-off instead.",
                    entry=posted.move_id.name,
                    customer=posted.partner_id.display_name,
                )
            )
        return super().button_draft()
