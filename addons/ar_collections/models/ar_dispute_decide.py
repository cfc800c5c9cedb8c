from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArDispute(models.Model):
    """Who is right: how much is granted, by whom, and what becomes of it."""

    _inherit = "ar.dispute"

    amount_approved = fields.Monetary("Granted", readonly=True, tracking=True)
    amount_rejected = fields.Monetary("Rejected", readonly=True)
    remedy = fields.Selection(
        [("credit_note", "Credit note"), ("write_off", "Write-off")], readonly=True
    )
    decision_note = fields.Text("Why so", readonly=True)
    proposed_by_id = fields.Many2one("res.users", "Decision proposed by", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, tracking=True)
    decided_on = fields.Date("Decided on", readonly=True)
    outcome = fields.Selection(
        [
            ("credit_note", "Credited"),
            ("write_off", "Written off"),
            ("back", "Back to collection"),
            ("paid", "Paid"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True,
        tracking=True,
    )
    closed_on = fields.Date("Closed on", readonly=True, index=True)
    closed_because = fields.Char(
        readonly=True, help="What closed it by itself; nothing where a person did."
    )
    credit_note_ids = fields.One2many("account.move", "ar_dispute_id", "Credit notes")
    write_off_id = fields.Many2one(
        "ar.write.off", "Write-off", readonly=True, index="btree_not_null", ondelete="set null"
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")
    # For the statistics; of what is still open there is no number yet.
    days_to_resolve = fields.Integer("Days to resolve", readonly=True, aggregator="avg")
    approved_share = fields.Float("Granted share", readonly=True, aggregator="avg")
    approved_company = fields.Monetary(
        "Granted, in the company's currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    late_count = fields.Integer("Closed late", readonly=True)

    @api.depends_context("uid")
    @api.depends("state", "proposed_by_id", "amount_approved")
    def _compute_may_approve(self):
        for record in self:
            record.may_approve = record._waits_for_approval() and record._may_grant(
                record.amount_approved
            )

    def _waits_for_approval(self):
        proposed = self.proposed_by_id and self.remedy == "credit_note"
        return proposed and not (self.decided_on or self.closed_on)

    # === DECIDE === #

    def action_decide(self):
        self.ensure_one()
        self._refuse_unless(("new", "clarification"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "ar.dispute.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_id": self.id},
        }

    def _decide(self, approved, remedy, cause, note):
        """So much of it is granted, the rest goes back to collection.

        What is to be credited must be within a limit of whoever decides, else somebody else is
        asked; a write-off asks for its approval itself.
        """
        self.ensure_one()
        self.check_access("write")
        self._refuse_unless(("new", "clarification"))
        if self._waits_for_approval() or self.write_off_id.state in (
            "draft",
            "to_approve",
            "approved",
        ):
            raise UserError(self.env._("Somebody decided this dispute meanwhile."))
        approved = self.currency_id.round(approved)
        if not 0 <= approved <= self.amount:
            raise UserError(
                self.env._(
                    "%(amount)s is disputed: grant something between nothing and that.",
                    amount=self.currency_id.format(self.amount),
                )
            )
        self.sudo().write(
            {
                "state": "clarification",
                "amount_approved": approved,
                "amount_rejected": self.amount - approved,
                "remedy": remedy if approved else False,
                "cause_id": cause.id,
                "decision_note": note,
                "proposed_by_id": self.env.uid,
                "user_id": self.user_id.id or self.env.uid,
            }
        )
        if not approved:
            self._grant()
            self.sudo()._close("resolved", "back")
        elif remedy == "write_off":
            self._propose_write_off()
        elif self._may_grant(approved, self.author_id):
            self._grant()
        else:
            self._ask_for_approval()

    def _grant(self):
        self.sudo().write(
            {
                "state": "decided",
                "decided_by_id": self.env.uid,
                "decided_on": fields.Date.context_today(self),
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        if self.amount_rejected:
            self._say_back_to_collection()

    def _in_company_currency(self, amount):
        """At the rate of the invoice."""
        return self.company_currency_id.round(amount * self.amount_company / self.amount)

    def _may_grant(self, amount, authors=None):
        """Whether the current user may, without an error; by default not who proposed it."""
        authors = self.author_id | self.proposed_by_id if authors is None else authors
        people = self.env["ar.approval.limit"]._approvers(
            "credit_note", self._in_company_currency(amount), self.company_id, authors
        )
        return self.env.user in people

    def _ask_for_approval(self):
        Limit = self.env["ar.approval.limit"]
        people = Limit._approvers(
            "credit_note",
            self._in_company_currency(self.amount_approved),
            self.company_id,
            self.author_id | self.proposed_by_id,
        )
        summary = self.env._("Approve what is to be credited, or send it back")
        Limit._ask(self, people, summary, self.decision_note)

    def action_approve(self):
        """What somebody else proposed to credit."""
        self.check_access("write")
        for record in self:
            record._refuse_unless_proposed()
            for author in record.author_id | record.proposed_by_id:
                self.env["ar.approval.limit"]._refuse_beyond(
                    "credit_note",
                    record._in_company_currency(record.amount_approved),
                    record.company_id,
                    author,
                )
            record._grant()

    def action_send_back(self):
        """Not so: decide it anew."""
        self.check_access("write")
        for record in self:
            record._refuse_unless_proposed()
            record.sudo()._forget_decision()

    def _refuse_unless_proposed(self):
        if not self._waits_for_approval():
            raise UserError(
                self.env._("%(name)s does not wait for approval.", name=self.display_name)
            )

    def _forget_decision(self):
        self.write(
            {
                "state": "clarification",
                "amount_approved": 0.0,
                "amount_rejected": 0.0,
                "remedy": False,
                "proposed_by_id": False,
                "decided_by_id": False,
                "decided_on": False,
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _say_back_to_collection(self):
        """The collector reads it at the customer."""
        case = (
            self.env["ar.case"]
            .sudo()
            .search(
                [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
                limit=1,
            )
        )
        said = self.env._(
            "%(amount)s of %(document)s is back in collection: the dispute was rejected. %(why)s",
            amount=self.currency_id.format(self.amount_rejected),
            document=self.document,
            why=self.decision_note or "",
        )
        for record in (self.sudo(), case):
            if record:
                record.message_post(body=said)

    # === RESOLVE === #

    def action_credit_note(self):
        """The credit note over what was granted, a draft that a person posts; or the one there is."""
        self.ensure_one()
        self.check_access("write")
        living = self.credit_note_ids.filtered(lambda move: move.state != "cancel")
        if not living:
            self._refuse_unless(("decided",))
            living = self._make_credit_note()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": living[-1:].id,
            "view_mode": "form",
            "context": {"default_move_type": "out_refund"},
        }

    def _make_credit_note(self):
        invoice = self.move_id
        if not invoice.is_sale_document() or self.remedy != "credit_note":
            raise UserError(
                self.env._(
                    "%(name)s is no invoice that could be credited: write it off instead.",
                    name=self.document,
                )
            )
        lines = self.invoice_line_id or invoice.invoice_line_ids
        said = self.env._(
            "%(reason)s (%(document)s)", reason=self.reason_id.name, document=self.document
        )
        return self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "company_id": self.company_id.id,
                "journal_id": invoice.journal_id.id,
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "fiscal_position_id": invoice.fiscal_position_id.id,
                "invoice_payment_term_id": False,
                "invoice_date": fields.Date.context_today(self),
                "reversed_entry_id": invoice.id,
                "ref": said,
                "ar_dispute_id": self.id,
                "invoice_line_ids": [
                    Command.create({"name": said, **values})
                    for values in invoice._ar_share_lines(self.amount_approved, lines)
                ],
            }
        )

    def _credited(self, credit_note):
        """It is posted: the item is paid with it, and the dispute is resolved."""
        item = self.move_line_id
        own = credit_note.line_ids.filtered(lambda line: line.account_id == item.account_id)
        because = self.env._("Credited with %(entry)s", entry=credit_note.name)
        self._close("resolved", "credit_note", because)
        if item and not item.reconciled and item not in own.matched_debit_ids.debit_move_id:
            own.remove_move_reconcile()
            (own | item).reconcile()

    def _propose_write_off(self):
        WriteOff = self.env["ar.write.off"]
        reason = ": ".join(
            filter(None, (self.reason_id.name, self.decision_note or self.stated_reason))
        )
        proposed = WriteOff._propose({self.move_line_id: self.amount_approved}, reason, self)
        self.sudo().write({"write_off_id": proposed.id})

    def _write_off_decided(self, write_off):
        """What became of the write-off that it waits for."""
        record = self.sudo().filtered(lambda each: each.write_off_id == write_off)
        if not record:
            return
        if write_off.state == "posted":
            record._grant()
            because = self.env._("Written off with %(entry)s", entry=write_off.move_id.name)
            record._close("resolved", "write_off", because)
        elif write_off.state in ("rejected", "undone"):
            if record.state not in ("new", "clarification", "decided"):
                record._open_again()
            record._forget_decision()
            record.write_off_id = False

    # === CLOSE === #

    def _close(self, state, outcome, because=False):
        today = fields.Date.context_today(self)
        for record in self:
            granted = outcome in ("credit_note", "write_off")
            approved = record.amount_approved if granted else 0.0
            record.write(
                {
                    "state": state,
                    "outcome": outcome,
                    "closed_on": today,
                    "closed_because": because,
                    "days_to_resolve": (today - record.date).days,
                    "approved_share": approved / record.amount,
                    "approved_company": record._in_company_currency(approved),
                    "late_count": int(bool(record.resolve_by and today > record.resolve_by)),
                }
            )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _open_again(self):
        for record in self:
            if record.outcome == "back":
                record._forget_decision()
            standing = "clarification" if record.user_id else "new"
            record.write(
                {
                    "state": "decided" if record.decided_on else standing,
                    "outcome": False,
                    "closed_on": False,
                    "closed_because": False,
                    "days_to_resolve": 0,
                    "approved_share": 0.0,
                    "approved_company": 0.0,
                    "late_count": 0,
                }
            )
