from odoo import models

from .ar_case_touch import FOLLOWS


class ArMatch(models.Model):
    """A customer whose payment is posted or taken back owes something else than before; the
    refresh finds by itself the payments that wait for somebody.
    """

    _inherit = "ar.match"

    def _post_in(self, runs):
        """Thousands of payments: their customers wait for the refresh, which the job wakes."""
        return super(ArMatch, self.with_context(**{FOLLOWS: True}))._post_in(runs)

    def _book(self):
        result = super()._book()
        self._touch_cases()
        return result

    def _mark_undone(self):
        result = super()._mark_undone()
        self._touch_cases()
        return result

    def _touch_cases(self):
        for company, matches in self.grouped("company_id").items():
            customers = matches.partner_id | matches.allocation_ids.move_line_id.partner_id
            self.env["ar.case"]._touch(company, customers.ids)
