from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.next_action import next_action
from .account_move_line import overdue_in_words

# What the books say of a case: never written by hand.
NOTHING_OPEN = {
    "state": "closed",
    "amount_open": 0.0,
    "amount_overdue": 0.0,
    "item_count": 0,
    "oldest_due": False,
    "oldest_days": 0,
    "next_action": False,
}


class ArCase(models.Model):
    """A customer with open receivables in one company: the collector's unit of work."""

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

    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'", "The customer already has an open case."
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

    # === REFRESH === #

    @api.model
    def _cron_refresh(self):
        """Bring every case up to date with the books, company by company."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        progress(remaining=len(companies))
        for company in companies:
            today = fields.Date.context_today(self)
            self.with_company(company)._refresh(company, today)
            if not progress(1):
                break

    @api.model
    def _refresh(self, company, today):
        """One open case for each customer that owes something; the others are closed."""
        figures = self._figures(company, today)
        cases = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        for case in cases:
            case._write_changed(figures.pop(case.partner_id, None))
        self.with_context(tracking_disable=True, mail_create_nosubscribe=True).create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "user_id": (partner.user_id or partner.parent_id.user_id).id,
                    **values,
                }
                for partner, values in figures.items()
            ]
        )

    def _write_changed(self, values):
        """Write only what differs: an unchanged case costs nothing."""
        values = values or NOTHING_OPEN
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    def _figures(self, company, today):
        """What each customer owes, by partner record; three queries whatever their number."""
        Item = self.env["account.move.line"]
        domain = Item._ar_open_domain(company)
        overdue = dict(
            Item._read_group(
                domain & Domain("date_maturity", "<", today),
                ["partner_id"],
                ["amount_residual:sum"],
            )
        )
        # Credits have due dates too; how late a customer is, only what is owed can tell.
        oldest = dict(
            Item._read_group(
                domain & Domain("amount_residual", ">", 0), ["partner_id"], ["date_maturity:min"]
            )
        )
        totals = Item._read_group(domain, ["partner_id"], ["amount_residual:sum", "__count"])
        return {
            partner: self._figures_of(
                company, today, total, count, overdue.get(partner), oldest[partner]
            )
            for partner, total, count in totals
            if company.currency_id.compare_amounts(total or 0.0, 0.0) > 0 and partner in oldest
        }

    def _figures_of(self, company, today, total, count, overdue, oldest_due):
        days = (today - oldest_due).days if oldest_due else 0
        return {
            "amount_open": company.currency_id.round(total),
            "amount_overdue": max(0.0, company.currency_id.round(overdue or 0.0)),
            "item_count": count,
            "oldest_due": oldest_due,
            "oldest_days": days,
            "next_action": next_action(days),
        }

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
