"""How a collector asks the manager about a customer, in the browser."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_ar_escalation import EscalationCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArEscalationTour(EscalationCommon, HttpCase):
    def test_escalated_and_found(self):
        due = Date.today() - timedelta(days=10)
        self.invoice(900, issued=due, invoice_date_due=due, invoice_payment_term_id=False)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        self.case().user_id = self.collector
        self.start_tour("/odoo", "ar_collections_escalation", login=self.collector.login)
        self.env.invalidate_all()
        self.assertRecordValues(
            self.case(),
            [{"escalation_level_id": self.second.id, "escalation_why": "Nobody calls back"}],
        )
        self.assertEqual(self.asked(), self.manager)
