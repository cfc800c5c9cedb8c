"""How a collector writes a promise down, and a manager approves a settlement."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .common import ArCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArPromiseTour(ArCommon, HttpCase):
    def overdue(self, *amounts):
        due = Date.today() - timedelta(days=10)
        invoices = [self.invoice(amount, invoice_date_due=due) for amount in amounts]
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        return invoices

    def promises(self):
        return self.root["ar.promise"].search([("company_id", "=", self.company.id)], order="id")

    def test_promised_and_renegotiated(self):
        self.overdue(1000, 200, 35)
        self.start_tour("/odoo", "ar_collections_promise", login=self.collector.login)
        first, second = self.promises()
        self.assertRecordValues(
            first | second,
            [
                {"state": "renegotiated", "amount": 1200.0, "rate_count": 2},
                {"state": "open", "amount": 1200.0, "rate_count": 1},
            ],
        )
        self.assertEqual(first.note, "Half now, half next month")

    def test_a_settlement_is_approved(self):
        self.company.ar_write_off_account_id = self.company_data["default_account_expense"]
        [invoice] = self.overdue(100)
        item = self.owed(invoice).with_user(self.collector)
        self.env["ar.promise"].with_user(self.collector)._make(
            {item: 100.0}, [(Date.today(), 60.0)], waived=40.0, waive_reason="Flood"
        )
        self.start_tour("/odoo", "ar_collections_settlement", login=self.manager.login)
        self.assertRecordValues(
            self.promises(), [{"state": "open", "approved_by_id": self.manager.id}]
        )
