from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# What a person may change of a promise; all else is agreed once, or decided from the books.
CHANGEABLE = {"grace_days", "user_id", "note"}
# As long as a promise has one of these, cash may still change what is said of it.
DECIDED = ("open", "kept", "partly", "broken", "idle")
# A promise that is not kept any more.
FAILED = ("partly", "broken")
# Its items are spoken for: no second promise is made over them.
LIVE = ("draft", "open")


class ArPromise(models.Model):
    """What a customer promised to pay, when, and of which items; the cash that comes decides it."""

    _name = "ar.promise"
    _description = "Promise to Pay"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "next_due, date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "To be approved"),
            ("open", "Promised"),
            ("kept", "Kept"),
            ("partly", "Kept in part"),
            ("broken", "Broken"),
            ("idle", "Nothing owed any more"),
            ("renegotiated", "Replaced"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date = fields.Date("Made on", required=True, readonly=True)
    contact_id = fields.Many2one(
        "res.partner",
        "Promised by",
        readonly=True,
        ondelete="set null",
        help="Who said so at the customer.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="Is told when the promise is broken.",
    )
    note = fields.Text(help="What was said, in the customer's words.")
    amount = fields.Monetary("Promised", required=True, readonly=True)
    paid = fields.Monetary(
        readonly=True,
        help="Cash that came for its items since it was made, never more than promised.",
    )
    remaining = fields.Monetary("Not paid yet", compute="_compute_remaining", store=True)
    company_amount = fields.Monetary(
        "Promised, in the company's currency", readonly=True, currency_field="company_currency_id"
    )
    grace_days = fields.Integer(
        "Days of grace",
        tracking=True,
        help="So many days after its date an instalment is still in time. More of them give the "
        "customer more time, also when the promise is broken already.",
    )
    next_due = fields.Date("Next instalment", readonly=True, help="The first one not paid yet.")
    deadline = fields.Date(
        "In time until",
        readonly=True,
        index=True,
        help="The next instalment, with its days of grace.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    time_left = fields.Char("Time left", compute="_compute_days_left")
    missed_on = fields.Date("Broken on", readonly=True)
    settled_on = fields.Date(
        "Settled on",
        readonly=True,
        help="Since then nothing of what was promised is owed any more.",
    )
    item_ids = fields.One2many("ar.promise.item", "promise_id", "Items", readonly=True)
    rate_ids = fields.One2many("ar.promise.rate", "promise_id", "Instalments", readonly=True)
    rate_count = fields.Integer("Rates", compute="_compute_rate_count", store=True)
    item_names = fields.Char("Invoices", compute="_compute_item_names")
    # Entries that had paid something of its items before: their cash is not what was promised.
    paid_before_ids = fields.Many2many(
        "account.move", "ar_promise_paid_before_rel", "promise_id", "move_id", readonly=True
    )
    replaces_id = fields.Many2one(
        "ar.promise", "Instead of", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    replaced_by_id = fields.Many2one(
        "ar.promise", "Replaced by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one("ar.case", compute="_compute_case_id")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", copy=False, index="btree_not_null"
    )

    _deadline_idx = models.Index("(deadline) WHERE state = 'open'")

    _grace_days_not_negative = models.Constraint(
        "CHECK (grace_days >= 0)", "Days of grace are not negative."
    )

    # Notes in the chatter need no right to change the promise.
    _mail_post_access = "read"

    @api.depends("amount", "paid")
    def _compute_remaining(self):
        for promise in self:
            promise.remaining = promise.currency_id.round(promise.amount - promise.paid)

    @api.depends("deadline", "state")
    def _compute_days_left(self):
        """The last day is a day to pay on."""
        today = {company: company._ar_today() for company in self.company_id}
        for promise in self:
            waits = promise.state == "open" and promise.deadline
            promise.days_left = (promise.deadline - today[promise.company_id]).days if waits else 0
            promise.time_left = promise._time_left_in_words() if waits else False

    def _time_left_in_words(self):
        days = self.days_left
        if days > 1:
            return self.env._("%(days)s days", days=days)
        if days < 0:
            return self.env._("over")
        return self.env._("1 day") if days else self.env._("last day")

    @api.depends("rate_ids")
    def _compute_rate_count(self):
        for promise in self:
            promise.rate_count = len(promise.rate_ids)

    @api.depends("item_ids.name")
    def _compute_item_names(self):
        for promise in self:
            names = list(dict.fromkeys(promise.item_ids.mapped("name")))
            promise.item_names = ", ".join(filter(None, names))

    def _compute_case_id(self):
        cases = self._cases()
        for promise in self:
            promise.case_id = cases.get((promise.partner_id, promise.company_id))

    @api.depends("partner_id", "amount", "currency_id", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = promise.env._(
                "%(customer)s: %(amount)s promised on %(day)s",
                customer=promise.partner_id.name,
                amount=promise.currency_id.format(promise.amount),
                day=format_date(promise.env, promise.date),
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("A promise is made from the open items that it is over, not by hand.")
            )
        return super().create(vals_list)

    def write(self, vals):
        agreed = {name for name in vals if name in self._own_fields() and name not in CHANGEABLE}
        if agreed and not self.env.su:
            raise AccessError(
                self.env._(
                    "What was promised stays as it was promised: renegotiate it, and the new "
                    "promise takes the place of this one."
                )
            )
        if "grace_days" in vals and not self.env.su:
            self._refuse_over()
        result = super().write(vals)
        if "grace_days" in vals and not self.env.context.get("ar_deciding"):
            self.sudo()._decide()
        return result

    def _refuse_over(self):
        """More time is given as long as something is to be paid: what became of it stays so."""
        waiting = self.filtered(
            lambda promise: promise.state in (*LIVE, *FAILED) and not promise.settled_on
        )
        if self - waiting:
            raise UserError(
                self.env._("This promise is over: more time would change what became of it.")
            )

    @api.model
    def _own_fields(self):
        """The fields that this model has beside those of any thread."""
        return self._fields.keys() - self.env["mail.activity.mixin"]._fields.keys()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A promise is part of the customer's history: cancel it."))

    # === CASE === #

    def _cases(self):
        """(customer, company) -> the case; one query for all of them."""
        found = self.env["ar.case"].search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)],
            order="id",
        )
        return {(case.partner_id, case.company_id): case for case in found}

    def _touch_cases(self):
        for company, promises in self.grouped("company_id").items():
            self.env["ar.case"]._touch(company, promises.partner_id.ids)

    def action_open_case(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def action_open_replaced(self):
        """The promise that this one took the place of."""
        return self._action_look(self.replaces_id)

    def action_open_replacement(self):
        return self._action_look(self.replaced_by_id)

    def _action_look(self, promise):
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.promise",
            "res_id": promise.id,
            "view_mode": "form",
        }

    # === GIVEN UP === #

    def action_cancel(self):
        """It is not to be waited for any more. What was broken stays so."""
        self.check_access("write")
        going = self.sudo().filtered(lambda promise: promise.state in LIVE)
        going._end("cancelled")
        going._tell({each: each.env._("The promise was cancelled.") for each in going})

    def _end(self, state):
        self.write({"state": state, "next_due": False, "deadline": False})
        self.item_ids.live = False
        self.item_ids.flush_recordset()  # another promise may take them at once
        self.activity_id.filtered("active").unlink()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._touch_cases()

    def action_renegotiate(self):
        """Another promise over what is still open of this one."""
        self.ensure_one()
        self.check_access("write")
        items = self.item_ids.move_line_id.filtered(
            lambda item: item.parent_state == "posted" and item.amount_residual_currency > 0
        )
        return self.env["ar.promise.make"]._action_over(items, replaces=self)


def write_changed(record, values):
    """Write only what differs: what is decided as before costs nothing."""
    changed = {name: value for name, value in values.items() if record[name] != value}
    if changed:
        record.with_context(tracking_disable=True).write(changed)
