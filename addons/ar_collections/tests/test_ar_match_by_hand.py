from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchByHand(PostingCommon):
    """A person says what a payment pays."""

    def test_apply_by_hand(self):
        first, second = self.invoice(100), self.invoice(50, self.birch)
        line = self.paid(130, "Sundry")
        match = self.by_hand(line, (self.owed(first), 100.0), (self.owed(second), 30.0))
        self.assertEqual(match.state, "posted")
        self.assertEqual(match.posted_by_id, self.treasurer)
        self.assertEqual(first.payment_state, "paid")
        self.assertEqual(second.amount_residual, 20.0)
        self.assert_reconciled(match)

    def test_by_hand_on_account(self):
        """The rest is a credit of the customer, and undoing takes it away."""
        invoice, line = self.invoice(100), self.paid(150, "Sundry")
        before = self.books()
        match = self.by_hand(line, (self.owed(invoice), 100.0), on_account=50.0)
        credit = line.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and item.amount_residual
        )
        self.assertRecordValues(
            credit,
            [
                {
                    "account_type": "asset_receivable",
                    "partner_id": self.alder.id,
                    "amount_residual": -50.0,
                }
            ],
        )
        self.assertTrue(line.is_reconciled)
        self.assertEqual(match.amount_rest, 0.0)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_by_hand_all_of_it_on_account(self):
        line = self.paid(150, "Sundry")
        match = self.by_hand(line, on_account=150.0, partner=self.birch)
        self.assertEqual(match.state, "posted")
        self.assertEqual(line.partner_id, self.birch)
        self.assert_balanced(line)

    def test_by_hand_refused(self):
        """Each sentence says what to do, and nothing is posted."""
        invoice = self.invoice(100)
        paid, draft = self.invoice(10), self.invoice(20)
        self._register_payment(paid)
        draft.button_draft()
        owed = self.owed(invoice)
        line = self.paid(150, "Sundry")
        match = self.match_of(line).with_user(self.treasurer)
        revenue = {"move_line_id": invoice.invoice_line_ids.id, "amount": 100.0}
        row = {"move_line_id": owed.id, "amount": 100.0}
        before = self.books()
        for rows, on_account, sentence in (
            ([], 0.0, "Choose what is paid"),
            ([], 150.0, "Choose the customer"),
            ([row], 50.01, "more than was paid"),
            ([{**row, "amount": 100.01}], 0.0, "100.00.+is open"),
            ([{**row, "amount": -5.0}], 0.0, "more than was paid"),
            ([{**row, "write_off": 1.0, "amount": 99.0}], 0.0, "Say what the difference"),
            ([row, row], 0.0, "chosen twice"),
            ([revenue], 0.0, "no invoice or credit"),
            ([{**row, "move_line_id": self.owed(paid).id}], 0.0, "is paid already"),
            ([{**row, "move_line_id": self.owed(draft).id}], 0.0, "is a draft"),
        ):
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                match.apply_by_hand(rows, on_account, False)
            self.assertNotEqual(match.state, "posted")
        self.assertEqual(self.books(), before)

    def test_by_hand_only_the_treasurer(self):
        line = self.paid(150, "Sundry")
        with self.assertRaises(AccessError):
            self.by_hand(line, on_account=150.0, partner=self.birch, user=self.collector)
