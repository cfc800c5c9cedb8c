from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ArMatch(models.Model):
    """What keeps a good decision out of the books, in a sentence that says what to do."""

    _inherit = "ar.match"

    def _without_obstacle(self):
        """Those that nothing keeps from being posted; the others are left with the reason."""
        free, closed = self.browse(), {}
        (self.partner_id | self.allocation_ids.partner_id).mapped("active")  # all at once
        for record in self:
            if problem := record._obstacle(closed):
                record._leave(problem)
            else:
                free |= record
        return free

    def _obstacle(self, closed):
        """``closed`` keeps what was found of each journal and day."""
        line = self.statement_line_id
        of_day = line.journal_id, line.date
        if of_day not in closed:
            closed[of_day] = self._closed_period(line)
        return closed[of_day] or self._archived() or self._unbookable()

    def _closed_period(self, line):
        if not line.move_id._get_violated_lock_dates(line.date, False):
            return ""
        return self.env._(
            "The books are closed on %(date)s, the day of this payment: open that period, then "
            "accept or match it again.",
            date=format_date(self.env, line.date),
        )

    def _archived(self):
        """Customers and accounts that are out of use: Odoo would post, or refuse in its own words."""
        partners = self.partner_id | self.allocation_ids.partner_id
        if gone := partners.filtered(lambda partner: not partner.active):
            return self.env._(
                "The customer %(name)s is archived: unarchive it, or choose another one.",
                name=", ".join(gone.mapped("display_name")),
            )
        accounts = self.allocation_ids.move_line_id.account_id
        if gone := accounts.filtered(lambda account: not account.active):
            return self.env._(
                "The account %(name)s is archived: unarchive it, then accept or match it again.",
                name=", ".join(gone.mapped("display_name")),
            )
        return ""

    def _unbookable(self):
        """What is missing for a difference or the rest."""
        if self.returned_id:
            return ""
        try:
            self._to_booking()
        except UserError as error:
            return error.args[0]
        return ""
