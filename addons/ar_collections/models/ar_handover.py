from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# With the agency or the court.
LIVE = ("handed_over", "part", "collected")
BEFORE = ("prepared", "to_release")
# What a person may write, and only before it is handed over.
BY_HAND = {"partner_id", "company_id", "kind", "agency_id", "reason", "item_ids"}
# Set by the actions alone.
DECISION = {
    "number",
    "state",
    "author_id",
    "released_by_id",
    "released_on",
    "date",
    "refusal",
    "hold_id",
    "file_ids",
}


class ArHandover(models.Model):
    """Items of a customer that an agency, or a court, is to collect: prepared by one person, released
    by another, followed until they are collected or come back.
    """

    _name = "ar.handover"
    _description = "Hand-over"
    _inherit = ["ar.decided", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char("Our number", readonly=True, copy=False, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("agency", "Agency"), ("legal", "Legal proceedings")],
        "To",
        required=True,
        default="agency",
        tracking=True,
    )
    agency_id = fields.Many2one(
        "res.partner",
        "Agency or lawyer",
        required=True,
        tracking=True,
        index=True,
        ondelete="restrict",
    )
    agency_reference = fields.Char("Reference there", tracking=True, copy=False)
    reason = fields.Char(help="What was tried before, why it is handed over.")
    item_ids = fields.One2many("ar.handover.item", "handover_id", "Items")
    amount = fields.Monetary(
        "Handed over (amount)", compute="_compute_amount", store=True, help="In company currency."
    )
    recovered = fields.Monetary(
        compute="_compute_amount", store=True, help="What the agency says it has collected."
    )
    fee = fields.Monetary("Fees", compute="_compute_amount", store=True)
    paid = fields.Monetary(
        "Paid in the books", compute="_compute_paid", help="Of what was handed over, by today."
    )
    date = fields.Date("Handed over on", readonly=True, copy=False, tracking=True)
    state = fields.Selection(
        [
            ("prepared", "Prepared"),
            ("to_release", "To release"),
            ("handed_over", "Handed over"),
            ("part", "Part collected"),
            ("collected", "Collected"),
            ("returned", "Returned"),
            ("closed", "Closed"),
        ],
        default="prepared",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    author_id = fields.Many2one(
        "res.users", "Prepared by", readonly=True, default=lambda self: self.env.user
    )
    released_by_id = fields.Many2one("res.users", "Released by", readonly=True, copy=False)
    released_on = fields.Datetime(readonly=True, copy=False)
    refusal = fields.Char("Why it was not released", readonly=True, copy=False)
    hold_id = fields.Many2one(
        "ar.hold", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    file_ids = fields.Many2many("ir.attachment", string="Files", readonly=True, copy=False)
    item_count = fields.Integer("Number of items", compute="_compute_paid")
    may_release = fields.Boolean(compute="_compute_may_release")
    warning = fields.Char("To be looked at first", compute="_compute_warning")

    # Notes in the chatter need no right to change it.
    _mail_post_access = "read"

    # === FIGURES === #

    @api.depends("number", "partner_id")
    def _compute_display_name(self):
        for record in self:
            names = (record.number, record.partner_id.name)
            record.display_name = " ".join(filter(None, names))

    @api.depends("item_ids.amount_company", "item_ids.recovered_company", "item_ids.fee_company")
    def _compute_amount(self):
        for record in self:
            record.amount = sum(record.item_ids.mapped("amount_company"))
            record.recovered = sum(record.item_ids.mapped("recovered_company"))
            record.fee = sum(record.item_ids.mapped("fee_company"))

    @api.depends("item_ids.move_line_id")
    def _compute_paid(self):
        for record in self:
            record.item_count = len(record.item_ids)
            record.paid = sum(item._in_company(item.paid) for item in record.item_ids)

    @api.depends_context("uid")
    @api.depends("state", "amount", "author_id", "company_id")
    def _compute_may_release(self):
        for record in self:
            record.may_release = (
                record.state == "to_release" and record.env.user in record._approvers()
            )

    def _authors(self):
        return self.author_id | self.sudo().create_uid

    def _approvers(self):
        return self.env["ar.approval.limit"]._approvers(
            "handover", self.amount, self.company_id, self._authors()
        )

    @api.depends("item_ids.move_line_id", "partner_id", "agency_id", "state")
    def _compute_warning(self):
        for record in self:
            record.warning = record.state in BEFORE and record._warning_in_words()

    def _warning_in_words(self):
        items = self.item_ids.move_line_id
        found = []
        if not self.agency_id.active and self.agency_id:
            found.append(self.env._("the agency is archived"))
        if promised := items.filtered("ar_promised"):
            found.append(
                self.env._("promised in time: %s", ", ".join(promised.mapped("move_name")))
            )
        if disputed := items.filtered("ar_disputed"):
            found.append(self.env._("disputed: %s", ", ".join(disputed.mapped("move_name"))))
        held = self.env["ar.hold"]._held(self.partner_id, company=self.company_id)
        if hold := held.get(self.partner_id.id):
            found.append(self.env._("the customer is on hold: %s", hold._in_short()))
        return "; ".join(found)

    # === WRITTEN BY BUTTONS === #

    @api.onchange("partner_id", "company_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id
        if self.item_ids.move_line_id.partner_id.commercial_partner_id - self.partner_id:
            self.item_ids = [Command.clear()]

    @api.model
    def _decided_fields(self):
        return DECISION

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever makes it is its author; nothing is born released."""
        for vals in vals_list:
            if not self.env.su and vals.keys() & DECISION:
                raise AccessError(self._says_by_buttons())
        records = super().create(vals_list)
        for record in records:
            number = self.env["ir.sequence"].sudo().next_by_code("ar.handover")
            record.sudo().number = number or f"H{record.id:05d}"
        records.item_ids._refuse_wrong()
        return records

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & DECISION:
                raise AccessError(self._says_by_buttons())
            # What the agency reports is written on items that it has.
            if vals.keys() & BY_HAND:
                now = (
                    ("prepared",) if vals.keys() & BY_HAND != {"item_ids"} else ("prepared", *LIVE)
                )
                self._refuse_unless(*now)
        result = super().write(vals)
        if "item_ids" in vals or "partner_id" in vals:
            self.filtered(lambda each: each.state in BEFORE).item_ids._refuse_wrong()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_over(self):
        self._refuse_unless(*BEFORE)

    def _says_by_buttons(self):
        return self.env._("A hand-over is proposed, released and ended with its buttons.")

    def _refuse_unless(self, *states):
        if self.filtered(lambda record: record.state not in states):
            words = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This can be done only while it is: %s.",
                    ", ".join(words[state] for state in states),
                )
            )

    # === PROPOSED AND RELEASED === #

    def action_propose(self):
        """Ask those who may release it."""
        self.check_access("write")
        for record in self:
            record._refuse_unless("prepared")
            record._drop_gone()
            record.sudo().write(
                {"state": "to_release", "author_id": self.env.uid, "refusal": False}
            )
            for person in record._approvers():
                record.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=person.id,
                    summary=self.env._("Release this hand-over, or send it back"),
                )

    def _drop_gone(self):
        """What was paid, cancelled or handed over elsewhere meanwhile is left out, and said."""
        gone = {item: why for item in self.item_ids if (why := item._why_not())}
        if len(gone) == len(self.item_ids):
            raise UserError(
                "\n".join(
                    [
                        self.env._("Nothing of it can be handed over:"),
                        *(f"{item.document}: {why}" for item, why in gone.items()),
                    ]
                )
            )
        for item, why in gone.items():
            self._message_log(
                body=self.env._("Left out: %(document)s, %(why)s.", document=item.document, why=why)
            )
        self.env["ar.handover.item"].union(*gone).sudo().unlink()
        self.item_ids.sudo()._freeze()

    def action_back(self):
        """Not proposed any more; whoever prepared it goes on with it."""
        self.check_access("write")
        self._refuse_unless("to_release")
        self._not_released(False)

    def action_refuse(self):
        """Ask why, then send it back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send back"),
            "res_model": "ar.handover.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_handover_id": self.id},
        }

    def _reject(self, why):
        """Sent back by somebody who might have released it."""
        self.check_access("write")
        for record in self:
            record._refuse_unless("to_release")
            record._refuse_approval()
        self._not_released(why)

    def _not_released(self, why):
        self.sudo().write({"state": "prepared", "refusal": why})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _refuse_approval(self):
        Limit = self.env["ar.approval.limit"]
        for author in self._authors():
            Limit._refuse_beyond("handover", self.amount, self.company_id, author)

    def action_release(self):
        """It is handed over: its files are made, its items are on hold."""
        self.check_access("write")
        for record in self:
            record._refuse_unless("to_release")
            record._drop_gone()
            record._refuse_approval()
            if not record.agency_id.active:
                raise UserError(
                    self.env._("%s is archived: choose another one.", record.agency_id.name)
                )
            record.sudo()._handed_over()

    def _handed_over(self):
        self.write(
            {
                "state": "handed_over",
                "date": self.company_id._ar_today(),
                "released_by_id": self.env.uid,
                "released_on": fields.Datetime.now(),
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._make_files()
        self._hold_items()
        self._log_contact()

    def _log_contact(self):
        """The customer's story says so."""
        self.env["ar.contact"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "channel": "note",
                "user_id": self.env.uid,
                "item_ids": self.item_ids.move_line_id.ids,
                "text": self.env._(
                    "Handed over to %(agency)s on %(day)s (%(number)s): %(amount)s",
                    agency=self.agency_id.name,
                    day=format_date(self.env, self.date),
                    number=self.number,
                    amount=self.currency_id.format(self.amount),
                ),
            }
        )

    # === OVER === #

    def action_return(self):
        """All that is not collected comes back to us."""
        self.check_access("write")
        self._refuse_unless(*LIVE)
        back = self.item_ids.filtered(lambda item: item.live and item.status != "collected")
        back.sudo().write({"status": "returned"})
        for record in self:
            record._follow()
            if record.state in LIVE:
                record.action_close()

    def action_close(self):
        """Nothing more comes from there; what is open still is back on the list."""
        self.check_access("write")
        self._refuse_unless(*LIVE)
        for record in self:
            record._end("closed", self.env._("Closed: nothing more comes from there"))

    def _end(self, state, why):
        hold = self.hold_id
        self.sudo().write({"state": state, "hold_id": False})
        if hold.state in ("in_force", "planned"):
            hold._lift(why)
        self._message_log(body=why)
        self.env["ar.case"]._touch(self.company_id, self.partner_id.ids)

    def action_open_case(self):
        self.ensure_one()
        case = self.env["ar.case"]._ar_cases_of(self.partner_id, self.company_id)
        record = case.get((self.partner_id, self.company_id)) or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    @api.model
    def _action_over(self, items):
        """The form of a new one over these items, or of the one that waits to be released."""
        owed = items.filtered(
            lambda item: item.account_type == "asset_receivable" and item.amount_residual > 0
        )
        if not owed:
            raise UserError(self.env._("Nothing of this is open: nothing can be handed over."))
        if len(owed.partner_id.commercial_partner_id) > 1 or len(owed.company_id) > 1:
            raise UserError(self.env._("Choose items of one customer."))
        Item = self.env["ar.handover.item"]
        taken = Item.search([("move_line_id", "in", owed.ids), ("live", "=", True)])
        free = owed - taken.move_line_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand over"),
            "res_model": "ar.handover",
            "view_mode": "form",
        }
        if not free:
            return {**action, "res_id": taken.handover_id[:1].id}
        return {
            **action,
            "context": {
                "default_partner_id": free.partner_id.commercial_partner_id.id,
                "default_company_id": free.company_id.id,
                "default_item_ids": [
                    Command.create({"move_line_id": item.id, **Item._of_line(item)})
                    for item in free
                ],
            },
        }
