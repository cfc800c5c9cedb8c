"""How a collector disputes and gives up, and a manager approves, in the browser."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_ar_write_off import WriteOffCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArDisputeTour(WriteOffCommon, HttpCase):
    def overdue(self, *amounts):
        due = Date.today() - timedelta(days=10)
        invoices = [self.invoice(amount, issued=due, invoice_date_due=due) for amount in amounts]
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        return invoices

    def take(self, tour, user):
        self.start_tour("/odoo", f"ar_collections_{tour}", login=user.login)
        self.env.invalidate_all()

    def test_disputed_approved_and_credited(self):
        invoice, _other = self.overdue(1000, 200)
        self.take("dispute", self.collector)
        dispute = self.root["ar.dispute"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            dispute,
            [
                {
                    "amount": 150.0,
                    "amount_approved": 100.0,
                    "state": "clarification",
                    "stated_reason": "2 planks broken",
                    "proposed_by_id": self.collector.id,
                }
            ],
        )
        self.take("dispute_approve", self.manager)
        self.assertRecordValues(dispute, [{"state": "resolved", "outcome": "credit_note"}])
        self.assertEqual(invoice.amount_residual, 900.0)

    def test_written_off_and_undone(self):
        _other, invoice = self.overdue(1000, 200)
        self.take("write_off", self.collector)
        record = self.root["ar.write.off"].search([("company_id", "=", self.company.id)])
        self.assertEqual((record.state, record.amount), ("to_approve", 200.0))
        self.take("write_off_approve", self.manager)
        self.assertEqual((record.state, invoice.payment_state), ("undone", "not_paid"))

    def test_a_run(self):
        self.overdue(1000, 20, 7)
        self.take("write_off_run", self.collector)
        run = self.root["ar.write.off.run"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(run, [{"state": "to_approve", "item_count": 2, "amount": 27.0}])
