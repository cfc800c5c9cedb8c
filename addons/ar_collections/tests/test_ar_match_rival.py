from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..engine import match
from .posting import PostingCommon

ENGINE = "odoo.addons.ar_collections.models.ar_match_decide.match"


@tagged("post_install", "-at_install")
class TestArMatchRival(PostingCommon):
    """A payment that waits for a person may be for what a new one is about to pay."""

    def left(self, line):
        self.root["ar.match"].create({"statement_line_id": line.id, "state": "left"})

    def asked(self):
        """The payments that the engine was asked of, call by call, while the action runs."""
        calls = []

        def ask(payments, ledger, policies):
            payments = list(payments)
            calls.append({each.key for each in payments})
            return match(payments, ledger, policies)

        with patch(ENGINE, ask):
            self.run_action("match")
        return calls

    def test_of_two_payments_of_one_invoice_neither_is_posted(self):
        """The first came before the invoice was there."""
        text = "Invoice REF-00777"
        first = self.paid("123.45", text, name="Alder Joinery")
        self.left(first)
        self.invoice("123.45", payment_reference="REF-00777")
        second = self.paid("123.45", text, name="Alder Joinery")
        calls = self.asked()
        self.assertEqual(calls, [set(second.ids), set((first | second).ids)])
        self.assertEqual(second.ar_match_ids.state, "suggested", second.ar_match_ids.reasons)
        self.assertEqual(first.ar_match_ids.state, "left", "only the new one is decided")

    def test_those_without_a_mark_of_it_are_not_read(self):
        invoice = self.invoice("123.45")
        for number in range(3):
            line = self.paid(f"7{number}.10", f"Membership 99{number}", name=f"Club {number}")
            self.left(line)
        new = self.paid("123.45", f"Invoice {invoice.name}", name="Alder Joinery")
        self.assertEqual(self.asked(), [set(new.ids)])
        self.assertEqual(new.ar_match_ids.state, "to_post")

    def test_each_mark_alone(self):
        """An amount, a payer's name, an account, a customer, an item, a number."""
        invoice = self.invoice("123.45")
        owed = self.owed(invoice)
        number = invoice.name.rpartition("/")[2]
        waiting = [
            self.paid("123.45", "Membership", name="Club"),
            self.paid("8.10", "Membership", name="Alder Joinery"),
            self.paid("8.20", f"my {number}", name="Club"),
            self.paid("8.30", "Membership", name="Club"),
        ]
        for line in waiting:
            self.left(line)
        waiting[3].ar_match_ids.allocation_ids = [
            Command.create({"move_line_id": owed.id, "amount": 8.3})
        ]
        new = self.paid("123.45", f"Invoice {invoice.name}", name="Alder Joinery")
        expected = set(new.ids).union(*(line.ids for line in waiting))
        self.assertEqual(self.asked()[-1], expected)
