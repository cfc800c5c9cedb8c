from datetime import date
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..engine import Rate


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _ar_rates(self, company):
        """The company's rates of these currencies and its own, as the engine sees them.

        A currency without rates has none; the company's own is one of itself then.
        """
        own = company.currency_id
        self.env["res.currency.rate"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT currency.name, rate.name, rate.rate
                     FROM res_currency_rate rate
                     JOIN res_currency currency ON currency.id = rate.currency_id
                    WHERE currency.id = ANY(%(ids)s) AND (rate.company_id = %(company)s
                          OR rate.company_id IS NULL AND NOT EXISTS (
                             SELECT 1 FROM res_currency_rate own
                              WHERE own.currency_id = currency.id
                                AND own.company_id = %(company)s))""",
                ids=(self | own).ids,
                company=company.root_id.id,
            )
        )
        rates = [
            Rate(currency=name, since=day, units=Decimal(str(rate))) for name, day, rate in rows
        ]
        if all(rate.currency != own.name for rate in rates):
            rates.append(Rate(currency=own.name, since=date.min, units=Decimal(1)))
        return tuple(rates)
