from odoo import fields, models

from ..engine import Ledger, Policy
from .account_move_line import _decimal


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_post = fields.Boolean(
        "Post certain matches by itself",
        default=True,
        help="Off: every match waits as a suggestion until a person confirms it.",
    )
    ar_post_limit = fields.Monetary(
        "Largest payment posted by itself",
        help="In the company's currency; payments above it are suggested. 0: no limit.",
    )
    ar_post_by_name = fields.Boolean(
        "Post by payer's name and one unique amount",
        default=True,
        help="A payment without any reference whose payer's name agrees with one customer, and "
        "whose amount is open exactly once in the whole ledger.",
    )

    def _ar_policy(self, currency):
        """What may be posted without a person, for payments in that currency."""
        self.ensure_one()
        limit = self.currency_id._convert(self.ar_post_limit, currency, self)
        return Policy(
            post=self.ar_post,
            post_limit=_decimal(currency, limit) if self.ar_post_limit else None,
            post_by_name=self.ar_post_by_name,
        )

    def _ar_ledger(self):
        """The company's open receivables, their customers, and the numbers of paid invoices."""
        self.ensure_one()
        Item = self.env["account.move.line"]
        items = Item.search_fetch(
            Item._ar_open_domain(self),
            ["move_id", "partner_id", "amount_residual_currency", "amount_currency"],
        )
        items.move_id.fetch(["name", "ref", "payment_reference", "invoice_date", "payment_state"])
        customers = (
            items.partner_id
            | self.env["res.partner"]
            .search([("customer_rank", ">", 0), ("company_id", "in", (False, self.id))])
            .commercial_partner_id
        )
        payers = self.env["ar.payer"]._of_customers(self)
        return Ledger(
            items=tuple(item._to_open_item() for item in items if item.amount_residual_currency),
            customers=tuple(
                customer._to_customer(payers.get(customer, ())) for customer in customers
            ),
            closed_documents=self._ar_closed_documents(),
        )

    def _ar_closed_documents(self):
        rows = self.env["account.move"].search_fetch(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("paid", "in_payment", "reversed")),
            ],
            ["name"],
        )
        return frozenset(rows.mapped("name"))
