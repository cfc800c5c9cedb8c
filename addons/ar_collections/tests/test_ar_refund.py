"""What is paid too much, or twice: a draft payment gives it back, and nobody is paid before."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .posting import PostingCommon

PAYER = "DE02120300000000202051"


class RefundCommon(PostingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.person("accountant", groups="account.group_account_invoice")

    def too_much(self, paid=150, invoiced=100, **values):
        """An invoice, paid with too much by its number."""
        invoice = self.invoice(invoiced)
        values = {"name": "Alder Joinery", "iban": PAYER, **values}
        return invoice, self.paid(paid, invoice.name, **values)

    def refunded(self, **values):
        """The same, posted by a treasurer who proposes the refund."""
        invoice, line = self.too_much(**values)
        match = self.match_of(line).with_user(self.treasurer)
        rows = [{"move_line_id": self.owed(invoice).id, "amount": invoice.amount_total}]
        rest = line.amount - invoice.amount_total
        self.env["ar.cash.application"].with_user(self.treasurer).accept(
            match.id, rows, rest, refund=True
        )
        return match.with_env(self.root)

    def credit(self, match):
        return match.statement_line_id.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.matched_debit_ids
        )

    def confirm(self, refund):
        refund.with_user(self.accountant).action_post()


@tagged("post_install", "-at_install")
class TestArRefund(RefundCommon):
    # --- proposed

    def test_what_was_read_of_a_refund_stops_no_other_payment(self):
        match = self.refunded()
        self.assertEqual(match.refund_state, "draft")
        other = match.refund_id.copy()
        other.action_post()
        self.confirm(match.refund_id)
        self.assertEqual(match.refund_state, "in_process")

    def test_the_policy_of_a_customer(self):
        self.policy.overpayment = "account"
        own = self.policy.copy({"overpayment": "refund", "sequence": 1})
        own.customer_ids = self.alder
        _invoice, line = self.too_much()
        self.assertTrue(self.match_of(line).refund)
        own.customer_ids = self.birch
        _invoice, line = self.too_much()
        self.assertFalse(self.match_of(line).refund)

    def test_a_treasurer_proposes_a_refund(self):
        match = self.refunded()
        self.assertEqual((match.state, match.on_account, match.refund), ("posted", 50.0, True))
        self.assertEqual(self.credit(match).amount_residual, -50.0)
        refund = match.refund_id
        self.assertRecordValues(
            refund,
            [
                {
                    "state": "draft",
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.alder.id,
                    "partner_bank_id": self.alder.bank_ids.id,
                    "journal_id": self.bank.id,
                    "company_id": self.company.id,
                    "amount": 50.0,
                    "currency_id": self.company.currency_id.id,
                    "create_uid": self.treasurer.id,
                    "move_id": False,
                }
            ],
        )
        self.assertIn(match.statement_line_id.move_id.name, refund.memo)
        self.assertIn(str(match.date), refund.memo)
        action = match.with_user(self.treasurer).action_open_refund()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.payment", refund.id))
        shown = self.env["ar.cash.application"].with_user(self.treasurer).payment(match.id)
        self.assertTrue(shown["refund"])
        self.assertEqual(shown["refund_payment"], {"id": refund.id, "state": "Draft"})
        listed = self.env.ref("ar_collections.ar_refund_action").sudo().domain
        self.assertIn("ar_match_id", listed)

    def test_only_to_the_account_that_it_came_from(self):
        """Another account of the customer may be an old one: whoever confirms it chooses."""
        match = self.refunded(iban="DE89370400440532013000")
        self.assertFalse(match.refund_id.partner_bank_id)

    def test_the_policy_proposes_it(self):
        self.policy.overpayment = "refund"
        invoice, line = self.too_much()
        match = self.match_of(line)
        self.assertEqual((match.state, match.refund), ("to_post", True), match.reasons)
        self.assertIn("To be refunded, as the policy", match.reasons)
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((match.refund_id.state, match.refund_id.amount), ("draft", 50.0))

    def test_the_policy_proposes_it_for_what_is_paid_twice(self):
        self.policy.overpayment = "refund"
        invoice, line = self.too_much(paid=100)
        self.post(self.match_of(line))
        match = self.match_of(self.paid(100, invoice.name, name="Alder Joinery", iban=PAYER))
        self.assertEqual((match.state, match.refund), ("suggested", True), match.reasons)
        self.accept(match)
        self.assertEqual(match.refund_id.amount, 100.0)
        self.assertIn(f"{invoice.name} was paid before", match.refund_id.memo)

    def test_the_policy_refunds_nothing_else(self):
        """What is paid for a draft waits for it; and the other policies propose nothing."""
        self.policy.overpayment = "refund"
        draft = self.invoice(80)
        draft.button_draft()
        line = self.paid(80, draft.name, name="Alder Joinery", iban=PAYER)
        self.assertFalse(self.match_of(line).refund)
        for overpayment in ("account", "suggest"):
            self.policy.overpayment = overpayment
            _invoice, line = self.too_much()
            self.assertFalse(self.match_of(line).refund)

    def test_of_two_policies_the_one_that_fits(self):
        tag = self.root["res.partner.category"].create({"name": "Paid back"})
        self.policy.copy(
            {"sequence": 1, "overpayment": "refund", "category_ids": [Command.set(tag.ids)]}
        )
        _invoice, line = self.too_much()
        self.assertFalse(self.match_of(line).refund)
        self.alder.category_id = tag
        _invoice, line = self.too_much()
        self.assertTrue(self.match_of(line).refund)

    def test_a_refund_needs_a_rest_and_a_customer(self):
        invoice, line = self.too_much(paid=100)
        match = self.match_of(line).with_user(self.treasurer)
        rows = [{"move_line_id": self.owed(invoice).id, "amount": 100.0}]
        with self.assertRaisesRegex(UserError, "could be refunded"):
            match.apply_by_hand(rows, 0.0, False, refund=True)
        with self.assertRaisesRegex(UserError, "cannot be read"):
            match.apply_by_hand(rows, 0.0, False, refund="yes")
        nobody = self.match_of(self.paid(30, "Thanks")).with_user(self.treasurer)
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            nobody.apply_by_hand([], 30.0, False, refund=True)
        nobody.apply_by_hand([], 30.0, self.birch.id, refund=True)
        self.assertEqual(nobody.refund_id.partner_id, self.birch)

    def test_an_account_that_pays_nothing_out(self):
        self.bank.outbound_payment_method_line_ids.unlink()
        with self.assertRaisesRegex(UserError, "Outgoing payments"):
            self.refunded()

    def test_what_was_shown_is_what_is_accepted(self):
        self.policy.write({"overpayment": "refund", "post_limit": 10})
        _invoice, line = self.too_much()
        match = self.match_of(line)
        self.assertEqual(match.state, "suggested")
        seen = match.shown
        match.refund = False
        with self.assertRaisesRegex(UserError, "has changed"):
            match.with_user(self.treasurer).action_accept([seen])

    # --- taken back

    def test_undo_deletes_the_draft(self):
        _invoice, line = self.too_much()
        before = self.books()
        match = self.by_hand(line, on_account=150.0, partner=self.alder)
        match.with_user(self.treasurer).action_undo()
        match.with_user(self.treasurer).apply_by_hand([], 150.0, self.alder.id, refund=True)
        refund = match.refund_id
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(refund.exists())
        self.assertEqual(self.books(), before)

    def test_undo_of_a_confirmed_refund_is_refused(self):
        match = self.refunded()
        refund = match.refund_id
        self.confirm(refund)
        with self.assertRaisesRegex(UserError, "confirmed already.*set it to draft first"):
            match.with_user(self.treasurer).action_undo()
        with self.assertRaisesRegex(UserError, "confirmed already"):
            match.statement_line_id.action_undo_reconciliation()
        self.assertEqual((match.state, refund.state), ("posted", "in_process"))
        refund.with_user(self.accountant).action_draft()
        match.with_user(self.treasurer).action_undo()
        self.assertEqual((match.state, refund.state), ("undone", "canceled"))

    def test_undo_of_many_leaves_that_one(self):
        confirmed, draft = self.refunded(), self.refunded()
        self.confirm(confirmed.refund_id)
        (confirmed | draft).undo_wanted = True
        self.run_action("post")
        self.assertEqual((confirmed.state, draft.state), ("posted", "undone"))
        self.assertIn("confirmed already", confirmed.message_ids[0].body)

    def test_undone_in_odoo_and_deleted(self):
        match = self.refunded()
        match.statement_line_id.action_undo_reconciliation()
        self.assertEqual((match.state, match.refund_ids.ids), ("undone", []))
        match = self.refunded()
        refund = match.refund_id
        match.statement_line_id.statement_id.unlink()
        match.statement_line_id.unlink()
        self.assertFalse(refund.exists())

    def test_the_bank_takes_the_payment_back(self):
        """What never came is not given back; and is again when the return was a mistake."""
        match = self.refunded()
        self.came_back(match)
        self.assertFalse(match.refund_ids)
        back = self.root["ar.match"].search([("returned_id", "=", match.id)])
        back.with_user(self.treasurer).action_undo()
        self.assertEqual((match.state, match.refund_id.state), ("posted", "draft"))

    def test_what_was_refunded_comes_back(self):
        """The customer owes the refund; where the return was a mistake, the credit pays it again."""
        match = self.refunded()
        self.confirm(match.refund_id)
        self.came_back(match)
        refund = match.refund_id
        self.assertEqual(refund.state, "in_process")
        self.assertFalse(refund.is_reconciled)
        back = self.root["ar.match"].search([("returned_id", "=", match.id)])
        back.with_user(self.treasurer).action_undo()
        self.assertEqual(match.state, "posted")
        self.assertTrue(refund.is_reconciled)
        self.assertEqual(match.refund_ids, refund)

    # --- rights

    def test_who_may_create_no_payments_proposes_one(self):
        self.root.ref("account.access_account_payment").write(
            {"perm_create": False, "perm_write": False, "perm_unlink": False}
        )
        match = self.refunded()
        refund = match.refund_id
        self.assertEqual(refund.state, "draft")
        for forbidden in (
            lambda: refund.with_user(self.treasurer).action_post(),
            lambda: refund.with_user(self.treasurer).write({"amount": 1000}),
            lambda: refund.with_user(self.treasurer).copy(),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(refund.exists())

    # --- many

    def test_no_query_for_each(self):
        self.policy.overpayment = "refund"
        counts = []
        for many in (2, 2, 12):
            matches = self.root["ar.match"]
            for _each in range(many):
                _invoice, line = self.too_much(day=date(2026, 2, 10))
                matches |= line.ar_match_ids
            self.run_action("match")
            self.run_action("match")
            matches = self.root["ar.match"].search([("state", "=", "to_post")])
            self.assertEqual(len(matches), many)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matches.with_company(self.company)._post()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(matches.refund_ids), many, matches.mapped("reasons"))
        _first, two, twelve = counts
        self.assertLess(twelve - two, 5, counts)
