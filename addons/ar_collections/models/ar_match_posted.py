from odoo import SUPERUSER_ID, fields, models


class ArMatch(models.Model):
    """How it was posted first: kept for the figures, whatever becomes of it."""

    _inherit = "ar.match"

    posted_first = fields.Selection(
        [
            ("alone", "By itself"),
            ("accepted", "As suggested"),
            ("by_hand", "As a person decided"),
        ],
        "First posted",
        readonly=True,
    )
    posted_tier = fields.Char("Kind of evidence when it was posted", readonly=True)
    by_advice = fields.Boolean("By remittance advice", readonly=True)

    def _book(self):
        """Only the first time counts: what a person posts later does not make a wrong one right."""
        first = self.filtered(lambda record: not record.posted_first)
        for (how, tier), records in first.grouped(lambda each: (each._how(), each.tier)).items():
            records.sudo().write({"posted_first": how, "posted_tier": tier})
        return super()._book()

    def _how(self):
        if self.env.uid == SUPERUSER_ID:  # the scheduled action
            return "alone"
        return "accepted" if self.tier else "by_hand"

    def _matched(self, matched, state):
        return super()._matched(matched, state) | {"by_advice": matched.advice is not None}

    def _nothing(self, state, reasons, customer=None):
        return super()._nothing(state, reasons, customer) | {"by_advice": False}
