from odoo import api, models

from .ar_dispute import OPEN


class ArDispute(models.Model):
    """What the cash application does by itself: open for a short payment, close when it is paid."""

    _inherit = "ar.dispute"

    @api.model
    def _open(self, allocations):
        """Keep in mind what was kept back with a reason.

        Of a payment that stands again what was opened before goes on; what a person had closed
        stays closed.
        """
        kept = allocations.filtered(lambda each: each.write_off_kind == "deduction")
        if not kept:
            return
        known = self.search([("match_id", "in", kept.match_id.ids)])
        disputed = self._open_of(kept.move_line_id)
        vals_list = []
        for each in kept:
            item = each.move_line_id
            before = known.filtered(
                lambda record, item=item, match=each.match_id: (
                    record.move_line_id == item and record.match_id == match
                )
            )
            if before:
                before.filtered("closed_because")._open_again()
                continue
            free = item.amount_residual_currency - disputed[item.id]
            amount = min(self._kept(each), item.currency_id.round(free))
            if amount > 0:
                disputed[item.id] += amount
                vals_list.append(self._of_allocation(each, amount))
            else:
                self._say_kept_back(each)
        self.create(vals_list)

    def _kept(self, allocation):
        """What was kept back, in the currency of the item."""
        currency, item = allocation.currency_id, allocation.move_line_id
        return currency._convert(
            allocation.write_off, item.currency_id, item.company_id, allocation.match_id.date
        )

    def _of_allocation(self, allocation, amount):
        company, said = allocation.company_id, allocation.write_off_reason
        reasons = self.env["ar.dispute.reason"]._of_company(company)
        return {
            "move_line_id": allocation.move_line_id.id,
            "match_id": allocation.match_id.id,
            "origin": "payment",
            "amount": amount,
            "reason_id": reasons._meant_by(said).id,
            "stated_reason": said,
            "date": allocation.match_id.date,
        }

    def _say_kept_back(self, allocation):
        """All that is open is disputed already: the customer kept back what was said before."""
        about = self.search(
            [("move_line_id", "=", allocation.move_line_id.id), ("state", "in", OPEN)], limit=1
        )
        said = self.env._(
            "%(amount)s was kept back of the payment of %(date)s: %(reason)s",
            amount=allocation.currency_id.format(allocation.write_off),
            date=allocation.match_id.date,
            reason=allocation.write_off_reason or "",
        )
        if about:
            about.message_post(body=said)

    @api.model
    def _take_back(self, matches):
        """The payments are taken back: nothing is kept back of them any more.

        What nobody has touched goes; what somebody has begun to clarify is kept, and goes on when
        the payment stands again.
        """
        found = self.search([("match_id", "in", matches.ids), ("state", "in", OPEN)])
        untouched = found.filtered(lambda record: record._is_untouched())
        untouched.unlink()
        because = self.env._("The payment was taken back")
        (found - untouched)._close("withdrawn", "withdrawn", because)

    def _is_untouched(self):
        if self.state != "new" or self.user_id or self.evidence_ids or self.note:
            return False
        return "comment" not in self.message_ids.mapped("message_type")

    # === BY ITSELF === #

    @api.model
    def _close_paid(self, items):
        """Something was paid of these items: of one that is paid in full nothing is disputed."""
        concerned = self.search([("move_line_id", "in", items.ids), ("state", "in", OPEN)])
        for record in concerned.filtered("move_line_id.reconciled"):
            entry = record._paid_with()
            because = self.env._("Paid in full with %(entry)s", entry=entry.name)
            record._close("resolved", "paid", because)

    def _paid_with(self):
        """The last entry with which its item was paid; a difference of rates is none."""
        item = self.move_line_id
        exchange = self.company_id.currency_exchange_journal_id
        partials = (item.matched_debit_ids | item.matched_credit_ids).sorted("id")
        others = (partials.debit_move_id | partials.credit_move_id) - item
        entries = others.move_id.filtered(lambda entry: entry.journal_id != exchange)
        return entries.sorted("id")[-1:]

    @api.model
    def _reopen_unpaid(self, items):
        """A payment was taken off these items: what it closed is to be clarified again."""
        closed = self.search(
            [
                ("move_line_id", "in", items.ids),
                ("closed_because", "!=", False),
                ("outcome", "in", ("paid", "credit_note")),
            ]
        )
        closed.filtered(lambda record: not record._is_settled())._open_again()

    def _is_settled(self):
        item = self.move_line_id
        if self.outcome == "paid":
            return item.reconciled
        return bool(item.matched_credit_ids.credit_move_id.move_id & self.credit_note_ids)
