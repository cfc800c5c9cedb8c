"""What the screens say, and the ways through them."""

from datetime import timedelta

from freezegun import freeze_time
from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .bank_files import Movement, mt940
from .common import ArCommon

WRONG = mt940("100.00", closing="1000.00")


class ScreensCommon(ArCommon):
    def due(self, day, amount, **values):
        """An invoice issued and due on that day."""
        return self.invoice(
            amount, issued=day, invoice_date_due=day, invoice_payment_term_id=False, **values
        )


@tagged("post_install", "-at_install")
class TestWords(ScreensCommon):
    def overdue(self, days, **values):
        due = Date.context_today(self.company) - timedelta(days=days)
        return self.owed(self.due(due, 100, **values))

    def test_days_are_said_in_words(self):
        words = {
            12: "12 days",
            1: "1 day",
            0: "due today",
            -1: "due tomorrow",
            -5: "due in 5 days",
        }
        for days, said in words.items():
            with self.subTest(days):
                self.assertEqual(self.overdue(days).ar_overdue, said)

    def test_a_credit_is_never_late(self):
        item = self.overdue(40, move_type="out_refund")
        self.assertEqual((item.ar_overdue, item.ar_days_overdue), ("credit", 0))

    def test_the_case_says_how_late_its_oldest_item_is(self):
        self.overdue(3)
        self.overdue(12)
        self.run_action("refresh")
        case = self.root["ar.case"].search([("partner_id", "=", self.alder.id)])
        self.assertEqual(case.overdue_by, "12 days")
        with freeze_time(Date.context_today(case) + timedelta(days=1)):
            case.invalidate_recordset(["overdue_by"])
            self.assertEqual(case.overdue_by, "13 days", "without waiting for the night")
        case.state = "closed"
        self.assertFalse(case.overdue_by)

    def test_a_payment_names_customer_and_invoices(self):
        items = [self.owed(self.invoice(amount)) for amount in (10, 20, 30, 40)]
        (line,) = self.paid("100.00", text="All four", name="Alder Joinery")
        match = self.decided(line, dict.fromkeys(items, 10.0), state="suggested")
        customer, invoices = match.pays.split("\n")
        self.assertEqual(customer, "Alder Joinery")
        self.assertIn(items[0].move_name, invoices)
        self.assertTrue(invoices.endswith(" and 1 more"), invoices)
        self.assertEqual(match.from_bank, "Alder Joinery\nAll four")

    def test_reasons_are_a_list_and_no_markup(self):
        (line,) = self.paid("100.00")
        match = self.decided(line, {self.owed(self.invoice(100)): 100.0})
        match.reasons = "First <b>reason</b>\nSecond"
        self.assertEqual(match.why.count("<li>"), 2)
        self.assertIn("&lt;b&gt;", match.why)
        match.reasons = False
        self.assertFalse(match.why)

    def test_a_case_counts_the_payments_to_confirm(self):
        item = self.owed(self.invoice(100))
        (line,) = self.paid("100.00")
        self.decided(line, {item: 100.0}, state="suggested")
        self.run_action("refresh")
        case = self.root["ar.case"].search([("partner_id", "=", self.alder.id)])
        self.assertEqual((case.suggestion_count, len(case.suggestion_ids)), (1, 1))


@tagged("post_install", "-at_install", "ar_tour")
class TestScreens(ScreensCommon, HttpCase):
    def take(self, tour, user):
        self.start_tour("/odoo", f"ar_collections_{tour}", login=user.login)
        self.env.invalidate_all()

    def suggestion(self):
        item = self.owed(self.invoice(250))
        (line,) = self.paid("250.00", name="Alder Joinery")
        match = self.decided(line, {item: 250.0}, state="suggested")
        match.reasons = "The text names it"
        return match

    def document(self, name):
        return self.root["ar.feed.document"].search(
            [("name", "=", name), ("company_id", "=", self.company.id)]
        )

    def test_a_file_is_imported_by_the_menu(self):
        self.take("import_by_menu", self.treasurer)
        self.assertEqual(self.document("by_menu.sta").line_ids.mapped("amount"), [250.0])

    def test_a_file_is_imported_on_the_bank_card(self):
        self.take("import_on_bank_card", self.treasurer)
        self.assertEqual(self.document("on_card.sta").line_ids.mapped("amount"), [250.0])

    def test_several_files_are_imported(self):
        self.take("import_several", self.treasurer)
        self.assertEqual(self.document("good.sta").line_ids.mapped("amount"), [250.0])
        self.assertEqual(self.document("page.sta").state, "quarantined")

    def test_a_file_is_discarded_after_a_look(self):
        content = mt940(Movement(amount="1.00", name="<b>Alder</b>"))
        self.show(content, name="unwanted.sta")
        self.take("discard", self.treasurer)
        self.assertFalse(self.document("unwanted.sta"))
        self.assertEqual(self.give(content).state, "imported", "it can be given again")

    def test_a_suggestion_is_accepted(self):
        match = self.suggestion()
        self.take("accept", self.treasurer)
        self.assertEqual(match.state, "posted")
        self.assertEqual(match.posted_by_id, self.treasurer)

    def test_suggestions_are_accepted_in_the_list(self):
        """Several that are chosen, and one in its row."""
        matches = self.suggestion() | self.suggestion() | self.suggestion()
        self.take("accept_listed", self.treasurer)
        self.assertEqual(matches.mapped("state"), ["posted"] * 3)
        self.assertEqual(matches.posted_by_id, self.treasurer)

    def test_a_posted_match_is_undone(self):
        match = self.suggestion()
        match._post()
        self.assertEqual(match.state, "posted")
        self.take("undo", self.treasurer)
        self.assertEqual(match.state, "undone")
        self.assertEqual(match.allocation_ids.move_line_id.amount_residual, 250.0)

    def test_a_case_is_opened_from_the_worklist(self):
        today = Date.context_today(self.company)
        self.due(today - timedelta(days=40), 250)
        self.invoice(50, issued=today, move_type="out_refund")
        self.run_action("refresh")
        self.take("case", self.collector)

    def test_a_quarantined_document_shows_where_it_is_wrong(self):
        self.give(WRONG, name="wrong.sta")
        self.take("quarantined", self.treasurer)
        self.assertEqual(self.document("wrong.sta").state, "quarantined")
