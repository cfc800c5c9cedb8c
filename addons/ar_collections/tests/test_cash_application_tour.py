"""The ways of working on the cash application screen, and the books after each."""

from datetime import timedelta

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_cash_application import CashApplicationCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestCashApplicationTour(CashApplicationCommon, HttpCase):
    def take(self, tour, user=None):
        login = (user or self.treasurer).login
        self.start_tour("/odoo", f"ar_collections_cash_{tour}", login=login)
        self.env.invalidate_all()

    def test_suggestions_are_accepted_by_keys(self):
        matches = self.suggestion(250) | self.suggestion(70, customer=self.birch)
        self.take("accept")
        self.assertEqual(set(matches.mapped("state")), {"posted"})
        self.assertEqual(matches.posted_by_id, self.treasurer)
        items = matches.allocation_ids.move_line_id
        self.assertEqual(items.mapped("amount_residual"), [0.0, 0.0])
        self.assertTrue(all(matches.statement_line_id.mapped("is_reconciled")))

    def test_a_payment_is_split(self):
        items = [self.owed(self.invoice(amount)) for amount in (100, 60, 45)]
        match = self.left("130.00", name="Alder Joinery")
        match.partner_id = self.alder
        self.take("split")
        self.assertEqual(match.state, "posted")
        self.assertEqual([item.amount_residual for item in items], [0.0, 40.0, 35.0])
        self.assertTrue(match.statement_line_id.is_reconciled)

    def test_a_difference_is_written_off(self):
        account = self.company_data["default_account_expense"]
        policy = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policy.write({"fee_amount": 10, "fee_account_id": account.id})
        item = self.owed(self.invoice(100))
        match = self.left("97.50", name="Alder Joinery")
        match.partner_id = self.alder
        self.take("write_off")
        self.assertEqual(match.state, "posted")
        self.assertEqual(item.amount_residual, 0.0)
        entry = match.statement_line_id.move_id
        fee = entry.line_ids.filtered(lambda line: line.account_id == account)
        self.assertEqual(fee.balance, 2.5)
        self.assertIn("Charges of the bank abroad", fee.name)

    def test_what_was_posted_is_undone(self):
        match = self.suggestion()
        self.take("undo")
        self.assertEqual(match.state, "undone")
        self.assertEqual(match.allocation_ids.move_line_id.amount_residual, 250.0)
        self.assertEqual(self.suspense(match.statement_line_id), 250.0)

    def test_suggestions_of_one_kind_are_accepted_together(self):
        matches = self.suggestion(10) | self.suggestion(20, invoiced=15) | self.suggestion(30)
        bad, other = matches[1], self.suggestion(40)
        other.tier = "D"
        self.take("bulk")
        self.assertEqual((matches - bad).mapped("state"), ["posted", "posted"])
        self.assertEqual((bad.state, other.state), ("suggested", "suggested"))
        self.assertEqual(self.suspense(bad.statement_line_id), 20.0)

    def test_a_payment_stays_on_account(self):
        match = self.left("80.00")
        self.take("on_account")
        self.assertEqual((match.state, match.partner_id), ("posted", self.birch))
        credit = match.statement_line_id.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual((credit.partner_id, credit.amount_residual), (self.birch, -80.0))

    def test_what_is_too_much_is_to_be_refunded(self):
        item = self.owed(self.invoice(100))
        match = self.left("130.00", name="Alder Joinery")
        match.partner_id = self.alder
        self.take("refund")
        self.assertEqual((match.state, item.amount_residual), ("posted", 0.0))
        self.assertEqual((match.refund_id.state, match.refund_id.amount), ("draft", 30.0))

    def test_any_invoice_is_found_and_a_payment_is_skipped(self):
        item = self.owed(self.invoice(80, self.birch))
        match = self.left("80.00", name="Alder Joinery")
        match.partner_id = self.alder
        self.take("search_and_skip")
        self.assertEqual(item.amount_residual, 80.0, "nothing is posted without Accept")
        today = Date.context_today(match.with_user(self.treasurer))
        self.assertEqual(match.skip_until, today + timedelta(7))

    def test_what_runs_by_itself_is_stopped(self):
        match = self.suggestion()
        match.state = "to_post"
        self.take("stop")
        self.assertFalse(self.company.ar_stopped_by_id)
        self.assertEqual(match.state, "to_post", "nobody ran it meanwhile")

    def test_a_payment_came_back(self):
        match, back = self.suggestion(), self.left("-250.00")
        match._post()
        self.take("came_back")
        self.assertEqual((match.state, back.state), ("returned", "posted"))
        self.assertEqual(match.allocation_ids.move_line_id.amount_residual, 250.0)
