from odoo.exceptions import AccessError
from odoo.tests import tagged

from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArDeduction(PostingCommon):
    """What is kept back with a reason stays open, and somebody sees to it."""

    def short_paid(self):
        invoice, line = self.invoice(100), self.paid(90, "Sundry")
        row = {
            "move_line_id": self.owed(invoice).id,
            "amount": 90.0,
            "write_off": 10.0,
            "write_off_kind": "deduction",
            "write_off_reason": "2 planks broken",
        }
        return self.by_hand(line, row), invoice

    def test_it_stays_open_with_its_reason(self):
        match, invoice = self.short_paid()
        self.assertEqual(invoice.amount_residual, 10.0)
        deduction = self.root["ar.deduction"].search([("match_id", "=", match.id)])
        self.assertRecordValues(
            deduction,
            [
                {
                    "partner_id": self.alder.id,
                    "move_id": invoice.id,
                    "amount": 10.0,
                    "residual": 10.0,
                    "reason": "2 planks broken",
                    "state": "open",
                }
            ],
        )
        self.assert_reconciled(match)

    def test_undone_with_the_payment(self):
        match, _invoice = self.short_paid()
        match.with_user(self.treasurer).action_undo()
        self.assertFalse(self.root["ar.deduction"].search([("company_id", "=", self.company.id)]))

    def test_clarified(self):
        match, _invoice = self.short_paid()
        deduction = self.root["ar.deduction"].search([("match_id", "=", match.id)])
        deduction.with_user(self.collector).action_close()
        self.assertEqual(deduction.state, "closed")
        deduction.with_user(self.treasurer).action_reopen()
        self.assertEqual(deduction.state, "open")
        with self.assertRaises(AccessError):
            deduction.with_user(self.manager).amount = 1.0
        stranger = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            deduction.with_user(stranger).action_close()
