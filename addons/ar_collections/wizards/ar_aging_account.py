from odoo import fields, models
from odoo.tools import SQL

from .ar_aging_aged import KEPT


class ArAgingAccount(models.TransientModel):
    """A receivable account on the day: what the ledger says, and what the aging says."""

    _name = "ar.aging.account"
    _description = "Aging: Account"
    _order = "company_id, account_id"
    _rec_name = "account_id"
    _transient_max_hours = 0.0

    aging_id = fields.Many2one("ar.aging", "Report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ledger = fields.Monetary("General ledger", readonly=True)
    aged = fields.Monetary("Aging", readonly=True)
    difference = fields.Monetary(readonly=True)

    def _fill(self, aging):
        """Each account that has a balance or an open item. The ledger is summed from its entries,
        without what was reconciled: what is open is not asked.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, account_id, COALESCE(SUM(ledger), 0), COALESCE(SUM(aged), 0)
                  FROM (SELECT line.company_id, line.account_id, SUM(line.balance) AS ledger,
                               NULL AS aged
                          FROM account_move_line line
                         WHERE %(posted)s
                         GROUP BY line.company_id, line.account_id
                         UNION ALL
                        SELECT company_id, account_id, NULL, SUM(balance)
                          FROM %(kept)s GROUP BY company_id, account_id
                       ) side
                 GROUP BY company_id, account_id
                HAVING COALESCE(SUM(ledger), 0) <> 0 OR COALESCE(SUM(aged), 0) <> 0
                """,
                posted=aging._posted_lines_sql(aging.company_ids, aging.date),
                kept=KEPT,
            )
        )
        self.sudo().create(
            [
                {
                    "aging_id": aging.id,
                    "company_id": company,
                    "account_id": account,
                    "ledger": ledger,
                    "aged": aged,
                    "difference": aged - ledger,
                }
                for company, account, ledger, aged in rows
            ]
        )

    def _in_words(self):
        return self.env._(
            "%(account)s: ledger %(ledger)s, aging %(aged)s, difference %(difference)s",
            account=self.account_id.display_name,
            ledger=self.currency_id.format(self.ledger),
            aged=self.currency_id.format(self.aged),
            difference=self.currency_id.format(self.difference),
        )
