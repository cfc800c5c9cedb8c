from odoo import api, fields, models

from .ar_handover import LIVE


class ArHandover(models.Model):
    """What becomes of handed-over items: what the agency says, and what is paid to us."""

    _inherit = "ar.handover"

    def _follow(self):
        """State and hold go by the items."""
        for record in self.filtered(lambda each: each.state in LIVE):
            there = record.item_ids.filtered(lambda item: item.status != "returned")
            if not there:
                record._end("returned", record.env._("Returned: it is for us to collect again"))
                continue
            state = record._state_of(there)
            if state != record.state:
                record.sudo().state = state
            if record.hold_id.item_ids - there.move_line_id:
                record._hold_items()

    def _state_of(self, there):
        done = [
            item.status == "collected" or item.currency_id.compare_amounts(item.residual, 0) <= 0
            for item in there
        ]
        if all(done):
            return "collected"
        begun = any(done) or any(item.recovered or item.paid for item in there)
        return "part" if begun or there != self.item_ids else "handed_over"

    # === THE HOLD === #

    def _hold_items(self):
        """While they are there, nothing is sent about them; of those that came back it may."""
        self.ensure_one()
        before = self.hold_id
        there = self.item_ids.filtered(lambda item: item.status != "returned").move_line_id
        self.sudo().hold_id = (
            self.env["ar.hold"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "scope": "items",
                    "kind": self.kind,
                    "item_ids": there.ids,
                    "date_from": self.company_id._ar_today(),
                    "reason": " ".join(
                        filter(None, (self.agency_id.name, self.number, self.agency_reference))
                    ),
                }
            )
        )
        if before.state in ("in_force", "planned"):
            before._lift(self.env._("Some of it came back"))

    # === PAYMENTS === #

    @api.model
    def _follow_items(self, items, opened=False):
        """Items were paid in the books, or are open again: one query where nothing is handed over."""
        if not items.ids:
            return
        found = self.env["ar.handover.item"].search(
            [("move_line_id", "in", items.ids), ("live", "=", True)]
        )
        found.invalidate_recordset(["residual", "paid"], flush=False)
        found.handover_id.invalidate_recordset(["paid"], flush=False)
        for handover, paid in found.grouped("handover_id").items():
            if handover.state in LIVE:
                handover._tell_paid(paid, opened)
                handover._follow()

    def _tell_paid(self, items, opened):
        """A note, and whoever handed it over is asked to tell the agency."""
        for item in items:
            left = item.currency_id.format(item.residual)
            self._message_log(
                body=self.env._(
                    "%(document)s is open again: %(left)s", document=item.document, left=left
                )
                if opened
                else self.env._(
                    "%(document)s was paid in our books; open now: %(left)s",
                    document=item.document,
                    left=left,
                )
            )
        summary = self.env._("Tell the agency what was paid to us")
        if opened or summary in self.activity_ids.mapped("summary"):
            return
        if all(item.recovered for item in items):  # they said so themselves
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(self.author_id if self.author_id.active else self.released_by_id).id,
            summary=summary,
        )

    @api.model
    def _follow_moves(self, moves):
        """Invoices were reset or cancelled while somebody else collects them."""
        items = self.env["ar.handover.item"].search(
            [("move_line_id.move_id", "in", moves.ids), ("live", "=", True)]
        )
        for handover, gone in items.grouped("handover_id").items():
            if handover.state in LIVE:
                handover._message_log(
                    body=self.env._(
                        "Not posted any more: %s. Tell the agency.",
                        ", ".join(gone.mapped("document")),
                    )
                )
                handover.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=(handover.author_id or handover.released_by_id).id,
                    summary=self.env._("Tell the agency: an invoice was taken back"),
                    date_deadline=fields.Date.context_today(handover),
                )
