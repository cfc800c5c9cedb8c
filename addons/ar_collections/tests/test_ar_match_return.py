from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import Evidence, Returned
from .bank_files import Movement, camt, mt940
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

    def test_the_bank_took_its_fee_with_the_return(self):
        """In one line with it: posted within the policy's limit only, to the fees' account."""
        fees = self.company_data["default_account_expense"].copy({"name": "Bank fees"})
        invoice = self.invoice(119.37)
        match = self.received(invoice)
        text = f"RUECKLASTSCHRIFT {invoice.name} AC04"
        back = self.match_of(self.paid("-124.37", text, day=date(2026, 3, 6)))
        self.assertEqual((back.state, back.returned_id), ("suggested", match))
        self.assertIn("The policy does not allow a bank fee of this amount", back.reasons)
        self.policy.write({"fee_amount": 10, "fee_account_id": fees.id})
        back.state = "stale"
        self.assertEqual(self.match_of(back.statement_line_id).state, "to_post")
        self.post(back)
        self.assertEqual((match.state, invoice.amount_residual), ("returned", 119.37))
        items = back.statement_line_id.move_id.line_ids
        fee = items.filtered(lambda item: item.account_id == fees)
        self.assertEqual(fee.mapped("balance"), [5.0])
        self.assert_balanced(back.statement_line_id)

    def test_a_cheque_by_its_number(self):
        invoice = self.invoice(100)
        line = self.paid(100, f"CHEQUE 000123 {invoice.name}", name="Alder Joinery")
        match = self.match_of(line)
        self.post(match)
        text = "RETURNED CHEQUE 000123 refer to drawer"
        back = self.match_of(self.paid("-100.00", text, day=date(2026, 3, 6)))
        self.post(back)
        self.assertEqual((match.state, invoice.payment_state), ("returned", "not_paid"))
        self.assertEqual(back.return_reason, "RETURNED refer to drawer")
        self.assertIn("did not honour it", back.return_reason_in_words)

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

    def test_the_return_is_taken_off_the_payment_elsewhere(self):
        match = self.received(self.invoice(100))
        back = self.came_back(match)
        items = back.statement_line_id.move_id.line_ids
        items.matched_credit_ids.with_user(self.treasurer).unlink()
        self.assertEqual((match.state, back.state), ("undone", "undone"))

    def test_the_payment_that_came_back_is_taken_back_with_odoos_own_button(self):
        match = self.received(self.invoice(100))
        back = self.came_back(match)
        match.statement_line_id.with_user(self.treasurer).action_undo_reconciliation()
        self.assertEqual((match.state, back.state), ("undone", "undone"))
        self.assertEqual(self.suspense(match.statement_line_id), 100.0)

    def test_the_return_is_undone_after_the_customer_paid_again(self):
        """The first payment has nothing left to pay: all of it waits for a person again."""
        first, other = self.invoice(100), self.invoice(50)
        match = self.received(first, other)
        back = self.came_back(match)
        again = self.by_hand(
            self.paid(100, "Once more", day=date(2026, 3, 7)), (self.owed(first), 100.0)
        )
        back.with_user(self.treasurer).action_undo()
        self.assertEqual((match.state, back.state, again.state), ("undone", "undone", "posted"))
        self.assertIn("were paid again meanwhile", match.reasons)
        self.assertEqual(self.suspense(match.statement_line_id), 150.0)
        self.assertEqual((first.amount_residual, other.amount_residual), (0.0, 50.0))

    def test_the_return_is_undone_after_a_part_was_paid_again(self):
        invoice = self.invoice(100)
        match = self.received(invoice)
        back = self.came_back(match)
        self._register_payment(invoice, amount=30)
        back.with_user(self.treasurer).action_undo()
        self.assertEqual((match.state, back.state), ("undone", "undone"))
        self.assertEqual(invoice.amount_residual, 70.0)

    def test_the_line_of_the_return_is_deleted(self):
        match = self.received(self.invoice(100))
        back = self.came_back(match)
        line = back.statement_line_id
        line.action_undo_reconciliation()
        self.assertEqual(match.state, "posted")
        again = match.allocation_ids.move_id
        back.with_user(self.treasurer).return_by_hand(match.id)
        self.assertEqual((match.state, again.payment_state), ("returned", "not_paid"))
        line.statement_id.unlink()
        line.unlink()
        self.assertFalse(back.exists())
        self.assertEqual(match.state, "undone")

    def test_a_deduction_of_what_came_back(self):
        """Goes with the payment, comes with it, and stays away where the payment does."""
        invoice = self.invoice(100)
        row = {
            "move_line_id": self.owed(invoice).id,
            "amount": 90.0,
            "write_off": 10.0,
            "write_off_kind": "deduction",
            "write_off_reason": "Broken",
        }
        match = self.by_hand(self.paid(90, "Sundry"), row)
        deductions = self.root["ar.dispute"]
        back = self.came_back(match)
        self.assertFalse(deductions.search([("match_id", "=", match.id)]))
        back.with_user(self.treasurer).action_undo()
        self.assertEqual(deductions.search([("match_id", "=", match.id)]).mapped("state"), ["new"])
        back.with_user(self.treasurer).return_by_hand(match.id)
        self._register_payment(invoice)
        back.with_user(self.treasurer).action_undo()
        self.assertFalse(deductions.search([("match_id", "=", match.id)]))

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

    def test_no_bank_takes_so_much(self):
        match = self.received(self.invoice(100))
        self.policy.fee_account_id = self.company_data["default_account_expense"]
        with self.assertRaisesRegex(UserError, "too much for a bank's fee"):
            self.came_back(match, 1100)
        self.assertEqual(match.state, "posted")

    def test_what_it_left_on_account_was_used(self):
        """The other payment stands: it is undone first, and both are as before then."""
        first = self.paid(120, "on account", name="Alder Joinery")
        invoice, other = self.invoice(100), self.invoice(30)
        match = self.by_hand(first, (self.owed(invoice), 100), on_account=20)
        credit = first.move_id.line_ids.filtered(lambda item: item.amount_residual < 0)
        second = self.paid(10, other.name, name="Alder Joinery")
        used = self.by_hand(second, (self.owed(other), 30), (credit, -20))
        with self.assertRaisesRegex(UserError, "undo that one first"):
            self.came_back(match)
        self.assertEqual((match.state, used.state), ("posted", "posted"))
        used.with_user(self.treasurer).action_undo()
        self.came_back(match)
        self.assertEqual((match.state, invoice.payment_state), ("returned", "not_paid"))

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

    def test_of_many_payments_alike_the_latest_and_those_with_a_mark_are_looked_at(self):
        """A subscription: thousands have paid the same amount."""
        by_number, by_account, _other, latest = (
            self.received(self.invoice(100)) for _n in range(4)
        )
        by_account.statement_line_id.account_number = "DE02 1203"
        number = by_number.allocation_ids.move_id.name
        line = self.paid(-100, f"Return AC04 {number}", day=date(2026, 3, 6))
        line.sudo().write({"ar_is_return": True, "account_number": "DE021203"})
        payments = {line.currency_id: [line._to_payment()]}
        matches = self.root["ar.match"]
        with patch("odoo.addons.ar_collections.models.ar_match_return.MOST_ALIKE", 1):
            receipts = matches._receipts(self.company, payments)
        found = {each.key for each in receipts}
        self.assertEqual(found, set((by_number | by_account | latest).statement_line_id.ids))
        self.assertEqual(len(matches._receipts(self.company, payments)), 4)

    # --- the bank's file, the engine, the books

    def collected(self):
        """A direct debit, posted by itself."""
        invoice = self.invoice("123.45")
        line = self.paid("123.45", f"Invoice {invoice.name}", name="Alder Joinery")
        match = self.match_of(line)
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")
        return match, invoice

    def bring(self, content):
        """The last line of a file that came from the bank."""
        document = self.keep(content)
        document._import_or_quarantine()
        self.assertEqual(document.state, "imported", document.error)
        self.run_action("match")
        return document.line_ids.sorted("internal_index")[-1]

    def returned_mt940(self, invoice, text="RETOURE AC04 KONTO AUFGELOEST"):
        back = Movement(
            amount="-123.45",
            text=f"{text} {invoice.name}",
            name="Alder Joinery",
            day=date(2026, 3, 6),
        )
        content = mt940(back, number="2", opening="1123.45", day=date(2026, 3, 6))
        return content.replace(b":61:2603060306D", b":61:2603060306RC")

    def returned_camt(self, invoice):
        """A reversal with the reason that CAMT has a place for."""
        back = Movement(
            amount="-123.45", text=invoice.name, name="Alder Joinery", day=date(2026, 3, 6)
        )
        content = camt(back, opening="1123.45", day=date(2026, 3, 6), number="2")
        reason = b"<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
        self.assertIn(b"<Sts>", content)
        content = content.replace(b"<Sts>", b"<RvslInd>true</RvslInd><Sts>")
        return content.replace(b"</TxDtls>", reason + b"</TxDtls>")

    def assert_returned(self, match, invoice, line):
        self.assertTrue(line.ar_is_return)
        back = line.ar_match_ids
        self.assertEqual((back.state, back.returned_id), ("to_post", match), back.reasons)
        self.run_action("post")
        self.assertEqual((match.state, back.state), ("returned", "posted"))
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(back.return_reason, "AC04")
        bodies = " ".join(invoice.message_ids.mapped("body"))
        self.assertIn("came back from the bank: Account closed (AC04)", bodies)
        back.with_user(self.treasurer).action_undo()
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_returned_direct_debit_reopens_its_invoice_by_itself(self):
        match, invoice = self.collected()
        self.assert_returned(match, invoice, self.bring(self.returned_mt940(invoice)))

    def test_a_return_with_its_reason_in_camt(self):
        match, invoice = self.collected()
        self.assert_returned(match, invoice, self.bring(self.returned_camt(invoice)))

    def test_where_the_policy_leaves_posting_to_a_person(self):
        match, invoice = self.collected()
        self.policy.post = False
        back = self.bring(self.returned_mt940(invoice)).ar_match_ids
        self.assertEqual((back.state, back.returned_id), ("suggested", match), back.reasons)
        self.accept(back)
        self.assertEqual((match.state, back.state), ("returned", "posted"))
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertIn("AC04", " ".join(invoice.message_ids.mapped("body")))

    def test_only_the_text_says_that_it_is_a_return(self):
        """No reversal mark and no code, as smaller banks write it."""
        match, invoice = self.collected()
        content = self.returned_mt940(invoice, "Cheque bounced").replace(b"RC123", b"D123")
        line = self.bring(content)
        self.assertFalse(line.ar_is_return)
        self.assertEqual(line.ar_match_ids.returned_id, match, line.ar_match_ids.reasons)
