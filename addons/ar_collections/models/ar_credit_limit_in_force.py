from collections import defaultdict
from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..engine.credit_limit import Limit, in_force


class ArCreditLimit(models.Model):
    """Which limit of a customer holds on a day, also of customers that become one."""

    _inherit = "ar.credit.limit"

    @api.model
    def _in_force(self, company, customers, today):
        """Customer id -> the limit of today in company currency, or None.

        ``customers``: ids, or None for all.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, kind, currency_id, amount::float8, date_from, date_to
                     FROM ar_credit_limit
                    WHERE company_id = %s AND state = 'approved' AND date_from <= %s %s""",
                company.id,
                today,
                SQL() if customers is None else SQL("AND partner_id = ANY(%s)", list(customers)),
            )
        )
        currencies = self.env["res.currency"].browse({row[2] for row in rows})
        rates = {
            each.id: each._get_conversion_rate(each, company.currency_id, company, today)
            for each in currencies
        }
        limits = defaultdict(list)
        for partner, kind, currency, amount, start, end in rows:
            amount = company.currency_id.round(amount * rates[currency])
            limits[partner].append(Limit(kind, amount, start, end))
        return {partner: in_force(each, today) for partner, each in limits.items()}

    @api.model
    def _of_one_customer(self, customers, stays):
        """Customers become one: where two limits would hold on a day, that of the one that stays
        does, or the older one.
        """
        limits = self.search([("partner_id", "in", customers.ids), ("state", "=", "approved")])
        kept = self.browse()
        for limit in limits.sorted(lambda each: (each.partner_id != stays, each.id)):
            if any(limit._holds_with(other) for other in kept):
                limit.message_post(
                    body=self.env._("Withdrawn: the customer was merged with one that has a limit.")
                )
                limit.state = "withdrawn"
            else:
                kept += limit

    def _holds_with(self, other):
        """Both are of a kind and hold on the same day."""
        same = (self.company_id, self.kind) == (other.company_id, other.kind)
        last, others_last = self.date_to or date.max, other.date_to or date.max
        return same and self.date_from <= others_last and other.date_from <= last
