from math import inf, nan

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

    def test_by_hand_what_no_person_would_enter(self):
        """Over RPC anything may come: one clear sentence, and nothing is posted."""
        owed = self.owed(self.invoice(100))
        other = self.root["res.partner"].create({"name": "Gone"})
        other.unlink()
        match = self.match_of(self.paid(100, "Sundry")).with_user(self.treasurer)
        row = {"move_line_id": owed.id, "amount": 100.0}
        short = {**row, "amount": 90.0, "write_off": 10.0, "write_off_reason": "Broken"}
        before = self.books()
        for rows, on_account, partner in (
            (None, 0.0, False),
            ("all", 0.0, False),
            ({"move_line_id": owed.id}, 0.0, False),
            ([owed.id], 0.0, False),
            ([{"amount": 100.0}], 0.0, False),
            ([{"move_line_id": owed.id}], 0.0, False),
            ([{**row, "move_line_id": str(owed.id)}], 0.0, False),
            ([{**row, "move_line_id": True}], 0.0, False),
            ([{**row, "move_line_id": 2**40}], 0.0, False),
            ([{**row, "move_line_id": -owed.id}], 0.0, False),
            ([{**row, "amount": nan}], 0.0, False),
            ([{**row, "amount": inf}], 0.0, False),
            ([{**row, "amount": "100"}], 0.0, False),
            ([{**row, "amount": True}], 0.0, False),
            ([{**row, "amount": 1e300}], 0.0, False),
            ([{**short, "write_off_kind": "gift"}], 0.0, False),
            ([{**short, "write_off_kind": ["fee"]}], 0.0, False),
            ([{**short, "write_off_kind": "deduction", "write_off": nan}], 0.0, False),
            ([{**short, "write_off_kind": "deduction", "write_off": "10"}], 0.0, False),
            ([{**short, "write_off_kind": "deduction", "write_off_reason": 7}], 0.0, False),
            ([{**row, "discount": 10.0}], 0.0, False),
            ([], nan, self.alder.id),
            ([], -inf, self.alder.id),
            ([], "100", self.alder.id),
            ([], None, self.alder.id),
            ([], 100.0, "Alder"),
            ([], 100.0, 2**40),
            ([], 100.0, other.id),
            ([], 100.0, [self.alder.id]),
            ([row], 0.0, True),
        ):
            with (
                self.subTest(rows=rows, on_account=on_account, partner=partner),
                self.assertRaises(UserError) as caught,
                self.env.cr.savepoint(),
            ):
                match.apply_by_hand(rows, on_account, partner)
            self.assertRegex(str(caught.exception), r"^[A-Z].+(:.+|\.)$")
            self.assertNotEqual(match.state, "posted")
        self.assertEqual(self.books(), before)

    def test_by_hand_a_deduction_is_a_part_of_what_is_open(self):
        owed = self.owed(self.invoice(100))
        match = self.match_of(self.paid(100, "Sundry")).with_user(self.treasurer)
        row = {
            "move_line_id": owed.id,
            "write_off_kind": "deduction",
            "write_off_reason": "Broken",
        }
        before = self.books()
        for amount, kept, sentence in (
            (90.0, -10.0, "more than is open of it was kept back"),
            (90.0, 10.01, "more than is open of it was kept back"),
            (90.0, 0.0, "Say how much"),
        ):
            rows = [{**row, "amount": amount, "write_off": kept}]
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                match.apply_by_hand(rows)
        self.assertEqual(self.books(), before)
        match.apply_by_hand([{**row, "amount": 90.0, "write_off": 10.0}], 10.0)
        self.assertEqual(match.state, "posted")

    def test_by_hand_an_amount_against_what_is_open(self):
        """Money is neither taken out of an invoice nor paid on a credit."""
        invoice, credit = self.invoice(100), self.invoice(30, move_type="out_refund")
        match = self.match_of(self.paid(100, "Sundry")).with_user(self.treasurer)
        fees = self.company_data["default_account_expense"]
        self.policy.write({"fee_account_id": fees.id, "fee_amount": 1000})
        for item, amount, fee in ((invoice, -20.0, 120.0), (credit, 20.0, -50.0)):
            row = {
                "move_line_id": self.owed(item).id,
                "amount": amount,
                "write_off": fee,
                "write_off_kind": "fee",
                "write_off_reason": "x",
            }
            rows = [row, {"move_line_id": self.owed(self.invoice(80)).id, "amount": 80.0}]
            with self.assertRaisesRegex(UserError, "is open"), self.env.cr.savepoint():
                match.apply_by_hand(rows)

    def test_by_hand_nothing_of_another_company(self):
        """Neither its items nor its customers, whether one may see them or not."""
        other = self.setup_other_company()["company"].with_env(self.root)
        theirs = self._create_invoice_one_line(
            price_unit=100,
            tax_ids=[],
            partner_id=self.alder,
            company_id=other.id,
            product_id=False,
            post=True,
        ).with_env(self.root)
        customer = self.customer("Their own", company_id=other.id)
        match = self.match_of(self.paid(100, "Sundry")).with_user(self.treasurer)
        both = self.person("both", groups="ar_collections.group_treasurer")
        both.company_ids += other
        allowed = {"allowed_company_ids": (self.company + other).ids}
        for mine in match, match.with_user(both).with_context(**allowed):
            for rows, on_account, partner in (
                ([{"move_line_id": self.owed(theirs).id, "amount": 100.0}], 0.0, False),
                ([], 100.0, customer.id),
            ):
                with (
                    self.assertRaisesRegex(UserError, "another company|gone") as caught,
                    self.env.cr.savepoint(),
                ):
                    mine.apply_by_hand(rows, on_account, partner)
                self.assertNotIsInstance(caught.exception, AccessError)
        self.assertNotEqual(match.state, "posted")

    def test_by_hand_only_the_treasurer(self):
        line = self.paid(150, "Sundry")
        with self.assertRaises(AccessError):
            self.by_hand(line, on_account=150.0, partner=self.birch, user=self.collector)
