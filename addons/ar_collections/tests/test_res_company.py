from odoo.tests import tagged

from .posting import PostingCommon

MAY, JUNE = "RF45539007547033", "RF18539007547034"


@tagged("post_install", "-at_install")
class TestResCompany(PostingCommon):
    """What the engine is told of the company's books."""

    def alder_pays(self, amount, text, **values):
        return self.match_of(self.paid(amount, text, name="Alder Joinery", **values))

    # --- paid before

    def test_the_payment_reference_of_a_paid_invoice(self):
        """May and June cost the same; May is paid twice, and June stays open."""
        account = "DE02120300000000202051"
        may = self.invoice(119.37, payment_reference=MAY)
        june = self.invoice(119.37, payment_reference=JUNE)
        self.post(self.alder_pays("119.37", MAY, iban=account))
        self.assertEqual(may.payment_state, "paid")
        again = self.alder_pays("119.37", MAY, iban=account)
        self.assertEqual(again.state, "suggested", again.reasons)
        self.assertIn(f"{may.name} is already paid", again.reasons)
        self.assertEqual(june.payment_state, "not_paid")

    def test_what_was_paid_before_is_not_said_of_another_decision(self):
        may = self.invoice(119.37, payment_reference=MAY)
        self.post(self.alder_pays("119.37", MAY))
        line = self.paid("119.37", MAY, name="Alder Joinery")
        self.assertEqual(self.match_of(line).paid_before, may.name)
        other = self.owed(self.invoice(100))
        match = self.by_hand(line, (other, 100), on_account=19.37)
        self.assertFalse(match.paid_before)
        self.assertNotIn("paid before", " ".join(line.move_id.line_ids.mapped("name")))

    def test_the_order_of_a_paid_invoice(self):
        for ref in ("PO-4500012345", "PO 4711"):
            with self.subTest(ref=ref):
                invoice = self.invoice(119.37, ref=ref)
                other = self.invoice(119.37)
                self.post(self.alder_pays("119.37", ref))
                self.assertEqual(invoice.payment_state, "paid")
                again = self.alder_pays("119.37", ref)
                self.assertEqual(again.state, "suggested", again.reasons)
                self.assertIn("is already paid", again.reasons)
                other.button_cancel()

    def test_a_standing_order_pays_what_is_open(self):
        self.invoice(119.37, ref="PO-4500012345")
        self.post(self.alder_pays("119.37", "PO-4500012345"))
        june = self.invoice(119.37, ref="PO-4500012345")
        self.invoice(119.37)
        self.post(self.alder_pays("119.37", "PO-4500012345"))
        self.assertEqual(june.payment_state, "paid")

    def test_the_paid_invoices_are_read_at_once(self):
        for number in range(3):
            self.invoice(10, ref=f"PO {number}").payment_state = "paid"
        self.invoice(10, ref="PO 1", invoice_origin="S00001, S00002").payment_state = "paid"
        self.env.flush_all()
        with self.assertQueryCount(1):
            documents, references, customers = self.company._ar_closed()
        self.assertEqual(len(documents), 4)
        self.assertEqual(set(references), {"PO 0", "PO 1", "PO 2", "S00001", "S00002"}, references)
        self.assertEqual(references["PO 1"].document, "PO 1")  # of two invoices
        self.assertEqual(references["S00002"].customer, self.alder.id)
        self.assertEqual(customers, dict.fromkeys(documents, self.alder.id))

    def test_a_paid_invoice_again_stays_with_its_customer(self):
        """Suggested only: whoever pays it, and also where nothing names it."""
        invoice = self.invoice(77.31)
        self.post(self.alder_pays("77.31", invoice.name))
        for text, name in ((invoice.name, "Unknown Ltd"), ("Thanks", "Alder Joinery")):
            with self.subTest(text=text):
                match = self.match_of(self.paid("50.00", text, name=name))
                self.assertEqual((match.state, match.partner_id), ("suggested", self.alder))
                self.assertEqual((match.on_account, match.allocation_ids.ids), (50.0, []))

    def test_the_amount_of_an_invoice_that_was_paid_lately(self):
        invoice = self.invoice(77.31)
        self.post(self.alder_pays("77.31", invoice.name))
        again = self.match_of(self.paid("77.31", "thanks", name="Unknown Ltd"))
        self.assertEqual((again.state, again.partner_id), ("suggested", self.alder))
        self.assertEqual(again.on_account, 77.31)
        payments = [again.statement_line_id._to_payment()] * 3
        with self.assertQueryCount(1):
            self.assertEqual(len(self.company._ar_paid_lately(payments)), 1)

    # --- sales orders

    def test_one_of_two_is_named_by_its_order(self):
        invoices = [self.invoice(250, invoice_origin=f"S0004{n}") for n in (1, 2)]
        match = self.alder_pays(250, "Order S00042")
        self.post(match)
        self.assertEqual([i.payment_state for i in invoices], ["not_paid", "paid"])

    def test_an_order_in_two_invoices(self):
        """And another order in one of them."""
        invoices = self.invoice(100, invoice_origin="S00042, S00043") + self.invoice(
            55.5, invoice_origin="S00042"
        )
        self.invoice(155.5)
        self.post(self.alder_pays("155.50", "Order S00042"))
        self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])

    def test_orders_tell_what_an_advice_names(self):
        self.invoice(100, invoice_origin="S00042, S00043")
        self.assertLessEqual({"S00042", "S00043"}, self.company._ar_open_numbers())
