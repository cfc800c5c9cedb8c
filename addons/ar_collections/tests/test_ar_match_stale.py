from odoo import Command
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.tests import tagged

from .bank_files import Movement
from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatchStale(PostingCommon, CronMixinCase):
    """A suggestion whose items were paid meanwhile is no suggestion any more."""

    def rivals(self, state="suggested"):
        """Two payments that want the same invoice."""
        invoice = self.invoice(100)
        owed = self.owed(invoice)
        first = self.decided(self.paid(100, "Sundry"), {owed: 100.0}, state)
        return first, self.decided(self.paid(100, "Once more"), {owed: 100.0}, "suggested")

    def test_by_the_scheduled_action(self):
        first, second = self.rivals("to_post")
        other = self.decided(
            self.paid(50), {self.owed(self.invoice(50, self.birch)): 50.0}, "suggested"
        )
        self.run_action("post")
        self.assertEqual((first.state, second.state, other.state), ("posted", "stale", "suggested"))
        self.run_action("match")
        self.assertNotIn(first.allocation_ids.move_line_id, second.allocation_ids.move_line_id)

    def test_by_hand(self):
        first, second = self.rivals()
        rows = [{"move_line_id": first.allocation_ids.move_line_id.id, "amount": 60.0}]
        with self.capture_triggers("ar_collections.cron_match") as captured:
            first.with_user(self.treasurer).apply_by_hand(rows)
        self.assertEqual((first.state, second.state), ("posted", "stale"))
        self.assertTrue(captured.records)

    def test_elsewhere_in_odoo(self):
        first, second = self.rivals()
        self._register_payment(first.allocation_ids.move_id)
        self.assertEqual((first | second).mapped("state"), ["stale", "stale"])

    def test_accepted_together_for_one_invoice(self):
        """What is posted together does not make itself stale."""
        owed = self.owed(self.invoice(100))
        matches = self.decided(self.paid(60), {owed: 60.0}, "suggested")
        matches |= self.decided(self.paid(40, "Rest"), {owed: 40.0}, "suggested")
        self.accept(matches)
        self.assertEqual(matches.mapped("state"), ["posted", "posted"])

    def test_decided_while_its_invoice_was_being_paid(self):
        """Matching had not seen the payment: it is found before the next posting."""
        _first, second = self.rivals("to_post")
        self.run_action("post")
        second.state = "suggested"
        self.run_action("post")
        self.assertEqual(second.state, "stale")

    def test_of_many_in_few_queries(self):
        def queries(count):
            invoices = self.root["account.move"].union(*(self.invoice(10) for _n in range(count)))
            lines = self.paid_together(
                *(Movement(amount="10.00", text=name) for name in invoices.mapped("name"))
            )
            others = self.root["ar.match"].create(
                [
                    {
                        "statement_line_id": line.id,
                        "state": "suggested",
                        "allocation_ids": [
                            Command.create({"move_line_id": self.owed(invoice).id, "amount": 10.0})
                        ],
                    }
                    for line, invoice in zip(lines, invoices, strict=True)
                ]
            )
            items = others.allocation_ids.move_line_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.root["ar.match"]._outdate(items.browse(items.ids))
            self.env.flush_all()
            self.assertEqual(set(others.mapped("state")), {"stale"})
            return self.env.cr.sql_log_count - before

        queries(2)  # warm up
        self.assertEqual(queries(4), queries(12))
