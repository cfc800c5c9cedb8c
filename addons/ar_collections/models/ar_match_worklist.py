from odoo import models

from .ar_case_touch import FOLLOWS


class ArMatch(models.Model):
    """A customer whose payment waits for somebody is not called; one whose payment is posted or
    taken back owes something else than before.
    """

    _inherit = "ar.match"

    def _keep_decisions(self, lines, values):
        result = super()._keep_decisions(lines, values)
        customers = {each.get("partner_id") for each in values.values()} - {None, False}
        for company in lines.company_id:
            # The posting comes next, and wakes the refresh.
            self.env["ar.case"].with_context(**{FOLLOWS: True})._touch(company, customers)
        return result

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
