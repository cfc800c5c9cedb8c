from decimal import Decimal

import psycopg2
from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .bank_files import FIRST_DAY, Movement, mt940
from .common import ArCommon


@tagged("post_install", "-at_install")
class TestAccountBankStatementLine(ArCommon):
    """A movement of the bank: how it comes in, and how the engine sees it."""

    def given(self, *movements, **values):
        document = self.give(mt940(*movements, **values))
        self.assertEqual(document.state, "imported", document.error)
        return document.line_ids.sorted("internal_index")

    def test_everything_the_bank_said_is_there(self):
        content = mt940(Movement(amount="100.00", name="Alder", iban="DE02120300000000202051"))
        content = content.replace(b"NONREF", b"NONREF//BANK-4711").replace(
            b"?20SVWZ+Thanks", b"?20EREF+E2E-42?21SVWZ+Invoice 7?22 and 8"
        )
        content = content.replace(b":61:2602020202", b":61:2602050202")
        line = self.give(content).line_ids
        self.assertRecordValues(
            line,
            [
                {
                    "date": FIRST_DAY,
                    "ar_value_date": FIRST_DAY.replace(day=5),
                    "payment_ref": "Invoice 7 and 8",
                    "partner_name": "Alder",
                    "account_number": "DE02120300000000202051",
                    "transaction_type": "166",
                    "ar_reference": "E2E-42",
                    "ar_bank_reference": "BANK-4711",
                }
            ],
        )

    def test_the_engine_sees_exact_amounts(self):
        lines = self.given("0.10", "999999999.99", "-0.01")
        amounts = [line._to_payment().amount for line in lines]
        self.assertEqual(amounts, [Decimal("0.10"), Decimal("999999999.99"), Decimal("-0.01")])

    def test_the_engine_sees_what_the_bank_said(self):
        line = self.given(Movement(amount="1.00", text="RE 7", name="Alder", iban="DE0212030"))
        payment = line._to_payment()
        self.assertEqual(
            (payment.key, payment.booked, payment.currency, payment.text, payment.payer_name),
            (line.id, FIRST_DAY, "EUR", "RE 7", "Alder"),
        )

    def test_long_and_strange_text(self):
        long, strange = (
            "Invoice 4711 " * 800,
            "=1+1 <script>alert(1)</script> {{ 7*7 }} %s \u202e Ж",
        )
        lines = self.given(
            Movement(amount="1.00", text=long, name="N" * 5000),
            Movement(amount="2.00", text=strange, name="O'Hara; DROP TABLE"),
        )
        self.assertEqual(lines[0].payment_ref, long.strip())
        self.assertIn("<script>", lines[1].payment_ref)
        self.run_action("match")
        self.assertEqual(lines.ar_match_ids.mapped("state"), ["left", "left"])

    def test_the_database_refuses_a_movement_twice(self):
        line = self.given("1.00")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            line.copy({"ar_import_key": line.ar_import_key})

    def test_lines_entered_by_hand_are_left_alone(self):
        line = self.root["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "date": FIRST_DAY, "amount": 5.0, "payment_ref": "Mine"}
        )
        self.run_action("match")
        self.assertFalse(line.ar_match_ids)

    def test_a_deleted_line_takes_its_decision_with_it(self):
        line = self.given("1.00")
        self.run_action("match")
        match = line.ar_match_ids
        line.statement_id.unlink()
        line.unlink()
        self.assertFalse(match.exists())

    def test_untouched_or_not(self):
        line, split = self.given("100.00", "200.00")
        self.assertTrue(line._ar_untouched())
        item = line._ar_suspense_lines()
        forced = line.with_context(force_delete=True, skip_readonly_check=True)
        values = {"account_id": item.account_id.id, "balance": -60.0}
        rest = {"account_id": self.company_data["default_account_revenue"].id, "balance": -40.0}
        forced.line_ids = [
            Command.delete(item.id),
            Command.create(values),
            Command.create(rest),
        ]
        self.assertFalse(line._ar_untouched())
        self.assertTrue(split._ar_untouched())

    def test_many_movements_take_few_queries_each(self):
        balance = 1000

        def queries(count, number):
            nonlocal balance
            movements = [Movement(amount="1.00", text=f"{number}/{n}") for n in range(count)]
            document = self.keep(mt940(*movements, number=number, opening=str(balance)))
            balance += count
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            document._import_or_quarantine()
            self.env.flush_all()
            self.assertEqual(len(document.line_ids), count)
            return self.env.cr.sql_log_count - before

        queries(2, "1")  # warm up
        few, many = queries(10, "2"), queries(60, "3")
        self.assertLess((many - few) / 50, 8.0, f"{few} queries for 10, {many} for 60")
