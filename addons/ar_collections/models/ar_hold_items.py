from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ar_handover import LIVE


class ArHold(models.Model):
    """Items on hold are nobody's work meanwhile: the worklist goes by the customer's other items."""

    _inherit = "ar.hold"

    def _refuse_lift(self):
        result = super()._refuse_lift()
        there = (
            self.env["ar.handover"]
            .sudo()
            .search([("hold_id", "in", self.ids), ("state", "in", LIVE)], limit=1)
        )
        if there:
            raise UserError(
                self.env._(
                    "%(agency)s has these items: end the hand-over %(number)s, and the hold ends "
                    "with it.",
                    agency=there.agency_id.name,
                    number=there.number,
                )
            )
        return result

    @api.model
    def _case_facts(self, company, customers, today):
        """Besides: what is overdue of items on hold, and the oldest due date of the others."""
        facts = super()._case_facts(company, customers, today)
        for row in self._items_facts(company, customers, today):
            known = facts.setdefault(row["customer"], {})
            known["held_due"] = row["held_due"] or 0.0
            if row["oldest_due"]:
                known["oldest_due"] = row["oldest_due"]
        return facts

    @api.model
    def _items_facts(self, company, customers, today):
        """Two queries; of those customers alone that have items on hold."""
        held = self._held_items(company, customers, today)
        if not held:
            return []
        due = SQL("COALESCE(date_maturity, date)")
        return self.env.execute_query_dict(
            SQL(
                """SELECT partner_id AS customer,
                          SUM(amount_residual)
                            FILTER (WHERE id = ANY(%(held)s) AND %(due)s < %(today)s) AS held_due,
                          MIN(%(due)s) FILTER (WHERE id != ALL(%(held)s)) AS oldest_due
                     FROM account_move_line
                    WHERE partner_id = ANY(%(customers)s)
                      AND account_id IN (SELECT id FROM account_account
                                          WHERE account_type = 'asset_receivable')
                      AND reconciled IS NOT TRUE AND parent_state = 'posted'
                      AND company_id = %(company)s AND amount_residual > 0
                 GROUP BY partner_id""",
                held=list(held),
                customers=list(set(held.values())),
                due=due,
                today=today,
                company=company.id,
            )
        )

    @api.model
    def _held_items(self, company, customers, today):
        """Item -> customer, of holds over single items and all channels that are in force."""
        items = self._fields["item_ids"]
        whose = SQL("TRUE") if customers is None else SQL("hold.partner_id = ANY(%s)", customers)
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT rel.%(item)s, hold.partner_id
                         FROM ar_hold hold JOIN %(relation)s rel ON rel.%(hold)s = hold.id
                        WHERE hold.company_id = %(company)s AND hold.scope = 'items'
                          AND hold.channel IS NULL AND hold.lifted_on IS NULL
                          AND hold.date_from <= %(today)s
                          AND (hold.date_to IS NULL OR hold.date_to >= %(today)s) AND %(whose)s""",
                    item=SQL.identifier(items.column2),
                    hold=SQL.identifier(items.column1),
                    relation=SQL.identifier(items.relation),
                    company=company.id,
                    today=today,
                    whose=whose,
                )
            )
        )
