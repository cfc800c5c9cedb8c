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
        deduction = self.root["ar.deduction"].search([("match_id", "=", match.id)])
        self.assertEqual((deduction.amount, deduction.reason), (100, "damaged; freight"))

    def test_an_advice_that_comes_after_its_payment(self):
        invoices = self.invoice(100) + self.invoice(50) + self.invoice(150, self.birch)
        line = self.paid(150, "TR-4711-99", name="Alder Joinery")
        match = self.match_of(line)
        self.assertNotEqual(match.state, "to_post", match.reasons)
        self.fed(self.advice_file(*((each.name, each.amount_total) for each in invoices[:2])))
        self.assertEqual(match.state, "stale")
        self.run_action("match")
        self.assertEqual(match.allocation_ids.move_id, invoices[:2])

    def test_who_reads_it(self):
        self.fed(self.advice_file(("INV/2026/00001", "100.00")))
        for user in (self.collector, self.treasurer):
            self.assertTrue(self.advices().with_user(user).read(["payer_name", "line_ids"]))
            with self.assertRaises(AccessError):
                self.advices().with_user(user).payer_name = "Other"
        stranger = self.person("treasurer", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            self.advices().with_user(stranger).read(["payer_name"])
