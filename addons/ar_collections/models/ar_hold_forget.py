from odoo import api, models
from odoo.fields import Domain


class ArHold(models.Model):
    """Of a hold that is long over the reason goes, and who it was for."""

    _inherit = "ar.hold"

    @api.model
    def _forgettable_domain(self, company, before):
        over = Domain("date_to", "<", before) | Domain("lifted_on", "<", before)
        return (
            self.env["ar.contact"]._settled_domain(company) & over & Domain("erased_on", "=", False)
        )

    def _forget(self, today):
        self._forget_words(today)
        self.sudo().write({"contact_id": False})

    def _forget_words(self, today):
        """Only the words: nobody is called again because the reason was forgotten."""
        self.env["ar.contact"]._forget_messages(self.sudo().message_ids)
        self.sudo().write(
            {
                "reason": self.env._("Personal data was erased."),
                "lift_reason": False,
                "erased_on": today,
            }
        )
