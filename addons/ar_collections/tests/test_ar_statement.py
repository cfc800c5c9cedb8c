"""What a customer is told of the account is what the ledger says; and it is told once."""

import re
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_ar_aging import JULY, JUNE, MAY, AgingCommon

FIRST_OF_JUNE = date(2026, 6, 1)


class StatementCommon(AgingCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alder.email = "books@alder.example"
        cls.birch.email = "books@birch.example"
        cls.company.email = "us@company.example"

    def statement(self, customer=None, begin=FIRST_OF_JUNE, end=JUNE, user=None, **values):
        """Of one customer; what it says of the ledger is held against the ledger."""
        customer = customer or self.alder
        statement = (
            self.env["ar.statement"]
            .with_user(user or self.collector)
            ._of(customer, self.company, date_from=begin, date_to=end, **values)
        )
        for account in statement._accounts()[statement.id]:
            if statement.kind == "activity":
                self.assertEqual(account.closing, account.open, account.currency)
            self.assertEqual(float(account.open), self.in_ledger(customer, account.currency, end))
            self.assertEqual(sum(account.ages), account.open)
        return statement

    def in_ledger(self, customer, currency, day):
        [[total]] = self.root["account.move.line"]._read_group(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
                ("partner_id", "=", customer.id),
                ("currency_id.name", "=", currency),
                ("date", "<=", day),
            ],
            aggregates=["amount_currency:sum"],
        )
        return round(total or 0.0, 2)

    def account(self, statement):
        [account] = statement._accounts()[statement.id]
        return account

    def text(self, statement):
        """The page, without its marks."""
        return " ".join(re.sub(r"<[^>]+>", " ", str(statement._page())).split())

    def schedule(self, **values):
        return self.root["ar.statement.schedule"].create(
            {"name": "Monthly", "company_id": self.company.id, **values}
        )

    def send(self):
        """The scheduled action, with a mail server that takes everything."""
        with self.mock_mail_gateway():
            self.run_action("statement_send")

    def made(self, schedule):
        return schedule.statement_ids.sorted("id")


