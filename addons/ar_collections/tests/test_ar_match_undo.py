from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import ar_match_undo
from .bank_files import Movement
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

    # --- in foreign currency

    def journal_items(self):
        """All of the company but those of payments, which Odoo makes anew: they are in the books."""
        self.env.flush_all()
        self.env.invalidate_all()
        items = self.root["account.move.line"].search([("company_id", "=", self.company.id)])
        return {
            item: (
                item.account_id.id,
                item.partner_id.id,
                item.currency_id.id,
                item.amount_currency,
                item.balance,
                item.amount_residual_currency,
                item.amount_residual,
                item.reconciled,
                item.matching_number,
                item.parent_state,
            )
            for item in items
            if not item.statement_line_id
        }

    def in_dollars(self):
        """Dollars for dollars, euros for dollars and dollars for euros, at a rate that has moved."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        usd = self.dollar.id
        payments = [
            (self.paid(125, journal=self.dollar_bank), self.invoice(125, currency_id=usd), 125.0),
            (self.paid(60, journal=self.dollar_bank), self.invoice(100, currency_id=usd), 60.0),
            (self.paid("106.84"), self.invoice(125, currency_id=usd), 106.84),
            (self.paid(117, journal=self.dollar_bank), self.invoice(100), 117.0),
        ]
        before = self.journal_items(), self.books()
        matches = self.root["ar.match"].union(
            *(self.decided(line, {self.owed(each): cash}) for line, each, cash in payments)
        )
        self.post(*matches)
        self.assertEqual(payments[0][1].payment_state, "paid")
        return matches, *before

    def assert_as_before(self, items, books):
        """And what Odoo leaves: each exchange entry with its reversal, which make up to nothing."""
        now = self.journal_items()
        self.assertEqual({item: now.get(item) for item in items}, items)
        self.assertEqual(self.books(), books)
        left = self.root["account.move.line"].union(*(now.keys() - items.keys())).move_id
        self.assertEqual(left.journal_id, self.company.currency_exchange_journal_id)
        reversals = left.filtered("reversed_entry_id")
        self.assertEqual(reversals.reversed_entry_id, left - reversals)
        self.assertEqual(set(left.mapped("state")), {"posted"})
        for reversal in reversals:
            both = (reversal | reversal.reversed_entry_id).line_ids
            for own in both.grouped("account_id").values():
                self.assertAlmostEqual(sum(own.mapped("balance")), 0.0)
                self.assertFalse(any(own.mapped("amount_residual")))
                self.assertFalse(any(own.mapped("amount_residual_currency")))
            receivable = both.filtered(lambda item: item.account_type == "asset_receivable")
            self.assertTrue(all(receivable.mapped("reconciled")))
        return left

    def test_undo_one_in_foreign_currency(self):
        matches, items, books = self.in_dollars()
        for match in matches:
            match.with_user(self.treasurer).action_undo()
        self.assertTrue(self.assert_as_before(items, books), "exchange entries were made")

    def test_undo_a_run_in_foreign_currency(self):
        matches, items, books = self.in_dollars()
        matches.run_id.with_user(self.treasurer).action_undo()
        self.assertEqual(matches.mapped("state"), ["undone"] * 4)
        left = self.assert_as_before(items, books)
        matches.with_user(self.treasurer).action_match_again()
        for match in matches:
            rows = [
                {"move_line_id": each.move_line_id.id, "amount": each.amount}
                for each in match.allocation_ids
            ]
            match.with_user(self.treasurer).apply_by_hand(rows)
        matches.with_user(self.treasurer).action_undo()
        self.assertGreater(len(self.assert_as_before(items, books)), len(left))

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
        self.accept(match)
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_second_payment_is_not_posted_because_the_first_was_undone(self):
        invoice = self.invoice(119)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.post(match)
        match.with_user(self.treasurer).action_undo()
        second = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.assertNotEqual(second.state, "to_post", second.reasons)
        self.assertEqual(match.state, "undone")

    def test_a_name_that_has_misled_posts_no_more(self):
        """That of the customer it was posted to, not of the one whom it belonged to."""
        self.invoice(123.45)
        wrong = self.match_of(self.paid("123.45", name="Alder Joinery"))
        self.post(wrong)
        self.assertEqual((wrong.posted_tier, wrong.partner_id), ("D", self.alder))
        wrong.with_user(self.treasurer).action_undo()
        other = self.invoice(130, self.birch)
        wrong.with_user(self.treasurer).apply_by_hand(
            [{"move_line_id": self.owed(other).id, "amount": 123.45}]
        )
        self.assertEqual(self.root["ar.match"]._mistaken(self.company), self.alder)
        self.invoice(234.56), self.invoice(345.67, self.birch)
        mine, others = self.paid_together(
            Movement(amount="234.56", name="Alder Joinery"),
            Movement(amount="345.67", name="Birch Boatyard"),
        )
        self.run_action("match")
        self.assertEqual(mine.ar_match_ids.state, "suggested", mine.ar_match_ids.reasons)
        self.assertIn("the name of Alder Joinery alone was undone", mine.ar_match_ids.reasons)
        self.assertEqual(others.ar_match_ids.state, "to_post", others.ar_match_ids.reasons)

    def test_a_name_that_was_right_after_all(self):
        """Undone by mistake: the person accepts it in the end."""
        self.invoice(123.45)
        match = self.match_of(self.paid("123.45", name="Alder Joinery"))
        self.post(match)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.root["ar.match"]._mistaken(self.company), self.alder)
        match.with_user(self.treasurer).action_match_again()
        self.run_action("match")
        self.accept(match)
        self.assertFalse(self.root["ar.match"]._mistaken(self.company))

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
        told = self.accept(suggested | left)
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

    # --- a whole run

    def posted_run(self, *amounts):
        matches = self.root["ar.match"]
        for amount in amounts:
            line = self.paid(amount)
            matches |= self.decided(line, {self.owed(self.invoice(amount)): amount})
        before = self.books()
        self.post(*matches)
        return matches, before

    def test_undo_a_whole_run(self):
        matches, before = self.posted_run(10, 20, 30)
        run = matches.run_id
        self.assertRecordValues(run, [{"posted_count": 3, "undone_count": 0}])
        other, _before = self.posted_run(40)
        self.assertNotEqual(other.run_id, run)
        other.with_user(self.treasurer).action_undo()
        invoice = other.allocation_ids.move_id
        other.statement_line_id.statement_id.unlink()
        other.statement_line_id.unlink()
        invoice.button_draft()
        invoice.unlink()
        run.with_user(self.treasurer).action_undo()
        self.assertEqual(matches.mapped("state"), ["undone"] * 3)
        self.assertEqual(self.books(), before)
        self.assertRecordValues(run, [{"posted_count": 0, "undone_count": 3}])
        with self.assertRaisesRegex(UserError, "Nothing of this run"):
            run.with_user(self.treasurer).action_undo()

    def test_a_large_run_is_undone_by_the_scheduled_action(self):
        matches, before = self.posted_run(10, 20, 30)
        with patch.object(ar_match_undo, "UNDO_WHILE_WAITING", 2):
            told = matches.run_id.with_user(self.treasurer).action_undo()
        self.assertIn("3 payments are being undone", told["params"]["message"])
        self.assertEqual(matches.run_id.undoing_count, 3)
        self.assertEqual(matches.mapped("state"), ["posted"] * 3)
        self.run_action("post")
        self.assertEqual(matches.mapped("state"), ["undone"] * 3)
        self.assertEqual(self.books(), before)

    def test_one_that_cannot_be_undone_stops_no_other(self):
        matches, _before = self.posted_run(10, 20, 30)
        matches.undo_wanted = True
        matches[0].statement_line_id.move_id._hash_moves(force_hash=True)
        self.run_action("post")
        self.assertEqual(matches.mapped("state"), ["posted", "undone", "undone"])
        self.assertFalse(matches[0].undo_wanted)
        self.assertIn("could not be undone", matches[0].message_ids[0].body)

    def test_accepted_together_is_a_run(self):
        matches = self.root["ar.match"]
        for amount in (10, 20):
            line = self.paid(amount)
            owed = self.owed(self.invoice(amount))
            matches |= self.decided(line, {owed: amount}, "suggested")
        self.accept(matches)
        self.assertEqual(len(matches.run_id), 1)
        self.assertEqual(matches.run_id.user_id, self.treasurer)

    def test_a_collector_undoes_nothing(self):
        matches, _before = self.posted_run(10)
        with self.assertRaises(AccessError):
            matches.run_id.with_user(self.collector).action_undo()
        with self.assertRaises(AccessError):
            matches.with_user(self.collector).action_undo()

    # --- what one left was used by another

    def credit_used(self):
        first = self.by_hand(self.paid(150, "Sundry"), on_account=150.0, partner=self.alder)
        credit = first.statement_line_id.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        invoice, line = self.invoice(200), self.paid(50, "Rest")
        return first, self.by_hand(line, (self.owed(invoice), 200.0), (credit, -150.0))

    def test_a_credit_that_was_used_is_not_taken_away(self):
        first, second = self.credit_used()
        with self.assertRaisesRegex(UserError, "left on account.+undo that one first"):
            first.with_user(self.treasurer).action_undo()
        (first | second).with_user(self.treasurer).action_undo()
        self.assertEqual((first | second).mapped("state"), ["undone", "undone"])
        for match in first | second:
            self.assertEqual(self.suspense(match.statement_line_id), match.amount)

    def test_a_credit_taken_away_with_odoos_own_button(self):
        """The payment that has used it says so, too."""
        first, second = self.credit_used()
        first.statement_line_id.action_undo_reconciliation()
        self.assertEqual((first | second).mapped("state"), ["undone", "undone"])

    def part_on_account(self):
        """Pays an invoice of 100 and leaves 40 as a credit."""
        invoice = self.invoice(100)
        first = self.by_hand(self.paid(140, "Sundry"), (self.owed(invoice), 100.0), on_account=40.0)
        credit = first.statement_line_id.move_id.line_ids.filtered("amount_residual")
        return first, invoice, credit.filtered(lambda item: item.account_id.reconcile)

    def test_the_payment_that_left_the_credit_stands_when_its_use_is_undone(self):
        first, invoice, credit = self.part_on_account()
        other, line = self.invoice(90), self.paid(50, "Rest")
        second = self.by_hand(line, (self.owed(other), 90.0), (credit, -40.0))
        second.with_user(self.treasurer).action_undo()
        self.assertEqual((first.state, second.state), ("posted", "undone"))
        self.assertFalse(first.taken_back)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(credit.amount_residual, -40.0)

    def test_the_payment_that_left_the_credit_stands_when_odoo_takes_it_off(self):
        first, invoice, credit = self.part_on_account()
        other = self.invoice(90)
        other.with_user(self.treasurer).js_assign_outstanding_line(credit.id)
        partial = credit.matched_debit_ids
        other.with_user(self.treasurer).js_remove_outstanding_partial(partial.id)
        self.assertEqual((first.state, invoice.payment_state), ("posted", "paid"))
        partial = self.owed(invoice).matched_credit_ids
        invoice.with_user(self.treasurer).js_remove_outstanding_partial(partial.id)
        self.assertEqual((first.state, invoice.payment_state), ("undone", "not_paid"))

    def test_only_the_payment_that_used_the_credit_loses_it(self):
        first, invoice, credit = self.part_on_account()
        other, line = self.invoice(90), self.paid(50, "Rest")
        second = self.by_hand(line, (self.owed(other), 90.0), (credit, -40.0))
        credit.matched_debit_ids.with_user(self.treasurer).unlink()
        self.assertEqual((first.state, second.state), ("posted", "undone"))
        self.assertEqual(invoice.payment_state, "paid")
