from odoo import api, fields, models
from odoo.tools import SQL

# A promise broken earlier says little of the customer's word today.
BROKEN_MONTHS = 12


class ArPromise(models.Model):
    """What others ask of promises: the worklist, the list of open items, the dunning."""

    _inherit = "ar.promise"

    @api.model
    def _case_facts(self, company, customers, today):
        """Customer id -> what its promises say, for those of ``customers`` that have any.

        ``promised`` is still to come in time, ``promised_until`` the next instalment of it;
        ``broken_promises`` were broken lately and their items are not settled since, with
        ``broken_amount`` unpaid. Amounts are in the company's currency.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id,
                          COALESCE(SUM(rest) FILTER (WHERE live), 0),
                          MIN(next_due) FILTER (WHERE live),
                          COUNT(*) FILTER (WHERE NOT live),
                          COALESCE(SUM(rest) FILTER (WHERE NOT live), 0)
                     FROM (SELECT partner_id, next_due, state = 'open' AS live,
                                  company_amount * remaining / amount AS rest
                             FROM ar_promise
                            WHERE company_id = %(company)s AND %(chosen)s
                              AND (state = 'open' AND deadline >= %(today)s
                                   OR state IN ('partly', 'broken') AND settled_on IS NULL
                                      AND missed_on > %(since)s)) promise
                 GROUP BY partner_id""",
                company=company.id,
                chosen=SQL("TRUE")
                if customers is None
                else SQL("partner_id = ANY(%s)", list(customers)),
                today=today,
                since=fields.Date.subtract(today, months=BROKEN_MONTHS),
            )
        )
        round_ = company.currency_id.round
        return {
            customer: {
                "promised": round_(float(promised)),
                "promised_until": until,
                "broken_promises": broken,
                "broken_amount": round_(float(amount)),
            }
            for customer, promised, until, broken, amount in rows
        }

    @api.model
    def _live_items(self, items, today):
        """Item id -> the record that says what is promised of it, by a promise in time."""
        found = self.env["ar.promise.item"].search(
            [
                ("move_line_id", "in", items.ids),
                ("promise_id.state", "=", "open"),
                ("promise_id.deadline", ">=", today),
            ]
        )
        return {each.move_line_id.id: each for each in found}

    @api.model
    def _paused_items(self, items, today):
        """Item -> the last day on which nobody is dunned for it: it is promised, and in time.

        Of an item that is promised in part ``ar_promised`` is paused, the rest is not.
        """
        live = self.sudo()._live_items(items, today)
        return {item: live[item.id].promise_id.deadline for item in items if item.id in live}
