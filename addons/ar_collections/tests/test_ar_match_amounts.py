from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchAmounts(PostingCommon):
    """Discounts with their taxes, other currencies, other payers: amounts that differ."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.company_data["default_tax_sale"]  # 15 %
        cls.company.account_journal_early_pay_discount_loss_account_id = cls.company_data[
            "default_account_expense"
        ].copy({"name": "Discounts allowed"})

    def net_row(self, invoice):
        """Paid with the discount kept back."""
        owed = self.owed(invoice)
        cash = owed.discount_amount_currency
        return {
            "move_line_id": owed.id,
            "amount": cash,
            "write_off": invoice.currency_id.round(owed.amount_currency - cash),
            "write_off_kind": "discount",
        }

    def beside(self, items):
        """The journal items beside bank and receivable, as Odoo's own payment would have them."""
        return sorted(
            (
                item.account_id.id,
                item.balance,
                item.amount_currency,
                item.tax_ids.ids,
                item.tax_repartition_line_id.id,
                item.tax_tag_ids.ids,
                item.name,
            )
            for item in items
            if item.account_type not in ("asset_receivable", "asset_cash", "asset_current")
        )

    # --- discount

    def test_a_discount_has_odoos_own_lines_and_taxes(self):
        for computation in ("included", "excluded", "mixed"):
            with self.subTest(computation=computation):
                invoice, other = self.discounted(computation), self.discounted(computation)
                row = self.net_row(invoice)
                before = self.books()
                line = self.paid(row["amount"], "Sundry", day=date(2026, 1, 12))
                match = self.by_hand(line, row)
                self.assertEqual(invoice.payment_state, "paid")
                self.assertTrue(line.is_reconciled)
                self.assert_balanced(line)
                register = self.root["account.payment.register"].with_context(
                    active_model="account.move", active_ids=other.ids
                )
                own = register.create({"payment_date": date(2026, 1, 12)})._create_payments()
                self.assertEqual(
                    self.beside(line.move_id.line_ids), self.beside(own.move_id.line_ids)
                )
                own.action_draft()
                own.unlink()
                match.with_user(self.treasurer).action_undo()
                line.statement_id.unlink()
                line.unlink()
                self.assertEqual(self.books(), before)

    def test_a_discount_and_a_small_difference_of_one_invoice(self):
        """Odoo's own lines for the discount, as without the difference; that to its account."""
        self.policy.write(
            {
                "rounding_amount": 0.5,
                "rounding_account_id": self.company_data["default_account_revenue"].copy().id,
            }
        )
        for cash, off in ((1126.7, 0.3), (1127.3, -0.3)):
            with self.subTest(cash=cash):
                invoice = self.discounted()
                before = self.books()
                line = self.paid(cash, invoice.name, day=date(2026, 1, 12), name="Alder Joinery")
                self.run_action("match")
                match = line.ar_match_ids
                self.post(match)
                self.assertEqual(invoice.payment_state, "paid")
                self.assertTrue(line.is_reconciled)
                self.assert_balanced(line)
                items = line.move_id.line_ids
                kinds = dict.fromkeys(match.allocation_ids.mapped("write_off_kind"))
                self.assertEqual(list(kinds), ["discount", "rounding"])
                rounding = items.filtered(
                    lambda item: item.account_id == self.policy.rounding_account_id
                )
                self.assertEqual(rounding.mapped("balance"), [off])
                rest = items - rounding - line._seek_for_lines()[0]
                discount = rest.filtered(lambda item: item.account_type != "asset_receivable")
                self.assertEqual(round(sum(discount.mapped("balance")), 2), 23.0)
                match.with_user(self.treasurer).action_undo()
                line.statement_id.unlink()
                line.unlink()
                self.assertEqual(self.books(), before)
                invoice.button_draft()

    def test_only_the_discount_of_the_invoice(self):
        invoice = self.discounted()
        row = self.net_row(invoice)
        wrong = {**row, "amount": row["amount"] + 3, "write_off": row["write_off"] - 3}
        with self.assertRaisesRegex(UserError, "is 23.00.+correct the amounts"):
            self.by_hand(self.paid(wrong["amount"], "Sundry"), wrong)
        plain = self.invoice(100)
        row = {"move_line_id": self.owed(plain).id, "amount": 98.0}
        row |= {"write_off": 2.0, "write_off_kind": "discount"}
        with self.assertRaisesRegex(UserError, "has no early-payment discount"):
            self.by_hand(self.paid(98, "Sundry"), row)

    def test_a_discount_without_an_account_says_what_to_set(self):
        self.company.account_journal_early_pay_discount_loss_account_id = False
        row = self.net_row(self.discounted())
        with self.assertRaisesRegex(UserError, "early-payment discounts: set one in the settings"):
            self.by_hand(self.paid(row["amount"], "Sundry"), row)

    def test_a_discount_in_dollars(self):
        """The rate has moved: Odoo books the difference, and nothing stays open."""
        self.dollar.rate_ids = [Command.create({"name": "2026-01-08", "rate": 1.17})]
        invoice = self.discounted(currency_id=self.dollar.id)
        row = self.net_row(invoice)
        line = self.paid(row["amount"], "Sundry", journal=self.dollar_bank, day=date(2026, 1, 12))
        before = self.books()
        match = self.by_hand(line, row)
        owed = self.owed(invoice)
        self.assertEqual((owed.amount_residual, owed.amount_residual_currency), (0.0, 0.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_the_engine_knows_the_discount(self):
        invoice = self.discounted()
        (item,) = [
            item for item in self.company._ar_ledger().items if item.document == invoice.name
        ]
        self.assertEqual(str(item.discount.amount), "23.00")
        self.assertEqual(item.discount.until, date(2026, 1, 15))

    # --- other currencies

    def test_dollar_invoice_paid_in_euro(self):
        """At the rate of the day it is nearly all: it is paid in full, the rest is one of rates."""
        invoice = self.invoice(125, currency_id=self.dollar.id)  # 100 EUR
        line = self.paid("98.50", "Sundry")
        before = self.books()
        match = self.by_hand(line, (self.owed(invoice), 98.5))
        owed = self.owed(invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((owed.amount_residual, owed.amount_residual_currency), (0.0, 0.0))
        exchange = (owed.matched_credit_ids | owed.matched_debit_ids).exchange_move_id
        self.assertEqual(sum(exchange.line_ids.mapped("debit")), 1.5)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_a_part_of_a_dollar_invoice_paid_in_euro(self):
        invoice = self.invoice(125, currency_id=self.dollar.id)
        self.by_hand(self.paid("40", "Sundry"), (self.owed(invoice), 40.0))
        self.assertEqual(self.owed(invoice).amount_residual_currency, 75.0)

    def test_euro_invoice_paid_in_dollars(self):
        invoice, other = self.invoice(100), self.invoice(50)
        line = self.paid("150.00", "Sundry", journal=self.dollar_bank)  # 120 EUR
        before = self.books()
        match = self.by_hand(line, (self.owed(invoice), 125.0), (self.owed(other), 25.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(other.amount_residual, 30.0)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_the_rate_that_the_bank_told(self):
        """100 dollars came in as 90 EUR, whatever Odoo's rate says."""
        invoice = self.invoice(100, currency_id=self.dollar.id)
        line = self.paid("90.00", "Sundry")
        line.write({"foreign_currency_id": self.dollar.id, "amount_currency": 100.0})
        before = self.books()
        match = self.by_hand(line, (self.owed(invoice), 90.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(line.is_reconciled)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    # --- other payers

    def test_the_parent_pays_for_its_subsidiary(self):
        """The payment is the parent's, each journal item the customer's whose invoice it pays."""
        own, other = self.invoice(100), self.invoice(50, self.birch)
        line = self.paid(150, "Sundry")
        match = self.by_hand(
            line, (self.owed(own), 100.0), (self.owed(other), 50.0), partner=self.alder
        )
        self.assertEqual(line.partner_id, self.alder)
        receivable = line.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.mapped("partner_id"), self.alder | self.birch)
        self.assertEqual((own | other).mapped("payment_state"), ["paid", "paid"])
        self.assert_reconciled(match)

    # --- on account

    def test_a_credit_on_account_is_used_later(self):
        """It is an open item like any other."""
        first = self.by_hand(self.paid(150, "Sundry"), on_account=150.0, partner=self.alder)
        credit = first.statement_line_id.move_id.line_ids.filtered("amount_residual")
        credit = credit.filtered(lambda item: item.account_type == "asset_receivable")
        invoice = self.invoice(200)
        match = self.by_hand(self.paid(50, "Rest"), (self.owed(invoice), 200.0), (credit, -150.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertFalse(credit.amount_residual)
        self.assert_reconciled(match)
