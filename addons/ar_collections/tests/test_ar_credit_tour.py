"""The way from a risk to a limit through the browser."""

from datetime import date, timedelta

from odoo.tests import HttpCase, tagged

from .test_ar_credit import CreditCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArCreditTour(CreditCommon, HttpCase):
    def test_an_increase_is_proposed_and_approved(self):
        today = date.today()
        self.due(today - timedelta(days=40), 500)
        self.limit(300, date_from=today - timedelta(days=90))
        self.start_tour("/odoo/ar-credit", "ar_collections_credit", login=self.collector.login)
        increase = self.root["ar.credit.limit"].search(
            [("partner_id", "=", self.alder.id), ("kind", "=", "temporary")]
        )
        self.assertRecordValues(
            increase, [{"state": "proposed", "amount": 250.0, "proposed_by_id": self.collector.id}]
        )
        self.start_tour(
            "/odoo/ar-credit-limits", "ar_collections_credit_approve", login=self.manager.login
        )
        self.assertEqual(increase.state, "approved")
        self.assertEqual(self.row().limit_amount, 550.0)
