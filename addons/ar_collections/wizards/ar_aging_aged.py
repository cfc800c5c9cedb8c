from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# Of one transaction: what a report is made of.
KEPT = SQL.identifier("ar_aging_open")


class ArAging(models.TransientModel):
    """The open items with their age, and what of them is disputed or promised."""

    _inherit = "ar.aging"

    def _keep_aged_items(self):
        """All of them in a table of this transaction: PostgreSQL shares the work among its workers
        only where nothing lasting is written, and rows and sums are made of the same.
        """
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", KEPT))
        self.env.cr.execute(
            SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", KEPT, self._aged_items_sql())
        )

    def _aged_items_sql(self, customers=None):
        """A query of the items open on the day of the report; amounts in the currency it shows."""
        self.ensure_one()
        buckets = self._buckets()
        day = {"due": SQL.identifier("date_maturity"), "issued": SQL.identifier("invoice_date")}
        in_company_currency = self.currency == "company"
        return SQL(
            """
            SELECT item.*, disputed.amount AS disputed, promised.amount AS promised,
                   width_bucket(item.days, %(starts)s) + 1 AS place
              FROM (SELECT line.id AS move_line_id, line.move_id, line.company_id, line.account_id,
                           COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
                           line.move_name, line.ref, line.name AS label, line.date,
                           line.invoice_date, line.date_maturity,
                           %(day)s - COALESCE(line.%(since)s, line.date) AS days,
                           %(currency)s AS currency_id, line.company_currency_id,
                           %(amount)s AS amount, line.open_residual AS balance,
                           CASE WHEN %(amount)s >= 0 THEN 'owed'
                                WHEN line.display_type = 'payment_term' THEN 'credit_notes'
                                ELSE 'unapplied' END AS kind,
                           CASE WHEN line.open_residual_currency = 0 THEN 0
                                ELSE %(amount)s / line.open_residual_currency END AS rate
                      FROM (%(open_items)s) line
                      LEFT JOIN res_partner partner ON partner.id = line.partner_id
                   ) item
              JOIN res_currency currency ON currency.id = item.currency_id
              LEFT JOIN unnest(%(disputed_lines)s, %(disputed_amounts)s) AS dispute(line_id, amount)
                     ON dispute.line_id = item.move_line_id
              LEFT JOIN unnest(%(promised_lines)s, %(promised_amounts)s) AS promise(line_id, amount)
                     ON promise.line_id = item.move_line_id
             CROSS JOIN LATERAL (
                   SELECT LEAST(ROUND(COALESCE(dispute.amount, 0) * item.rate, currency.decimal_places),
                                GREATEST(item.amount, 0)) AS amount
                   ) disputed
             CROSS JOIN LATERAL (
                   SELECT LEAST(ROUND(COALESCE(promise.amount, 0) * item.rate, currency.decimal_places),
                                GREATEST(item.amount, 0) - disputed.amount) AS amount
                   ) promised
            """,
            starts=list(buckets.starts),
            day=self.date,
            since=day[self.by],
            currency=SQL("line.company_currency_id" if in_company_currency else "line.currency_id"),
            amount=SQL(
                "line.open_residual" if in_company_currency else "line.open_residual_currency"
            ),
            open_items=self._open_items_sql(self.company_ids, self.date, customers),
            **self._said_of_items(),
        )

    def _said_of_items(self):
        """What is disputed and what is promised on the day, by item, in the item's currency."""
        said = {}
        for word, amounts in (
            ("disputed", self._disputed_on_day()),
            ("promised", self._promised_on_day()),
        ):
            said[f"{word}_lines"] = SQL("%s::integer[]", list(amounts))
            said[f"{word}_amounts"] = SQL("%s::numeric[]", list(amounts.values()))
        return said

    def _disputed_on_day(self):
        """Asked only of items that had a dispute on the day: there are few."""
        Dispute = self.env["ar.dispute"].sudo()
        disputes = Dispute.search(
            Domain("company_id", "in", self.company_ids.ids)
            & Domain("date", "<=", self.date)
            & (Domain("closed_on", "=", False) | Domain("closed_on", ">", self.date))
        )
        return Dispute._disputed(disputes.move_line_id, as_of=self.date)

    def _promised_on_day(self):
        """What promises in time on the day cover: made before, and not broken yet. One that is
        kept by now counted then; one that was given up does not, as nobody knows since when.
        """
        self.env["ar.promise"].flush_model()
        self.env["ar.promise.item"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.move_line_id, SUM(item.amount)
                  FROM ar_promise_item item
                  JOIN ar_promise promise ON promise.id = item.promise_id
                  LEFT JOIN ar_promise replacement ON replacement.id = promise.replaced_by_id
                 WHERE promise.company_id = ANY(%(companies)s) AND item.move_line_id IS NOT NULL
                   AND promise.date <= %(day)s
                   AND (promise.state = 'open' AND promise.deadline >= %(day)s
                        OR promise.state IN ('kept', 'idle')
                        OR promise.state IN ('partly', 'broken') AND promise.missed_on > %(day)s
                        OR promise.state = 'renegotiated' AND replacement.date > %(day)s)
                 GROUP BY item.move_line_id
                """,
                companies=self.company_ids.ids,
                day=self.date,
            )
        )
        return dict(rows)
