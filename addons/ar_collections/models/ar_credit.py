from odoo import api, fields, models

from ..engine.habits import ENOUGH, Habits
from ..engine.risk import Standing, assess
from .ar_credit_words import habit_in_words, reason_in_words

# How many reasons a person is shown.
STRONGEST = 2


class ArCredit(models.Model):
    """How much a customer owes and may owe, how it pays, and what its risk is; one row for each
    customer and company, written by the refresh only.

    A table of its own, so that risk can be searched and ranked without a write to a partner: those
    are locked by whoever sells to them.
    """

    _name = "ar.credit"
    _description = "Credit Risk"
    _order = "risk_score desc, exposure desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    open_amount = fields.Monetary(
        "Open items",
        readonly=True,
        help="All posted items that are not paid, less credits: instalments that are not due yet "
        "and what is promised are among them.",
    )
    overdue_amount = fields.Monetary("Overdue", readonly=True)
    oldest_days = fields.Integer(
        "Days overdue", readonly=True, help="Of the oldest open item; below zero: not due yet."
    )
    orders_amount = fields.Monetary(
        "Orders not billed",
        readonly=True,
        help="Confirmed sales orders, as far as no posted invoice is there yet.",
    )
    exposure = fields.Monetary(
        readonly=True,
        help="Open items and orders that are not billed yet: what would be lost today. Instalments "
        "are in the open items and count once.",
    )
    has_limit = fields.Boolean("Has a limit", readonly=True)
    limit_amount = fields.Monetary(
        "Credit limit", readonly=True, help="Of today, with a temporary increase, if any."
    )
    increase_amount = fields.Monetary(
        "Increase", readonly=True, help="The temporary part of the limit."
    )
    limit_until = fields.Date("Limit until", readonly=True)
    limit_expired = fields.Boolean("Limit expired", readonly=True)
    used_share = fields.Float(
        "Used",
        readonly=True,
        aggregator="avg",
        help="The exposure as a part of the limit; ten times the limit is the most that is shown.",
    )
    used_percent = fields.Integer("Limit used", compute="_compute_used_percent")
    over_amount = fields.Monetary("Over the limit", readonly=True)
    available_amount = fields.Monetary(
        "Still free", compute="_compute_available_amount", help="Of the limit."
    )
    paid_count = fields.Integer(
        "Paid invoices", readonly=True, help="Of two years, and of those the last forty."
    )
    days_late = fields.Integer(
        "Usual delay",
        readonly=True,
        aggregator="avg",
        help="Days from the due date to the day on which the payment was credited: half of the "
        "paid invoices were paid earlier, half later. Nothing with fewer than five.",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        "Usual day",
        readonly=True,
        help="The day of the week on which at least half of the payments come.",
    )
    trend = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Days by which the last five payments were later than those before.",
    )
    largest_amount = fields.Monetary("Largest paid", readonly=True, aggregator="max")
    last_paid = fields.Date("Last paid", readonly=True)
    broken_promises = fields.Integer(readonly=True, help="Of the last twelve months.")
    returned_payments = fields.Integer(
        readonly=True, help="Payments that the bank took back in the last twelve months."
    )
    insolvent = fields.Boolean(readonly=True)
    risk_score = fields.Integer(
        "Risk",
        readonly=True,
        aggregator="avg",
        help="0 is none, 100 the highest: the sum of the reasons.",
    )
    risk_class = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("very_high", "Very high")],
        readonly=True,
        index=True,
    )
    risk_reasons = fields.Char("Mainly because", compute="_compute_risk_reasons")
    all_reasons = fields.Text("Why this risk", compute="_compute_risk_reasons")
    habit = fields.Char("How it pays", compute="_compute_habit")
    limit_ids = fields.Many2many("ar.credit.limit", compute="_compute_limit_ids")

    _customer_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A customer has one credit risk in each company."
    )

    @api.depends("used_share")
    def _compute_used_percent(self):
        for credit in self:
            credit.used_percent = round(credit.used_share * 100)

    @api.depends("limit_amount", "exposure", "has_limit")
    def _compute_available_amount(self):
        for credit in self:
            free = credit.limit_amount - max(0.0, credit.exposure)
            credit.available_amount = max(0.0, free) if credit.has_limit else 0.0

    @api.depends("risk_score")
    @api.depends_context("lang")
    def _compute_risk_reasons(self):
        for credit in self:
            standing = credit._to_standing()
            given = assess(standing).reasons
            words = [reason_in_words(credit.env, each, standing, credit) for each in given]
            credit.risk_reasons = " · ".join(words[:STRONGEST])
            credit.all_reasons = "\n".join(
                f"{each.points}  {said}" for each, said in zip(given, words, strict=True)
            )

    @api.depends("paid_count", "days_late", "weekday", "trend")
    @api.depends_context("lang")
    def _compute_habit(self):
        for credit in self:
            credit.habit = habit_in_words(credit.env, credit._to_habits())

    def _compute_limit_ids(self):
        Limit = self.env["ar.credit.limit"]
        limits = Limit.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        ).grouped(lambda limit: (limit.partner_id, limit.company_id))
        for credit in self:
            credit.limit_ids = limits.get((credit.partner_id, credit.company_id), Limit)

    def _to_habits(self):
        """The habits as the engine sees them."""
        self.ensure_one()
        usual = self.paid_count >= ENOUGH
        return Habits(
            count=self.paid_count,
            days_late=self.days_late if usual else None,
            weekday=int(self.weekday) if self.weekday else None,
            trend=self.trend if usual and self.trend else None,
            largest=self.largest_amount,
            last=self.last_paid or None,
        )

    def _to_standing(self):
        """The row as the engine sees it."""
        self.ensure_one()
        habits = self._to_habits()
        return Standing(
            open=self.open_amount,
            overdue=self.overdue_amount,
            oldest_days=self.oldest_days,
            exposure=self.exposure,
            limit=self.limit_amount if self.has_limit else None,
            limit_expired=self.limit_expired,
            days_late=habits.days_late,
            trend=habits.trend,
            broken_promises=self.broken_promises,
            returned_payments=self.returned_payments,
            insolvent=self.insolvent,
        )

    def _summary(self):
        """A few words for a button: how much of the limit is used, or the risk."""
        self.ensure_one()
        if self.has_limit:
            return self.env._("%(share)s %% used", share=self.used_percent)
        classes = dict(self._fields["risk_class"]._description_selection(self.env))
        return self.env._("%(risk)s risk", risk=classes.get(self.risk_class, ""))

    @api.model
    def _of_customer(self, company, partner):
        """The row of a customer, or none."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.commercial_partner_id.id),
            ]
        )

    @api.model
    def _of_one_customer(self, customers, stays):
        """Customers become one: the rows of the others go, and that of the one that stays follows."""
        rows = self.search([("partner_id", "in", customers.ids)])
        for company in rows.company_id:
            self.env["ar.case"]._touch(company, stays.ids)
        rows.filtered(lambda row: row.partner_id != stays).unlink()

    # === ACTIONS === #

    def action_new_limit(self):
        """Propose a limit for this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New limit"),
            "res_model": "ar.credit.limit",
            "view_mode": "form",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": self.currency_id.id,
            },
        }

    def action_open_limits(self):
        """All limits that it ever had."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ar_collections.ar_credit_limit_action"
        )
        return {
            **action,
            "domain": [("id", "in", self.limit_ids.ids)],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_case(self):
        """The customer's case, where there is one."""
        self.ensure_one()
        case = self.env["ar.case"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            limit=1,
        )
        return case._get_records_action() if case else self.partner_id._get_records_action()
