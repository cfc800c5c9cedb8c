from odoo import api, models
from odoo.fields import Domain


class ArMatch(models.Model):
    """A suggestion is one for the books of its day: what was paid since, it cannot pay."""

    _inherit = "ar.match"

    @api.model
    def _outdate(self, items):
        """These journal items were reconciled: who waits for a person with one is decided anew."""
        being_posted = Domain("id", "in", self.env.context.get("ar_booking", ()))
        # One after the other: each has an index of its own.
        for path, ids in (
            ("allocation_ids.move_line_id", items.ids),
            ("statement_line_id.move_id", items.move_id.ids),
        ):
            self._outdate_suggested(Domain(path, "in", ids) & ~being_posted)

    @api.model
    def _outdate_paid(self):
        """Suggestions that were decided on while another transaction paid their items."""
        self._outdate_suggested(Domain("allocation_ids.move_line_id.reconciled", "=", True))

    @api.model
    def _outdate_suggested(self, domain):
        outdated = self.search(Domain("state", "=", "suggested") & domain)
        if outdated:
            outdated.with_context(tracking_disable=True).write({"state": "stale"})
            self.env.ref("ar_collections.cron_match")._trigger()

    def _book(self):
        return super(ArMatch, self.with_context(ar_booking=tuple(self.ids)))._book()
