"""A collector's way through the cases, by keys alone."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .common import ArCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArCaseTour(ArCommon, HttpCase):
    def overdue(self, customer, *amounts):
        due = Date.today() - timedelta(days=40)
        for amount in amounts:
            self.invoice(amount, customer, invoice_date_due=due)

    def case(self, customer):
        return self.root["ar.case"].search([("partner_id", "=", customer.id)])

    def test_by_keys_alone(self):
        self.birch.write({"email": "clerk@birch.example", "phone": "+49 30 1"})
        self.overdue(self.birch, 9000, 700)
        self.overdue(self.alder, 100)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        self.env.flush_all()
        self.start_tour("/odoo/ar-worklist", "ar_collections_case_keys", login=self.collector.login)
        self.env.invalidate_all()
        birch = self.case(self.birch)
        self.assertEqual(birch.contact_ids.text, "The clerk is back on Monday")
        self.assertEqual(birch.promise_ids.amount, 9700.0)
        self.assertEqual(birch.next_action_date, Date.to_date("2099-12-31"))
        self.assertEqual(self.case(self.alder).dispute_count, 1)
