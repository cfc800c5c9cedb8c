from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .bank_files import mt940
from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchObstacle(PostingCommon):
    """What cannot be booked is left with a sentence that says what to do; the books are untouched."""

    def decision(self, amount=100):
        invoice = self.invoice(amount)
        return self.decided(self.paid(amount), {self.owed(invoice): amount})

    def assert_left(self, match, sentence):
        """By the scheduled action and for the person who accepts it."""
        before = self.books()
        self.run_action("post")
        self.assertEqual(match.state, "left")
        self.assertRegex(match.reasons, sentence)
        self.assertEqual(self.books(), before)
        match.state = "suggested"
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            self.accept(match)
        rows = [
            {
                "move_line_id": each.move_line_id.id,
                "amount": each.amount,
                "write_off": each.write_off,
                "write_off_kind": each.write_off_kind,
                "write_off_reason": each.write_off_reason,
            }
            for each in match.allocation_ids
        ]
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            match.with_user(self.treasurer).apply_by_hand(rows)
        self.assertEqual(self.books(), before)

    def test_a_closed_period(self):
        """By the lock of the year, or the one for good."""
        for lock in ("fiscalyear_lock_date", "hard_lock_date"):
            line = self.paid(100, day=date(2026, 2, 3))
            match = self.decided(line, {self.owed(self.invoice(100)): 100.0})
            with self.subTest(lock=lock), self.closed_books(lock):
                self.assert_left(match, "books are closed on 02/03/2026.+open that period")

    def test_a_closed_tax_return(self):
        """A discount takes tax back: Odoo says which lock date is in the way."""
        loss = self.company_data["default_account_expense"].with_env(self.root)
        self.company.account_journal_early_pay_discount_loss_account_id = loss
        item = self.owed(self.discounted())
        match = self.decided(self.paid(1127, day=date(2026, 1, 12)), {item: 1127.0})
        match.allocation_ids.write({"write_off": 23.0, "write_off_kind": "discount"})
        with self.closed_books("tax_lock_date"):
            self.assert_left(match, "already issued tax statement.+Tax Return Lock Date")

    def test_a_journal_that_secures_its_entries(self):
        """Odoo secures no open payment: what is there is posted, the next file waits and says why."""
        match = self.decision()
        self.bank.restrict_mode_hash_table = True
        self.post(match)
        before = self.books()
        document = self.keep(mt940("100.00", number="2", opening="1100.00"))
        document._import_or_quarantine()
        self.assertEqual(document.state, "quarantined")
        self.assertRegex(document.error, "Switch “Secure Posted Entries with Hash” off")
        self.assertEqual(self.books(), before)

    def test_an_archived_customer(self):
        match = self.decision()
        self.alder.active = False
        self.assert_left(match, "customer Alder Joinery is archived: unarchive it")

    def test_an_archived_account(self):
        match = self.decision()
        account = match.allocation_ids.move_line_id.account_id
        account.active = False
        self.assert_left(match, "account .+ is archived: unarchive it")

    def test_a_policy_without_an_account(self):
        match = self.decided(self.paid(95), {self.owed(self.invoice(100)): 95.0})
        match.allocation_ids.write(
            {"write_off": 5.0, "write_off_kind": "fee", "write_off_reason": "Sender's bank"}
        )
        self.assert_left(match, "No account is set for bank fees: set one on the policy")

    def test_a_journal_in_another_currency(self):
        """Nothing is posted by itself: the sentence names both currencies."""
        invoice = self.invoice(100)
        line = self.paid(100, invoice.name, journal=self.dollar_bank, name="Alder Joinery")
        before = self.books()
        match = self.match_of(line)
        self.run_action("post")
        self.assertEqual(match.state, "left")
        self.assertRegex(match.reasons, f"{invoice.name} is not in USD: choose it by hand")
        self.assertEqual(self.books(), before)

    def test_an_invoice_changed_in_between(self):
        """Its amount is another one now: it is matched again, nothing is posted."""
        match = self.decision()
        invoice = match.allocation_ids.move_id
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 90
        invoice.action_post()
        before = self.books()
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(self.books(), before)
