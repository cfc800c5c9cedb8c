"""What the treasurer looks at: the backtest, the report, what is known of payers."""

from odoo.tests import HttpCase, tagged

from .common import ArCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArBacktestTour(ArCommon, HttpCase):
    def take(self, tour, user=None):
        login = (user or self.treasurer).login
        self.start_tour("/odoo", f"ar_collections_{tour}", login=login)
        self.env.invalidate_all()

    def booked(self, customer, text, **movement):
        """A payment that a person has booked on an invoice of that customer."""
        item = self.owed(self.invoice(83.27, customer))
        match = self.decided(self.paid("83.27", text, **movement), {item: 83.27}, "suggested")
        match.tier = "A"
        self.accept(match)
        self.assertEqual(match.state, "posted", match.reasons)

    def test_the_backtest_is_run(self):
        self.booked(self.birch, f"Invoice {self.invoice(83.27).name}")
        self.take("backtest")

    def test_a_policy_is_switched_on_after_the_backtest(self):
        self.booked(self.birch, f"Invoice {self.invoice(83.27).name}")
        policies = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policies.post = False
        policy = policies[0].copy({"name": "Only suggests"})
        self.take("switch_on", self.manager)
        self.assertEqual((policy.post, set(policies.mapped("post"))), (True, {False}))

    def test_the_report_leads_to_the_payment(self):
        self.booked(self.alder, "Thanks")
        self.take("cash_report")

    def test_an_account_is_never_used_again(self):
        self.booked(self.alder, "Thanks", iban="FR1420041010050500013M02606")
        self.take("known_payer")
        payer = self.root["ar.payer"].search([("company_id", "=", self.company.id)])
        self.assertEqual(payer.state, "refused")
