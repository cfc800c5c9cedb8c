from collections import defaultdict

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import format_date

from .ar_promise import FAILED


class ArPromise(models.Model):
    """Who is told what of a promise: a note with the customer's case, a call for the responsible."""

    _inherit = "ar.promise"

    def _tell(self, words):
        """``words`` by promise: noted with the promise and with the customer's case."""
        promises = self.browse([promise.id for promise in words])
        if not promises:
            return
        promises._message_log_batch({promise.id: said for promise, said in words.items()})
        cases, notes = promises._cases(), defaultdict(list)
        for promise, said in words.items():
            if case := cases.get((promise.partner_id, promise.company_id)):
                link = promise._get_html_link(title=promise.env._("Look at the promise"))
                notes[case.id].append(Markup("%s %s") % (said, link))
        bodies = {case: Markup("<br/>").join(lines) for case, lines in notes.items()}
        if bodies:
            self.env["ar.case"].browse(bodies)._message_log_batch(bodies)

    # === MADE === #

    def _tell_made(self):
        self._tell({self: self._in_words()})
        if self.replaces_id:
            old = self.replaces_id
            old._message_log(body=self.env._("Replaced by another promise: %s", self._in_words()))

    def _in_words(self):
        """1,200.00 € promised for INV/1, INV/2 in 3 instalments from 2026-03-05 to 2026-05-05."""
        amount, rates = self.currency_id.format(self.amount), self.rate_ids
        if len(rates) > 1:
            return self.env._(
                "%(amount)s promised for %(items)s in %(count)s instalments from %(first)s to %(last)s.",
                amount=amount,
                items=self.item_names,
                count=len(rates),
                first=format_date(self.env, rates[0].date),
                last=format_date(self.env, rates[-1].date),
            )
        return self.env._(
            "%(amount)s promised for %(items)s until %(day)s.",
            amount=amount,
            items=self.item_names,
            day=format_date(self.env, rates.date),
        )

    # === DECIDED === #

    def _tell_outcome(self, before):
        """What became of these promises, which were in another state ``before``."""
        if not self:
            return
        self._tell({promise: promise._outcome_in_words(before[promise]) for promise in self})
        failed = self.filtered(lambda promise: promise.state in FAILED)
        (self - failed).activity_id.filtered("active").unlink()
        failed.filtered(lambda promise: not promise.activity_id.active)._ask_for_call()

    def _outcome_in_words(self, before):
        amounts = {
            "amount": self.currency_id.format(self.amount),
            "paid": self.currency_id.format(self.paid),
            "day": format_date(self.env, self.next_due) if self.next_due else "",
        }
        if self.state == "kept":
            return self.env._("Promise kept: %(paid)s came in time.", **amounts)
        if self.state == "partly":
            return self.env._(
                "Promise kept in part only: of %(amount)s %(paid)s came so far.", **amounts
            )
        if self.state == "broken":
            return self.env._("Promise broken: nothing of %(amount)s came in time.", **amounts)
        if self.state == "idle":
            return self.env._(
                "Nothing of the %(amount)s promised is owed any more, without a payment.", **amounts
            )
        if before in FAILED:
            return self.env._("The promise is in time again, until %(day)s.", **amounts)
        return self.env._(
            "A payment was taken back: the promise is open again, for %(day)s.", **amounts
        )

    def _tell_rates(self, events, told):
        """The instalments that were paid, where nothing else is said of the promise."""
        words = {}
        for promise in self - told:
            paid = [rate for rate, _old, new in events[promise] if new in ("kept", "late")]
            if paid and len(promise.rate_ids) > 1:
                words[promise] = " ".join(rate._paid_in_words() for rate in paid)
        self._tell(words)

    def _ask_for_call(self):
        """One activity for each, with the case where there is one: whoever opens it sees why."""
        cases = self._cases()
        self.partner_id.mapped("display_name")  # or each activity looks up whom it is about
        kind = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        models = {name: self.env["ir.model"]._get_id(name) for name in ("ar.case", "ar.promise")}
        values = []
        for promise in self:
            where = cases.get((promise.partner_id, promise.company_id)) or promise
            values.append(
                {
                    "activity_type_id": kind.id if kind else False,
                    "res_model_id": models[where._name],
                    "res_id": where.id,
                    "user_id": (promise.user_id.filtered("active") or where.user_id).id,
                    "date_deadline": fields.Date.context_today(promise),
                    "summary": promise.env._(
                        "Promise of %(amount)s not kept: call",
                        amount=promise.currency_id.format(promise.amount),
                    ),
                }
            )
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for promise, activity in zip(self, quiet.create(values), strict=True):
            promise.with_context(tracking_disable=True).activity_id = activity
