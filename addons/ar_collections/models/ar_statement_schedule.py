from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.statement import next_run, period
from .ar_statement import KINDS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ArStatementSchedule(models.Model):
    """Which customers get a statement, and when."""

    _name = "ar.statement.schedule"
    _description = "Statement Schedule"
    _order = "next_run, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, "Shows", required=True, default="activity")
    every = fields.Selection(
        [("weekly", "Every week"), ("monthly", "Every month"), ("quarterly", "Every quarter")],
        "How often",
        required=True,
        default="monthly",
    )
    weekday = fields.Selection(
        [(str(number), name) for number, name in enumerate(WEEKDAYS)], "On", default="0"
    )
    day_of_month = fields.Integer(
        "Day of the month", default=1, help="A shorter month has it on its last day."
    )
    customer_domain = fields.Char("Customers", default="[]", help="None chosen: all of them.")
    minimum_balance = fields.Monetary(
        help="Who owes less than this gets none. 0: everyone with something open, and with the "
        "activity also whoever had any in the period."
    )
    next_run = fields.Date(
        "Next run",
        compute="_compute_next_run",
        store=True,
        precompute=True,
        readonly=False,
        help="It shows what was so on the day before.",
    )
    last_run = fields.Date(readonly=True)
    statement_ids = fields.One2many("ar.statement", "schedule_id", "Statements")
    customer_count = fields.Integer("Now", compute="_compute_customer_count")
    waiting_count = fields.Integer("To send", compute="_compute_counts")
    sent_count = fields.Integer("Sent", compute="_compute_counts")
    trouble_count = fields.Integer("Failed or skipped", compute="_compute_counts")

    _day_of_month_exists = models.Constraint(
        "CHECK (day_of_month BETWEEN 1 AND 31)", "A month has the days 1 to 31."
    )
    _minimum_not_negative = models.Constraint(
        "CHECK (minimum_balance >= 0)", "The minimum balance is not negative."
    )

    @api.depends("every", "weekday", "day_of_month")
    def _compute_next_run(self):
        for record in self:
            record.next_run = record._run_after(fields.Date.context_today(record))

    def _run_after(self, day):
        return next_run(
            self.every,
            day,
            day_of_month=min(max(self.day_of_month, 1), 31),
            weekday=int(self.weekday or 0),
        )

    @api.constrains("customer_domain")
    def _check_customer_domain(self):
        for record in self:
            try:
                self.env["res.partner"].search(record._customers(), limit=1)
            except (ValueError, SyntaxError, TypeError, AttributeError):
                raise ValidationError(
                    self.env._("The choice of customers cannot be read; choose again.")
                ) from None

    def _customers(self):
        return Domain(literal_eval(self.customer_domain or "[]"))

    @api.depends("statement_ids.state")
    def _compute_counts(self):
        """Of the last run."""
        counts = {
            (schedule, day, state): count
            for schedule, day, state, count in self.env["ar.statement"]._read_group(
                [("schedule_id", "in", self.ids)],
                ["schedule_id", "date_to:day", "state"],
                ["__count"],
            )
        }
        for record in self:
            last = max((day for schedule, day, _ in counts if schedule == record), default=None)
            of = {
                state: count
                for (schedule, day, state), count in counts.items()
                if schedule == record and day == last
            }
            record.waiting_count = of.get("to_send", 0) + of.get("sending", 0)
            record.sent_count = of.get("sent", 0)
            record.trouble_count = of.get("failed", 0) + of.get("skipped", 0)

    @api.depends("customer_domain", "minimum_balance", "kind", "company_id")
    def _compute_customer_count(self):
        """How many would get one today."""
        today = fields.Date.context_today(self)
        for record in self:
            record.customer_count = len(record._chosen(record._period(today)))

    # === RUN === #

    @api.model
    def _cron_run(self):
        """Make the statements that are due; each schedule on its own."""
        progress = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        due = self.search([("next_run", "<=", today)])
        progress(remaining=len(due))
        for schedule in due:
            schedule = schedule.try_lock_for_update()
            if schedule and schedule.next_run <= today:
                schedule.with_company(schedule.company_id)._run(schedule.next_run)
            if not progress(1):
                break

    def action_run(self):
        """Do not wait for the day: what would be made on it is made of the days up to yesterday."""
        self.ensure_one()
        self.check_access("write")
        self._run(fields.Date.context_today(self))
        return self.action_open_statements()

    def _run(self, day):
        """The statements of the period before the day, all with one statement of SQL; whoever has
        one of it already gets no other. The next run lies after today, whatever was missed.
        """
        self.ensure_one()
        begin, end = self._period(day)
        today = fields.Date.context_today(self)
        self.env["ar.statement"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ar_statement (partner_id, company_id, schedule_id, kind, date_from,
                                          date_to, state, attempts, user_id, create_uid,
                                          create_date, write_uid, write_date)
                SELECT customer.id, %(company)s, %(schedule)s, %(kind)s, %(begin)s, %(end)s,
                       'to_send', 0, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', %(user)s,
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(customers)s) AS customer(id)
                    ON CONFLICT DO NOTHING
                """,
                company=self.company_id.id,
                schedule=self.id,
                kind=self.kind,
                begin=begin,
                end=end,
                user=self.env.uid,
                customers=self._chosen((begin, end)),
            )
        )
        self.env["ar.statement"].invalidate_model()
        self.sudo().write({"last_run": day, "next_run": self._run_after(max(day, today))})
        self.env.ref("ar_collections.cron_statement_send").sudo()._trigger()

    def _period(self, day):
        return period(self.every, day, day_of_month=min(max(self.day_of_month, 1), 31))

    def _chosen(self, days):
        """Ids of the customers that get one of these days."""
        begin, end = days
        Partner = self.env["res.partner"].sudo()
        chosen = Partner._search(self._customers())
        aging = self.env["ar.aging"]
        moved = SQL("FALSE")
        if self.kind == "activity" and not self.minimum_balance:
            moved = SQL(
                """customer.id IN (
                       SELECT partner.commercial_partner_id FROM account_move_line line
                         JOIN res_partner partner ON partner.id = line.partner_id
                        WHERE line.date >= %s AND %s)""",
                begin,
                aging._posted_lines_sql(self.company_id, end),
            )
        rows = self.env.execute_query(
            SQL(
                """
                WITH open AS (
                     SELECT partner.commercial_partner_id AS id, SUM(line.open_residual) AS balance
                       FROM (%(items)s) line JOIN res_partner partner ON partner.id = line.partner_id
                      GROUP BY partner.commercial_partner_id)
                SELECT customer.id
                  FROM res_partner customer LEFT JOIN open ON open.id = customer.id
                 WHERE customer.commercial_partner_id = customer.id AND customer.id IN %(chosen)s
                   AND (open.balance >= %(minimum)s OR %(moved)s)
                 ORDER BY customer.id
                """,
                items=aging._open_items_sql(self.company_id, end),
                chosen=chosen.subselect(),
                minimum=self.minimum_balance or float("-inf"),
                moved=moved,
            )
        )
        return [customer for (customer,) in rows]

    def action_open_statements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_statement_action")
        return {**action, "domain": [("schedule_id", "=", self.id)], "context": {}}
