from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..engine import Closed, Draft, Ledger
from .account_move_line import BETWEEN_ORDERS, _decimal, named_by, orders_of

# Open items in memory at a time while the ledger is read.
READ_AT_ONCE = 5000
# Days after which nobody pays an invoice once more by its reference.
PAID_TWICE_DAYS = 730
# Days from an invoice's date in which its amount alone says that it may be paid once more.
PAID_LATELY_DAYS = 180
# What the ledger says of a customer.
FACTS_OF_CUSTOMER = ("name", "ref", "vat", "parent_id")


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has a policy from the first day."""
        companies = super().create(vals_list)
        self.env["ar.match.policy"].sudo()._create_default(companies)
        return companies

    def _ar_ledger(self):
        """The company's open receivables, their customers, and the paid invoices."""
        self.ensure_one()
        open_items = self._ar_open_items()
        customers = self.env["res.partner"]
        known = customers.search_fetch(
            [("customer_rank", ">", 0), ("company_id", "in", (False, self.id))],
            ["commercial_partner_id", *FACTS_OF_CUSTOMER],
        )
        drafts = self._ar_drafts()
        customers = customers.browse(
            dict.fromkeys(
                [
                    *(each.customer for each in (*open_items, *drafts)),
                    *known.commercial_partner_id.ids,
                ]
            )
        )
        customers.fetch(FACTS_OF_CUSTOMER)
        payers = self.env["ar.payer"]._of_customers(self)
        mistaken = self.env["ar.match"]._mistaken(self)
        closed_documents, closed_references, closed_customers = self._ar_closed()
        return Ledger(
            currency=self.currency_id.name,
            rates=self._ar_rates({item.currency for item in open_items}),
            items=tuple(open_items),
            customers=tuple(
                customer._to_customer(payers.get(customer, ()), customer in mistaken)
                for customer in customers
            ),
            closed_documents=closed_documents,
            closed_references=closed_references,
            closed_customers=closed_customers,
            drafts=drafts,
            advices=self.env["ar.remittance.advice"]._of_company(self),
        )

    def _ar_open_items(self):
        """All that a payment may be applied to, as the engine sees it."""
        Item, items = self.env["account.move.line"], []
        for ids in split_every(READ_AT_ONCE, Item.search(Item._ar_payable_domain(self)).ids):
            items += Item.browse(ids)._to_open_items()
        return items

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
        """The numbers under which what is open may be named in a text."""
        items = self._ar_open_items()
        return {name for item in items for name in (item.document, *item.references)}

    def _ar_drafts(self):
        """Draft invoices: what they ask for, and what a payer may name them by: the number of one
        that was posted before, its payment reference, the customer's own number, the order.
        """
        moves = self.env["account.move"].search_fetch(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "draft"),
                ("commercial_partner_id", "!=", False),
            ],
            [
                "name",
                "payment_reference",
                "ref",
                "invoice_origin",
                "commercial_partner_id",
                "amount_total",
                "currency_id",
            ],
        )
        return tuple(draft for draft in map(self._ar_draft, moves) if draft)

    def _ar_draft(self, move):
        number = "" if move.name in (False, "/") else move.name
        references = named_by(move.payment_reference, move.ref, *orders_of(move))
        amount = _decimal(move.currency_id, move.amount_total)
        if not (number or references or amount):
            return None
        return Draft(
            customer=move.commercial_partner_id.id,
            document=number,
            references=references,
            amount=amount,
            currency=move.currency_id.name,
        )

    def _ar_closed(self):
        """The numbers of the paid invoices, what else named those of the last years, and whose they
        were.

        There are many: no records, and of a reference that several had only the reference.
        """
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT name, commercial_partner_id,
                          NULLIF(payment_reference, name), NULLIF(ref, name),
                          NULLIF(invoice_origin, name), invoice_date >= %s
                     FROM account_move
                    WHERE company_id = %s AND move_type = 'out_invoice' AND state = 'posted'
                      AND payment_state IN ('paid', 'in_payment', 'reversed')""",
                fields.Date.add(fields.Date.today(), days=-PAID_TWICE_DAYS),
                self.id,
            )
        )
        references, customers = {}, {}
        for document, customer, reference, ref, origin, is_late in rows:
            closed = None
            if not is_late:
                continue
            customers[document] = customer
            for name in named_by(reference, ref, *(origin or "").split(BETWEEN_ORDERS)):
                closed = closed or Closed(document=document, customer=customer)
                first = references.setdefault(name, closed)
                if first is not closed and first.document != name:
                    references[name] = Closed(document=name, customer=first.customer)
        return frozenset(row[0] for row in rows), references, customers

    def _ar_paid_lately(self, payments):
        """The invoices of these payments' amounts that are paid, by total and currency."""
        if not payments:
            return {}
        since = min(each.booked for each in payments) - timedelta(days=PAID_LATELY_DAYS)
        invoices = self.env["account.move"].search_fetch(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("paid", "in_payment")),
                ("invoice_date", ">=", since),
                ("amount_total", "in", [float(each.amount) for each in payments]),
            ],
            ["name", "commercial_partner_id", "currency_id", "amount_total"],
        )
        paid = defaultdict(tuple)
        for invoice in invoices:
            amount = _decimal(invoice.currency_id, invoice.amount_total)
            closed = Closed(document=invoice.name, customer=invoice.commercial_partner_id.id)
            paid[amount, invoice.currency_id.name] += (closed,)
        return paid
