from datetime import date, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import ArCommon

AMOUNTS = (100.0, -3.5, 0.05, 1234567.89, -100.0, 33.33)
COMPUTED = (
    *("name", "reference", "date", "journal_id", "company_id", "currency_id", "is_complete"),
    *("balance_start", "balance_end", "balance_end_real", "is_valid", "problem_description"),
)


@tagged("post_install", "-at_install")
class TestStatementRows(ArCommon):
    """A statement written with its lines is the one that Odoo creates."""

    def lines(self, journal, first=date(2026, 1, 5)):
        lines = self.root["account.bank.statement.line"].create(
            [
                {
                    "journal_id": journal.id,
                    "date": first + timedelta(days=number * 5 % 3),
                    "amount": amount,
                    "payment_ref": f"Payment {number}",
                }
                for number, amount in enumerate(AMOUNTS)
            ]
        )
        return lines.sorted("id")

    def latest_first(self, lines):
        return lines.sorted("internal_index", reverse=True)

    def found(self, statement, lines):
        """All that is there of it; then it is undone."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            **{name: statement[name] for name in COMPUTED},
            "first": lines.mapped("internal_index").index(statement.first_line_index),
            "lines": statement.line_ids == lines,
            "items": lines.move_id.line_ids.statement_id == statement,
            "none": lines.move_id.line_ids.filtered(lambda item: not item.statement_id).ids,
            "balances": lines.mapped("running_balance"),
        }

    def assert_same(self, lines, **values):
        Statement = self.root["account.bank.statement"]
        with self.root.cr.savepoint() as undone:
            theirs = Statement.create({**values, "line_ids": [Command.set(lines.ids)]})
            expected = self.found(theirs, lines)
            undone.rollback()
        self.env.invalidate_all()
        with patch("odoo.addons.ar_collections.models.statement_rows.PUT_IN_AT_ONCE", 3):
            list(Statement._ar_create_with(values, self.latest_first(lines)))
        self.assertEqual(self.found(lines.statement_id, lines), expected)

    def test_with_both_balances(self):
        total = sum(AMOUNTS)
        self.assert_same(
            self.lines(self.bank), name="1", balance_start=5.0, balance_end_real=5.0 + total
        )

    def test_balances_that_do_not_fit(self):
        self.assert_same(self.lines(self.bank), name="1", balance_start=5.0, balance_end_real=9.0)

    def test_without_balances_after_another_one(self):
        before = self.lines(self.bank, date(2026, 1, 1))
        Statement = self.root["account.bank.statement"]
        list(Statement._ar_create_with({"name": "1"}, self.latest_first(before)))
        self.assert_same(self.lines(self.bank, date(2026, 1, 9)), name="2")

    def test_in_another_currency(self):
        self.assert_same(self.lines(self.dollar_bank), name="1", balance_start=0.1)

    def test_lines_that_somebody_touched(self):
        lines = self.lines(self.bank)
        lines[-1].move_id.button_draft()
        self.root["account.bank.statement"].create({"line_ids": [Command.set(lines[0].ids)]})
        self.assert_same(lines, name="1", balance_end_real=4.0)
