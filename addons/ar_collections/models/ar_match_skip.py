from odoo import fields, models
from odoo.exceptions import UserError


class ArMatch(models.Model):
    """Leave a payment for a later day: until then it is in nobody's way."""

    _inherit = "ar.match"

    skip_until = fields.Date(
        "Skipped until",
        readonly=True,
        tracking=True,
        help="On the cash application screen it waits, from that day on it is shown again.",
    )

    # What waits for a person is little beside what is posted: kept in the order it is worked in.
    _waiting_idx = models.Index(
        "(company_id, date, id) WHERE state IN ('suggested', 'left', 'undone', 'stale')"
    )
    _posted_idx = models.Index("(posted_on, id) WHERE state = 'posted'")

    def action_skip(self, until):
        """Show these payments again on that day; no day: at once."""
        self.check_access("write")
        until = fields.Date.to_date(until)
        if until and until <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day after today."))
        if self.filtered(lambda record: record.state in ("posted", "to_post")):
            raise UserError(self.env._("A posted payment cannot be skipped."))
        self.sudo().write({"skip_until": until})
