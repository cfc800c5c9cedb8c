from odoo import api, models
from odoo.tools import SQL


class ArCase(models.Model):
    """What is known of customers, gathered with a constant number of queries."""

    _inherit = "ar.case"

    @api.model
    def _facts(self, company, customers, today):
        """By the id of each customer with open items, what is known of it (``None``: all)."""
        return self._items_facts(company, customers, today)

    @api.model
    def _items_facts(self, company, customers, today):
        """What customers owe, in the company's currency; credits have due dates as well, but how
        late a customer is, only what is owed can tell.
        """
        accounts = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(company),
                ("account_type", "=", "asset_receivable"),
            ]
        )
        due = SQL("COALESCE(date_maturity, date)")
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT partner_id AS customer,
                          SUM(amount_residual) AS open,
                          COUNT(*) AS items,
                          SUM(amount_residual) FILTER (WHERE %(due)s < %(today)s) AS overdue,
                          MIN(%(due)s) FILTER (WHERE amount_residual > 0) AS oldest_due
                     FROM account_move_line
                    WHERE account_id = ANY(%(accounts)s) AND reconciled IS NOT TRUE
                      AND parent_state = 'posted' AND company_id = %(company)s
                      AND %(whose)s
                 GROUP BY partner_id""",
                due=due,
                today=today,
                accounts=accounts.ids,
                company=company.id,
                whose=self._of_customers(customers),
            )
        )
        return {row.pop("customer"): row for row in rows}

    def _of_customers(self, customers):
        if customers is None:
            return SQL("partner_id IS NOT NULL")
        return SQL("partner_id = ANY(%s)", customers)
