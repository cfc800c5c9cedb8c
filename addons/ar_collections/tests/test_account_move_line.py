from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import ArCommon


@tagged("post_install", "-at_install")
class TestAccountMoveLine(ArCommon):
    """Open items, read by the ten thousand, are those that the records say."""

    def setUp(self):
        super().setUp()
        Term = self.root["account.payment.term"]
        discount = Term.create(
            {
                "name": "2 % 10 days",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        half = {"value": "percent", "value_amount": 50}
        instalments = Term.create(
            {
                "name": "Two halves",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({**half, "nb_days": 30}),
                    Command.create({**half, "nb_days": 60}),
                ],
            }
        )
        self.plain = self.invoice(1000.1, ref="PO 7", payment_reference="RF18 5390")
        self.discounted = self.invoice(100, invoice_payment_term_id=discount.id)
        self.paid_in_part = self.invoice(200, invoice_payment_term_id=discount.id)
        self.halves = self.invoice(99.99, invoice_payment_term_id=instalments.id)
        self.in_dollars = self.invoice(33.33, currency_id=self.dollar.id)
        self.credit = self.invoice(50, move_type="out_refund")
        self.pay(self.paid_in_part, 20)
        self.plain.payment_state = "blocked"

    def pay(self, invoice, amount):
        wizard = self.root["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"amount": amount, "payment_date": date(2026, 1, 7)})._create_payments()

    def test_the_same_as_the_records_say(self):
        Item = self.root["account.move.line"]
        items = Item.search(Item._ar_open_domain(self.company))
        read = items._to_open_items()
        one_by_one = [item._to_open_item() for item in items.sorted("id")]
        self.assertEqual(read, one_by_one)
        by_document = {item.document: item for item in read}
        self.assertTrue(by_document[self.plain.name].disputed)
        self.assertTrue(by_document[self.discounted.name].discount)
        self.assertFalse(by_document[self.paid_in_part.name].discount)
        self.assertEqual(by_document[self.in_dollars.name].currency, "USD")
        self.assertLess(by_document[self.credit.name].residual, 0)
        self.assertEqual(sum(item.document == self.halves.name for item in read), 2)

    def test_one_query_for_all(self):
        Item = self.root["account.move.line"]
        items = Item.search(Item._ar_open_domain(self.company))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):  # the items, and their currencies
            items._to_open_items()
