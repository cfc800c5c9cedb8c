import csv
import io
from contextlib import contextmanager, redirect_stdout
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.cli.command import find_command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..wizards import ar_backtest
from .common import ArCommon

SINCE = date(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestArBacktest(ArCommon):
    """What is decided on the past, and that nothing is changed by it."""

    @contextmanager
    def read_only(self):
        """PostgreSQL refuses every write."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            yield
        finally:
            savepoint.close(rollback=True)

    def replayed(self):
        """By payment: tier, verdict, what is proposed and what was booked."""
        with self.read_only():
            rows = list(self.root["ar.backtest"]._decided_again(self.company, SINCE))
        return {
            row["statement_line_id"]: (row["tier"], row["verdict"], row["proposed"], row["booked"])
            for row in rows
        }

    def booked(self, line, *invoices):
        """A person has booked it on these invoices, oldest first."""
        rest, allocations = line.amount, {}
        for item in self.owed(sum(invoices, self.root["account.move"])):
            allocations[item] = min(rest, item.amount_residual_currency)
            rest -= allocations[item]
        match = self.decided(line, allocations, "suggested")
        self.accept(match)
        self.assertEqual(match.state, "posted", match.reasons)
        return line

    def run_wizard(self, user=None, **values):
        wizard = (
            self.env["ar.backtest"]
            .with_user(user or self.treasurer)
            .create({"company_id": self.company.id, "months": 1200, **values})
        )
        wizard.action_run()
        return wizard

    def entered(self, record, hours):
        """So much later: in a test all is created in one moment."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = create_date + %s * interval '1 hour' WHERE id = %s",
                SQL.identifier(record._table),
                hours,
                record.id,
            )
        )
        self.env.invalidate_all()

    # --- what is read of the books

    def test_each_verdict(self):
        first, second, third = (self.invoice(amount) for amount in (119.11, 83.27, 61.05))
        twin = self.invoice(83.27, self.birch)
        right = self.booked(self.paid("119.11", f"Invoice {first.name}"), first)
        wrong = self.booked(self.paid("83.27", f"Invoice {second.name}"), twin)
        suggested = self.booked(self.paid("61.05", "Thanks"), third)
        self.assertEqual(
            self.replayed(),
            {
                right.id: ("A", "right", f"{first.name} 119.11", f"{first.name} 119.11"),
                wrong.id: ("A", "wrong", f"{second.name} 83.27", f"{twin.name} 83.27"),
                suggested.id: ("E", "first", f"{third.name} 61.05", f"{third.name} 61.05"),
            },
        )

    def test_a_payment_registered_on_the_invoice(self):
        """The bank's line met the payment's entry, which had met the invoice."""
        invoice = self.invoice(119.11)
        payment = self._register_payment(invoice, journal_id=self.bank.id)
        line = self.paid("119.11", f"Invoice {invoice.name}")
        outstanding = payment.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_current"
        )
        suspense = line._ar_suspense_lines()
        suspense.account_id = outstanding.account_id
        (suspense + outstanding).reconcile()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(
            self.replayed()[line.id],
            ("A", "right", f"{invoice.name} 119.11", f"{invoice.name} 119.11"),
        )

    def test_part_payments_on_two_days(self):
        """The second meets what the first has left."""
        invoice = self.invoice(100)
        first = self.booked(self.paid("60.00", f"Invoice {invoice.name}"), invoice)
        second = self.booked(
            self.paid("40.00", f"Invoice {invoice.name}", day=date(2026, 2, 1)), invoice
        )
        replayed = self.replayed()
        self.assertEqual(replayed[second.id][2:], (f"{invoice.name} 40.00",) * 2)
        self.assertEqual(replayed[first.id][3], f"{invoice.name} 60.00")

    def test_what_was_invoiced_later_is_not_there_yet(self):
        invoice = self.invoice(61.05, issued=date(2026, 3, 1))
        line = self.booked(self.paid("61.05", "Thanks"), invoice)
        self.assertLess(line.date, invoice.invoice_date)
        self.assertEqual(self.replayed()[line.id], (False, "left", False, ""))

    def test_a_credit_used_up_with_it(self):
        invoice, credit = self.invoice(100), self.invoice(30, move_type="out_refund")
        line = self.paid("70.00", f"{invoice.name} less {credit.name}")
        items = {self.owed(invoice): 100.0, self.owed(credit): -30.0}
        self.accept(self.decided(line, items, "suggested"))
        _tier, verdict, _proposed, booked = self.replayed()[line.id]
        self.assertEqual(verdict, "right")
        self.assertEqual(
            set(booked.split("\n")), {f"{invoice.name} 100.00", f"{credit.name} -30.00"}
        )

    def test_what_belongs_to_nothing_is_best_left(self):
        income = self.company_data["default_account_revenue"]
        line = self.paid("12.34", "Interest")
        line._ar_suspense_lines().account_id = income
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.replayed()[line.id], (False, "left", False, ""))

    def test_of_what_came_back_the_books_say_no_more_what_it_paid(self):
        invoice = self.invoice(61.05)
        line = self.booked(self.paid("61.05"), invoice)
        self.came_back(line.ar_match_ids)
        self.assertFalse(self.replayed())

    def test_what_is_not_reconciled_has_no_truth(self):
        self.invoice(61.05)
        self.paid("61.05")
        self.assertFalse(self.replayed())

    def test_of_what_met_something_else_nobody_knows(self):
        """An outstanding payment of which the line paid a part only."""
        invoice = self.invoice(100)
        payment = self._register_payment(invoice, journal_id=self.bank.id)
        outstanding = payment.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_current"
        )
        lines = [self.paid("60.00"), self.paid("40.00")]
        for line in lines:
            suspense = line._ar_suspense_lines()
            suspense.account_id = outstanding.account_id
            (suspense + outstanding).reconcile()
        self.assertFalse(self.replayed())

    def test_what_was_learned_from_a_payment_does_not_find_it(self):
        invoice = self.invoice(83.11)
        line = self.booked(self.paid("83.11", iban="FR1420041010050500013M02606"), invoice)
        payer = self.root["ar.payer"].search([("company_id", "=", self.company.id)])
        self.assertTrue(payer.in_use)
        self.entered(payer, hours=1)
        self.assertEqual(self.replayed()[line.id][0], "E")
        later = self.booked(
            self.paid("91.13", iban="FR1420041010050500013M02606", day=date(2026, 3, 1)),
            self.invoice(91.13),
        )
        self.entered(later, hours=2)
        self.assertEqual(self.replayed()[later.id][0], "C")

    def test_posting_is_tried_where_it_is_off(self):
        invoice = self.invoice(119.11)
        line = self.booked(self.paid("119.11", f"Invoice {invoice.name}"), invoice)
        policies = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policies.post = False
        self.assertEqual(self.replayed()[line.id][1], "right")
        self.assertFalse(policies.post)

    def test_a_discount_taken_in_time(self):
        """The invoice is paid by now; on that day its discount could still be kept back."""
        loss = self.company_data["default_account_expense"]
        self.company.account_journal_early_pay_discount_loss_account_id = loss
        terms = self.root["account.payment.term"].create(
            {
                "name": "2 % 60 days",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 60,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 90})
                ],
            }
        )
        invoice = self.invoice(119.11, invoice_payment_term_id=terms.id)
        line = self.paid("116.73", f"Invoice {invoice.name}", name="Alder Joinery")
        self.run_action("match")
        match = line.ar_match_ids
        match.state = "suggested"
        self.accept(match)
        self.assertEqual(invoice.payment_state, "paid", match.reasons)
        self.assertEqual(
            self.replayed()[line.id],
            ("B", "right", f"{invoice.name} 116.73 + 2.38", f"{invoice.name} 119.11"),
        )

    def test_another_currency(self):
        invoice = self.invoice(100, currency_id=self.dollar.id)
        line = self.paid("100.00", f"Invoice {invoice.name}", journal=self.dollar_bank)
        self.booked(line, invoice)
        self.assertEqual(self.replayed()[line.id][:2], ("A", "right"))

    def test_queries_do_not_grow_with_the_history(self):
        def queries(count):
            for _ in range(count):
                invoice = self.invoice(50.5)
                self.booked(self.paid("50.50", f"Invoice {invoice.name}"), invoice)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.company._ar_history(SINCE)
            return self.env.cr.sql_log_count - before

        few = queries(2)
        self.assertLessEqual(queries(6), few + 2)

    # --- the command

    def test_the_command_prints_the_table_and_what_is_wrong(self):
        invoice, twin = self.invoice(83.27), self.invoice(83.27, self.birch)
        self.booked(self.paid("83.27", f"Invoice {invoice.name}"), twin)
        command, out = find_command("ar_backtest")(), io.StringIO()
        with TemporaryDirectory() as folder, redirect_stdout(out):
            file = Path(folder) / "payments.csv"
            options = SimpleNamespace(months=2400, csv=str(file))
            with self.read_only():
                command._report(self.root, self.company, options)
            (row,) = csv.DictReader(file.open(encoding="utf-8", newline=""))
        self.assertEqual(row["Booked then"], f"{twin.name} 83.27")
        printed = out.getvalue()
        self.assertRegex(printed, r"Number or reference +1 +0 +1 +0 +0 +0\n")
        self.assertIn(f"booked    {twin.name} 83.27", printed)
        self.assertIn(f"proposed  {invoice.name} 83.27", printed)

    def test_the_command_asks_for_one_company(self):
        command = find_command("ar_backtest")()
        self.assertEqual(command._companies(self.root, self.company.name), self.company)
        with self.assertRaises(SystemExit):
            command._companies(self.root, "Nobody's company")

    # --- the wizard

    def test_the_wizard_shows_the_result(self):
        invoice, other = self.invoice(119.11), self.invoice(83.27)
        twin = self.invoice(83.27, self.birch)
        self.booked(self.paid("119.11", f"Invoice {invoice.name}"), invoice)
        self.booked(self.paid("83.27", f"Invoice {other.name}", name="=1+1"), twin)
        wizard = self.run_wizard()
        self.assertRecordValues(
            wizard,
            [{"payment_count": 2, "posted_count": 2, "wrong_count": 1, "in_time": True}],
        )
        self.assertIn("100.0 % of 2 payments would have been posted; 1 in 2", wizard.result)
        self.assertIn("Number or reference", wizard.result)
        wrong = wizard.line_ids.filtered(lambda line: line.verdict == "wrong")
        self.assertEqual(wrong.booked, f"{twin.name} 83.27")
        action = wizard.action_open_wrong()
        self.assertEqual(wizard.line_ids.search(action["domain"]), wizard.line_ids)
        content = wizard.line_ids._to_csv(
            wizard.line_ids.read(wizard.line_ids._csv_columns, load="")
        )
        rows = list(csv.DictReader(io.StringIO(content)))
        self.assertEqual({row["Result"] for row in rows}, {"Posted as booked", "Posted otherwise"})
        self.assertIn("'=1+1", {row["Payer"] for row in rows}, "nothing is calculated")
        self.assertTrue(wizard.csv_file)

    def test_nothing_found_is_said(self):
        wizard = self.run_wizard()
        self.assertTrue(wizard.done)
        self.assertIn("No reconciled payment", wizard.result)

    def test_whoever_waits_gets_the_newest_days(self):
        days = (date(2026, 1, 10), date(2026, 1, 11))
        for day in days:
            invoice = self.invoice(50.5)
            line = self.paid("50.50", f"Invoice {invoice.name}", day=day)
            self.booked(line, invoice)
        with patch.object(ar_backtest, "PATIENCE", -1):
            wizard = self.run_wizard()
        self.assertRecordValues(wizard, [{"in_time": False, "first_day": days[1]}])
        self.assertEqual(wizard.line_ids.mapped("date"), [days[1]])

    def test_only_managers_switch_on(self):
        policies = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policies.post = False
        wizard = self.run_wizard()
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            wizard.action_post_by_itself()
        self.assertEqual(wizard.waiting_policy_count, len(policies))
        self.run_wizard(self.manager).action_post_by_itself()
        self.assertTrue(all(policies.mapped("post")))
        action = policies[0].with_user(self.manager).action_backtest()
        self.assertEqual(action["context"], {"default_company_id": self.company.id})

    def test_one_policy_is_switched_on_after_it_was_tried(self):
        every = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policy = every[0].copy({"post": False}).with_user(self.manager)
        every.post = False
        action = policy.action_switch_on()
        self.assertFalse(policy.post, "the backtest comes first")
        self.assertEqual(action["res_model"], "ar.backtest")
        wizard = self.env["ar.backtest"].with_user(self.manager).with_context(**action["context"])
        wizard = wizard.create({})
        wizard.action_run()
        self.assertEqual((wizard.policy_id, wizard.waiting_policy_count), (policy, 1))
        wizard.action_post_by_itself()
        self.assertEqual((policy.post, set(every.mapped("post"))), (True, {False}))
        policy.action_switch_off()
        self.assertFalse(policy.post)

    def test_others_may_not(self):
        backtests = self.env["ar.backtest"]
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            backtests.with_user(self.collector).create({"company_id": self.company.id})
        other = self.setup_other_company()["company"]
        with self.assertRaises(UserError):
            self.run_wizard(company_id=other.id)
        with self.assertRaises(UserError):
            self.run_wizard(months=0)

    def test_nobody_sees_anothers_result(self):
        invoice = self.invoice(119.11)
        self.booked(self.paid("119.11", f"Invoice {invoice.name}"), invoice)
        mine = self.run_wizard()
        stranger = self.person("stranger", groups="ar_collections.group_manager")
        stranger_sees = self.env["ar.backtest.line"].with_user(stranger).search([])
        self.assertFalse(stranger_sees & mine.line_ids)
