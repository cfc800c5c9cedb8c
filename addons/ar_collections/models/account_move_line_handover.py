from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_handover(self):
        """The ticked items go to an agency, or to court."""
        return self.env["ar.handover"]._action_over(self)
