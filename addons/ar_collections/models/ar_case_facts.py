from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

# Who else knows something of a customer; each answers with one dict of facts a customer.
SOURCES = ("ar.promise", "ar.dispute", "ar.contact", "ar.hold", "ar.credit")


class ArCase(models.Model):
    """What is known of customers, gathered with a constant number of queries."""

    _inherit = "ar.case"

    @api.model
    def _facts(self, company, customers, today):
        """By the id of each customer with open items, what is known of it (``None``: all)."""
        facts = self._items_facts(company, customers, today)
        partial = customers is not None
        self._learn(facts, self._partner_facts(company, list(facts)))
        self._learn(facts, self._cash_facts(company, list(facts) if partial else None, today))
        for name in SOURCES:
            model = self.env.get(name)
            if hasattr(model, "_case_facts"):
                about = list(facts) if partial else None
                self._learn(facts, model.sudo()._case_facts(company, about, today))
        self._learn(facts, self._covered_facts(company, facts, today))
        return facts

    def _learn(self, facts, more):
        for customer, known in more.items():
            if customer in facts:
                facts[customer].update(known)

    @api.model
    def _items_facts(self, company, customers, today):
        """What customers owe, in the company's currency; credits have due dates as well, but how
        late a customer is, only what is owed can tell.
        """
        due = SQL("COALESCE(date_maturity, date)")
        late = SQL("%s < %s", due, today)
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT partner_id AS customer,
                          COUNT(*) AS items,
                          SUM(amount_residual) AS open,
                          SUM(amount_residual) FILTER (WHERE %(late)s) AS net_overdue,
                          COALESCE(SUM(amount_residual)
                            FILTER (WHERE amount_residual > 0 AND %(late)s), 0) AS overdue,
                          COALESCE(SUM(amount_residual)
                            FILTER (WHERE amount_residual > 0 AND NOT %(late)s), 0) AS not_due,
                          COALESCE(-SUM(amount_residual)
                            FILTER (WHERE amount_residual < 0), 0) AS credits,
                          MIN(%(due)s) FILTER (WHERE amount_residual > 0) AS oldest_due
                     FROM account_move_line
                    WHERE account_id IN (SELECT id FROM account_account
                                          WHERE account_type = 'asset_receivable')
                      AND reconciled IS NOT TRUE AND parent_state = 'posted'
                      AND company_id = %(company)s AND %(whose)s
                 GROUP BY partner_id""",
                due=due,
                late=late,
                company=company.id,
                whose=self._of_customers(customers),
            )
        )
        return {row.pop("customer"): {**row, "unapplied": row.pop("credits")} for row in rows}

    def _of_customers(self, customers):
        if customers is None:
            return SQL("partner_id IS NOT NULL")
        return SQL("partner_id = ANY(%s)", customers)

    @api.model
    def _partner_facts(self, company, customers):
        """What tells segments and owners apart; and the head of the customer's group of companies,
        where it is not alone.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """WITH RECURSIVE up AS (
                       SELECT id AS customer, id AS head, parent_id, 0 AS steps
                         FROM res_partner WHERE id = ANY(%(customers)s)
                    UNION ALL
                       SELECT up.customer, above.id, above.parent_id, steps + 1
                         FROM up JOIN res_partner above ON above.id = up.parent_id
                        WHERE steps < 20
                   )
                   SELECT partner.id AS customer, partner.country_id AS country,
                          %(key_account)s AS key_account,
                          COALESCE(partner.user_id, parent.user_id) AS salesperson,
                          ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel
                                 WHERE partner_id = partner.id) AS tags,
                          CASE WHEN partner.parent_id IS NOT NULL OR EXISTS (
                                 SELECT FROM res_partner child
                                  WHERE child.parent_id = partner.id AND child.is_company)
                               THEN up.head END AS "group"
                     FROM up JOIN res_partner partner ON partner.id = up.customer
                     LEFT JOIN res_partner parent ON parent.id = partner.parent_id
                    WHERE up.parent_id IS NULL""",
                customers=customers,
                # Each company has key accounts of its own, in one column of JSON.
                key_account=SQL(
                    "COALESCE((partner.ar_key_account->>%s)::boolean, FALSE)", str(company.id)
                )
                if "ar_key_account" in self.env["res.partner"]._fields
                else SQL("FALSE"),
            )
        )
        return {row.pop("customer"): row for row in rows}

    @api.model
    def _cash_facts(self, company, customers, today):
        """What came from customers and is not applied yet: payments that wait for somebody, in the
        company's currency. Their credits were counted with the items.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT match.partner_id, line.currency_id, SUM(line.amount)
                     FROM ar_match match
                     JOIN account_bank_statement_line line ON line.id = match.statement_line_id
                    WHERE match.company_id = %s AND match.state IN ('suggested', 'left', 'to_post')
                      AND NOT line.is_reconciled AND line.amount > 0 AND match.%s
                 GROUP BY match.partner_id, line.currency_id""",
                company.id,
                self._of_customers(customers),
            )
        )
        cash = defaultdict(float)
        for customer, currency, amount in rows:
            currency = self.env["res.currency"].browse(currency)
            cash[customer] += currency._convert(amount, company.currency_id, company, today)
        return {customer: {"waiting_cash": amount} for customer, amount in cash.items()}

    @api.model
    def _covered_facts(self, company, facts, today):
        """How much of what is overdue is promised or disputed; asked only of customers that owe
        other things besides, where the sums alone do not tell.
        """
        unclear = [
            customer
            for customer, known in facts.items()
            if known["overdue"] and known["not_due"]
            if known.get("promised") or known.get("disputed")
        ]
        if not unclear:
            return {}
        Item = self.env["account.move.line"].sudo()
        late = Item.search(
            [
                *Item._ar_open_domain(company),
                ("partner_id", "in", unclear),
                ("amount_residual", ">", 0),
                ("date_maturity", "<", today),
            ]
        )
        covered = {customer: [0.0, 0.0] for customer in unclear}
        for item in late:
            rate = item.amount_residual / (item.amount_residual_currency or item.amount_residual)
            disputed = min(item.amount_residual, item.ar_disputed * rate)
            promised = min(item.amount_residual - disputed, item.ar_promised * rate)
            covered[item.partner_id.id][0] += disputed
            covered[item.partner_id.id][1] += promised
        return {
            customer: {"disputed_due": disputed, "promised_due": promised}
            for customer, (disputed, promised) in covered.items()
        }
