from odoo import models
from odoo.tools import SQL


class ArAging(models.TransientModel):
    """What was open on a day, as the general ledger had it on that day."""

    _inherit = "ar.aging"

    def _open_items_sql(self, companies, day, customers=None):
        """A query of the receivable items open on a day: the columns of the journal item, and
        open_residual (company currency) and open_residual_currency (the item's).

        What was settled after the day is open on it. An entry that was posted later but dated
        before counts; a draft never, nor does it settle anything. From what is open now it goes
        back: the cost is that of what is open and of what was settled since, not of all history.

        ``customers``: ids of commercial partners, False among them for items without one; None
        for all.
        """
        # To compile a statement that runs once takes longer than to run it.
        self.env.cr.execute("SET LOCAL jit = off")
        posted = self._posted_lines_sql(companies, day, customers)
        return SQL(
            """
            WITH later AS MATERIALIZED (
                 SELECT part.id, SUM(part.amount) AS amount,
                        SUM(part.amount_currency) AS amount_currency
                   FROM (%(later)s) part
                  GROUP BY part.id
                 )
            SELECT line.*, line.amount_residual + COALESCE(later.amount, 0) AS open_residual,
                   line.amount_residual_currency + COALESCE(later.amount_currency, 0)
                       AS open_residual_currency
              FROM account_move_line line LEFT JOIN later ON later.id = line.id
             WHERE line.reconciled IS NOT TRUE AND %(posted)s
               AND (line.amount_residual + COALESCE(later.amount, 0) <> 0
                    OR line.amount_residual_currency + COALESCE(later.amount_currency, 0) <> 0)
             UNION ALL
            SELECT line.*, later.amount, later.amount_currency
              FROM later JOIN account_move_line line ON line.id = later.id
             WHERE line.reconciled AND (later.amount <> 0 OR later.amount_currency <> 0)
            """,
            later=SQL(" UNION ALL ").join(self._settled_later_sql(companies, day, posted)),
            posted=posted,
        )

    def _posted_lines_sql(self, companies, day, customers=None):
        """The receivable lines in the ledger on a day."""
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        of_customers = SQL()
        if customers is not None:
            of_customers = SQL(
                "AND (line.partner_id IN (SELECT id FROM res_partner"
                " WHERE commercial_partner_id = ANY(%s)) %s)",
                [customer for customer in customers if customer],
                SQL() if all(customers) else SQL("OR line.partner_id IS NULL"),
            )
        return SQL(
            "line.date <= %s AND line.parent_state = 'posted' AND line.company_id = ANY(%s)"
            " AND line.account_id = ANY(%s) %s",
            day,
            companies.ids,
            self._receivable_accounts().ids,
            of_customers,
        )

    def _receivable_accounts(self):
        """Of all companies: a line has its company itself. Archived ones have balances, too."""
        Account = self.env["account.account"].sudo().with_context(active_test=False)
        return Account.search([("account_type", "=", "asset_receivable")])

    def _settled_later_sql(self, companies, day, posted):
        """What each side of a reconciliation was settled with after the day; or on the day, but
        with an entry that is a draft again: Odoo keeps that reconciliation.
        """
        undone = SQL(" UNION ").join(
            self._with_drafts_sql(companies, SQL.identifier(f"{side}_move_id"))
            for side in ("debit", "credit")
        )
        for side, sign in (("debit", SQL("+")), ("credit", SQL("-"))):
            for which in (
                SQL("settled.max_date > %s", day),
                SQL("settled.max_date <= %s AND settled.id IN (%s)", day, undone),
            ):
                yield SQL(
                    """
                    SELECT line.id, %(sign)ssettled.amount AS amount,
                           %(sign)ssettled.%(amount)s AS amount_currency
                      FROM account_partial_reconcile settled
                      JOIN account_move_line line ON line.id = settled.%(line)s
                     WHERE %(which)s AND %(posted)s
                    """,
                    sign=sign,
                    amount=SQL.identifier(f"{side}_amount_currency"),
                    line=SQL.identifier(f"{side}_move_id"),
                    which=which,
                    posted=posted,
                )

    def _with_drafts_sql(self, companies, side):
        """Reconciliations of which this side is a draft."""
        return SQL(
            """
            SELECT settled.id
              FROM account_move_line draft
              JOIN account_partial_reconcile settled ON settled.%s = draft.id
             WHERE draft.parent_state = 'draft' AND draft.matching_number IS NOT NULL
               AND draft.account_id = ANY(%s) AND draft.company_id = ANY(%s)
            """,
            side,
            self._receivable_accounts().ids,
            companies.ids,
        )
