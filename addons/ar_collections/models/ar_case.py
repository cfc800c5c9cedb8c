from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .account_move_line import overdue_in_words

# Of a customer that owes nothing; what the books say is never written by hand.
NOTHING_OPEN = {
    "state": "closed",
    "amount_open": 0.0,
    "amount_overdue": 0.0,
    "item_count": 0,
    "oldest_due": None,
    "oldest_days": 0,
    "next_action": None,
}


class ArCase(models.Model):
    """What a customer owes one company, and what is done about it: the collector's unit of work.

    One record for ever: closed while nothing is open, so that its chatter tells the whole story.
    """

    _name = "ar.case"
    _description = "Collection Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "amount_overdue desc, oldest_days desc, id"
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
    overdue_by = fields.Char(compute="_compute_overdue_by", help="Of the oldest open item.")
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

    @api.depends("oldest_due", "state")
    @api.depends_context("tz")
    def _compute_overdue_by(self):
        today = fields.Date.context_today(self)
        for case in self:
            late = case.state == "open" and case.oldest_due
            case.overdue_by = late and overdue_in_words(case.env, (today - case.oldest_due).days)

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

    def write(self, vals):
        if not self.env.su and vals.keys() & {"partner_id", "company_id", *NOTHING_OPEN}:
            raise AccessError(
                self.env._("What a customer owes comes from the books; it is not written by hand.")
            )
        return super().write(vals)

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
