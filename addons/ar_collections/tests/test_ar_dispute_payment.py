from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArDisputePayment(PostingCommon):
    """What is kept back with a reason stays open as a dispute, and somebody sees to it."""

    def short_paid(self, kept=10.0, why="2 planks broken", invoice=None):
        invoice = invoice or self.invoice(100)
        line = self.paid(100 - kept, "Sundry")
        row = {
            "move_line_id": self.owed(invoice).id,
            "amount": 100.0 - kept,
            "write_off": kept,
            "write_off_kind": "deduction",
            "write_off_reason": why,
        }
        return self.by_hand(line, row), invoice

    def dispute(self, match):
        return self.root["ar.dispute"].search([("match_id", "=", match.id)])

    def test_it_stays_open_with_its_reason(self):
        match, invoice = self.short_paid()
        self.assertEqual(invoice.amount_residual, 10.0)
        self.assertRecordValues(
            self.dispute(match),
            [
                {
                    "partner_id": self.alder.id,
                    "move_id": invoice.id,
                    "amount": 10.0,
                    "residual": 10.0,
                    "stated_reason": "2 planks broken",
                    "reason_id": self.root.ref("ar_collections.ar_dispute_reason_damage").id,
                    "state": "new",
                    "origin": "payment",
                    "author_id": False,
                }
            ],
        )
        self.assert_reconciled(match)

    def test_the_customers_words_say_the_reason(self):
        for why, reason in (
            ("Preis falsch", "price"),
            ("wrong price, and 2 broken", "other"),
            ("see our letter", "other"),
            ("MwSt zu hoch", "tax"),
            ("abzgl. 86,50 EUR Transportschaden", "damage"),
            ("minus 62,40 retour emballage", "return"),
        ):
            match, _invoice = self.short_paid(why=why)
            wanted = self.root.ref(f"ar_collections.ar_dispute_reason_{reason}")
            self.assertEqual(self.dispute(match).reason_id, wanted, why)

    def test_undone_with_the_payment(self):
        match, _invoice = self.short_paid()
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(self.root["ar.dispute"].search([("company_id", "=", self.company.id)]))

    def test_what_somebody_has_begun_to_clarify_is_kept(self):
        match, _invoice = self.short_paid()
        dispute = self.dispute(match)
        dispute.with_user(self.collector).action_take()
        match.with_user(self.treasurer).action_undo()
        self.assertRecordValues(
            dispute,
            [{"state": "withdrawn", "closed_because": "The payment was taken back"}],
        )

    def test_it_closes_by_itself_when_the_rest_is_paid(self):
        """And is open again when that is taken back; what a person has closed stays closed."""
        match, invoice = self.short_paid()
        dispute = self.dispute(match)
        rest = self.by_hand(self.paid(10, "The rest"), (self.owed(invoice), 10.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((dispute.state, dispute.outcome), ("resolved", "paid"))
        entry = rest.statement_line_id.move_id
        self.assertEqual(dispute.closed_because, f"Paid in full with {entry.name}")
        rest.with_user(self.treasurer).action_undo()
        self.assertRecordValues(
            dispute, [{"state": "new", "closed_because": False, "closed_on": False}]
        )
        dispute.with_user(self.collector).action_withdraw()
        rest.with_user(self.treasurer).apply_by_hand(
            [{"move_line_id": self.owed(invoice).id, "amount": 10.0}]
        )
        rest.with_user(self.treasurer).action_undo()
        self.assertEqual(dispute.state, "withdrawn")

    def test_it_closes_by_itself_with_a_credit_note(self):
        """By Odoo's own means, and of an accountant who knows nothing of disputes."""
        match, invoice = self.short_paid()
        accountant = self.person("accountant", groups="account.group_account_user")
        credit = self.owed(self.invoice(10, move_type="out_refund"))
        invoice.with_user(accountant).js_assign_outstanding_line(credit.id)
        dispute = self.dispute(match)
        self.assertEqual(dispute.closed_because, f"Paid in full with {credit.move_name}")
        partial = credit.matched_debit_ids
        invoice.with_user(accountant).js_remove_outstanding_partial(partial.id)
        self.assertEqual(dispute.state, "new")

    def test_a_part_of_the_rest_closes_nothing(self):
        match, invoice = self.short_paid()
        self.by_hand(self.paid(4, "A part"), (self.owed(invoice), 4.0))
        dispute = self.dispute(match)
        self.assertRecordValues(dispute, [{"state": "new", "residual": 6.0}])
        item = self.owed(invoice)
        self.assertEqual(dispute._disputed(item), {item.id: 6.0})

    def test_it_goes_with_its_payment_though_the_rest_was_paid(self):
        match, invoice = self.short_paid()
        self.by_hand(self.paid(10, "The rest"), (self.owed(invoice), 10.0))
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(self.dispute(match))
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
        dispute = self.dispute(match)
        self.assertEqual((invoice.payment_state, dispute.state), ("paid", "resolved"))
        self.assertEqual((dispute.amount, dispute.amount_company), (10.0, 8.0))
        self.assertIn(line.move_id.name, dispute.closed_because)
        rest.with_user(self.treasurer).action_undo()
        self.assertEqual(dispute.state, "new")

    def test_what_a_person_has_closed_stays_closed_when_its_payment_comes_back_and_stands_again(
        self,
    ):
        """The bank returns the payment, the return was a mistake: no second dispute is opened."""
        match, _invoice = self.short_paid()
        dispute = self.dispute(match)
        dispute.with_user(self.collector).action_withdraw()
        self.came_back(match)
        back = self.root["ar.match"].search([("returned_id", "=", match.id)])
        back.with_user(self.treasurer).action_undo()
        self.assertEqual(match.state, "posted")
        self.assertRecordValues(self.dispute(match), [{"id": dispute.id, "state": "withdrawn"}])

    def test_what_was_being_clarified_goes_on_when_its_payment_stands_again(self):
        match, _invoice = self.short_paid()
        dispute = self.dispute(match)
        dispute.with_user(self.collector).action_take()
        self.came_back(match)
        self.assertEqual(dispute.state, "withdrawn")
        back = self.root["ar.match"].search([("returned_id", "=", match.id)])
        back.with_user(self.treasurer).action_undo()
        self.assertRecordValues(
            self.dispute(match),
            [{"id": dispute.id, "state": "clarification", "user_id": self.collector.id}],
        )

    def test_what_was_disputed_before_the_short_payment_is_not_disputed_twice(self):
        """On Monday the customer complains about 10, on Friday he pays 90 and says why."""
        invoice = self.invoice(100)
        before = (
            self.env["ar.dispute"]
            .with_user(self.collector)
            .create(
                {
                    "move_line_id": self.owed(invoice).id,
                    "amount": 10.0,
                    "reason_id": self.root.ref("ar_collections.ar_dispute_reason_damage").id,
                    "date": date(2026, 1, 12),
                }
            )
            .with_env(self.root)
        )
        match, _invoice = self.short_paid(invoice=invoice)
        self.assertFalse(self.dispute(match))
        self.assertEqual(before.state, "new")
        self.assertIn("was kept back of the payment", before.message_ids[0].body)

    def test_clarified(self):
        match, _invoice = self.short_paid()
        dispute = self.dispute(match)
        dispute.with_user(self.collector).action_withdraw()
        self.assertEqual(dispute.state, "withdrawn")
        dispute.with_user(self.treasurer).action_reopen()
        self.assertEqual(dispute.state, "new")
        with self.assertRaises(AccessError):
            dispute.with_user(self.manager).state = "resolved"
        stranger = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            dispute.with_user(stranger).action_withdraw()
