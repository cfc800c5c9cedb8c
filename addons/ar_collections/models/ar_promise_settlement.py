from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from .ar_promise import FAILED


class ArPromise(models.Model):
    """A promise of which a part is waived: approved by another, written off when the rest is paid."""

    _inherit = "ar.promise"

    waived = fields.Monetary(
        readonly=True, help="Need not be paid if the promise is kept, and is written off then."
    )
    waive_reason = fields.Char("Why", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, ondelete="set null")
    approved_on = fields.Datetime(readonly=True)
    write_off_id = fields.Many2one(
        "ar.write.off", "Write-off", readonly=True, index="btree_not_null", ondelete="set null"
    )
    waive_problem = fields.Char("Why it could not be written off", readonly=True)
    waived_words = fields.Char("What became of it", compute="_compute_waived_words")

    may_approve = fields.Boolean(compute="_compute_may_approve")

    # What the nightly job has to look at beside what is due: few of all promises.
    _waived_idx = models.Index("(state) WHERE waived > 0")

    @api.depends("waived", "state", "waive_problem", "write_off_id.state")
    def _compute_waived_words(self):
        for promise in self:
            promise.waived_words = promise._waived_in_words() if promise.waived else False

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_may_approve(self):
        """Whether the buttons are of use to the one who looks."""
        for promise in self:
            waits = promise.state == "draft"
            promise.may_approve = waits and promise.env.user in promise.sudo()._approvers()

    def _approvers(self):
        return self.env["ar.approval.limit"]._approvers(
            "settlement", self._waived_in_company_currency(), self.company_id, self.create_uid
        )

    def _waived_in_words(self):
        if self.write_off_id.state == "posted":
            return self.env._("Written off.")
        if self.write_off_id.state == "to_approve":
            return self.env._("The write-off waits for a person: see there why.")
        if self.waive_problem:
            return self.waive_problem
        if self.state == "kept":
            return self.env._("Is written off within minutes.")
        if self.state == "draft":
            return self.env._("Somebody else has to approve it.")
        if self.state == "open":
            return self.env._("Written off when the promise is kept.")
        return self.env._("Is not waived.")

    def _refuse_waived(self, amounts, waived, reason):
        """What is waived is a part of it, somebody has said why, and it can be booked."""
        item = next(iter(amounts))
        compare = item.currency_id.compare_amounts
        if compare(waived, 0) < 0 or compare(waived, sum(amounts.values())) >= 0:
            raise UserError(
                self.env._("A part can be waived if the rest is promised: correct the amounts.")
            )
        if compare(waived, 0) > 0:
            if not (reason or "").strip():
                raise UserError(
                    self.env._("Say why a part is waived, for whoever is to approve it.")
                )
            item.company_id._ar_refuse_no_write_off_account()

    # === APPROVE === #

    def _waived_in_company_currency(self):
        return self.company_currency_id.round(self.company_amount * self.waived / self.amount)

    def _ask_approvers(self):
        """An activity for each who may approve what is waived."""
        for person in self._approvers():
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=person.id,
                summary=self.env._("Approve this settlement, or refuse it"),
                note=self.waive_reason,
            )

    def action_approve(self):
        """Whoever may approve so much, and has not proposed it, agrees."""
        self.check_access("write")
        for promise in self:
            promise._refuse_decision()
            promise.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            promise.sudo().write(
                {
                    "state": "open",
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                }
            )
            promise.sudo()._decide()
            promise.sudo()._tell(
                {
                    promise: self.env._(
                        "%(who)s agrees to waive %(amount)s if the rest is paid.",
                        who=self.env.user.name,
                        amount=promise.currency_id.format(promise.waived),
                    )
                }
            )

    def action_reject(self):
        """Nothing is waived; the promise that it was to replace stands again."""
        self.check_access("write")
        for promise in self:
            promise._refuse_decision()
            promise = promise.sudo()
            promise._end("cancelled")
            promise._tell(
                {
                    promise: self.env._(
                        "%(who)s does not agree to waive %(amount)s.",
                        who=self.env.user.name,
                        amount=promise.currency_id.format(promise.waived),
                    )
                }
            )
            promise.replaces_id._stand_again()

    def _refuse_decision(self):
        if self.state != "draft":
            raise UserError(self.env._("This promise does not wait for approval."))
        self.env["ar.approval.limit"]._refuse_beyond(
            "settlement",
            self._waived_in_company_currency(),
            self.company_id,
            self.sudo().create_uid,
        )

    def _stand_again(self):
        """As if it had not been replaced."""
        waits = self.waived and not self.approved_by_id
        self.write({"state": "draft" if waits else "open", "replaced_by_id": False})
        self._keep_live()
        self._decide()

    # === WRITE OFF === #

    @api.model
    def _cron_settle(self):
        """Write off what is waived of kept settlements; take it back where they are kept no more."""
        progress = self.env["ir.cron"]._commit_progress
        waiting = self._to_settle()
        progress(remaining=len(waiting))
        for promise in waiting:
            promise._settle_or_say_why()
            if not progress(1):
                break

    @api.model
    def _to_settle(self):
        """In the order in which they were made. A write-off that a person rejected or undid stays so."""
        kept = [("state", "=", "kept"), ("write_off_id", "=", False)]
        lost = [
            ("state", "in", ("open", *FAILED)),
            ("write_off_id.state", "in", ("to_approve", "approved", "posted")),
        ]
        found = self.search(Domain("waived", ">", 0) & (Domain(kept) | Domain(lost)), order="id")
        return found.filtered(lambda promise: promise.state != "kept" or promise._waived_items())

    def _settle_or_say_why(self):
        """One that is refused stops no other, and is tried again with the next run."""
        try:
            with self.env.cr.savepoint():
                if self.state == "kept":
                    self._write_off_waived()
                else:
                    self._take_back_waived()
        except (UserError, RedirectWarning) as error:
            self.waive_problem = error.args[0]
        else:
            self.waive_problem = False

    def _waived_items(self):
        """Item -> what is waived of it: what is left of the items, at most what was agreed."""
        left, found = self.waived, {}
        for item in self.item_ids.move_line_id:
            residual = item.amount_residual_currency if item.parent_state == "posted" else 0.0
            amount = self.currency_id.round(min(left, residual))
            if self.currency_id.compare_amounts(amount, 0) > 0:
                found[item] = amount
                left -= amount
        return found

    def _write_off_waived(self):
        """In the names of who proposed and who approved it."""
        WriteOff = self.env["ar.write.off"].with_context(mail_activity_quick_update=True)
        author = self.create_uid or self.env.user
        write_off = (
            WriteOff.with_user(author)
            .sudo()
            ._propose(self._waived_items(), self.waive_reason, origin=self, kind="settlement")
        )
        self.write_off_id = write_off
        write_off.with_user(self.approved_by_id or self.env.user).sudo()._approved()
        write_off._post_or_say_why()

    def _take_back_waived(self):
        """The payment came back: what was waived is owed again."""
        write_off = self.write_off_id
        if write_off.state == "posted":
            write_off._undo()
        else:
            write_off._rejected(self.env._("The promise was not kept."))
        self.write_off_id = False  # should it be kept after all, it is written off anew

    def _write_off_decided(self, write_off):
        """The write-off says what became of it."""
        words = {
            "posted": self.env._("%s written off, as agreed.", write_off.display_name),
            "rejected": self.env._("The write-off was rejected: %s", write_off.refusal or ""),
            "undone": self.env._("The write-off was taken back: all of it is owed again."),
        }
        if write_off.state in words:
            self._tell({self: words[write_off.state]})
