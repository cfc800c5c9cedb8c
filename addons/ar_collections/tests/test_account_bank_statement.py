from datetime import timedelta

from odoo.tests import tagged

from .bank_files import FIRST_DAY, Movement, mt940
from .common import DOLLAR_BANK, ArCommon

SECOND_DAY = FIRST_DAY + timedelta(days=1)
THIRD_DAY = FIRST_DAY + timedelta(days=2)


@tagged("post_install", "-at_install")
class TestAccountBankStatement(ArCommon):
    """Statements that are chained, sent again, overlap, are missing, or share a file."""

    def imported(self, *statements):
        document = self.give(b"".join(statements))
        self.assertEqual(document.state, "imported", document.error)
        return document

    def amounts(self, journal=None):
        lines = self.root["account.bank.statement.line"].search(
            [("journal_id", "=", (journal or self.bank).id)], order="internal_index"
        )
        return lines.mapped("amount")

    def assert_known(self, document, file):
        self.assertEqual(document.state, "information")
        self.assertIn("already imported", document.note)
        self.assertIn(file, document.note)
        self.assertFalse(document.error)
        self.assertFalse(document.line_ids)

    # --- the same statement again

    def test_sent_again_under_another_name_with_other_line_ends(self):
        self.give(mt940("100.00"), name="monday.sta")
        document = self.give(mt940("100.00", end="\n"), name="monday-copy.txt")
        self.assert_known(document, "monday.sta")
        self.assertEqual(self.amounts(), [100.0])

    def test_sent_again_with_text_wrapped_anew(self):
        first = mt940(Movement(amount="100.00", text="Rechnung 4711 danke"))
        self.give(first, name="monday.sta")
        document = self.give(first.replace(b"4711 ", b"\r\n4711 "), name="again.sta")
        self.assert_known(document, "monday.sta")

    def test_sent_again_after_the_books_were_closed(self):
        """That it is known is the answer, not that the period must be opened."""
        self.give(mt940("100.00"), name="monday.sta")
        self.root.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            [FIRST_DAY, self.company.id],
        )
        self.company.invalidate_recordset()
        self.assert_known(self.give(mt940("100.00", end="\n")), "monday.sta")

    def test_one_of_several_is_known(self):
        monday = mt940("100.00")
        tuesday = mt940("50.00", number="2", opening="1100.00", day=SECOND_DAY)
        self.give(monday, name="monday.sta")
        document = self.imported(monday + tuesday)
        self.assertEqual(self.amounts(), [100.0, 50.0])
        self.assertIn("already imported from monday.sta", document.note)

    def test_twice_in_one_file(self):
        document = self.imported(mt940("100.00"), mt940("100.00"))
        self.assertEqual(self.amounts(), [100.0])
        self.assertIn("stands twice", document.note)

    # --- equal payments are two payments

    def test_equal_payments_in_one_statement(self):
        self.imported(mt940("100.00", "100.00"))
        self.assertEqual(self.amounts(), [100.0, 100.0])

    def test_equal_payments_in_chained_statements(self):
        self.imported(mt940("100.00"))
        document = self.imported(mt940("100.00", number="2", opening="1100.00"))
        self.assertEqual(self.amounts(), [100.0, 100.0])
        self.assertFalse(document.note)

    def test_equal_payments_in_chained_statements_of_one_file(self):
        document = self.imported(
            mt940("100.00"),
            mt940("100.00", number="2", opening="1100.00"),
            mt940("100.00", number="3", opening="1200.00", day=SECOND_DAY),
        )
        self.assertEqual(self.amounts(), [100.0, 100.0, 100.0])
        self.assertFalse(document.note)

    def test_newest_first(self):
        """Some banks put the newest statement on top, also of one day."""
        self.imported(mt940("1.00", opening="999.00"))
        self.imported(
            mt940("50.00", number="4", opening="1200.00", day=SECOND_DAY),
            mt940("100.00", number="3", opening="1100.00"),
            mt940("100.00", number="2", opening="1000.00"),
        )
        self.assertEqual(sorted(self.amounts()), [1.0, 50.0, 100.0, 100.0])

    def test_equal_payments_to_two_accounts(self):
        document = self.imported(
            mt940("100.00"), mt940("100.00", account=DOLLAR_BANK, currency="USD")
        )
        self.assertEqual(self.amounts(), [100.0])
        self.assertEqual(self.amounts(self.dollar_bank), [100.0])
        self.assertFalse(document.note)

    # --- overlap and gap

    def test_a_week_after_its_days(self):
        """The days came one by one, then the whole week: only what was missing is added."""
        same = Movement(amount="100.00", text="INV/1")
        later = Movement(amount="50.00", day=THIRD_DAY)
        self.imported(mt940(same))
        self.imported(mt940(same, number="2", opening="1100.00"))
        document = self.imported(mt940(same, same, later, number="W1"))
        self.assertEqual(self.amounts(), [100.0, 100.0, 50.0])
        self.assertIn("overlaps", document.note)
        self.assertEqual(document.line_ids.mapped("amount"), [50.0])

    def test_sent_again_with_another_number(self):
        """On an account that is emptied every evening all balances are equal."""
        swept = ("100.00", "-100.00")
        self.imported(mt940(*swept, opening="0.00"))
        self.imported(mt940(*swept, opening="0.00", number="2", day=SECOND_DAY))
        self.assert_known(self.give(mt940(*swept, opening="0.00", number="7")), "day.sta")
        again = mt940(*swept, opening="0.00", number="8", day=SECOND_DAY)
        self.assert_known(self.give(again), "day.sta")
        self.assertEqual(self.amounts(), [100.0, -100.0, 100.0, -100.0])

    def test_a_statement_that_says_what_the_first_of_the_day_said(self):
        """In, out, and in again: the balances fit to it being new, or the first one once more."""
        self.imported(mt940("100.00", opening="100.00", number="1"))
        self.imported(mt940("-100.00", opening="200.00", number="2"))
        document = self.give(mt940("100.00", opening="100.00", number="3"), name="third.sta")
        self.assertEqual(document.state, "quarantined")
        self.assertIn("already imported from day.sta", document.error)
        self.assertIn("If it is another one", document.error)
        document.with_user(self.treasurer).action_retry()
        self.assertEqual(self.amounts(), [100.0, -100.0])
        document.with_user(self.manager).accept_reason = "It came in again"
        document.with_user(self.manager).action_retry()
        document.with_user(self.treasurer).action_import()
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(self.amounts(), [100.0, -100.0, 100.0])
        self.assertEqual(document.statement_ids.balance_start, 100.0)
        self.assert_known(
            self.give(mt940("100.00", opening="100.00", number="3", end="\n")), "third"
        )

    def test_gap(self):
        self.imported(mt940("100.00"))
        document = self.imported(mt940("1.00", number="3", opening="1250.00", day=THIRD_DAY))
        self.assertIn("Gap before statement 3", document.note)
        self.assertIn("1,250.00", document.note)
        self.assertEqual(self.amounts(), [100.0, 1.0])

    def test_the_missing_statement_arrives_late(self):
        self.imported(mt940("100.00"))
        self.imported(mt940("1.00", number="3", opening="1250.00", day=THIRD_DAY))
        late = mt940("150.00", number="2", opening="1100.00", day=SECOND_DAY)
        self.imported(late)
        self.assertEqual(sorted(self.amounts()), [1.0, 100.0, 150.0])

    def test_the_missing_statement_of_the_same_day_arrives_late(self):
        """Its movement says the same as one that is there: it is another one all the same."""
        self.imported(mt940("50.00", number="401"))
        ahead = self.give(mt940("7.00", number="403", opening="1100.00"))
        self.assertEqual(ahead.state, "quarantined")
        self.assertIn("Import the statement that is missing", ahead.error)
        self.imported(mt940("50.00", number="402", opening="1050.00"))
        self.retry(ahead)
        self.assertEqual(ahead.state, "imported", ahead.error)
        self.assertEqual(sorted(self.amounts()), [7.0, 50.0, 50.0])

    def test_a_late_statement_between_two_of_which_the_second_is_there(self):
        self.imported(mt940("50.00", number="401"))
        self.imported(mt940("7.00", number="403", opening="1100.00", day=SECOND_DAY))
        self.imported(mt940("50.00", number="402", opening="1050.00"))
        self.assertEqual(sorted(self.amounts()), [7.0, 50.0, 50.0])

    def test_a_statement_that_fits_nowhere_is_held(self):
        self.imported(mt940("100.00"))
        self.imported(mt940("1.00", number="2", opening="1100.00", day=THIRD_DAY))
        odd = self.give(mt940("100.00", number="9", opening="1.00", day=SECOND_DAY))
        self.assertEqual(odd.state, "quarantined")
        self.assertTrue(odd.wrong_total)
        self.assertFalse(odd.line_ids)

    def test_no_gap_between_statements_of_one_file(self):
        self.imported(mt940("100.00"))
        document = self.imported(
            mt940("50.00", number="2", opening="1100.00", day=SECOND_DAY),
            mt940("25.00", number="3", opening="1150.00", day=THIRD_DAY),
        )
        self.assertFalse(document.note)

    # --- amounts

    def test_amounts_are_as_exact_as_the_file(self):
        amounts = ["0.10", "0.20", "999999999999.99", "-0.01", "1234567.89"]
        document = self.imported(mt940(*amounts))
        self.assertEqual([f"{amount:.2f}" for amount in self.amounts()], amounts)
        self.assertTrue(document.statement_ids.is_complete)
