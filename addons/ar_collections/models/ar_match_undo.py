from odoo import models
from odoo.exceptions import UserError

# More than this is not undone while the user waits.
UNDO_WHILE_WAITING = 100


class ArMatch(models.Model):
    """Take back what was posted: one match, several, or a whole run."""

    _inherit = "ar.match"

    def action_undo(self):
        """The books are as before, and it is not posted again by itself."""
        self.check_access("write")
        if self.filtered(lambda record: record.state != "posted"):
            raise UserError(self.env._("Only posted matches can be undone."))
        if len(self) > UNDO_WHILE_WAITING:
            return self._undo_later()
        self._hold()
        self._undo()
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()
        return None

    def _undo_later(self):
        self.sudo().write({"undo_wanted": True})
        self.env.ref("ar_collections.cron_post").sudo()._trigger()
        return self._notify(
            self.env._("%(count)s payments are being undone; others can work on.", count=len(self))
        )

    def _undo(self):
        self._refuse_used_credits()
        self.statement_line_id.action_undo_reconciliation()

    def _undo_or_say(self):
        """Undo those that can be undone; it is said on the others why not."""
        self._halving("_undo", "_keep_posted")

    def _keep_posted(self, error):
        problem = error.args[0] if isinstance(error, UserError) else repr(error)
        self.sudo().undo_wanted = False
        self.sudo().message_post(body=self.env._("It could not be undone: %(why)s", why=problem))

    def _refuse_used_credits(self):
        """What one of them left on account may have paid an invoice together with another payment."""
        used = self.env["ar.match.allocation"].search(
            [
                ("move_line_id", "in", self.statement_line_id.move_id.line_ids.ids),
                ("match_id.state", "=", "posted"),
                ("match_id", "not in", self.ids),
            ],
            limit=1,
        )
        if used:
            raise UserError(
                self.env._(
                    "What %(payer)s left on account was used with the payment of %(date)s "
                    "(%(text)s): undo that one first.",
                    payer=used.partner_id.display_name,
                    date=used.match_id.date,
                    text=used.match_id.label,
                )
            )

    # === WHOEVER TAKES IT BACK === #

    def _take_back(self):
        """The payment is open again: the customer on it is the one from before."""
        standing = self._standing()
        for former, records in standing.grouped("former_partner_id").items():
            for lines in records.statement_line_id.grouped("partner_id").values():
                if lines.partner_id != former:
                    lines.partner_id = former
        returned = standing.returned_id
        standing._mark_undone()
        returned._reconcile_again()

    def _standing(self):
        """Those that are in the books, also where a return has made up for them."""
        return self.filtered(lambda record: record.state in ("posted", "returned"))

    def _paid_items(self):
        """What the payment is reconciled with, by the decision; not who used what it left."""
        return (
            self.allocation_ids.move_line_id | self.returned_id.statement_line_id.move_id.line_ids
        )

    def _mark_undone(self):
        """What was posted no longer stands; it is not posted again by itself."""
        standing = self._standing()
        self.env["ar.dispute"].sudo()._take_back(standing)
        standing._remember_mistaken()
        standing.sudo().write(
            {
                "state": "undone",
                "posted_by_id": False,
                "posted_on": False,
                "taken_back": True,
                "undo_wanted": False,
            }
        )
        standing.advice_id.sudo()._settle()
