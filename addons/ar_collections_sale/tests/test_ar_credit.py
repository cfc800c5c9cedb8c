"""What was ordered and is not billed counts, once, in the exposure."""

from odoo.addons.ar_collections.tests.test_ar_credit import TODAY
from odoo.tests import freeze_time, tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestArCreditOrders(OrderCommon):
    def bill(self, order, post=True):
        invoice = order.sudo()._create_invoices(final=True)
        if post:
            invoice.action_post()
        return invoice

    def exposure(self):
        row = self.credit()
        return row.orders_amount, row.open_amount, row.exposure

    def test_from_order_to_invoice(self):
        """A quotation owes nothing; confirmed it does; billed it moves to the open items."""
        order = self.order(300)
        self.assertFalse(self.credit())
        order.action_confirm()
        self.assertEqual(self.exposure(), (300.0, 0.0, 300.0))
        invoice = self.bill(order, post=False)
        self.assertEqual(self.exposure(), (300.0, 0.0, 300.0), "a draft is no invoice yet")
        invoice.action_post()
        self.assertEqual(self.exposure(), (0.0, 300.0, 300.0))
        order.sudo()._action_cancel()
        self.assertEqual(self.exposure(), (0.0, 300.0, 300.0))

    def test_at_the_commit(self):
        self.order(300).action_confirm()
        self.env.cr.flush()
        self.assertEqual(self.row().exposure, 300.0)

    def test_a_down_payment_counts_once(self):
        order = self.order(1000)
        order.action_confirm()
        wizard = (
            self.root["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": 300})
        )
        wizard._create_invoices(order.sudo()).action_post()
        self.assertEqual(self.exposure(), (700.0, 300.0, 1000.0))
        self.bill(order)
        self.assertEqual(self.exposure(), (0.0, 1000.0, 1000.0))

    def test_cancelled(self):
        order = self.order(300)
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(self.exposure(), (0.0, 0.0, 0.0))

    def test_in_dollars(self):
        pricelist = self.root["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.dollar.id, "company_id": self.company.id}
        )
        self.order(125, pricelist_id=pricelist.id).action_confirm()
        self.assertEqual(self.exposure()[0], 100.0)

    def test_of_whoever_gets_the_invoice(self):
        self.order(300, partner_invoice_id=self.birch.id).action_confirm()
        self.refresh()
        self.assertEqual(self.row(self.birch).exposure, 300.0)
        self.assertFalse(self.row())

    def test_of_a_contact_its_company(self):
        clerk = self.customer("Clerk", parent_id=self.alder.id, type="invoice")
        self.order(300, partner_invoice_id=clerk.id).action_confirm()
        self.assertEqual(self.exposure()[0], 300.0)

    def test_the_orders_of_a_customer(self):
        order = self.order(300)
        order.action_confirm()
        action = self.credit().with_user(self.collector).action_open_orders()
        found = self.root["sale.order"].with_user(self.collector).search(action["domain"])
        self.assertEqual(found, order)
        found.read(["amount_total", "ar_credit_warning"])
