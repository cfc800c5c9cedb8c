import json
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.ar_collections.models import statement_line_rows as rows
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ArCommon

# What differs from one run to the next, and a mark that Odoo sets on every entry it writes twice.
NOT_COMPARED = ["create_date", "write_date", "is_manually_modified"]
AMOUNTS = (100.0, -3.5, 0.05, 1234567.89, -100.0, 33.33, 100.0, -0.01)


@tagged("post_install", "-at_install")
class TestStatementLineRows(ArCommon):
    """Lines written as rows are those that Odoo creates one by one."""

    def values(self, journal, amounts=AMOUNTS, first=date(2025, 12, 29), every=3):
        """Lines over the turn of a year, not in the order of their days, some alike."""
        return [
            {
                "journal_id": journal.id,
                "date": first + timedelta(days=(number * 5 % len(amounts)) * every),
                "amount": amount,
                "payment_ref": f'Payment {number // 2}, 50 % "quoted" \\ and O\'Hara',
                "partner_name": "" if number % 3 else "Alder Joinery",
                "account_number": "" if number % 2 else "DE02120300000000202051",
                "transaction_type": "NTRF",
                "ar_import_key": f"key:{number}",
                "ar_reference": "",
                "ar_value_date": None if number % 4 else first,
                "ar_booked": first,
            }
            for number, amount in enumerate(amounts)
        ]

    def lines(self, journal):
        domain = [("journal_id", "=", journal.id), ("ar_import_key", "!=", False)]
        return self.root["account.bank.statement.line"].search(domain, order="id")

    def quiet(self, journal):
        lines = self.root["account.bank.statement.line"].with_company(journal.company_id)
        return lines.with_context(tracking_disable=True, mail_create_nolog=True)

    def books(self, journal, create):
        """All that is there of the lines created; then it is undone."""
        with self.root.cr.savepoint() as undone:
            create(self.values(journal))
            lines = self.lines(journal)
            statement = self.root["account.bank.statement"].create(
                {"name": "1", "line_ids": [Command.set(lines.ids)], "balance_end_real": 5.0}
            )
            found = {
                "lines": self.rows("account_bank_statement_line", "id", lines),
                "moves": self.rows("account_move", "statement_line_id", lines),
                "items": self.rows("account_move_line", "statement_line_id", lines),
                "statement": self.rows("account_bank_statement", "id", statement),
                "balances": lines.mapped("running_balance"),
                "said": len(lines.move_id.message_ids),
                "followers": lines.move_id.message_partner_ids.ids,
                "taxes": lines.move_id.line_ids.tax_ids.ids,
                "analytic": len(lines.move_id.line_ids.analytic_line_ids),
                "valid": (statement.is_complete, statement.is_valid),
                "next": self.quiet(journal)
                .create(self.values(journal)[0] | {"ar_import_key": 0})
                .name,
                "gaps": journal.has_sequence_holes,
            }
            undone.rollback()
        return found

    def rows(self, table, column, records):
        """All columns; ids as the places that they stand on."""
        self.env.flush_all()
        found = self.root.execute_query(
            SQL(
                "SELECT (to_jsonb(t) - %s)::text FROM %s t WHERE %s = ANY(%s) ORDER BY id",
                NOT_COMPARED,
                SQL.identifier(table),
                SQL.identifier(column),
                records.ids,
            )
        )
        places, found = {}, [json.loads(row, parse_float=Decimal) for (row,) in found]
        for row in found:
            if "internal_index" in row:
                row["internal_index"] = row["internal_index"][:18]
            for key in ("id", "move_id", "statement_line_id", "statement_id"):
                if row.get(key):
                    row[key] = places.setdefault((key, row[key]), len(places))
            row.pop("first_line_index", None)
        return found

    def assert_same_books(self, journal, written=True):
        Line = type(self.root["account.bank.statement.line"])
        with patch.object(Line, "_ar_insert", autospec=True, side_effect=Line._ar_insert) as insert:
            ours = self.books(journal, self.quiet(journal)._ar_create_all)
        self.assertEqual(bool(insert.called), written)
        odoos = self.books(journal, self.quiet(journal).create)
        for what, theirs in odoos.items():
            for own, other in zip(_in_pieces(ours[what]), _in_pieces(theirs), strict=True):
                self.assertEqual(own, other, what)

    # --- the same

    def test_bank(self):
        self.assert_same_books(self.bank)

    def test_bank_in_another_currency(self):
        self.root["res.currency.rate"].create(
            {"name": "2026-01-05", "rate": 1.1, "currency_id": self.dollar.id}
        )
        self.assert_same_books(self.dollar_bank)

    def test_credit_card(self):
        card = self.root["account.journal"].create(
            {"name": "Card", "code": "CARD", "type": "credit", "company_id": self.company.id}
        )
        self.assert_same_books(card)

    def test_cash(self):
        self.assert_same_books(self.company_data["default_journal_cash"].with_env(self.root))

    def test_numbers_that_begin_anew_each_month(self):
        before = self.values(self.bank)[0] | {"date": date(2025, 12, 1), "ar_import_key": False}
        self.quiet(self.bank).create(before).move_id.name = "BANK/2025/12/0007"
        self.assert_same_books(self.bank)

    def test_numbers_that_never_begin_anew(self):
        before = self.values(self.bank)[0] | {"date": date(2025, 12, 1), "ar_import_key": False}
        self.quiet(self.bank).create(before).move_id.name = "B0007"
        self.assert_same_books(self.bank)

    def test_a_year_that_does_not_end_in_december(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assert_same_books(self.bank)

    def test_amount_of_nothing(self):
        values = self.values(self.bank, amounts=(0.0, 5.0, 0.0))
        with patch.object(type(self), "values", return_value=values):
            self.assert_same_books(self.bank)

    def test_foreign_amounts_and_notes(self):
        """What the payer ordered in other currencies, between lines without such a thing."""
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.8)])
        told = {
            0: (self.dollar, 125.37),
            1: (pound, -2.8),
            4: (self.dollar, -125.0),
            6: (self.company.currency_id, 77.77),
        }
        for journal in (self.bank, self.dollar_bank):
            values = self.values(journal)
            for number, (currency, amount) in told.items():
                if currency != journal._ar_currency():
                    values[number] |= {
                        "foreign_currency_id": currency.id,
                        "amount_currency": amount,
                    }
            values[5]["narration"] = "<p>The bank states CHF 1.00 &amp; more.</p>"
            with patch.object(type(self), "values", return_value=values):
                self.assert_same_books(journal)

    # --- what Odoo creates itself

    def test_locked_period(self):
        self.company.fiscalyear_lock_date = date(2025, 12, 31)
        self.assert_same_books(self.bank, written=False)

    def test_entries_with_a_hash(self):
        """Odoo lets no entry in such a journal stand on the suspense account."""
        self.bank.restrict_mode_hash_table = True
        with self.assertRaises(UserError):
            self.quiet(self.bank)._ar_create_all(self.values(self.bank))

    def test_analytic_account(self):
        plan = self.root["account.analytic.plan"].create({"name": "Plan"})
        account = self.root["account.analytic.account"].create(
            {"name": "A", "plan_id": plan.id, "company_id": self.company.id}
        )
        prefix = self.bank.suspense_account_id.with_company(self.company).code
        self.root["account.analytic.distribution.model"].create(
            {
                "company_id": self.company.id,
                "account_prefix": prefix,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        self.assert_same_books(self.bank, written=False)

    def test_facts_of_which_nothing_is_known(self):
        values = [each | {"ref": "X"} for each in self.values(self.bank)]
        self.quiet(self.bank)._ar_create_all(values)
        self.assertEqual(set(self.lines(self.bank).mapped("ref")), {"X"})

    def test_module_of_which_nothing_is_known(self):
        with patch.object(rows, "_KNOWN", rows._KNOWN - {"account"}):
            self.env.registry.clear_cache()
            self.assert_same_books(self.bank, written=False)
        self.env.registry.clear_cache()

    def test_number_that_somebody_has_taken(self):
        """A number of a misdated entry is in the way: Odoo finds the next that is free."""
        self.quiet(self.bank).create(self.values(self.bank)[:1])
        taken = self.lines(self.bank).move_id
        names = [("BNK1/2026/00003", "BNK1/2026/", 3, False)] * len(AMOUNTS)
        Line = type(self.root["account.bank.statement.line"])
        with patch.object(Line, "_ar_next_names", return_value=names):
            values = [
                each | {"ar_import_key": f"other:{at}"}
                for at, each in enumerate(self.values(self.bank))
            ]
            self.quiet(self.bank)._ar_create_all(values)
        found = (self.lines(self.bank).move_id - taken).mapped("name")
        self.assertEqual(len(set(found)), len(AMOUNTS))

    # --- how much it takes

    def test_statements_do_not_grow_with_the_lines(self):
        def statements(count):
            amounts = [float(number) for number in range(1, count + 1)]
            values = self.values(self.bank, amounts=amounts, every=0)
            before = self.root.cr.sql_log_count
            with self.root.cr.savepoint() as undone:
                self.quiet(self.bank)._ar_create_all(values)
                taken = self.root.cr.sql_log_count - before
                undone.rollback()
            return taken

        statements(2)
        self.assertLessEqual(statements(300), statements(3) + 5)


def _in_pieces(found):
    """Rows column by column, so that a failure names one."""
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return [found]
    return [(at, *column) for at, row in enumerate(found) for column in row.items()]
