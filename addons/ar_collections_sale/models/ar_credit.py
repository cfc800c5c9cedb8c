from odoo import api, models
from odoo.tools import SQL

# What is confirmed less what was billed, taxes included, at the rate of the order. What an invoice
# in draft asks for is not billed yet. A down payment is billed like anything else.
UNBILLED = """
    WITH in_draft AS (
        SELECT DISTINCT line.order_id
          FROM account_move move
          JOIN account_move_line item ON item.move_id = move.id
          JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
          JOIN sale_order_line line ON line.id = rel.order_line_id
         WHERE move.state = 'draft' AND move.company_id = %(company)s
           AND move.move_type IN ('out_invoice', 'out_refund')
    ), wanted AS (
        SELECT sale.id, partner.commercial_partner_id AS customer,
               sale.amount_total / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS total
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_invoice_id
         WHERE sale.state = 'sale' AND sale.company_id = %(company)s
           AND sale.id != ALL(%(but)s) AND %(whose)s
           AND (sale.invoice_status NOT IN ('invoiced', 'upselling')
                OR sale.id IN (SELECT order_id FROM in_draft))
    ), billed AS (
        SELECT line.order_id,
               SUM(CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END * item.price_total
                   / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)) AS total
          FROM wanted
          JOIN sale_order_line line ON line.order_id = wanted.id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line item ON item.id = rel.invoice_line_id
          JOIN account_move move ON move.id = item.move_id AND move.state = 'posted'
      GROUP BY line.order_id
    )
    SELECT wanted.customer,
           SUM(GREATEST(0, wanted.total - COALESCE(billed.total, 0)))::float8
      FROM wanted LEFT JOIN billed ON billed.order_id = wanted.id
  GROUP BY wanted.customer
"""


class ArCredit(models.Model):
    """Orders that are not billed yet are lost as well when their customer does not pay."""

    _inherit = "ar.credit"

    @api.model
    def _unbilled(self, company, today, customers):
        return self._unbilled_but(company, customers, self.env["sale.order"])

    @api.model
    def _unbilled_but(self, company, customers, orders):
        """What other orders than these add to the exposure, by customer id."""
        self.env["sale.order"].flush_model()
        self.env["sale.order.line"].flush_model()
        whose = (
            SQL("TRUE")
            if customers is None
            else SQL("partner.commercial_partner_id = ANY(%s)", list(customers))
        )
        return dict(
            self.env.execute_query(SQL(UNBILLED, company=company.id, whose=whose, but=orders.ids))
        )

    def action_open_orders(self):
        """The confirmed orders of this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders of %(customer)s", customer=self.partner_id.name),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("partner_invoice_id", "child_of", self.partner_id.id),
                "|",
                ("state", "=", "sale"),
                ("ar_credit_state", "=", "blocked"),
            ],
            "context": {"create": False},
        }
