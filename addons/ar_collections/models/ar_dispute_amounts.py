from odoo import api, models
from odoo.tools import SQL

# What is disputed of one: all of it until it is decided, then what was granted.
PART = SQL(
    "CASE WHEN dispute.decided_on IS NULL THEN dispute.amount ELSE dispute.amount_approved END"
)


class ArDispute(models.Model):
    """How much of an item or of a customer is disputed: for dunning, aging and the worklist."""

    _inherit = "ar.dispute"

    def _part(self):
        """How much of the item it still keeps from being collected."""
        self.ensure_one()
        return self.amount_approved if self.decided_on else self.amount

    @api.model
    def _open_of(self, items):
        """Item id -> all that is disputed of it, whatever is open of it."""
        found = dict.fromkeys(items.ids, 0.0)
        for record in self.sudo().search(
            [("move_line_id", "in", items.ids), ("closed_on", "=", False)]
        ):
            found[record.move_line_id.id] += record._part()
        return found

    @api.model
    def _disputed(self, items, as_of=None):
        """Item id -> disputed amount in the item's currency, with one query; only what is disputed.

        At the end of the day ``as_of``, or now: then no more than what is open of the item. Of a
        day in the past the caller knows what was open.
        """
        if not items:
            return {}
        self.flush_model()
        items.flush_model(["amount_residual_currency", "parent_state"])
        if as_of is None:
            condition, most = SQL("dispute.closed_on IS NULL"), SQL("item.amount_residual_currency")
            part = PART
        else:
            condition = SQL(
                "dispute.date <= %s AND (dispute.closed_on IS NULL OR dispute.closed_on > %s)",
                as_of,
                as_of,
            )
            most = SQL("item.amount_currency")
            part = SQL(
                """CASE WHEN dispute.decided_on IS NULL OR dispute.decided_on > %s
                        THEN dispute.amount ELSE dispute.amount_approved END""",
                as_of,
            )
        rows = self.env.execute_query(
            SQL(
                """SELECT item.id, LEAST(SUM(%s), GREATEST(MIN(%s), 0))
                     FROM ar_dispute dispute JOIN account_move_line item
                          ON item.id = dispute.move_line_id
                    WHERE item.id = ANY(%s) AND item.parent_state = 'posted' AND %s
                 GROUP BY item.id""",
                part,
                most,
                list(items.ids),
                condition,
            )
        )
        return {item: float(amount) for item, amount in rows if amount}

    @api.model
    def _case_facts(self, company, customers, today):
        """What is disputed of each customer, in the company's currency, and how late; one query."""
        self.flush_model()
        self.env["account.move.line"].flush_model(
            ["amount_residual", "amount_residual_currency", "parent_state", "partner_id"]
        )
        some = SQL() if customers is None else SQL("AND item.partner_id = ANY(%s)", list(customers))
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, SUM(disputed), MAX(late)
                     FROM (SELECT item.partner_id,
                                  LEAST(SUM(%s) / item.amount_residual_currency, 1)
                                  * item.amount_residual AS disputed,
                                  MAX(GREATEST(%s - dispute.resolve_by, 0)) AS late
                             FROM ar_dispute dispute JOIN account_move_line item
                                  ON item.id = dispute.move_line_id
                            WHERE dispute.company_id = %s AND dispute.closed_on IS NULL
                              AND item.parent_state = 'posted'
                              AND item.amount_residual_currency > 0 %s
                         GROUP BY item.id) AS items
                 GROUP BY partner_id""",
                PART,
                today,
                company.id,
                some,
            )
        )
        return {
            partner: {
                "disputed": company.currency_id.round(float(amount)),
                "dispute_days_late": days or 0,
            }
            for partner, amount, days in rows
        }
