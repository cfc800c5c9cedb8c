from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

# What a person may write, and only while it is a draft.
BY_HAND = {"reason", "date", "tax_relief", "line_ids"}
# Set by the actions alone.
DECISION = {
    "state",
    "kind",
    "author_id",
    "decided_by_id",
    "decided_on",
    "refusal",
    "move_id",
    "run_id",
    "origin",
    "problem",
    "partner_id",
    "company_id",
    "amount",
}
MODELS_OF_ORIGIN = ("ar.dispute", "ar.promise", "ar.case")


class ArWriteOff(models.Model):
    """What is open of one customer and is to be given up: proposed, approved by another, posted."""

    _name = "ar.write.off"
    _description = "Write-off"
    _inherit = ["ar.decided", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("ar.write.off.line", "write_off_id", "Items")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="In the company's currency, with the taxes that are in it.",
    )
    reason = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("write_off", "Write-off"), ("settlement", "Settlement")],
        default="write_off",
        required=True,
        readonly=True,
        help="Which approval limit holds for it.",
    )
    date = fields.Date("Accounting date", required=True, default=fields.Date.context_today)
    tax_relief = fields.Boolean(
        "Take back the tax",
        default=lambda self: self.env.company.ar_write_off_tax,
        help="The tax of the invoice is taken back in proportion, with the taxes' own accounts and "
        "tax report lines. Without it all of the amount is a loss; tax that is due only when it is "
        "paid is always taken back.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("approved", "Being posted"),
            ("posted", "Posted"),
            ("rejected", "Rejected"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    author_id = fields.Many2one(
        "res.users", "Proposed by", readonly=True, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, tracking=True)
    decided_on = fields.Datetime(readonly=True)
    refusal = fields.Char("Why it was rejected", readonly=True, tracking=True)
    problem = fields.Char("Why it could not be posted", readonly=True)
    origin = fields.Reference(selection="_models_of_origin", readonly=True, copy=False)
    run_id = fields.Many2one(
        "ar.write.off.run", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, copy=False, index="btree_not_null"
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")

    # Notes in the chatter need no right to change it.
    _mail_post_access = "read"

    @api.model
    def _models_of_origin(self):
        return [
            (name, self.env[name]._description) for name in MODELS_OF_ORIGIN if name in self.env
        ]

    @api.depends("partner_id", "amount")
    def _compute_display_name(self):
        for record in self:
            amount = record.currency_id.format(record.amount)
            record.display_name = f"{record.partner_id.display_name}: {amount}"

    @api.depends("line_ids.amount_company")
    def _compute_amount(self):
        for record in self:
            record.amount = sum(record.line_ids.mapped("amount_company"))

    @api.depends_context("uid")
    @api.depends("state", "amount", "author_id", "company_id")
    def _compute_may_approve(self):
        """Whether the buttons to decide are of use to the one who looks."""
        for record in self:
            record.may_approve = record.state == "to_approve" and record._may(record.env.user)

    def _may(self, user):
        Limit = self.env["ar.approval.limit"]
        author = self.author_id | self.sudo().create_uid
        return user in Limit._approvers(self.kind, self.amount, self.company_id, author)

    @api.model
    def _decided_fields(self):
        return DECISION - {"partner_id", "company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever makes it is its author; nothing is born approved."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id"))
            vals.setdefault("tax_relief", (company or self.env.company).ar_write_off_tax)
            if not self.env.su and vals.keys() & self._decided_fields():
                raise AccessError(self._says_by_buttons())
        records = super().create(vals_list)
        records.line_ids._refuse_wrong()
        return records

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & DECISION:
                raise AccessError(self._says_by_buttons())
            if vals.keys() & BY_HAND:
                self._refuse_unless_draft()
        result = super().write(vals)
        if "line_ids" in vals:
            self.line_ids._refuse_wrong()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._refuse_unless_draft()

    def _says_by_buttons(self):
        return self.env._("A write-off is proposed, approved and posted with its buttons.")

    def _refuse_unless_draft(self):
        if self.filtered(lambda record: record.state != "draft"):
            raise UserError(
                self.env._("Only a draft can be changed: reject it, or undo what was posted.")
            )

    # === PROPOSE === #

    @api.model
    def _propose(self, items_amounts, reason, origin=None, kind="write_off"):
        """One write-off for each customer, waiting for approval.

        ``items_amounts`` is receivable line -> amount in the line's currency; ``origin`` the record
        that is to hear what became of it, by its method ``_write_off_decided(write_off)``.
        """
        by_customer = {}
        for item, amount in items_amounts.items():
            key = (item.company_id, item.partner_id.commercial_partner_id)
            by_customer.setdefault(key, []).append((item, amount))
        records = self.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "reason": reason,
                    "line_ids": [
                        Command.create({"move_line_id": item.id, "amount": amount})
                        for item, amount in amounts
                    ],
                }
                for (company, partner), amounts in by_customer.items()
            ]
        )
        said = {"kind": kind}
        if origin:
            said["origin"] = f"{origin._name},{origin.id}"
        records.sudo().write(said)
        records.action_propose()
        return records

    def action_propose(self):
        """Ask those who may approve it; whoever asks is the author from now on."""
        self.check_access("write")
        self._refuse_unless_draft()
        for record in self:
            if not record.line_ids:
                raise UserError(self.env._("Choose the open items that are to be written off."))
            record.line_ids._refuse_wrong()
            record.company_id._ar_refuse_no_write_off_account()
        self.sudo().write(
            {"state": "to_approve", "author_id": self.env.uid, "refusal": False, "problem": False}
        )
        for record in self.filtered(lambda each: not each.run_id):
            record._ask()

    def _ask(self):
        """An activity for each who may approve it."""
        author = self.author_id | self.sudo().create_uid
        Limit = self.env["ar.approval.limit"]
        people = Limit._approvers(self.kind, self.amount, self.company_id, author)
        summary = self.env._("Approve this write-off, or reject it")
        if not Limit._ask(self, people, summary, self.reason):
            self.sudo().message_post(
                body=self.env._(
                    "Nobody may approve this amount yet: a manager, or an approval limit, is needed."
                )
            )

    # === DECIDE === #

    def action_approve(self):
        """Post what somebody else has proposed."""
        self.check_access("write")
        self._refuse_unless_waiting()
        for record in self:
            record._refuse_approval(record.kind, record.amount)
            record.line_ids._refuse_wrong()
        self._approved()
        self.sudo()._post()

    def _refuse_approval(self, kind, amount):
        """Neither whoever proposed it approves it, nor whoever wrote it down."""
        Limit = self.env["ar.approval.limit"]
        for author in self.author_id | self.sudo().create_uid:
            Limit._refuse_beyond(kind, amount, self.company_id, author)

    def _refuse_unless_waiting(self):
        self._refuse_in_run()
        for record in self.filtered(lambda each: each.state != "to_approve"):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s does not wait for approval: it is “%(state)s”.",
                    name=record.display_name,
                    state=states[record.state],
                )
            )

    def _refuse_in_run(self):
        """Many small ones are one large one: they are decided together, as they were proposed."""
        if runs := self.run_id.filtered(lambda run: run.state == "to_approve"):
            raise UserError(
                self.env._(
                    "This is a part of the run “%(run)s”, and decided with it.",
                    run=runs[0].display_name,
                )
            )

    def _approved(self):
        self.sudo().write(
            {
                "state": "approved",
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_reject(self):
        """Say why first."""
        return self.env["ar.write.off.refusal"]._ask(self)

    def _reject(self, why):
        """Rejecting is a decision, too: whoever may not approve it does not reject it either."""
        self.check_access("write")
        self._refuse_unless_waiting()
        for record in self:
            record._refuse_approval(record.kind, record.amount)
        self._rejected(why)

    def _rejected(self, why):
        self.sudo().write(
            {
                "state": "rejected",
                "refusal": why,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._tell_origin()

    def action_back_to_draft(self):
        """The author takes it back, or tries again after it was rejected."""
        self.check_access("write")
        self._refuse_in_run()
        if self.filtered(lambda each: each.state not in ("to_approve", "rejected")):
            raise UserError(self.env._("Only what was not approved can be a draft again."))
        self.sudo().write({"state": "draft", "decided_by_id": False, "decided_on": False})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _tell_origin(self):
        for record in self.sudo().filtered("origin"):
            origin = record.origin.exists()
            if origin and hasattr(origin, "_write_off_decided"):
                origin._write_off_decided(record)

    def action_open_entry(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
