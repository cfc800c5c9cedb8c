"""Aging and statements in the browser."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .common import ArCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArAgingTour(ArCommon, HttpCase):
    def due(self, days_ago, amount, customer=None):
        day = Date.today() - timedelta(days=days_ago)
        return self.invoice(
            amount,
            customer=customer,
            issued=day - timedelta(days=10),
            invoice_date_due=day,
            invoice_payment_term_id=False,
        )

    def test_aging(self):
        self.due(40, 60)
        self.due(-5, 70, self.birch)
        self.start_tour("/odoo", "ar_collections_aging", login=self.collector.login)

    def test_a_statement_from_the_worklist(self):
        self.alder.email = "books@alder.example"
        self.due(40, 250)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        self.start_tour("/odoo", "ar_collections_statement", login=self.collector.login)
        statement = self.root["ar.statement"].search([("partner_id", "=", self.alder.id)])
        self.assertEqual((statement.state, statement.kind), ("sending", "open"))
        self.assertEqual(statement.user_id, self.collector)

    def test_a_schedule(self):
        self.due(40, 250)
        self.start_tour("/odoo", "ar_collections_statement_schedule", login=self.manager.login)
        schedule = self.root["ar.statement.schedule"].search([("name", "=", "On the first")])
        self.assertEqual(schedule.statement_ids.partner_id, self.alder)
