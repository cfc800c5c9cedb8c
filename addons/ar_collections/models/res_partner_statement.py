from odoo import models


class ResPartner(models.Model):
    """Statements of a customer, from the customer."""

    _inherit = "res.partner"

    def action_ar_statement(self):
        """A new statement to look at and send."""
        return self.env["ar.statement"]._of(self, self.env.company).action_open()
