from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArDeduction(PostingCommon):
    """What is kept back with a reason stays open, and somebody sees to it."""

    def short_paid(self):
        invoice, line = self.invoice(100), self.paid(90, "Sundry")
        row = {
            "move_line_id": self.owed(invoice).id,
            "amount": 90.0,
            "write_off": 10.0,
            "write_off_kind": "deduction",
            "write_off_reason": "2 planks broken",
        }
        return self.by_hand(line, row), invoice

    def test_it_stays_open_with_its_reason(self):
        match, invoice = self.short_paid()
        self.assertEqual(invoice.amount_residual, 10.0)
        deduction = self.root["ar.deduction"].search([("match_id", "=", match.id)])
        self.assertRecordValues(
            deduction,
            [
                {
                    "partner_id": self.alder.id,
                    "move_id": invoice.id,
                    "amount": 10.0,
                    "residual": 10.0,
                    "reason": "2 planks broken",
                    "state": "open",
                }
            ],
        )
        self.assert_reconciled(match)

    def test_undone_with_the_payment(self):
        match, _invoice = self.short_paid()
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(self.root["ar.deduction"].search([("company_id", "=", self.company.id)]))

    def deduction(self, match):
        return self.root["ar.deduction"].search([("match_id", "=", match.id)])

    def test_it_closes_by_itself_when_the_rest_is_paid(self):
        """And is open again when that is taken back; what a person has closed stays closed."""
        match, invoice = self.short_paid()
        deduction = self.deduction(match)
        rest = self.by_hand(self.paid(10, "The rest"), (self.owed(invoice), 10.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(deduction.state, "closed")
        entry = rest.statement_line_id.move_id
        self.assertEqual(deduction.closed_because, f"Paid in full with {entry.name}")
        rest.with_user(self.treasurer).action_undo()
        self.assertRecordValues(deduction, [{"state": "open", "closed_because": False}])
        deduction.with_user(self.collector).action_close()
        rest.with_user(self.treasurer).apply_by_hand(
            [{"move_line_id": self.owed(invoice).id, "amount": 10.0}]
        )
        rest.with_user(self.treasurer).action_undo()
        self.assertEqual(deduction.state, "closed")

    def test_it_closes_by_itself_with_a_credit_note(self):
        """By Odoo's own means, and of an accountant who knows nothing of deductions."""
        match, invoice = self.short_paid()
        accountant = self.person("accountant", groups="account.group_account_user")
        credit = self.owed(self.invoice(10, move_type="out_refund"))
        invoice.with_user(accountant).js_assign_outstanding_line(credit.id)
        deduction = self.deduction(match)
        self.assertEqual(deduction.closed_because, f"Paid in full with {credit.move_name}")
        partial = credit.matched_debit_ids
        invoice.with_user(accountant).js_remove_outstanding_partial(partial.id)
        self.assertEqual(deduction.state, "open")

    def test_a_part_of_the_rest_closes_nothing(self):
        match, invoice = self.short_paid()
        self.by_hand(self.paid(4, "A part"), (self.owed(invoice), 4.0))
        deduction = self.deduction(match)
        self.assertRecordValues(deduction, [{"state": "open", "residual": 6.0}])

    def test_it_goes_with_its_payment_though_the_rest_was_paid(self):
        match, invoice = self.short_paid()
        self.by_hand(self.paid(10, "The rest"), (self.owed(invoice), 10.0))
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(self.deduction(match))
        self.assertEqual(invoice.amount_residual, 90.0)

    def test_in_dollars_it_closes_with_the_last_dollar(self):
        """Of which the difference of the rates is booked after the payment."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        invoice = self.invoice(100, currency_id=self.dollar.id)
        row = {
            "move_line_id": self.owed(invoice).id,
            "amount": 90.0,
            "write_off": 10.0,
            "write_off_kind": "deduction",
            "write_off_reason": "2 planks broken",
        }
        match = self.by_hand(self.paid(90, "Sundry", journal=self.dollar_bank), row)
        line = self.paid(10, "The rest", journal=self.dollar_bank)
        rest = self.by_hand(line, (self.owed(invoice), 10.0))
        deduction = self.deduction(match)
        self.assertEqual((invoice.payment_state, deduction.state), ("paid", "closed"))
        self.assertIn(line.move_id.name, deduction.closed_because)
        rest.with_user(self.treasurer).action_undo()
        self.assertEqual(deduction.state, "open")

    def test_clarified(self):
        match, _invoice = self.short_paid()
        deduction = self.root["ar.deduction"].search([("match_id", "=", match.id)])
        deduction.with_user(self.collector).action_close()
        self.assertEqual(deduction.state, "closed")
        deduction.with_user(self.treasurer).action_reopen()
        self.assertEqual(deduction.state, "open")
        with self.assertRaises(AccessError):
            deduction.with_user(self.manager).amount = 1.0
        stranger = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            deduction.with_user(stranger).action_close()
