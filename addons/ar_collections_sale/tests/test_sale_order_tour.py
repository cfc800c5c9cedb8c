"""The way of a held order through the browser."""

from odoo.tests import HttpCase, tagged

from .common import OrderCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestSaleOrderTour(OrderCommon, HttpCase):
    def test_held_back_and_released(self):
        """The seller is told why; the manager finds the order in the list and releases it."""
        self.limit(100, date_from="2020-01-01")
        order = self.order(500)
        self.start_tour(
            f"/odoo/sales/{order.id}", "ar_collections_sale_held", login=self.seller.login
        )
        self.assertEqual(order.ar_credit_state, "blocked")
        self.start_tour(
            "/odoo/ar-held-orders", "ar_collections_sale_release", login=self.manager.login
        )
        self.assertEqual(order.ar_credit_state, "released")
        self.assertEqual(order.ar_credit_release_reason, "The transfer was shown")
