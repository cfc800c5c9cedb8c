from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArRemittanceAdvice(PostingCommon):
    """What payers say of their payments: kept, shown, and used once."""

    def advice_file(self, *rows, reference="TR-4711-99", payer="Alder Joinery"):
        lines = "".join(
            f"{reference},{number},{paid},2026-03-03,{payer}\n" for number, paid in rows
        )
        return f"payment_reference,invoice,amount,payment_date,payer\n{lines}".encode()

    def advices(self):
        return self.root["ar.remittance.advice"].search([("company_id", "=", self.company.id)])

    def fed(self, content, name="advice.csv"):
        """From a feed: imported by itself."""
        document = self.keep(content, name)
        self.run_action("import")
        return document

    def test_an_advice_is_kept_with_its_lines(self):
        document = self.fed(self.advice_file(("INV/2026/00001", "100.00"), ("CN 3", "-20.00")))
        self.assertEqual(document.state, "imported", document.error)
        self.assertIn("CSV: 1 remittance advice, 2 documents, 80.00", document.summary)
        self.assertIn("INV/2026/00001", document.preview)
        self.assertFalse(document.note)
        self.assertRecordValues(
            self.advices(),
            [{"reference": "TR-4711-99", "paid": 80.0, "state": "open", "line_count": 2}],
        )
        self.assertRecordValues(
            self.advices().line_ids,
            [{"document": "INV/2026/00001", "paid": 100.0}, {"document": "CN 3", "paid": -20.0}],
        )

    def test_given_by_a_person_it_is_shown_first(self):
        document = self.show(self.advice_file(("INV/2026/00001", "100.00")), name="advice.csv")
        self.assertEqual(document.state, "shown", document.error)
        self.assertIn("INV/2026/00001", document.preview)
        self.assertFalse(self.advices())
        document.with_user(self.treasurer).action_import()
        self.assertEqual(document.state, "imported")
        self.assertEqual(len(self.advices()), 1)

    def test_the_same_advice_from_two_documents_is_one(self):
        content = self.advice_file(("INV/2026/00001", "100.00"))
        self.fed(content)
        document = self.fed(content.replace(b"\n", b"\r\n"), "again.csv")
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(len(self.advices()), 1)
        self.assertEqual(document.note, "This advice came before: it was not kept again.")

    def test_what_is_neither_statement_nor_advice(self):
        document = self.fed(b"Dear sir or madam,\nplease find enclosed nothing.\n", "letter.txt")
        self.assertEqual(document.state, "quarantined")
        self.assertFalse(self.advices())

    def test_a_mail_is_read_by_the_open_numbers(self):
        invoice = self.invoice(100)
        mail = (
            "From: books@alder.example\r\nTo: ar@our.example\r\nSubject: Payment\r\n"
            "Date: Tue, 3 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n"
            f"Invoice {invoice.name}   100.00\r\nTotal 100.00 EUR\r\n"
        )
        document = self.fed(mail.encode(), "payment.eml")
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(self.advices().line_ids.mapped("document"), [invoice.name])

    def test_used_by_the_payment_and_open_again(self):
        """The payment names only the advice; the advice names the invoices."""
        invoices = self.invoice(100) + self.invoice(50)
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices)))
        line = self.paid(150, "TR-4711-99", name="Alder Joinery")
        match = self.match_of(line)
        self.assertEqual(match.advice_id, self.advices())
        self.assertEqual(match.state, "to_post", match.reasons)
        self.post(match)
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})
        self.assertEqual(self.advices().state, "used")
        self.assertFalse(self.company._ar_ledger().advices)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.advices().state, "open")

    def test_two_deductions_of_one_invoice(self):
        """They are one difference with both reasons; the rest of the invoice stays open."""
        invoice = self.invoice(1000)
        self.fed(self.advice_file((invoice.name, 900)))
        self.advices().line_ids.deductions = [["60.00", "damaged"], ["40.00", "freight"]]
        line = self.paid(900, "TR-4711-99", name="Alder Joinery")
        match = self.match_of(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.post(match)
        self.assertEqual(match.state, "posted", match.reasons)
        self.assertEqual(invoice.amount_residual, 100)
        deduction = self.root["ar.dispute"].search([("match_id", "=", match.id)])
        self.assertEqual((deduction.amount, deduction.stated_reason), (100, "damaged; freight"))

    def test_an_advice_that_comes_after_its_payment(self):
        invoices = self.invoice(100) + self.invoice(50) + self.invoice(150, self.birch)
        line = self.paid(150, "TR-4711-99", name="Alder Joinery")
        match = self.match_of(line)
        self.assertNotEqual(match.state, "to_post", match.reasons)
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices[:2])))
        self.assertEqual(match.state, "stale")
        self.run_action("match")
        self.assertEqual(match.allocation_ids.move_id, invoices[:2])

    def test_the_file_says_what_was_kept_back_of_each_invoice(self):
        invoices = self.invoice(1000) + self.invoice(500)
        first, second = invoices.mapped("name")
        self.fed(
            b"payment_reference,invoice,date,gross,deduction,reason,paid,currency\n"
            + f"TR-4711-99,{first},2026-01-05,1000.00,100.00,damaged,900.00,EUR\n".encode()
            + f"TR-4711-99,{second},2026-01-05,500.00,,,500.00,EUR\n".encode()
        )
        self.assertEqual(self.advices().line_ids.mapped("kept_back"), ["100.00 damaged", ""])
        self.assertEqual(set(self.advices().line_ids.mapped("date")), {date(2026, 1, 5)})
        match = self.match_of(self.paid(1400, "TR-4711-99", name="Alder Joinery"))
        self.post(match)
        self.assertEqual(invoices.mapped("amount_residual"), [100, 0])
        deduction = self.root["ar.dispute"].search([("match_id", "=", match.id)])
        self.assertEqual((deduction.amount, deduction.stated_reason), (100, "damaged"))

    def test_the_preview_shows_dates_and_currency(self):
        content = (
            b"invoice,date,paid,currency\nINV/1,2026-01-05,1100.00,EUR\nINV/2,2026-01-06,5.00,EUR\n"
        )
        document = self.show(content, name="advice.csv")
        self.assertIn("1,105.00 EUR", document.preview)
        self.assertIn("01/06/2026", document.preview)
        self.assertIn("1,105.00 EUR", document.summary)
        plain = self.show(content.replace(b",EUR", b"").replace(b",currency", b""), name="b.csv")
        self.assertIn("currency not named", plain.preview)

    # --- what became of it

    def accepted(self, match):
        match.with_user(self.treasurer).action_accept(match.shown)
        self.run_action("post")
        self.assertEqual(match.state, "posted", match.reasons)

    def test_it_waits_for_its_payment(self):
        self.fed(self.advice_file(("UNKNOWN-1", "77.00"), payer="Nobody we know"))
        self.match_of(self.paid(77, "Thanks", name="Somebody else"))
        advice = self.advices()
        self.assertEqual((advice.state, advice.outcome), ("open", "No payment found for it yet"))
        self.root.cr.execute("UPDATE ar_remittance_advice SET create_date = '2020-01-01'")
        self.env.invalidate_all()
        self.assertIn("No payment came in 120 days", advice.outcome)

    def test_it_says_by_which_payment_it_was_used(self):
        invoice = self.invoice(100)
        self.fed(self.advice_file((invoice.name, "100.00")))
        advice = self.advices()
        match = self.match_of(self.paid(100, "TR-4711-99", name="Alder Joinery"))
        self.assertIn("is about to be posted", advice.outcome)
        self.post(match)
        self.assertEqual(advice.outcome, "Used by the payment of 02/02/2026")
        match.with_user(self.treasurer).action_undo()
        self.assertEqual((advice.state, advice.outcome), ("open", "No payment found for it yet"))

    def test_the_payment_is_not_what_it_says(self):
        invoices = self.invoice(100) + self.invoice(50)
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices)))
        advice = self.advices()
        match = self.match_of(self.paid(148, "TR-4711-99", name="Alder Joinery"))
        self.assertEqual(match.state, "suggested", match.reasons)
        self.assertIn("is suggested for it: a person decides", advice.outcome)
        self.accepted(match)
        self.assertEqual(invoices.mapped("amount_residual"), [0, 2])
        self.assertEqual(advice.state, "used")
        self.assertRegex(advice.outcome, r"Used by the payment of .*, 2\.00.€ less than it says")

    def test_one_advice_for_two_payments(self):
        invoices = self.invoice(100) + self.invoice(50)
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices)))
        advice = self.advices()
        second = self.match_of(self.paid(50, "TR-4711-99", name="Alder Joinery"))
        first = self.match_of(self.paid(100, "TR-4711-99", name="Alder Joinery"))
        for match, invoice in zip((first, second), invoices, strict=True):
            self.assertEqual((match.state, match.advice_id), ("suggested", advice), match.reasons)
            self.assertEqual(match.allocation_ids.move_id, invoice)
        self.accepted(first)
        self.assertEqual(advice.state, "open")
        self.assertRegex(advice.outcome, r"100\.00.€ of it is paid; 50\.00.€ is waited for")
        self.run_action("match")
        self.assertEqual(second.advice_id, advice)
        self.accepted(second)
        self.assertEqual((advice.state, advice.outcome), ("used", "Used by 2 payments"))
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})

    def test_it_comes_after_two_payments_that_carry_its_reference(self):
        invoices = self.invoice(100) + self.invoice(50)
        lines = [self.paid(amount, "TR-4711-99", name="Birch") for amount in (100, 50)]
        matches = [self.match_of(line) for line in lines]
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices)))
        self.assertEqual([match.state for match in matches], ["stale", "stale"])

    def test_a_copy_is_used_with_it(self):
        """The same by mail on another day: one payment uses both."""
        invoice = self.invoice(100)
        content = self.advice_file((invoice.name, "100.00"))
        self.fed(content)
        self.fed(content.replace(b"2026-03-03", b"2026-03-04"), "copy.csv")
        match = self.match_of(self.paid(100, "TR-4711-99", name="Alder Joinery"))
        self.post(match)
        self.assertEqual(self.advices().mapped("state"), ["used", "used"])
        copy = self.advices() - match.advice_id
        self.assertEqual(copy.outcome, "Another advice said the same and was used")
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.advices().mapped("state"), ["open", "open"])

    def test_its_payment_comes_back(self):
        invoice = self.invoice(100)
        self.fed(self.advice_file((invoice.name, "100.00")))
        match = self.match_of(self.paid(100, "TR-4711-99", name="Alder Joinery"))
        self.post(match)
        back = self.match_of(self.paid(-100, "Return", day=date(2026, 3, 6)))
        back.with_user(self.treasurer).return_by_hand(match.id)
        self.assertEqual(self.advices().outcome, "Used; the bank has taken the payment back")

    def test_who_reads_it(self):
        self.fed(self.advice_file(("INV/2026/00001", "100.00")))
        for user in (self.collector, self.treasurer):
            fields = ["payer_name", "line_ids", "outcome"]
            self.assertTrue(self.advices().with_user(user).read(fields))
            with self.assertRaises(AccessError):
                self.advices().with_user(user).payer_name = "Other"
        stranger = self.person("treasurer", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            self.advices().with_user(stranger).read(["payer_name"])
