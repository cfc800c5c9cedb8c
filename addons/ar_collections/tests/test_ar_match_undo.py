from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchUndo(PostingCommon):
    """What was posted is taken back, and the books are as before."""

    def test_undo_leaves_the_books_as_before(self):
        invoice, line = self.invoice(100), self.paid(150)
        before = self.books()
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        self.assertNotEqual(self.books(), before)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(match.state, "undone")
        self.assertEqual(self.books(), before)

    def test_undo_with_a_customer_set_by_hand_before(self):
        invoice, line = self.invoice(100), self.paid(100)
        line.partner_id = self.birch
        before = self.books()
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        self.assertEqual(line.partner_id, self.alder)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_undo_many(self):
        """Parts, instalments, credits and dollars at once."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        invoice, credit = self.invoice(100), self.invoice(30, move_type="out_refund")
        in_parts = self.invoice(1000, invoice_payment_term_id=self.pay_terms_b.id)
        in_dollars = self.invoice(125, currency_id=self.dollar.id)
        first, second = self.owed(in_parts)
        payments = [
            (self.paid(70), {self.owed(invoice): 100.0, self.owed(credit): -30.0}),
            (self.paid(400), {first: 300.0, second: 100.0}),
            (self.paid(125, journal=self.dollar_bank), {self.owed(in_dollars): 125.0}),
        ]
        before = self.books()
        matches = self.root["ar.match"]
        for line, allocations in payments:
            matches |= self.decided(line, allocations)
        self.post(*matches)
        matches.with_user(self.treasurer).action_undo()
        self.assertEqual(matches.mapped("state"), ["undone"] * 3)
        self.assertEqual(self.books(), before)

    def test_what_was_undone_is_not_posted_again_by_itself(self):
        invoice = self.invoice(119)
        line = self.paid(119, invoice.name, name="Alder Joinery")
        match = self.match_of(line)
        self.post(match)
        match.with_user(self.treasurer).action_undo()
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(match.state, "undone")
        self.assertEqual(invoice.payment_state, "not_paid")
        match.with_user(self.treasurer).action_match_again()
        self.run_action("match")
        self.assertEqual(match.state, "suggested")
        self.assertIn("please confirm", match.reasons)
        match.with_user(self.treasurer).action_accept()
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_second_payment_is_not_posted_because_the_first_was_undone(self):
        invoice = self.invoice(119)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.post(match)
        match.with_user(self.treasurer).action_undo()
        second = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.assertNotEqual(second.state, "to_post", second.reasons)
        self.assertEqual(match.state, "undone")

    def test_taken_off_the_invoice_elsewhere(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        partial = self.owed(invoice).matched_credit_ids
        invoice.with_user(self.treasurer).js_remove_outstanding_partial(partial.id)
        self.assertEqual(match.state, "undone")
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_many_accepted_of_which_some_are_no_suggestions(self):
        first, second = self.invoice(100), self.invoice(200)
        suggested = self.decided(self.paid(100), {self.owed(first): 100.0}, "suggested")
        left = self.decided(self.paid(200), {self.owed(second): 200.0}, "left")
        told = (suggested | left).with_user(self.treasurer).action_accept()
        self.assertEqual(suggested.state, "posted")
        self.assertEqual(left.state, "left")
        self.assertIn("1 posted", told["params"]["message"])

    def test_undone_with_odoos_own_button(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        line.with_user(self.treasurer).action_undo_reconciliation()
        self.assertEqual(match.state, "undone")
        self.assertFalse(match.posted_by_id)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_undo_in_closed_books_changes_nothing(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        before = self.books()
        with self.closed_books(), self.assertRaises(UserError), self.env.cr.savepoint():
            match.with_user(self.treasurer).action_undo()
        self.assertEqual(match.state, "posted")
        self.assertEqual(self.books(), before)

    def test_undo_of_a_hashed_entry_changes_nothing(self):
        line = self.paid(100)
        match = self.decided(line, {self.owed(self.invoice(100)): 100.0})
        self.post(match)
        line.move_id._hash_moves(force_hash=True)
        self.assertTrue(line.move_id.inalterable_hash)
        before = self.books()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            match.with_user(self.treasurer).action_undo()
        self.assertEqual(match.state, "posted")
        self.assertEqual(self.books(), before)

    def test_only_what_is_posted_can_be_undone(self):
        match = self.decided(self.paid(100), {self.owed(self.invoice(100)): 100.0}, "suggested")
        with self.assertRaisesRegex(UserError, "Only posted"):
            match.with_user(self.treasurer).action_undo()
