"""What a collector sees of one customer, and what two of them see of each other."""

from datetime import UTC, date, datetime, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.ar_case_customer import time_there
from .test_worklist import NOW, TODAY, WorklistCommon

# As the form reads its rows: all of what is open, and what is shown beside.
ITEM = ("move_name", "date_maturity", "ar_overdue", "amount_residual", "ar_promised")
SHOWN = {
    "partner_id": {"fields": {"display_name": {}}},
    **{
        name: {}
        for name in (
            "amount_overdue",
            "score_why",
            "list_why",
            "credit_reasons",
            "credit_habit",
            "contact_name",
            "contact_phone",
            "local_time",
            "hold_notice",
            "colleague_notice",
            "ar_promise_count",
            "dispute_count",
            "contact_count",
            "statement_count",
            "suggestion_count",
            "document_count",
            "group_count",
        )
    },
    "promise_ids": {"fields": {"amount": {}, "state": {}}, "limit": 10},
    "dispute_ids": {"fields": {"amount": {}, "state": {}}, "limit": 10},
    "contact_ids": {"fields": {"text": {}, "user_name": {}}, "limit": 10},
    "hold_ids": {"fields": {"reason": {}, "state": {}}, "limit": 10},
    "receipt_ids": {"fields": {"ar_paid_when": {}, "ar_paid_items": {}}, "limit": 10},
    "suggestion_ids": {"fields": {"display_name": {}}, "limit": 10},
    "item_ids": {
        "fields": {name: {} for name in (*ITEM, "ar_disputed", "ar_held")},
        "limit": 100,
    },
}


