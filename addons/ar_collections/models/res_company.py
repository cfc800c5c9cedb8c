from odoo import api, models
from odoo.tools import split_every

from ..engine import Draft, Ledger

# Open items in memory at a time while the ledger is read.
READ_AT_ONCE = 5000


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has a policy from the first day."""
        companies = super().create(vals_list)
        self.env["ar.match.policy"].sudo()._create_default(companies)
        return companies

    def _ar_ledger(self):
        """The company's open receivables, their customers, and the numbers of paid invoices."""
        self.ensure_one()
        Item = self.env["account.move.line"]
        open_items = []
        customers = self.env["res.partner"]
        for ids in split_every(READ_AT_ONCE, Item.search(Item._ar_open_domain(self)).ids):
            items = Item.browse(ids)
            open_items += items._to_open_items()
        known = customers.search_fetch(
            [("customer_rank", ">", 0), ("company_id", "in", (False, self.id))],
            ["commercial_partner_id"],
        )
        customers = customers.browse(
            dict.fromkeys(
                [*(item.customer for item in open_items), *known.commercial_partner_id.ids]
            )
        )
        customers.fetch(["name", "ref", "vat", "parent_id"])  # a partner has a hundred fields
        payers = self.env["ar.payer"]._of_customers(self)
        mistaken = self.env["ar.match"]._mistaken(self)
        return Ledger(
            currency=self.currency_id.name,
            rates=self._ar_rates({item.currency for item in open_items}),
            items=tuple(open_items),
            customers=tuple(
                customer._to_customer(payers.get(customer, ()), customer in mistaken)
                for customer in customers
            ),
            closed_documents=self._ar_closed_documents(),
            drafts=self._ar_drafts(),
            advices=self.env["ar.remittance.advice"]._of_company(self),
        )

    def _ar_rates(self, currencies):
        """The rates between the currencies (codes) of open items and of bank accounts, and the
        company's own; none where there is only one.
        """
        journals = self.env["account.journal"].search_fetch(
            [("company_id", "=", self.id), ("type", "in", ("bank", "cash", "credit"))],
            ["currency_id"],
        )
        names = {*currencies, *journals.currency_id.mapped("name"), self.currency_id.name}
        if len(names) == 1:
            return ()
        return journals.currency_id.search([("name", "in", list(names))])._ar_rates(self)

    def _ar_open_numbers(self):
        """The numbers under which the open invoices may be named in a text."""
        items = self.env["account.move.line"]
        moves = items.search_fetch(items._ar_open_domain(self), ["move_id"]).move_id
        moves.fetch(["name", "ref", "payment_reference"])
        said = {name for move in moves for name in (move.name, move.ref, move.payment_reference)}
        return said - {False, ""}

    def _ar_drafts(self):
        """Draft invoices with what a payer may name them by: the number of one that was posted
        before, its payment reference, the customer's own number."""
        moves = self.env["account.move"].search_fetch(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "draft"),
                ("commercial_partner_id", "!=", False),
            ],
            ["name", "payment_reference", "ref", "commercial_partner_id"],
        )
        return tuple(draft for draft in map(self._ar_draft, moves) if draft)

    def _ar_draft(self, move):
        number = "" if move.name in (False, "/") else move.name
        references = tuple(filter(None, (move.payment_reference, move.ref)))
        if not (number or references):
            return None
        customer = move.commercial_partner_id.id
        return Draft(customer=customer, document=number, references=references)

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
