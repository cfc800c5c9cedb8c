from odoo import fields, models
from odoo.tools import SQL

from .ar_aging_column import PLACES


class ArAgingShare(models.Model):
    """What a customer owed of one age: the aging as pivot and graph want it."""

    _name = "ar.aging.share"
    _description = "Aging: Share of an Age"
    _inherit = "ar.aging.amount"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "row_id"

    row_id = fields.Many2one("ar.aging.row", readonly=True)
    column_id = fields.Many2one("ar.aging.column", "Age", readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        amounts = SQL(", ").join(SQL.identifier("customer", name) for name in PLACES)
        return SQL(
            """
            SELECT customer.id::bigint * %s + age.place AS id, customer.aging_id, customer.id AS row_id,
                   age.id AS column_id, customer.company_id, customer.partner_id, customer.user_id,
                   customer.country_id, customer.segment, customer.currency_id,
                   customer.company_currency_id, share.amount
              FROM ar_aging_row customer
              JOIN ar_aging_column age ON age.aging_id = customer.aging_id
             CROSS JOIN LATERAL (SELECT (ARRAY[%s])[age.place] AS amount) share
             WHERE share.amount <> 0
            """,
            len(PLACES) + 1,
            amounts,
        )

    def action_open_items(self):
        self.ensure_one()
        place = self.column_id.place
        [name] = [name for name, each in PLACES.items() if each == place]
        return self.row_id.with_context(ar_column=name).action_open_items()
