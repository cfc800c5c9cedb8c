from odoo import fields, models
from odoo.tools import SQL

from .ar_aging_aged import KEPT
from .ar_aging_column import AGES, APART, CREDITS, PLACES


class ArAgingRow(models.TransientModel):
    """What one customer owed on a day, by age."""

    _name = "ar.aging.row"
    _description = "Aging: Customer"
    _inherit = "ar.aging.amount"
    _order = "total desc, id"
    _rec_name = "name"
    _transient_max_hours = 0.0

    name = fields.Char(readonly=True)
    bucket_0 = fields.Monetary(readonly=True)
    bucket_1 = fields.Monetary(readonly=True)
    bucket_2 = fields.Monetary(readonly=True)
    bucket_3 = fields.Monetary(readonly=True)
    bucket_4 = fields.Monetary(readonly=True)
    bucket_5 = fields.Monetary(readonly=True)
    bucket_6 = fields.Monetary(readonly=True)
    bucket_7 = fields.Monetary(readonly=True)
    disputed = fields.Monetary(readonly=True)
    promised = fields.Monetary(readonly=True, help="With a promise to pay that is still in time.")
    credit_notes = fields.Monetary(readonly=True, help="Not yet used for an invoice.")
    unapplied = fields.Monetary(
        readonly=True, help="Payments and other credits that no invoice is paid with yet."
    )
    total = fields.Monetary(readonly=True)
    balance = fields.Monetary(
        "In the ledger",
        readonly=True,
        currency_field="company_currency_id",
        help="The total in the company's currency: what the general ledger has of this customer.",
    )
    item_count = fields.Integer("Open items", readonly=True)
    oldest_days = fields.Integer("Oldest, days", readonly=True, aggregator="max")

    def _fill(self, aging):
        """A row for each customer, company and shown currency."""
        in_age = SQL("amount - disputed - promised") if aging.apart else SQL("amount")
        ages = SQL(", ").join(
            SQL(
                "COALESCE(SUM(%s) FILTER (WHERE kind = 'owed' AND place = %s), 0)",
                in_age,
                PLACES[name],
            )
            for name in AGES
        )
        credits_ = SQL(", ").join(
            SQL("COALESCE(SUM(amount) FILTER (WHERE kind = %s), 0)", name) for name in CREDITS
        )
        columns = (*AGES, *CREDITS, *APART, "total", "balance", "item_count", "oldest_days")
        names = SQL(", ").join(map(SQL.identifier, columns))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ar_aging_row (
                       aging_id, name, company_id, partner_id, user_id, country_id, segment,
                       currency_id, company_currency_id, %(names)s)
                SELECT %(aging)s, COALESCE(partner.complete_name, partner.name, %(nobody)s),
                       customer.company_id, customer.partner_id,
                       COALESCE(worked.user_id, partner.user_id), partner.country_id,
                       COALESCE(strategy.name->>%(lang)s, strategy.name->>'en_US', tags.names),
                       customer.currency_id, customer.company_currency_id, %(names)s
                  FROM (SELECT company_id, partner_id, currency_id, company_currency_id, %(sums)s
                          FROM %(kept)s
                         GROUP BY company_id, partner_id, currency_id, company_currency_id
                       ) AS customer(company_id, partner_id, currency_id, company_currency_id, %(names)s)
                  LEFT JOIN res_partner partner ON partner.id = customer.partner_id
                  LEFT JOIN LATERAL (
                       SELECT a_case.user_id, a_case.strategy_id FROM ar_case a_case
                        WHERE a_case.partner_id = customer.partner_id
                          AND a_case.company_id = customer.company_id
                        ORDER BY a_case.state DESC, a_case.id DESC LIMIT 1
                       ) worked ON TRUE
                  LEFT JOIN ar_strategy strategy ON strategy.id = worked.strategy_id
                  LEFT JOIN (
                       SELECT tagged.partner_id,
                              string_agg(COALESCE(tag.name->>%(lang)s, tag.name->>'en_US'), ', '
                                         ORDER BY tag.id) AS names
                         FROM res_partner_res_partner_category_rel tagged
                         JOIN res_partner_category tag ON tag.id = tagged.category_id
                        GROUP BY tagged.partner_id
                       ) tags ON tags.partner_id = customer.partner_id
                """,
                aging=aging.id,
                nobody=self.env._("Without a customer"),
                lang=self.env.lang or "en_US",
                names=names,
                sums=SQL(
                    "%s, %s, SUM(disputed), SUM(promised), SUM(amount), SUM(balance), COUNT(*),"
                    " COALESCE(MAX(days) FILTER (WHERE kind = 'owed'), 0)",
                    ages,
                    credits_,
                ),
                kept=KEPT,
            )
        )

    def action_open_items(self):
        """The customer's items, as they were on the day; of one column if the client names it."""
        self.ensure_one()
        aging = self.aging_id
        self.env["ar.aging.item"]._fill(aging, [self.partner_id.id])
        action = aging._action("ar_collections.ar_aging_item_action")
        own = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("currency_id", "=", self.currency_id.id),
            *self._of_column(self.env.context.get("ar_column")),
        ]
        return {
            **action,
            "display_name": self.env._("Open items of %(customer)s", customer=self.name),
            "domain": [*action["domain"], *own],
        }

    def _of_column(self, name):
        if name in APART:
            return [(name, ">", 0)]
        return [("column_id.place", "=", PLACES[name])] if name in PLACES else []
