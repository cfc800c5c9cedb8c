from odoo import api, fields, models
from odoo.tools import SQL


class ArCashReport(models.Model):
    """How payments came to their invoices: a row for each payment of the bank."""

    _name = "ar.cash.report"
    _description = "Cash Application Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "match_id"
    _depends = {
        "ar.match": [
            "statement_line_id",
            "company_id",
            "journal_id",
            "date",
            "amount",
            "partner_id",
            "state",
            "tier",
            "posted_first",
            "posted_tier",
            "posted_by_advice",
            "taken_back",
            "advice_id",
        ],
        "ar.match.allocation": ["match_id"],
        "account.move.line": ["statement_line_id", "account_id", "balance", "amount_residual"],
        "account.journal": ["default_account_id", "suspense_account_id"],
    }

    match_id = fields.Many2one("ar.match", "Payment", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank account", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    evidence = fields.Selection(
        [
            ("advice", "Remittance advice"),
            ("reference", "Number or reference"),
            ("neither", "Neither"),
        ],
        "Found by",
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("alone", "Posted by itself"),
            ("accepted", "Suggestion accepted"),
            ("by_hand", "Decided by a person"),
            ("suggested", "To confirm"),
            ("open", "Left open"),
            ("returned", "Came back from the bank"),
            ("false", "Posted by itself, taken back"),
        ],
        readonly=True,
    )
    straight_through = fields.Float(
        "Straight through: payments",
        readonly=True,
        aggregator="avg",
        help="How many of the payments were posted by themselves and stayed so.",
    )
    invoice_count = fields.Integer(
        "Invoices", readonly=True, help="Open items that the payments pay, or would."
    )
    invoice_alone_count = fields.Integer("Invoices paid by themselves", readonly=True)
    straight_through_invoices = fields.Float(
        "Straight through: invoices",
        readonly=True,
        aggregator="avg",
        help="How many of the invoices named by the payments were paid by themselves.",
    )
    false_count = fields.Integer(
        "False matches", readonly=True, help="Posted by themselves, and taken back by a person."
    )
    unapplied = fields.Monetary(
        "Not applied", readonly=True, help="Money that still waits for an invoice."
    )
    age = fields.Integer(
        "Age of what is not applied", readonly=True, aggregator="avg", help="In days."
    )
    age_group = fields.Selection(
        [
            ("week", "Up to 7 days"),
            ("month", "8 to 30 days"),
            ("two_months", "31 to 60 days"),
            ("three_months", "61 to 90 days"),
            ("older", "Over 90 days"),
        ],
        "Not applied for",
        readonly=True,
    )

    @api.model
    def _read_group(self, *args, **kwargs):
        """Of all payments: PostgreSQL would take longer to compile the query than to run it."""
        self.env.cr.execute("SET LOCAL jit = off")
        return super()._read_group(*args, **kwargs)

    def _read_group_select(self, aggregate_spec, query):
        """The rate of the invoices is one of all of them, not the mean of the payments' rates."""
        if aggregate_spec != "straight_through_invoices:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s)::float / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "invoice_alone_count", query),
            self._field_to_sql(self._table, "invoice_count", query),
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT payment.*,
                   CASE WHEN alone THEN 1.0 ELSE 0.0 END AS straight_through,
                   CASE WHEN alone THEN invoice_count ELSE 0 END AS invoice_alone_count,
                   CASE WHEN invoice_count > 0 THEN CASE WHEN alone THEN 1.0 ELSE 0.0 END END
                       AS straight_through_invoices,
                   CASE WHEN outcome = 'false' THEN 1 ELSE 0 END AS false_count,
                   CASE WHEN age <= 7 THEN 'week'
                        WHEN age <= 30 THEN 'month'
                        WHEN age <= 60 THEN 'two_months'
                        WHEN age <= 90 THEN 'three_months'
                        WHEN age > 90 THEN 'older'
                   END AS age_group
              FROM (%s) AS payment
            """,
            self._payments(),
        )

    def _payments(self):
        return SQL(
            """
            SELECT match.id, match.id AS match_id, match.company_id, company.currency_id,
                   match.journal_id, match.partner_id, match.date,
                   COALESCE(books.amount, 0) AS amount, paid.invoice_count, books.unapplied,
                   CASE WHEN ROUND(books.unapplied, 2) > 0 THEN CURRENT_DATE - match.date END AS age,
                   match.state IN ('posted', 'returned') AND match.posted_first = 'alone'
                       AND match.taken_back IS NOT TRUE AS alone,
                   CASE WHEN CASE WHEN match.posted_first IS NULL THEN match.advice_id IS NOT NULL
                                  ELSE match.posted_by_advice END THEN 'advice'
                        WHEN CASE WHEN match.posted_first IS NULL THEN match.tier
                                  ELSE match.posted_tier END IN ('A', 'B') THEN 'reference'
                        ELSE 'neither'
                   END AS evidence,
                   CASE WHEN match.posted_first = 'alone' AND match.taken_back THEN 'false'
                        WHEN match.state = 'posted' THEN match.posted_first
                        WHEN match.state IN ('suggested', 'returned') THEN match.state
                        ELSE 'open'
                   END AS outcome
              FROM ar_match match
              JOIN res_company company ON company.id = match.company_id
              JOIN account_journal journal ON journal.id = match.journal_id
             CROSS JOIN LATERAL (
                   SELECT COUNT(*)::integer AS invoice_count
                     FROM ar_match_allocation allocation
                    WHERE allocation.match_id = match.id
                   ) AS paid
             CROSS JOIN LATERAL (
                   SELECT SUM(item.balance) FILTER (
                              WHERE item.account_id = journal.default_account_id
                          ) AS amount,
                          -SUM(CASE WHEN item.account_id = journal.suspense_account_id
                                    THEN item.balance
                                    WHEN account.account_type = 'asset_receivable'
                                    THEN item.amount_residual
                                    ELSE 0 END) AS unapplied
                     FROM account_move_line item
                     JOIN account_account account ON account.id = item.account_id
                    WHERE item.statement_line_id = match.statement_line_id
                   ) AS books
             WHERE match.amount > 0
            """
        )

    def action_open_payment(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.match",
            "res_id": self.match_id.id,
            "views": [(False, "form")],
        }