@tagged("post_install", "-at_install")
class TestArStatement(StatementCommon):
    # --- what it says

    def test_a_month_of_a_customer(self):
        """20 from before; an invoice, a part payment and a credit note; 70 is left."""
        self.due(MAY, 20)
        invoice = self.due(date(2026, 7, 10), 100)
        self.pay(invoice, 40, date(2026, 6, 20))
        self.due(date(2026, 7, 25), 10, move_type="out_refund")
        self.pay(invoice, 60, JULY)
        account = self.account(self.statement())
        self.assertEqual(float(account.opening), 20.0)
        self.assertEqual(
            [
                (each.kind, float(each.amount), float(balance))
                for each, balance in account.running()
            ],
            [("invoice", 100.0, 120.0), ("payment", -40.0, 80.0), ("credit_note", -10.0, 70.0)],
        )
        self.assertEqual(float(account.closing), 70.0)
        self.assertEqual(
            [(float(item.amount), float(item.open)) for item in account.items],
            [(20.0, 20.0), (100.0, 60.0), (-10.0, -10.0)],
        )
        self.assertEqual(float(account.overdue(JUNE)), 20.0)
        self.assertEqual([float(each) for each in account.ages], [50.0, 20.0, 0, 0, 0, 0])

    def test_only_the_open_items(self):
        self.due(MAY, 20)
        page = self.text(self.statement(kind="open"))
        self.assertIn("Statement of open items", page)
        self.assertNotIn("Opening balance", page)

    def test_each_currency_has_its_account(self):
        self.dollar.rate_ids = [Command.create({"name": "2026-06-15", "rate": 1.60})]
        dollars = self.due(date(2026, 7, 1), 100, currency_id=self.dollar.id)
        self.pay(dollars, 30, date(2026, 6, 20), journal=self.dollar_bank)
        self.due(MAY, 50)
        statement = self.statement()
        accounts = statement._accounts()[statement.id]
        self.assertEqual(
            [(each.currency, float(each.opening), float(each.closing)) for each in accounts],
            [("EUR", 50.0, 50.0), ("USD", 0.0, 70.0)],
        )
        self.assertIn("Account in USD", self.text(statement))

    def test_nothing_at_all(self):
        statement = self.statement(customer=self.birch)
        self.assertEqual(float(self.account(statement).closing), 0.0)
        self.assertIn("Nothing is open", self.text(statement))

    def test_a_payment_that_is_a_draft_again(self):
        invoice = self.due(MAY, 100)
        self.pay(invoice, 100, date(2026, 6, 5)).move_id.button_draft()
        self.assertEqual(float(self.account(self.statement()).closing), 100.0)

    def test_the_page_says_how_to_pay_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.root["ir.module.module"]._load_module_terms(["ar_collections"], ["de_DE"])
        self.due(MAY, 1234.5)
        self.alder.write({"lang": "de_DE", "ref": "K-17"})
        self.company.partner_id.bank_ids[:1].currency_id = self.company.currency_id
        page = self.text(self.statement())
        for words in ("Kontoauszug", "Endsaldo", "1.234,50", "30.06.2026", "K-17", "Nicht fällig"):
            self.assertIn(words, page)
        self.alder.lang = False
        self.assertIn("Closing balance", self.text(self.statement()))

    def test_the_pdf(self):
        self.due(MAY, 100)
        statement = self.statement()
        with self.allow_pdf_render():
            content, kind = statement.with_context(force_report_rendering=True)._pdf()
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))

    # --- sending one

    def test_one_is_sent_from_the_case(self):
        self.due(MAY, 100)
        self.run_action("refresh")
        case = self.root["ar.case"].search([("partner_id", "=", self.alder.id)])
        action = case.with_user(self.collector).action_statement()
        statement = self.env["ar.statement"].with_user(self.collector).browse(action["res_id"])
        self.assertEqual((statement.state, statement.date_to), ("draft", Date.context_today(case)))
        self.assertEqual(case.statement_count, 1)
        statement.action_send()
        self.assertEqual((statement.state, statement.address), ("sending", "books@alder.example"))
        self.assertIn("statement of account", statement.message_id.subject)
        self.assertEqual(len(statement.message_id.attachment_ids), 1)
        contact = self.root["ar.contact"].search([("message_id", "=", statement.message_id.id)])
        self.assertEqual((contact.partner_id, contact.channel), (self.alder, "email"))
        self.send()
        with self.assertRaisesRegex(UserError, "on its way, or there already"):
            statement.action_send()
        with self.assertRaisesRegex(UserError, "on its way, or there already"):
            statement.date_to = MAY
        with self.assertRaisesRegex(UserError, "is kept"):
            statement.unlink()

    def test_without_an_address_it_is_skipped_with_the_reason(self):
        self.alder.email = False
        statement = self.statement()
        with self.assertRaisesRegex(UserError, "Nobody at Alder Joinery has an e-mail address"):
            statement.action_send()
        sent = self.statement()
        sent.sudo().state = "to_send"
        self.send()
        self.assertEqual(sent.state, "skipped")
        self.assertIn("e-mail address", sent.reason)

    def test_who_is_on_hold_gets_none(self):
        self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "legal",
                "reason": "Lawsuit",
            }
        )
        statement = self.statement()
        statement.sudo().state = "to_send"
        self.send()
        self.assertEqual(statement.state, "skipped")
        self.assertTrue(statement.reason)
        self.assertFalse(statement.message_id)

    # --- schedules

    def test_on_the_first_of_the_month(self):
        """Everyone with something open, once; who pays in between gets the activity only."""
        self.due(MAY, 100)
        invoice = self.due(MAY, 40, customer=self.birch)
        with freeze_time("2026-06-15"):
            schedule = self.schedule(day_of_month=1)
        self.assertEqual(schedule.next_run, date(2026, 7, 1))
        with freeze_time("2026-06-30"):
            self.run_action("statement_run")
            self.assertFalse(self.made(schedule))
        with freeze_time("2026-07-01"):
            self.run_action("statement_run")
            self.assertRecordValues(
                self.made(schedule),
                [
                    {"partner_id": each.id, "date_from": FIRST_OF_JUNE, "date_to": JUNE}
                    for each in (self.alder, self.birch)
                ],
            )
            self.assertEqual(schedule.next_run, date(2026, 8, 1))
            self.run_action("statement_run")
            schedule._run(date(2026, 7, 1))
            self.assertEqual(len(self.made(schedule)), 2, "nobody gets two for one period")
            self.send()
        self.assertEqual(set(self.made(schedule).mapped("state")), {"sent"})
        self.assertEqual(schedule.sent_count, 2)
        self.pay(invoice, 40, date(2026, 7, 5))
        with freeze_time("2026-08-01"):
            self.run_action("statement_run")
        self.assertEqual(len(self.made(schedule)), 4, "Birch has seen the payment")
        with freeze_time("2026-09-01"):
            self.run_action("statement_run")
        self.assertEqual(len(self.made(schedule)), 5, "and nothing since")

    def test_who_is_chosen(self):
        self.due(MAY, 100)
        self.due(MAY, 5, customer=self.birch)
        values = {"kind": "open", "every": "weekly", "weekday": "0"}
        schedule = self.schedule(**values, minimum_balance=50)
        self.assertEqual(schedule._chosen((FIRST_OF_JUNE, JUNE)), self.alder.ids)
        schedule.minimum_balance = 0
        schedule.customer_domain = "[('name', 'ilike', 'birch')]"
        self.assertEqual(schedule._chosen((FIRST_OF_JUNE, JUNE)), self.birch.ids)
        with self.assertRaises(ValidationError), mute_logger("odoo.addons.base.models.ir_rule"):
            schedule.customer_domain = "[('no_such_field', '=', 1)]"

    def test_one_that_breaks_stops_no_other_and_is_tried_again(self):
        self.due(MAY, 100)
        self.due(MAY, 40, customer=self.birch)
        schedule = self.schedule()
        schedule._run(date(2026, 7, 1))
        bad, good = self.made(schedule)
        Statement = type(self.env["ar.statement"])
        make = Statement._pdf

        def breaks(statement):
            if statement == bad:
                raise RuntimeError("no paper")
            return make(statement)

        with patch.object(Statement, "_pdf", breaks):
            self.send()
            self.assertEqual((bad.state, bad.attempts, good.state), ("to_send", 1, "sent"))
            self.send()
            self.send()
        self.assertEqual((bad.state, bad.reason, good.state), ("failed", "no paper", "sent"))
        bad.with_user(self.collector).action_send()
        self.assertEqual(bad.state, "sending")

    def test_killed_after_the_mail_was_queued_it_is_not_sent_again(self):
        self.due(MAY, 100)
        statement = self.statement()
        statement.sudo().state = "to_send"
        statement.sudo()._hand_over()
        mails = self.root["mail.mail"].search([("mail_message_id", "=", statement.message_id.id)])
        self.assertEqual((statement.state, mails.state), ("sending", "outgoing"))
        self.send()
        self.assertEqual(statement.state, "sending", "Odoo's own queue has the mail")
        with self.mock_mail_gateway():
            mails.send()
        self.send()
        self.assertEqual(statement.state, "sent")
        self.assertEqual(
            self.root["mail.message"].search_count(
                [
                    ("subject", "=", statement.message_id.subject),
                    ("model", "=", statement.message_id.model),
                    ("res_id", "=", statement.message_id.res_id),
                ]
            ),
            1,
        )

    def test_customers_that_become_one_keep_their_statements(self):
        self.due(MAY, 100)
        self.due(MAY, 40, customer=self.birch)
        schedule = self.schedule()
        schedule._run(date(2026, 7, 1))
        mine, theirs = self.made(schedule)
        self.root["base.partner.merge.automatic.wizard"]._merge(
            (self.alder | self.birch).ids, self.alder
        )
        (mine | theirs).invalidate_recordset()
        self.assertEqual((mine | theirs).exists().partner_id, self.alder)
        self.assertEqual((mine.schedule_id, theirs.schedule_id.id), (schedule, False))

    # --- rights

    def test_who_may_do_what(self):
        self.due(MAY, 100)
        statement = self.statement()
        with self.assertRaises(AccessError):
            statement.state = "sent"
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.statement(user=self.treasurer)
        self.assertEqual(statement.with_user(self.treasurer).state, "draft")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            statement.with_user(self.treasurer).action_send()
        other = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            statement.with_user(other).read(["state"])
        Schedule = self.env["ar.statement.schedule"]
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            Schedule.with_user(self.collector).create({"name": "Mine"})
        mine = Schedule.with_user(self.manager).create({"name": "Mine"})
        mine.action_run()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            mine.with_user(self.collector).action_run()
