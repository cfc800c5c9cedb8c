from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..engine.credit_limit import InForce
from ..engine.habits import RECENT, Habits, Paid, habits

# How far back paid invoices and returned payments are looked at.
HABIT_DAYS = 730
YEAR = 365
OPEN = """
    SELECT item.partner_id,
           SUM(item.amount_residual)::float8,
           COALESCE(SUM(item.amount_residual) FILTER (WHERE day.due < %(today)s), 0)::float8,
           MIN(day.due) FILTER (WHERE item.amount_residual > 0)
      FROM account_move_line item
     CROSS JOIN LATERAL (SELECT COALESCE(item.date_maturity, item.date)) AS day(due)
     WHERE item.account_id = ANY(%(accounts)s) AND item.reconciled IS NOT TRUE
       AND item.parent_state = 'posted' AND item.company_id = %(company)s AND %(whose)s
  GROUP BY item.partner_id
"""
# A registered payment counts from the day on which the bank credited it, where a statement says so.
# Credit notes and write-offs close an item as well, but nobody has paid with them.
PAID = """
    WITH item AS (
        SELECT line.id, line.partner_id, line.date_maturity AS due, line.balance
          FROM account_move_line line
          JOIN account_journal sale ON sale.id = line.journal_id AND sale.type = 'sale'
         WHERE line.account_id = ANY(%(accounts)s) AND line.reconciled
           AND line.parent_state = 'posted' AND line.company_id = %(company)s
           AND line.balance > 0 AND line.date_maturity >= %(since)s AND %(whose)s
    ), registered AS (
        SELECT waiting.payment_id, MAX(COALESCE(bank.ar_value_date, found.date)) AS day
          FROM account_move_line waiting
          JOIN account_partial_reconcile partial ON partial.debit_move_id = waiting.id
          JOIN account_move_line found ON found.id = partial.credit_move_id
          JOIN account_bank_statement_line bank ON bank.id = found.statement_line_id
         WHERE waiting.payment_id IS NOT NULL AND waiting.company_id = %(company)s
           AND waiting.date >= %(since)s AND %(whose_waiting)s
      GROUP BY waiting.payment_id
    ), paid AS (
        SELECT item.id, item.partner_id, item.due, item.balance,
               MAX(COALESCE(bank.ar_value_date, registered.day, credit.date)) AS day
          FROM item
          JOIN account_partial_reconcile partial ON partial.debit_move_id = item.id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_journal journal ON journal.id = credit.journal_id
     LEFT JOIN account_bank_statement_line bank ON bank.id = credit.statement_line_id
     LEFT JOIN registered ON registered.payment_id = credit.payment_id
         WHERE journal.type IN ('bank', 'cash', 'credit')
      GROUP BY item.id, item.partner_id, item.due, item.balance
    ), ranked AS (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY partner_id ORDER BY day DESC, id DESC) AS rank
          FROM paid
    )
    SELECT partner_id, ARRAY_AGG(due), ARRAY_AGG(day), ARRAY_AGG(balance::float8)
      FROM ranked WHERE rank <= %(recent)s
  GROUP BY partner_id
"""
RETURNED = """
    SELECT match.partner_id, COUNT(*)
      FROM ar_match match
      JOIN account_bank_statement_line bank ON bank.id = match.statement_line_id
      JOIN account_move move ON move.id = bank.move_id
     WHERE match.company_id = %(company)s AND match.state = 'returned'
       AND move.date >= %(since)s AND %(whose)s
  GROUP BY match.partner_id
"""


@dataclass(slots=True)
class Known:
    """All that is known of one customer, before the risk is assessed."""

    open: float = 0.0
    overdue: float = 0.0
    oldest_days: int = 0
    orders: float = 0.0
    limit: InForce | None = None
    habits: Habits = field(default_factory=Habits)
    broken: int = 0
    returned: int = 0
    insolvent: bool = False


class ArCredit(models.Model):
    """What the books, the limits and the people say of customers: a handful of queries for whatever
    number of them.
    """

    _inherit = "ar.credit"

    @api.model
    def _known(self, company, today, customers):
        """Customer id -> ``Known``, of whoever owes, orders, has a limit or has paid."""
        found = {}

        def of(customer):
            return found.setdefault(customer, Known())

        for customer, total, overdue, oldest in self._open_items(company, today, customers):
            each = of(customer)
            each.open, each.overdue = total, max(0.0, overdue)
            each.oldest_days = (today - oldest).days if oldest else 0
        for customer, amount in self._unbilled(company, today, customers).items():
            of(customer).orders = amount
        limits = self.env["ar.credit.limit"]._in_force(company, customers, today)
        for customer, limit in limits.items():
            of(customer).limit = limit
        for customer, usual in self._habits(company, today, customers):
            of(customer).habits = usual
        self._add_odoo_limits(company, today, customers, found)
        self._add_troubles(company, today, customers, found)
        return found

    def _open_items(self, company, today, customers):
        return self._ask(OPEN, company, today=today, whose=_whose(customers, "item"))

    @api.model
    def _unbilled(self, company, today, customers):
        """Customer id -> what was ordered and not billed yet, in company currency.

        Nothing here; an addon that knows orders extends it.
        """
        return {}

    def _habits(self, company, today, customers):
        rows = self._ask(
            PAID,
            company,
            since=today - timedelta(days=HABIT_DAYS),
            recent=RECENT,
            whose=_whose(customers, "line"),
            whose_waiting=_whose(customers, "waiting"),
        )
        for customer, *columns in rows:
            yield customer, habits([Paid(*one) for one in zip(*columns, strict=True)])

    def _add_odoo_limits(self, company, today, customers, found):
        """Where the company uses Odoo's own credit limits, that of a customer without one of ours.

        Nothing has to be entered twice, and no partner is written.
        """
        if not company.account_use_credit_limit:
            return
        Partner = self.env["res.partner"].with_company(company)
        usual = Partner._fields["credit_limit"].get_company_dependent_fallback(Partner) or 0.0
        own = dict(
            self.env.execute_query(
                SQL(
                    """SELECT id, (credit_limit->>%s)::float8 FROM res_partner
                        WHERE credit_limit->>%s IS NOT NULL AND %s""",
                    str(company.id),
                    str(company.id),
                    SQL("TRUE") if customers is None else SQL("id = ANY(%s)", list(customers)),
                )
            )
        )
        for customer, each in found.items():
            amount = own.get(customer, usual)
            if each.limit is None and amount > 0:
                each.limit = InForce(amount)

    def _add_troubles(self, company, today, customers, found):
        """Promises that were broken, payments that came back, insolvency."""
        since = today - timedelta(days=YEAR)
        whose = _whose(customers, "match")
        for customer, count in self._ask(RETURNED, company, since=since, whose=whose):
            if customer in found:
                found[customer].returned = count
        for model in ("ar.promise", "ar.hold"):
            facts = self.env[model]._case_facts(company, customers, today)
            for customer, each in facts.items():
                if customer in found:
                    found[customer].broken += each.get("broken_promises") or 0
                    found[customer].insolvent |= each.get("held") == "insolvency"

    def _ask(self, query, company, **values):
        accounts = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(company),
                ("account_type", "=", "asset_receivable"),
            ]
        )
        return self.env.execute_query(
            SQL(
                query,
                accounts=accounts.ids,
                company=company.id,
                **values,
            )
        )


def _whose(customers, table):
    """The condition that a row of this table is one of these customers' (``None``: anybody's)."""
    column = SQL.identifier(table, "partner_id")
    if customers is None:
        return SQL("%s IS NOT NULL", column)
    return SQL("%s = ANY(%s)", column, list(customers))
