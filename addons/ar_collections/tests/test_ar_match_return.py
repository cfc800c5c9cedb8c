from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import Evidence, Returned
from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchReturn(PostingCommon):
    """A payment comes back: its invoices are open again, and say why."""

    def received(self, *invoices, journal=None):
        line = self.paid(sum(each.amount_total for each in invoices), "Sundry", journal=journal)
        return self.by_hand(line, *((self.owed(each), each.amount_total) for each in invoices))

    def came_back(self, match, amount=None, user=None):
        amount = amount or match.amount
        line = self.paid(-amount, "Return", journal=match.journal_id, day=date(2026, 3, 6))
        back = self.match_of(line)
        back.with_user(user or self.treasurer).return_by_hand(match.id)
        return back

    def test_the_invoices_are_open_again(self):
        invoices = [self.invoice(100), self.invoice(50, self.birch)]
        match = self.received(*invoices)
        back = self.came_back(match)
        self.assertEqual([each.payment_state for each in invoices], ["not_paid", "not_paid"])
        self.assertEqual((match.state, back.state), ("returned", "posted"))
        self.assertEqual(back.returned_id, match)
        for line in (match | back).statement_line_id:
            self.assertTrue(line.is_reconciled)
            self.assert_balanced(line)
        items = (match | back).statement_line_id.move_id.line_ids
        receivable = items.filtered(lambda item: item.account_type == "asset_receivable")
        self.assertFalse(any(receivable.mapped("amount_residual")))
        self.assertIn("came back from the bank: Return", invoices[0].message_ids[0].body)

    def test_the_return_is_undone(self):
        """The payment stands again, the books are as before the return."""
        invoices = [self.invoice(100), self.invoice(50)]
        match = self.received(*invoices)
        line = self.paid(-150, "Return", day=date(2026, 3, 6))
        before = self.books()
        back = self.match_of(line)
        back.with_user(self.treasurer).return_by_hand(match.id)
        self.assertNotEqual(self.books(), before)
        with self.assertRaisesRegex(UserError, "Only posted"):
            match.with_user(self.treasurer).action_undo()
        back.with_user(self.treasurer).action_undo()
        self.assertEqual((match.state, back.state), ("posted", "undone"))
        self.assertEqual(self.books(), before)

    def test_with_the_banks_fee(self):
        match = self.received(self.invoice(100))
        with self.assertRaisesRegex(UserError, "No account is set for bank fees"):
            self.came_back(match, 103.5)
        fees = self.company_data["default_account_expense"].copy({"name": "Bank fees"})
        self.policy.fee_account_id = fees
        back = self.came_back(match, 103.5)
        fee = back.statement_line_id.move_id.line_ids.filtered(lambda item: item.account_id == fees)
        self.assertRecordValues(fee, [{"balance": 3.5, "name": "Bank fee of the return"}])
        self.assert_balanced(back.statement_line_id)
        self.assertEqual(match.allocation_ids.move_id.payment_state, "not_paid")

    def test_in_dollars_at_another_rate(self):
        invoice = self.invoice(125, currency_id=self.dollar.id)
        match = self.received(invoice, journal=self.dollar_bank)
        self.dollar.rate_ids = [Command.create({"name": "2026-03-05", "rate": 1.17})]
        back = self.came_back(match)
        owed = self.owed(invoice)
        self.assertEqual((owed.amount_residual_currency, owed.amount_residual), (125.0, 100.0))
        items = (match | back).statement_line_id.move_id.line_ids
        receivable = items.filtered(lambda item: item.account_type == "asset_receivable")
        self.assertFalse(any(receivable.mapped("amount_residual")))
        self.assert_balanced(back.statement_line_id)

    def test_what_is_no_return(self):
        match = self.received(self.invoice(100))
        with self.assertRaisesRegex(UserError, "Less came back"):
            self.came_back(match, 60)
        match.with_user(self.treasurer).action_undo()
        with self.assertRaisesRegex(UserError, "Choose a posted payment"):
            self.came_back(match)
        with self.assertRaises(AccessError):
            self.came_back(match, user=self.collector)

    def test_the_engine_decides(self):
        """It is told the payments that may have come back, and its decision is posted."""
        match = self.received(self.invoice(100))
        line = self.paid(-100, "Return AC04", day=date(2026, 3, 6))
        line.sudo().write({"ar_is_return": True, "ar_return_reason": "AC04"})
        told = []

        def decide(payments, ledger, policies):
            told.extend(ledger.receipts)
            (payment,) = [each for each in payments if each.is_return]
            return [
                Returned(
                    payment=payment.key,
                    receipt=ledger.receipts[0].key,
                    customer=ledger.receipts[0].customer,
                    evidence=(Evidence(sentence="The bank returned it"),),
                    confidence=Decimal("0.99"),
                    post=True,
                )
            ]

        with patch("odoo.addons.ar_collections.models.ar_match_decide.match", decide):
            self.run_action("match")
        (receipt,) = told
        self.assertEqual(receipt.key, match.statement_line_id.id)
        self.assertEqual(receipt.documents, tuple(match.allocation_ids.move_id.mapped("name")))
        back = line.ar_match_ids
        self.assertEqual(back.state, "to_post", back.reasons)
        self.run_action("post")
        self.assertEqual((match.state, back.state), ("returned", "posted"))
        self.assertEqual(back.return_reason, "AC04")
