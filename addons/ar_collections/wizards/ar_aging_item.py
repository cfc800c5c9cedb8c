from odoo import fields, models
from odoo.tools import SQL

from .ar_aging_amount import Link
from .ar_aging_column import PLACES


class ArAgingItem(models.TransientModel):
    """An open item with what was open of it on a day; made for those a person looks at."""

    _name = "ar.aging.item"
    _description = "Aging: Open Item"
    _inherit = "ar.aging.amount"
    _order = "days desc, id"
    _rec_name = "move_name"
    _transient_max_hours = 0.0

    move_line_id = Link("account.move.line", "Open item", readonly=True)
    move_id = Link("account.move", "Document", readonly=True)
    account_id = Link("account.account", readonly=True)
    column_id = Link("ar.aging.column", "Age", readonly=True)
    move_name = fields.Char("Number", readonly=True)
    ref = fields.Char("Reference", readonly=True)
    date = fields.Date(readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_maturity = fields.Date("Due", readonly=True)
    days = fields.Integer(readonly=True, aggregator="max")
    amount = fields.Monetary("Open on that day", readonly=True)
    disputed = fields.Monetary(readonly=True)
    promised = fields.Monetary(readonly=True)
    balance = fields.Monetary("In the ledger", readonly=True, currency_field="company_currency_id")

    def _fill(self, aging, customers=None):
        """The items of these customers, or of all; those that are here already only once."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ar_aging_item (
                       aging_id, company_id, partner_id, user_id, country_id, segment,
                       currency_id, company_currency_id, move_line_id, move_id, account_id,
                       column_id, move_name, ref, date, invoice_date, date_maturity, days,
                       amount, disputed, promised, balance)
                SELECT %(aging)s, item.company_id, item.partner_id, customer.user_id,
                       customer.country_id, customer.segment, item.currency_id,
                       item.company_currency_id, item.move_line_id, item.move_id, item.account_id,
                       age.id, item.move_name, item.ref, item.date, item.invoice_date,
                       item.date_maturity, item.days, item.amount, item.disputed, item.promised,
                       item.balance
                  FROM (%(items)s) item
                  LEFT JOIN ar_aging_row customer
                    ON customer.aging_id = %(aging)s
                   AND customer.company_id = item.company_id
                   AND COALESCE(customer.partner_id, 0) = COALESCE(item.partner_id, 0)
                   AND customer.currency_id = item.currency_id
                  LEFT JOIN ar_aging_column age
                    ON age.aging_id = %(aging)s
                   AND age.place = CASE item.kind WHEN 'credit_notes' THEN %(credit_notes)s
                                                  WHEN 'unapplied' THEN %(unapplied)s
                                                  ELSE item.place END
                 WHERE NOT EXISTS (SELECT FROM ar_aging_item known
                                    WHERE known.aging_id = %(aging)s
                                      AND known.move_line_id = item.move_line_id)
                """,
                aging=aging.id,
                items=aging._aged_items_sql(customers),
                **{name: PLACES[name] for name in ("credit_notes", "unapplied")},
            )
        )
        self.invalidate_model()

    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
