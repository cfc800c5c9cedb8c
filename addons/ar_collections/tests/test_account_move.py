from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestAccountMove(PostingCommon):
    """Payments of invoices that are not posted yet."""

    def fresh(self, amount, customer=None, **values):
        """A draft that was never posted: without number."""
        return self._create_invoice_one_line(
            price_unit=amount,
            product_id=self.product_a,
            tax_ids=[],
            partner_id=customer or self.alder,
            **values,
        ).with_env(self.root)

    def assert_waits(self, match, customer):
        """It is proposed to keep it with the customer, until the draft is posted."""
        self.assertEqual((match.state, match.partner_id), ("suggested", customer), match.reasons)
        self.assertEqual(match.on_account, match.amount)
        self.assertFalse(match.allocation_ids)
        self.assertIn("asks for exactly", match.reasons)

    def draft(self, amount, **values):
        invoice = self.invoice(amount, **values)
        invoice.button_draft()
        return invoice

    def test_a_payment_waits_for_its_invoice(self):
        """It is parked with the customer, and posted as soon as the invoice is."""
        invoice = self.draft("345.67")
        match = self.match_of(self.paid("345.67", f"Invoice {invoice.name}"))
        self.assert_waits(match, self.alder)
        self.assertIn(f"{invoice.name} stands on a draft invoice: post it", match.reasons)
        invoice.action_post()
        self.assertEqual(match.state, "stale")
        self.run_action("match")
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_draft_is_named_by_the_customers_own_number(self):
        values = {"move_type": "out_invoice", "partner_id": self.birch.id, "ref": "ORDER-77012"}
        invoice = self.root["account.move"].with_company(self.company).create(values)
        self.assertFalse(invoice.name)
        match = self.match_of(self.paid("345.67", "your ORDER-77012"))
        self.assertEqual((match.state, match.partner_id), ("left", self.birch), match.reasons)
        self.assertIn("ORDER-77012 stands on a draft invoice", match.reasons)

    def test_another_invoice_of_that_amount_is_not_paid_instead(self):
        """The payer is known and owes exactly so much, but the text names the draft."""
        other = self.invoice("345.67")
        draft = self.draft("345.67")
        line = self.paid(
            "345.67", f"Invoice {draft.name}", name="Alder Joinery", iban="DE02120300000000202051"
        )
        match = self.match_of(line)
        self.assertNotEqual(match.state, "to_post", match.reasons)
        draft.action_post()
        self.run_action("match")
        self.post(match)
        self.assertEqual((draft.payment_state, other.payment_state), ("paid", "not_paid"))

    def test_a_fresh_draft_of_the_payers(self):
        """It has no number yet; the payment is matched again as soon as it has."""
        invoice = self.fresh(250.37)
        self.assertFalse(invoice.name)
        match = self.match_of(self.paid("250.37", "Thanks", name="Alder Joinery"))
        self.assert_waits(match, self.alder)
        invoice.invoice_date = match.date
        invoice.action_post()
        self.run_action("match")
        self.assertEqual(match.allocation_ids.move_id, invoice)
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_fresh_draft_is_named_by_its_order(self):
        """Of a customer that nothing was invoiced before."""
        cedar = self.root["res.partner"].create({"name": "Cedar Crafts"})
        invoice = self.fresh(250.37, cedar, invoice_origin="S00041, S00042")
        match = self.match_of(self.paid("250.37", "Order S00042", name="Cedar Crafts"))
        self.assert_waits(match, cedar)
        self.assertIn("S00042 stands on a draft invoice", match.reasons)
        invoice.action_post()
        self.run_action("match")
        self.assertEqual(match.allocation_ids.move_id, invoice, match.reasons)

    def test_drafts_disturb_nothing(self):
        self.draft(100)
        invoice = self.invoice(119)
        match = self.match_of(self.paid(119, f"Invoice {invoice.name}", name="Alder Joinery"))
        self.post(match)

    def test_only_what_waits_for_that_customer_is_matched_again(self):
        """What is posted, suggested for something else, another customer's, and money out stay."""
        draft = self.draft(70)
        posted = self.match_of(self.paid(50, self.invoice(50).name, name="Alder Joinery"))
        self.post(posted)
        owed = {self.owed(self.invoice(10)): 10.0}
        matches = posted | self.decided(self.paid(11), owed, "suggested")
        matches |= self.decided(self.paid(12, f"and {draft.name}"), owed, "suggested")
        matches |= self.decided(self.paid(13), owed, "left")
        matches |= self.decided(self.paid(14), {self.owed(self.invoice(9, self.birch)): 9}, "left")
        matches |= self.decided(self.paid(-5), owed, "left")
        draft.action_post()
        states = ["posted", "suggested", "stale", "stale", "left", "left"]
        self.assertEqual(matches.mapped("state"), states)

    def test_many_invoices_are_posted_with_one_look(self):
        waiting = self.decided(self.paid(11), {self.owed(self.invoice(10)): 10.0}, "suggested")
        invoices = [self.draft(amount) for amount in (30, 40, 50)]
        waiting.state = "left"
        Match = self.root["ar.match"]
        self.env.flush_all()
        with self.assertQueryCount(8):
            Match._match_again_for(invoices[0].concat(*invoices[1:]))
            self.env.flush_all()
        self.assertEqual(waiting.state, "stale")
