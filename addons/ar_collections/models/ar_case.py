from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# What the refresh writes, and what of it is left of a customer that owes nothing.
NOTHING_OPEN = {
    "state": "closed",
    "score": 0,
    "score_parts": None,
    "list_state": None,
    "list_reason": None,
    "waiting_until": None,
    "amount_open": 0.0,
    "amount_overdue": 0.0,
    "item_count": 0,
    "oldest_due": None,
    "oldest_days": 0,
    "next_action": None,
    "promised": 0.0,
    "promised_until": None,
    "broken_promises": 0,
    "disputed": 0.0,
    "dispute_days_late": 0,
    "unapplied": 0.0,
    "held": None,
    "next_contact": None,
    "credit_used": None,
    "usual_delay": None,
    "strategy_id": None,
}
# The same, that stays when nothing is open any more.
STAYS = ("last_contact", "last_contact_id", "risk_class", "group_id")
FROM_THE_BOOKS = {"partner_id", "company_id", "worked_on", *NOTHING_OPEN, *STAYS}


class ArCase(models.Model):
    """What a customer owes one company, and what is done about it: the collector's unit of work.

    One record for ever: closed while nothing is open, so that its chatter tells the whole story.
    """

    _name = "ar.case"
    _description = "Collection Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "score desc, amount_overdue desc, id"
    _check_company_auto = True
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], default="open", required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", "Responsible", tracking=True, index="btree_not_null")
    amount_open = fields.Monetary("Open", readonly=True)
    amount_overdue = fields.Monetary("Overdue", readonly=True)
    item_count = fields.Integer("Open items", readonly=True)
    oldest_due = fields.Date("Oldest due date", readonly=True)
    oldest_days = fields.Integer(
        "Days overdue", readonly=True, help="Of the oldest open item; negative: not due yet."
    )
    next_action = fields.Selection(
        [
            ("wait", "Wait until due"),
            ("remind", "Send a reminder"),
            ("call", "Call"),
            ("escalate", "Escalate"),
        ],
        readonly=True,
    )
    next_action_date = fields.Date("Not before", tracking=True)
    list_state = fields.Selection(
        [("today", "Today"), ("waiting", "Waiting"), ("done", "Done today")],
        "Today's list",
        readonly=True,
        index="btree_not_null",
        group_expand=True,
    )
    list_reason = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("due_soon", "Due soon"),
            ("promised", "Promise in time"),
            ("disputed", "Everything disputed"),
            ("unapplied", "Cash waiting to be applied"),
            ("held", "On hold"),
            ("next_action", "Next action later"),
            ("nothing_due", "Nothing due"),
            ("worked", "Worked on today"),
        ],
        "Why it is there",
        readonly=True,
    )
    waiting_until = fields.Date("Until", readonly=True)
    score = fields.Integer(readonly=True, aggregator=False, help="The sum of its parts.")
    score_parts = fields.Json("Parts of the score", readonly=True)
    worked_on = fields.Date("Worked on", readonly=True)
    promised = fields.Monetary(readonly=True, help="Promises still in time.")
    promised_until = fields.Date("Promised for", readonly=True)
    broken_promises = fields.Integer("Broken promises", readonly=True, aggregator=False)
    disputed = fields.Monetary(readonly=True)
    dispute_days_late = fields.Integer("Dispute late by", readonly=True, aggregator=False)
    unapplied = fields.Monetary(
        "Not applied", readonly=True, help="Payments and credits not applied to invoices yet."
    )
    held = fields.Char("Hold", readonly=True)
    last_contact = fields.Date("Last contact", readonly=True)
    last_contact_id = fields.Many2one(
        "ar.contact", "Last said", readonly=True, index="btree_not_null", ondelete="set null"
    )
    last_result = fields.Char(related="last_contact_id.result_id.name", string="Result")
    next_contact = fields.Date("Agreed next step", readonly=True)
    credit_used = fields.Float("Credit limit used", readonly=True, aggregator=False)
    risk_class = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("very_high", "Very high")],
        "Risk",
        readonly=True,
    )
    usual_delay = fields.Integer(
        "Usually late by", readonly=True, aggregator=False, help="Days; median of its payments."
    )
    strategy_id = fields.Many2one(
        "ar.strategy", readonly=True, index="btree_not_null", ondelete="set null"
    )
    group_id = fields.Many2one(
        "res.partner", "Group of companies", readonly=True, index="btree_not_null"
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    item_ids = fields.Many2many("account.move.line", compute="_compute_item_ids")
    suggestion_ids = fields.Many2many("ar.match", compute="_compute_suggestion_ids")
    suggestion_count = fields.Integer("To confirm", compute="_compute_suggestion_count")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "The customer already has a case in this company."
    )

    @api.depends("amount_overdue")
    def _compute_is_overdue(self):
        for case in self:
            case.is_overdue = case.amount_overdue > 0

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("amount_overdue", ">", 0)
        return Domain.OR(overdue if wanted else ~overdue for wanted in value)

    def _compute_item_ids(self):
        for case in self:
            Item = case.env["account.move.line"]
            case.item_ids = Item.search(
                Item._ar_open_domain(case.company_id)
                & Domain("partner_id", "=", case.partner_id.id),
                order="date_maturity, id",
            )

    def _compute_suggestion_ids(self):
        for case in self:
            suggestions = case.env["ar.match"].search(
                [
                    ("state", "=", "suggested"),
                    ("partner_id", "=", case.partner_id.id),
                    ("company_id", "=", case.company_id.id),
                ]
            )
            case.suggestion_ids = suggestions

    def _compute_suggestion_count(self):
        """One query for a whole list of cases."""
        counts = self.env["ar.match"]._read_group(
            [("state", "=", "suggested"), ("partner_id", "in", self.partner_id.ids)],
            ["partner_id", "company_id"],
            ["__count"],
        )
        by_customer = {(partner, company): count for partner, company, count in counts}
        for case in self:
            case.suggestion_count = by_customer.get((case.partner_id, case.company_id), 0)

    @api.model
    def formatted_read_group(self, domain, groupby=(), *args, **kwargs):
        """On the list of the day what waits and what is done is folded."""
        groups = super().formatted_read_group(domain, groupby, *args, **kwargs)
        if groupby and groupby[0] == "list_state":
            for group in groups:
                group["__fold"] = group["list_state"] != "today"
        return groups

    def write(self, vals):
        if not self.env.su and vals.keys() & FROM_THE_BOOKS:
            raise AccessError(
                self.env._("What a customer owes comes from the books; it is not written by hand.")
            )
        result = super().write(vals)
        if "next_action_date" in vals:
            self.sudo()._worked_on()
        return result

    def _worked_on(self):
        """Somebody put them off or took them up again: their places on the list change at once."""
        for company, cases in self.grouped("company_id").items():
            today = company._ar_today()
            cases.write({"worked_on": today})
            self.with_company(company)._refresh(company, today, cases.partner_id.ids)

    # === ACTIONS === #

    def action_open_items(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items of %(customer)s", customer=self.partner_id.name),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self.item_ids.ids)],
            "context": {
                "create": False,
                "list_view_ref": "ar_collections.account_move_line_view_list",
                "search_view_ref": "ar_collections.account_move_line_view_search",
            },
        }

    def action_open_suggestions(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments to confirm"),
            "res_model": "ar.match",
            "view_mode": "list,form",
            "domain": [("id", "in", self.suggestion_ids.ids)],
        }
