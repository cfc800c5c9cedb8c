"""The worklist in a headless Chromium."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .common import ArCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestWorklistTour(ArCommon, HttpCase):
    def test_a_customer_is_put_off_in_the_list(self):
        today = Date.context_today(self.company)
        for days, customer in ((40, self.alder), (-20, self.birch)):
            due = today - timedelta(days=days)
            self.invoice(
                250,
                customer,
                issued=today - timedelta(days=60),
                invoice_date_due=due,
                invoice_payment_term_id=False,
            )
        self.run_action("refresh")
        self.start_tour("/odoo", "ar_collections_day", login=self.collector.login)
        self.env.invalidate_all()
        case = self.root["ar.case"].search([("partner_id", "=", self.alder.id)])
        self.assertEqual((case.list_state, case.worked_on), ("done", today))
        self.assertIn("Their board meets", "".join(case.message_ids.mapped("body")))