@tagged("post_install", "-at_install")
class TestArCaseForm(WorklistCommon):
    def seen_by(self, user, customer=None):
        return self.case(customer).with_user(user).with_company(self.company)

    @freeze_time(NOW)
    def test_500_items_open_in_few_queries(self):
        """As many queries as with five: the items are read a page at a time."""
        self.due(45, 100)
        self.refresh()
        few = self.queries_to_open()
        for _half in range(2):
            self.split(250)
        self.refresh()
        self.assertGreater(self.case().item_count, 400)
        many = self.queries_to_open()
        self.assertLess(few, 110)
        self.assertLessEqual(many, few + 4)

    def split(self, count):
        """An invoice in so many instalments."""
        term = self.root["account.payment.term"].create(
            {
                "name": "Many",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 100 / count, "nb_days": day})
                    for day in range(count)
                ],
            }
        )
        return self.invoice(10000, issued=date(2026, 1, 5), invoice_payment_term_id=term.id)

    def queries_to_open(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        [shown] = self.seen_by(self.collector).web_read(SHOWN)
        self.assertTrue(shown["item_ids"][0]["ar_overdue"])
        return self.env.cr.sql_log_count - before

    @freeze_time(NOW)
    def test_its_figures(self):
        """Paid nine days late, a part promised, another disputed, a file on hand."""
        paid, promised, disputed = self.due(30, 100), self.due(20, 300), self.due(10, 50)
        self.pay(paid, TODAY - timedelta(days=21))
        self.refresh()
        mine = self.seen_by(self.collector)
        promise = mine.with_context(ar_item_ids=self.owed(promised).ids).action_promise()
        self.env["ar.promise.make"].browse(promise["res_id"]).with_user(
            self.collector
        ).action_make()
        wizard = mine.with_context(ar_item_ids=self.owed(disputed).ids).action_dispute()
        self.env["ar.dispute.open"].browse(wizard["res_id"]).with_user(self.collector).action_open()
        self.root["ir.attachment"].create(
            {"name": "Order.pdf", "raw": b"x", "res_model": "ar.case", "res_id": mine.id}
        )
        self.happens()
        for user in (self.collector, self.treasurer, self.manager):
            with self.subTest(user.login):
                case = self.seen_by(user)
                self.assertEqual((case.ar_promise_count, case.dispute_count), (1, 1))
                self.assertEqual(case.promise_ids.amount, 300.0)
                self.assertEqual(case.dispute_ids.document, disputed.name)
                self.assertEqual(case.document_count, 1)
                self.assertEqual(case.receipt_ids.ar_paid_when, "9 days late")
                self.assertEqual(case.receipt_ids.ar_paid_items, paid.name)
                [shown] = case.web_read(SHOWN)
                self.assertEqual(len(shown["item_ids"]), 2)
        found = mine.env["ir.attachment"].search(mine.action_open_documents()["domain"])
        self.assertEqual(found.name, "Order.pdf")

    def pay(self, invoice, day):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": day}).with_user(self.root.uid)._create_payments()

    @freeze_time(NOW)
    def test_who_only_reads_does_nothing(self):
        self.due(10, 100)
        self.refresh()
        case = self.seen_by(self.treasurer)
        for act in (case.action_dispute, case.action_write_off, case.action_email):
            with self.subTest(act.__name__), self.assertRaises(AccessError):
                act()

    @freeze_time(NOW)
    def test_an_item_paid_meanwhile_is_not_disputed(self):
        """It was ticked when it was still open; the case says so instead of disputing nothing."""
        first = self.due(30, 100)
        for days in (20, 10):
            self.due(days, 300)
        self.refresh()
        case = self.seen_by(self.collector).with_context(ar_item_ids=self.owed(first).ids)
        self.pay(first, TODAY)
        for act in (case.action_dispute, case.action_write_off):
            with self.subTest(act.__name__), self.assertRaisesRegex(UserError, first.name):
                act()
        with self.assertRaisesRegex(UserError, "Tick the items"):
            self.seen_by(self.collector).action_dispute()

    @freeze_time(NOW)
    def test_ticked_items_are_held_and_not_the_customer(self):
        invoice = self.due(10, 100)
        self.refresh()
        case, item = self.seen_by(self.collector), self.owed(invoice)
        self.assertNotIn("default_scope", case.action_hold()["context"])
        ticked = case.with_context(ar_item_ids=item.ids).action_hold()["context"]
        with Form(self.env["ar.hold"].with_user(self.collector).with_context(**ticked)) as form:
            form.kind = "pause"
            form.reason = "They look for the order"
            form.date_to = TODAY + timedelta(days=5)
        self.assertEqual((form.record.scope, form.record.item_ids), ("items", item))

    @freeze_time(NOW)
    def test_the_only_item_needs_no_tick(self):
        invoice = self.due(10, 100)
        self.refresh()
        action = self.seen_by(self.collector).action_write_off()
        [line] = action["context"]["default_line_ids"]
        self.assertEqual(line[2]["move_line_id"], self.owed(invoice).id)


@tagged("post_install", "-at_install")
class TestTwoOnOneCase(WorklistCommon):
    def log(self, user, **values):
        log = self.env["ar.contact.log"].with_user(user)
        defaults = {"default_partner_id": self.alder.id, "default_company_id": self.company.id}
        with Form(log.with_context(**defaults)) as form:
            form.channel = "note"
            form.text = "I will call again"
            for name, value in values.items():
                form[name] = value
        return form.record

    def said(self):
        return self.root["ar.contact"].search([("partner_id", "=", self.alder.id)])

    def test_who_comes_second_reads_what_the_first_did(self):
        self.due(10, 100)
        self.refresh()
        self.log(self.clerk).action_log()
        notice = self.case().with_user(self.collector).colleague_notice
        self.assertIn("clerk", notice)
        self.assertIn("I will call again", notice)
        self.assertFalse(self.case().with_user(self.clerk).colleague_notice, "it was me")

    def test_it_is_told_before_a_second_call_is_logged(self):
        """Both have the dialog open; the first one logs, the second is told, and logs it then."""
        self.due(10, 100)
        self.refresh()
        second = self.log(self.collector)
        self.log(self.clerk, text="Pays on Friday").action_log()
        again = second.action_log()
        self.assertEqual(again["res_id"], second.id)
        self.assertIn("Pays on Friday", second.meanwhile)
        self.assertEqual(second.text, "I will call again", "nothing typed is lost")
        self.assertEqual(len(self.said()), 1)
        second.action_log()
        self.assertEqual(len(self.said()), 2)

    def test_an_invoice_paid_during_the_call(self):
        invoice = self.due(10, 100)
        self.refresh()
        log = self.log(self.collector)
        log.item_ids = self.owed(invoice)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        log.action_log()
        self.assertIn(f"{invoice.name} was paid meanwhile", log.meanwhile)
        log.action_log()
        self.assertEqual(self.said().mapped("about"), [invoice.name])


@tagged("post_install", "-at_install")
class TestCustomerTime(WorklistCommon):
    def there(self, now, country, own=False):
        with freeze_time(now):
            self.alder.write(
                {"country_id": country and self.root.ref(f"base.{country}").id, "tz": own}
            )
            self.env.invalidate_all()
            return self.case().local_time

    def test_whether_it_is_night_there(self):
        self.due(10, 100)
        self.refresh()
        self.assertRegex(self.there("2026-03-02 09:00:00", "de"), r"^10:00.AM$")
        self.assertRegex(self.there("2026-03-02 09:00:00", "uk"), r"^9:00.AM$")
        self.assertIn("after office hours", self.there("2026-03-02 09:00:00", "jp"))
        self.assertIn("weekend", self.there("2026-03-01 09:00:00", "de"))
        self.assertIn("before", self.there("2026-03-02 09:00:00", "us", "America/New_York"))
        self.assertFalse(self.there("2026-03-02 09:00:00", "us"), "it has several times")
        self.assertFalse(self.there("2026-03-02 09:00:00", "us", "Europe/Berlin"), "not there")
        self.assertFalse(self.there("2026-03-02 09:00:00", False))

    def test_the_number_of_whom_one_asks_for(self):
        self.due(10, 100)
        self.refresh()
        self.alder.write({"phone": "+49 30 1", "email": "office@alder.example"})
        self.env.invalidate_all()
        self.assertEqual((self.case().contact_name, self.case().contact_phone), (False, "+49 30 1"))
        self.root["res.partner"].create(
            {
                "name": "Ilse Kern",
                "parent_id": self.alder.id,
                "ar_contact_role": "clerk",
                "email": "kern@alder.example",
            }
        )
        self.env.invalidate_all()
        case = self.case().with_user(self.collector)
        self.assertEqual(
            (case.contact_name, case.contact_email), ("Ilse Kern", "kern@alder.example")
        )
        self.assertEqual(case.contact_phone, "+49 30 1", "she has none of her own")

    def test_islands_aside(self):
        with freeze_time(NOW):
            now = datetime.now(UTC)
            self.assertIsNone(time_there(now, "AU", False))
            self.assertEqual(time_there(now, "ES", False).hour, 10)
