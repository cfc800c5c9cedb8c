"""What only buttons decide cannot be slipped in, neither as a value nor as a default."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import ArCommon


@tagged("post_install", "-at_install")
class TestArDecided(ArCommon):
    def write_off(self, *amounts, user=None):
        item = self.owed(self.invoice(1000))
        return (
            self.env["ar.write.off"]
            .with_user(user or self.collector)
            .create(
                {
                    "partner_id": self.alder.id,
                    "reason": "Nobody answers",
                    "line_ids": [
                        (0, 0, {"move_line_id": item.id, "amount": amount}) for amount in amounts
                    ],
                }
            )
        )

    def test_no_default_decides(self):
        slipped = {
            "ar.credit.limit": {"state": "approved", "proposed_by_id": self.manager.id},
            "ar.dispute": {"state": "decided", "amount_approved": 100.0},
            "ar.write.off": {"state": "approved", "kind": "settlement", "amount": 0.01},
            "ar.write.off.line": {"amount_company": 0.01},
            "ar.write.off.run": {"state": "approved"},
            "ar.handover": {"state": "handed_over"},
        }
        for name, values in slipped.items():
            model = self.env[name].with_user(self.collector)
            usual = model.default_get(list(values))
            context = {f"default_{field}": value for field, value in values.items()}
            with self.subTest(name):
                self.assertEqual(model.with_context(**context).default_get(list(values)), usual)

    def test_a_limit_is_not_born_approved(self):
        limits = self.env["ar.credit.limit"].with_user(self.collector)
        limit = limits.with_context(default_state="approved").create(
            {"partner_id": self.alder.id, "amount": 1e6, "reason": "Big"}
        )
        self.assertEqual(limit.state, "proposed")

    def test_who_changes_a_proposed_limit_does_not_approve_it(self):
        limits = self.env["ar.credit.limit"].with_user(self.collector)
        limit = limits.create({"partner_id": self.alder.id, "amount": 1000, "reason": "Grows"})
        limit.with_user(self.manager).amount = 1e6
        with self.assertRaisesRegex(UserError, "another manager"):
            limit.with_user(self.manager).action_approve()

    def test_the_amount_that_is_approved_is_that_of_the_items(self):
        write_off = self.write_off(1000)
        with self.assertRaises(AccessError):
            write_off.write({"amount": 1})
        with self.assertRaises(AccessError):
            self.env["ar.write.off.line"].with_user(self.collector).create(
                {
                    "write_off_id": write_off.id,
                    "move_line_id": self.owed(self.invoice(500, issued=date(2026, 1, 6))).id,
                    "amount": 500,
                    "amount_company": 0.01,
                }
            )
        self.assertEqual(write_off.amount, 1000)

    def test_an_item_stands_in_a_write_off_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.write_off(600, 600)
