from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestAccountPayment(PostingCommon):
    """Payments that were registered in Odoo before the bank reported them."""

    def register(self, invoices, amount=None, journal=None, **values):
        wizard = self.root["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        values |= {"amount": amount} if amount else {}
        journal = journal or self.bank
        return wizard.create(
            {
                "payment_date": date(2026, 2, 4),
                "journal_id": journal.id,
                "group_payment": True,
                **values,
            }
        )._create_payments()

    def awaited(self, payment):
        """The journal item whose money is still to come."""
        return payment.move_id.line_ids.filtered(
            lambda item: item.account_id == payment.outstanding_account_id
        )

    def test_a_registered_payment_is_found_by_the_invoice(self):
        invoice = self.invoice(119, ref="PO-88123")
        payment = self.register(invoice)
        item = self.awaited(payment)
        self.assertTrue(item.amount_residual)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.assertEqual(match.state, "to_post", match.reasons)
        self.assertEqual(match.allocation_ids.move_line_id, item)
        self.post(match)
        self.assertTrue(item.reconciled)
        self.assertTrue(payment.is_matched)
        self.assertEqual((payment.state, invoice.payment_state), ("paid", "paid"))
        self.assertTrue(match.statement_line_id.is_reconciled)
        self.assert_balanced(match.statement_line_id)
        self.assert_reconciled(match)

    def test_by_payer_amount_memo_and_order(self):
        """As an invoice would be: also where the text names it by what else it is known by."""
        said = ["Thanks", "CHEQUE 880123", "PO-4500088", "S00077"]
        for amount, text in enumerate(said, 200):
            invoice = self.invoice(amount, ref="PO-4500088", invoice_origin="S00077")
            payment = self.register(invoice, communication="CHEQUE 880123")
            match = self.match_of(self.paid(amount, text, name="Alder Joinery"))
            self.assertEqual(match.allocation_ids.move_line_id, self.awaited(payment), text)
            self.post(match)

    def test_undo(self):
        payment = self.register(self.invoice(119))
        line = self.paid(119, payment.name, name="Alder Joinery")
        before = self.books()
        match = self.match_of(line)
        self.post(match)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)
        self.assertFalse(self.awaited(payment).reconciled)
        self.assertFalse(payment.is_matched)

    def test_several_invoices_and_a_part(self):
        invoices = self.invoice(100) + self.invoice(50)
        payment = self.register(invoices)
        other = self.invoice(80)
        text = " ".join([*invoices.mapped("name"), other.name])
        match = self.match_of(self.paid(230, text, name="Alder Joinery"))
        self.post(match)
        items = self.awaited(payment) | self.owed(other)
        self.assertEqual(match.allocation_ids.move_line_id, items)
        self.assertTrue(all(items.mapped("reconciled")))
        # Of the next invoice a part is registered, and the rest comes later.
        invoice = self.invoice(100)
        payment = self.register(invoice, 60.0)
        parts = {}
        for amount in (60, 40):
            match = self.match_of(self.paid(amount, invoice.name, name="Alder Joinery"))
            if match.state == "suggested":  # two items have the number
                self.accept(match)
            self.post(match)
            parts[amount] = match.allocation_ids.move_line_id
        self.assertEqual(parts, {60: self.awaited(payment), 40: self.owed(invoice)})

    def test_by_hand_and_on_the_screen(self):
        invoice = self.invoice(119)
        payment = self.register(invoice)
        item = self.awaited(payment)
        line = self.paid(119, "Thanks")
        match = self.match_of(line).with_user(self.treasurer)
        screen = self.env["ar.cash.application"].with_user(self.treasurer)
        [shown] = [
            each
            for each in screen.payment(match.id, self.alder.id)["items"]
            if each["id"] == item.id
        ]
        self.assertEqual(shown["number"], payment.name)
        self.assertEqual(shown["reference"], f"payment registered for {invoice.name}")
        match.apply_by_hand([{"move_line_id": item.id, "amount": 119.0}])
        self.assertEqual((match.state, item.reconciled), ("posted", True))

    def test_who_may_only_look_sees_it_too(self):
        invoice = self.invoice(119)
        item = self.awaited(self.register(invoice))
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        screen = self.env["ar.cash.application"].with_user(self.collector)
        [shown] = screen.payment(match.id)["items"]
        self.assertEqual(shown["id"], item.id)
        self.assertIn(invoice.name, shown["reference"])

    def test_an_advice_that_names_the_invoice(self):
        invoice = self.invoice(119)
        self.register(invoice)
        self.assertIn(invoice.name, self.company._ar_open_numbers())

    def test_the_bank_takes_it_back(self):
        """The registered payment is awaited again, and the invoice says what to do."""
        invoice = self.invoice(119)
        payment = self.register(invoice)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.post(match)
        self.came_back(match)
        self.assertFalse(self.awaited(payment).reconciled)
        self.assertIn(f"still registered as {payment.name}", invoice.message_ids[0].body)

    def test_a_bank_fee_on_the_way(self):
        self.policy.write(
            {
                "fee_account_id": self.company_data["default_account_expense"].id,
                "fee_amount": 5,
                "fee_percent": 5,
            }
        )
        invoice = self.invoice(119)
        item = self.awaited(self.register(invoice))
        match = self.match_of(self.paid("116.50", invoice.name, name="Alder Joinery"))
        self.assertEqual(match.allocation_ids.write_off, 2.5, match.reasons)
        self.post(match)
        self.assertTrue(item.reconciled)
        self.assert_balanced(match.statement_line_id)

    def test_dollars(self):
        """Registered and received in dollars, while the rate moved."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        invoice = self.invoice(100, currency_id=self.dollar.id)
        item = self.awaited(
            self.register(invoice, journal=self.dollar_bank, payment_date=date(2026, 1, 20))
        )
        line = self.paid(100, invoice.name, journal=self.dollar_bank, name="Alder Joinery")
        match = self.match_of(line)
        self.post(match)
        self.assertEqual((item.amount_residual, item.amount_residual_currency), (0.0, 0.0))
        self.assert_balanced(line)

    def test_what_is_no_receipt_of_a_customer(self):
        """Money that goes out, a supplier's, and the other side of a registered payment."""
        payment = self.register(self.invoice(119))
        refund = self.register(self.invoice(30, move_type="out_refund"))
        supplier = self.root["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "supplier",
                "partner_id": self.alder.id,
                "amount": 40,
                "journal_id": self.bank.id,
            }
        )
        nobody = supplier.copy({"partner_type": "customer", "partner_id": False})
        draft = supplier.copy({"partner_type": "customer"})
        (supplier | nobody).action_post()
        items = {item.key for item in self.company._ar_ledger().items}
        self.assertIn(self.awaited(payment).id, items)
        others = refund | supplier | nobody | draft
        self.assertFalse(
            items
            & set(
                others.move_id.line_ids.filtered("account_id.reconcile")
                .filtered(lambda item: item.account_type != "asset_receivable")
                .ids
            )
        )
        match = self.match_of(self.paid(40))
        with self.assertRaisesRegex(UserError, "no invoice or credit"):
            self.by_hand(match.statement_line_id, (self.awaited(supplier), 40.0))

    def test_another_bank_account(self):
        """It was to arrive elsewhere: a person says whether it is the same money."""
        other = self.bank.copy({"code": "BNK9"})
        invoice = self.invoice(119)
        payment = self.register(invoice, journal=other)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.assertEqual(match.state, "suggested", match.reasons)
        self.assertEqual(match.allocation_ids.move_line_id, self.awaited(payment))
        self.assertIn("is registered for another bank account", match.reasons)

    def test_another_company(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.register(self.invoice(119))
        items = self.root["account.move.line"].search(
            self.root["account.move.line"]._ar_payable_domain(other)
        )
        self.assertFalse(items)

    def test_without_journal_entry(self):
        """Where payments have no outstanding account the invoice is open until the bank's line."""
        invoice = self.invoice(119)
        payment = self.root["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.alder.id,
                "amount": 119,
                "journal_id": self.bank.id,
                "invoice_ids": [Command.set(invoice.ids)],
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.state, "in_process")
        self.assertTrue(invoice.amount_residual)
        match = self.match_of(self.paid(119, invoice.name, name="Alder Joinery"))
        self.post(match)
        self.assertEqual(match.allocation_ids.move_line_id, self.owed(invoice))
        self.assertEqual((payment.state, invoice.payment_state), ("paid", "paid"))

    def test_one_query_however_many(self):
        for amount in (10, 20, 30):
            self.register(self.invoice(amount))
        Item = self.root["account.move.line"]
        items = Item.search(Item._ar_payable_domain(self.company))
        self.assertEqual(len(items), 3)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):  # the items, and their currencies
            items._to_open_items()
