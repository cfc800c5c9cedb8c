from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArMatch(models.Model):
    """A person accepts a suggestion: that which they have seen, and no other."""

    _inherit = "ar.match"

    shown = fields.Char(
        compute="_compute_shown",
        help="Stands for all that accepting the suggestion would post; whoever accepts it sends "
        "back what they were shown.",
    )

    @api.depends(
        "partner_id",
        "on_account",
        "refund",
        "returned_id",
        "allocation_ids.move_line_id",
        "allocation_ids.amount",
        "allocation_ids.item_amount",
        "allocation_ids.write_off",
        "allocation_ids.write_off_kind",
        "allocation_ids.write_off_reason",
    )
    def _compute_shown(self):
        for record in self:
            all_of_it = (
                record.partner_id.id,
                record.on_account,
                record.refund,
                record.returned_id.id,
                sorted(each._in_full() for each in record.allocation_ids),
            )
            record.shown = f"{record.id}-{sha256(repr(all_of_it).encode()).hexdigest()[:16]}"

    def action_accept(self, shown=None):
        """Post the suggestions that a person has seen.

        ``shown`` is what the field of that name said of each of them, then; a button has it in its
        context. One of which it says something else by now is not posted.
        """
        self.check_access("write")
        waiting = self.filtered(lambda record: record.state in ("suggested", "stale"))
        if not waiting:
            raise UserError(self.env._("Only suggestions can be accepted."))
        suggested = waiting.filtered(lambda record: record.state == "suggested")
        mine = suggested.try_lock_for_update()
        if suggested and not mine:
            raise UserError(self._busy())
        mine._as_seen(shown or self.env.context.get("ar_shown"))._post_accepted()
        if len(self) == 1 and self.state == "left":
            raise UserError(self.reasons.splitlines()[0])
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()
        return waiting._tell_accepted(self)

    def _as_seen(self, shown):
        """Those that are what a person has seen; refused if none is."""
        seen = shown if isinstance(shown, list | tuple) else [shown]
        same = self.filtered(lambda record: record.shown in seen)
        if self and not same:
            raise UserError(self._has_changed())
        return same

    def _has_changed(self):
        return self.env._("The suggestion has changed meanwhile: look at it again.")

    def _post_accepted(self):
        for company, of_company in self.grouped("company_id").items():
            run = self.env["ar.match.run"]._start(company) if len(self) > 1 else None
            of_company.with_company(company).with_context(ar_run=run and run.id)._post()

    def _tell_accepted(self, chosen):
        """What became of the suggestions; nothing to say where all of them were posted."""
        posted = self.filtered(lambda record: record.state == "posted")
        if posted == chosen:
            return None
        if self.filtered(lambda record: record.state == "stale"):
            self.env.ref("ar_collections.cron_match").sudo()._trigger()
        if len(chosen) == 1:
            return self._notify(
                self.env._("The open items have changed meanwhile; it will be matched again.")
            )
        return self._notify(
            self.env._(
                "%(posted)s posted; %(others)s are no suggestions, were not shown to you as they "
                "are now, or somebody else is working on them.",
                posted=len(posted),
                others=len(chosen) - len(posted),
            )
        )
