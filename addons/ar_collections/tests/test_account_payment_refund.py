"""Refunds after they were proposed: confirmed, changed, or too late because the credit is used."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .test_ar_refund import RefundCommon


@tagged("post_install", "-at_install")
class TestAccountPaymentRefund(RefundCommon):
    # --- confirmed

    def test_confirmed_it_pays_the_credit(self):
        match = self.refunded()
        refund, credit = match.refund_id, self.credit(match)
        self.confirm(refund)
        self.assertEqual(refund.state, "in_process")
        self.assertTrue(credit.reconciled)
        self.assertTrue(refund.is_reconciled)
        self.assertEqual(match.state, "posted")
        self.assertEqual(match.refund_state, "in_process")

    def test_a_part_is_given_back(self):
        match = self.refunded()
        refund = match.refund_id
        with Form(refund.with_user(self.accountant)) as form:
            form.amount = 20
        self.confirm(refund)
        self.assertEqual(self.credit(match).exists().ids, [])
        self.assertEqual(refund.sudo().ar_credit_id.amount_residual, -30.0)

    def test_in_another_currency(self):
        invoice = self.invoice(100, currency_id=self.dollar.id)
        line = self.paid(150, invoice.name, journal=self.dollar_bank, name="Alder Joinery")
        match = self.match_of(line).with_user(self.treasurer)
        rows = [{"move_line_id": self.owed(invoice).id, "amount": 100.0}]
        match.apply_by_hand(rows, 50.0, False, refund=True)
        refund = match.with_env(self.root).refund_id
        self.assertEqual((refund.amount, refund.currency_id), (50.0, self.dollar))
        self.assertEqual(refund.journal_id, self.dollar_bank)
        self.confirm(refund)
        self.assertTrue(refund.ar_credit_id.reconciled)

    def test_through_its_entry_too(self):
        """Set to draft and confirmed again from its journal entry."""
        refund = self.refunded().refund_id
        self.confirm(refund)
        refund.with_user(self.accountant).action_draft()
        self.assertEqual((refund.ar_obstacle, refund.ar_credit_id.reconciled), (False, False))
        refund.move_id.with_user(self.accountant).action_post()
        self.assertTrue(refund.ar_credit_id.reconciled)

    def test_set_to_draft_and_lowered(self):
        match = self.refunded()
        refund = match.refund_id
        self.confirm(refund)
        refund.with_user(self.accountant).action_draft()
        refund.with_user(self.accountant).amount = 20
        self.confirm(refund)
        self.assertEqual(refund.ar_credit_id.amount_residual, -30.0)
        self.assertEqual(match.state, "posted")

    def test_the_bank_pays_it_out(self):
        """A person says on the screen which refund left the account."""
        match = self.refunded()
        self.confirm(match.refund_id)
        out = self.match_of(self.paid(-50, "Refund", day=date(2026, 3, 6)))
        screen = self.env["ar.cash.application"].with_user(self.treasurer)
        [shown] = screen.payment(out.id, self.alder.id)["items"]
        self.assertEqual((shown["open"], shown["number"]), (-50.0, match.refund_id.name))
        self.assertEqual(shown["reference"], match.refund_id.memo)
        screen.accept(out.id, [{"move_line_id": shown["id"], "amount": -50.0}])
        self.assertEqual((out.state, match.refund_id.state), ("posted", "paid"))
        self.assertTrue(out.statement_line_id.is_reconciled)
        keys = {item.key for item in self.company._ar_ledger().items}
        self.assertNotIn(shown["id"], keys)

    # --- used otherwise

    def test_a_credit_that_was_used(self):
        match = self.refunded()
        refund, credit = match.refund_id, self.credit(match)
        self.assertFalse(refund.ar_obstacle)
        part, rest = self.invoice(20), self.invoice(30)
        (credit + self.owed(part)).reconcile()
        with self.assertRaisesRegex(UserError, f"30.00.*is left.*{part.name}.*lower the amount"):
            self.confirm(refund)
        (credit + self.owed(rest)).reconcile()
        self.assertIn("is used", refund.ar_obstacle)
        with self.assertRaisesRegex(UserError, f"is used.*{rest.name}.*cancel this refund"):
            self.confirm(refund)
        self.assertEqual((refund.state, refund.move_id.ids), ("draft", []))
        with self.assertRaisesRegex(UserError, "is used"):
            refund.with_user(self.accountant).state = "in_process"
        refund.with_user(self.accountant).action_cancel()
        self.assertEqual(match.refund_state, "canceled")

    def test_a_later_payment_takes_the_credit_off(self):
        match = self.refunded()
        later = self.invoice(80)
        rows = [
            {"move_line_id": self.owed(later).id, "amount": 80.0},
            {"move_line_id": self.credit(match).id, "amount": -50.0},
        ]
        self.by_hand(self.paid(30, later.name), *rows)
        with self.assertRaisesRegex(UserError, "cancel this refund"):
            self.confirm(match.refund_id)

    def test_a_refund_that_was_changed(self):
        refund = self.refunded().refund_id
        refund.with_user(self.accountant).partner_id = self.birch
        with self.assertRaisesRegex(UserError, "can only pay Alder Joinery"):
            self.confirm(refund)
        other = self.refunded().refund_id
        other.with_user(self.accountant).amount = 50.01
        with self.assertRaisesRegex(UserError, "50.00.*is left"):
            self.confirm(other)

    # --- rights

    def test_nobody_says_by_hand_what_is_given_back(self):
        match = self.refunded()
        refund = match.refund_id
        own = refund.with_user(self.treasurer).copy()
        self.assertFalse(own.sudo().ar_match_id)
        for values in ({"ar_match_id": match.id}, {"ar_credit_id": refund.ar_credit_id.id}):
            with self.assertRaisesRegex(AccessError, "gives back"):
                own.write(values)
        with self.assertRaises(AccessError):
            refund.with_user(self.accountant).read(["ar_match_id"])
        with self.assertRaises(AccessError):
            match.with_user(self.treasurer).refund = False
        with self.assertRaises(AccessError):
            match.with_user(self.collector).apply_by_hand([], 150.0, self.alder.id, refund=True)

    def test_of_another_company_nothing_is_seen(self):
        refund = self.refunded().refund_id
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = new_test_user(
            self.root,
            "stranger",
            groups="ar_collections.group_treasurer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        found = self.env["account.payment"].with_user(stranger)
        self.assertNotIn(refund.id, found.search([("ar_match_id", "!=", False)]).ids)
        self.assertEqual(refund.company_id, self.company)
