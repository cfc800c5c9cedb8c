from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

OPEN = ("new", "clarification", "decided")
# What a person may write, and only while it is open; all else is done by the actions.
BY_HAND = {
    "reason_id",
    "team_id",
    "user_id",
    "resolve_by",
    "cause_id",
    "note",
    "stated_reason",
    "evidence_ids",
    "amount",
    "invoice_line_id",
}
GIVEN = {"move_line_id", "date", *BY_HAND}


class ArDispute(models.Model):
    """What a customer does not want to pay, and why: until it is clarified who is right."""

    _name = "ar.dispute"
    _description = "Dispute"
    _inherit = ["ar.decided", "mail.thread", "mail.activity.mixin"]
    _order = "resolve_by, id"
    _check_company_auto = True

    # Empty when Odoo has replaced or deleted the item: what was said of it stays to be read.
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    document = fields.Char(readonly=True)
    invoice_line_id = fields.Many2one(
        "account.move.line",
        "Line of the invoice",
        ondelete="set null",
        index="btree_not_null",
        domain="[('move_id', '=', move_id), ('display_type', '=', 'product')]",
        help="Where only one line is disputed: its credit note is about that line.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    # Kept, not related: a related one would be looked up whenever a journal item is written.
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    amount = fields.Monetary("Disputed", required=True, tracking=True)
    amount_company = fields.Monetary(
        "Disputed, in the company's currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
    )
    residual = fields.Monetary(
        "Still open",
        related="move_line_id.amount_residual_currency",
        currency_field="currency_id",
    )
    reason_id = fields.Many2one(
        "ar.dispute.reason",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(related="reason_id.kind", store=True)
    stated_reason = fields.Char(
        "In the customer's words", help="As the payment came with it, or as they said."
    )
    note = fields.Text("What is it about?")
    team_id = fields.Many2one(
        "ar.dispute.team", tracking=True, index="btree_not_null", check_company=True
    )
    user_id = fields.Many2one("res.users", "Owner", tracking=True, index="btree_not_null")
    author_id = fields.Many2one(
        "res.users", "Opened by", readonly=True, help="Nobody where a short payment has opened it."
    )
    match_id = fields.Many2one(
        "ar.match", "Payment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    origin = fields.Selection(
        [("hand", "By hand"), ("payment", "Short payment")], default="hand", readonly=True
    )
    date = fields.Date("Since", required=True, default=fields.Date.context_today)
    resolve_by = fields.Date("Resolve by", tracking=True, index=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("clarification", "In clarification"),
            ("decided", "Decided"),
            ("resolved", "Resolved"),
            ("withdrawn", "Withdrawn"),
        ],
        default="new",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    evidence_ids = fields.Many2many("ir.attachment")
    cause_id = fields.Many2one("ar.dispute.cause", "Root cause", tracking=True)
    is_open = fields.Boolean(compute="_compute_is_open")
    days_late = fields.Integer("Days late", compute="_compute_days_late")
    is_late = fields.Boolean(compute="_compute_days_late", search="_search_is_late")

    # Notes in the chatter need no right to change the dispute.
    _mail_post_access = "read"

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Say how much is disputed.")
    _of_item = models.Index("(move_line_id) WHERE state IN ('new', 'clarification', 'decided')")

    @api.depends("reason_id", "document", "stated_reason")
    def _compute_display_name(self):
        for record in self:
            why = record.stated_reason or record.reason_id.name
            record.display_name = ": ".join(filter(None, (record.document, why)))

    @api.depends("amount", "move_line_id", "currency_id")
    def _compute_amount_company(self):
        """At the rate of the invoice, as it is in the books."""
        for record in self:
            item, company = record.move_line_id, record.company_id
            if item.amount_currency:
                rate = item.balance / item.amount_currency
                record.amount_company = company.currency_id.round(record.amount * rate)
            else:
                record.amount_company = record.currency_id._convert(
                    record.amount, company.currency_id, company, record.date
                )

    @api.depends("state")
    def _compute_is_open(self):
        for record in self:
            record.is_open = record.state in OPEN

    @api.depends("state", "resolve_by")
    @api.depends_context("tz")
    def _compute_days_late(self):
        today = fields.Date.context_today(self)
        for record in self:
            late = record.is_open and record.resolve_by and record.resolve_by < today
            record.days_late = (today - record.resolve_by).days if late else 0
            record.is_late = bool(late)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("state", "in", OPEN) & Domain("resolve_by", "<", today)
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.onchange("reason_id")
    def _onchange_reason(self):
        """Another reason has another team and another date."""
        if self.reason_id:
            self.team_id = self.reason_id.team_id
            self.resolve_by = (self.date or fields.Date.context_today(self)) + timedelta(
                days=self.reason_id.days
            )

    # === OPEN AND CHANGE === #

    @api.model
    def _decided_fields(self):
        return self._fields.keys() - GIVEN

    @api.model_create_multi
    def create(self, vals_list):
        """What is known of the item is kept beside it; the reason says who, and until when."""
        items = self.env["account.move.line"].browse(
            {vals["move_line_id"] for vals in vals_list if vals.get("move_line_id")}
        )
        known = {item.id: item for item in items.exists()}
        for vals in vals_list:
            if not self.env.su and vals.keys() - GIVEN:
                raise AccessError(self._says_by_buttons())
            item = known.get(vals.get("move_line_id"))
            if not item:
                raise UserError(self.env._("Choose the open item that is disputed."))
            vals |= {
                "move_id": item.move_id.id,
                "document": item.move_name,
                "company_id": item.company_id.id,
                "partner_id": item.partner_id.commercial_partner_id.id,
                "currency_id": item.currency_id.id,
            }
            if vals.get("origin") != "payment":
                vals["author_id"] = self.env.uid
            self._give_date_and_team(vals)
        records = super().create(vals_list)
        records._refuse_wrong()
        records._own_evidence()
        records._touch_cases()
        return records

    def _give_date_and_team(self, vals):
        reason = self.env["ar.dispute.reason"].browse(vals.get("reason_id"))
        day = fields.Date.to_date(vals.get("date")) or fields.Date.context_today(self)
        vals.setdefault("date", day)
        vals["resolve_by"] = vals.get("resolve_by") or day + timedelta(days=reason.days)
        vals["team_id"] = vals.get("team_id") or reason.team_id.id

    def write(self, vals):
        if not self.env.su:
            changed = vals.keys() & self._fields.keys() - self._of_mixins()
            if changed - BY_HAND:
                raise AccessError(self._says_by_buttons())
            if changed:
                self._refuse_unless(OPEN)
            if "amount" in vals:
                self._refuse_unless(("new", "clarification"))
        result = super().write(vals)
        if vals.keys() & {"amount", "invoice_line_id"} and not self.env.su:
            self._refuse_wrong()
        if "evidence_ids" in vals:
            self._own_evidence()
        if vals.keys() & {"amount", "state", "amount_approved", "resolve_by"}:
            self._touch_cases()
        return result

    def _own_evidence(self):
        """Files belong to the dispute, so that whoever may read it may open them; only files that
        the one who adds them may read himself.
        """
        for record in self.filtered("evidence_ids"):
            record.evidence_ids.check_access("read")
            loose = record.evidence_ids.sudo().filtered(lambda file: not file.res_id)
            loose.write({"res_model": self._name, "res_id": record.id})

    @api.model
    def _of_mixins(self):
        """Fields of the chatter and of activities: whoever may read it may use those."""
        return {
            name
            for mixin in ("mail.thread", "mail.activity.mixin")
            for name in self.env[mixin]._fields
        }

    def _says_by_buttons(self):
        return self.env._("A dispute is clarified and decided with its buttons, not by hand.")

    def _refuse_unless(self, states):
        if wrong := self.filtered(lambda record: record.state not in states)[:1]:
            known = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: that is not possible now.",
                    name=wrong.display_name,
                    state=known[wrong.state],
                )
            )

    def _refuse_wrong(self):
        """Of an open invoice of the customer, and together no more than what is open of it."""
        totals = self._open_of(self.move_line_id)
        for record in self.filtered(lambda each: each.state in OPEN and each.move_line_id):
            item, money = record.move_line_id, record.currency_id
            if item.account_type != "asset_receivable" or item.parent_state != "posted":
                raise UserError(
                    self.env._("%(name)s is no posted receivable.", name=record.document)
                )
            line = record.invoice_line_id
            if line and line.move_id != item.move_id:
                raise UserError(
                    self.env._("This line is not one of %(name)s.", name=record.document)
                )
            residual = max(item.amount_residual_currency, 0.0)
            if money.compare_amounts(totals[item.id], residual) > 0:
                others = totals[item.id] - record._part()
                raise UserError(record._says_too_much(residual, others))

    def _says_too_much(self, residual, others):
        money = self.currency_id
        says = {
            "name": self.document,
            "residual": money.format(residual),
            "amount": money.format(self.amount),
        }
        if money.is_zero(others):
            return self.env._(
                "Only %(residual)s of %(name)s is open: %(amount)s cannot be disputed.", **says
            )
        return self.env._(
            "%(residual)s of %(name)s is open, and %(others)s of it is disputed already: "
            "%(amount)s more cannot be.",
            others=money.format(others),
            **says,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        if not self.env.su:
            raise UserError(self.env._("A dispute is not deleted: withdraw it."))

    def _touch_cases(self):
        for company, records in self.grouped("company_id").items():
            self.env["ar.case"]._touch(company, records.partner_id.ids)

    # === CLARIFY === #

    def action_take(self):
        """I see to it."""
        self.check_access("write")
        self._refuse_unless(OPEN)
        self.sudo().write({"user_id": self.env.uid})
        self.filtered(lambda each: each.state == "new").sudo().write({"state": "clarification"})

    def action_withdraw(self):
        """The customer pays after all, or it is clarified without giving up anything."""
        self.check_access("write")
        self._refuse_unless(OPEN)
        self.sudo()._close("withdrawn", "withdrawn")

    def action_reopen(self):
        """It was closed too early."""
        self.check_access("write")
        self._refuse_unless(("resolved", "withdrawn"))
        for record in self:
            if record.outcome in ("credit_note", "write_off"):
                raise UserError(
                    self.env._(
                        "%(name)s was credited or written off: undo that first.",
                        name=record.display_name,
                    )
                )
        self.sudo()._open_again()
        self._refuse_wrong()

    def action_open_item(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
