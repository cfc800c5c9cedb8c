from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import psycopg2
from odoo import Command
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ArCommon

TODAY = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestArCase(ArCommon):
    def due(self, days_overdue, amount, customer=None, **values):
        """An invoice that is so many days overdue today."""
        due = TODAY - timedelta(days=days_overdue)
        return self.invoice(
            amount, customer, issued=date(2026, 1, 5), invoice_date_due=due, **values
        )

    def refresh(self, today=TODAY, company=None):
        company = company or self.company
        self.root["ar.case"].with_company(company)._refresh(company, today)
        self.env.flush_all()

    def cases(self, customer=None, company=None):
        return self.root["ar.case"].search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", (company or self.company).id),
            ],
            order="id",
        )

    def owing(self, customers):
        """One entry in which each of these customers owes ten euros since yesterday."""
        receivable = self.company_data["default_account_receivable"].id
        revenue = self.company_data["default_account_revenue"].id
        lines = [
            {
                "account_id": receivable,
                "partner_id": customer.id,
                "balance": 10.0,
                "date_maturity": TODAY - timedelta(days=1),
            }
            for customer in customers
        ]
        lines.append({"account_id": revenue, "balance": -10.0 * len(customers)})
        self.env["account.move"].create(
            {"date": date(2026, 1, 5), "line_ids": [Command.create(line) for line in lines]}
        ).action_post()

    # --- figures

    def test_one_case_with_all_that_is_open(self):
        self.due(20, 100)
        self.due(5, 50)
        self.due(-10, 25)
        self.refresh()
        self.assertRecordValues(
            self.cases(),
            [
                {
                    "state": "open",
                    "amount_open": 175.0,
                    "amount_overdue": 150.0,
                    "item_count": 3,
                    "oldest_due": TODAY - timedelta(days=20),
                    "oldest_days": 20,
                    "next_action": "call",
                    "is_overdue": True,
                }
            ],
        )
        self.assertEqual(self.cases().item_ids.mapped("amount_residual"), [100.0, 50.0, 25.0])

    def test_days_make_the_next_action(self):
        for days, action in [
            (-1, "wait"),
            (0, "wait"),
            (1, "remind"),
            (15, "call"),
            (61, "escalate"),
        ]:
            customer = self.customer(f"Late by {days}")
            self.due(days, 10, customer)
            self.refresh()
            with self.subTest(days):
                self.assertRecordValues(
                    self.cases(customer), [{"oldest_days": days, "next_action": action}]
                )

    def test_due_today_is_not_overdue(self):
        self.due(0, 100)
        self.refresh()
        self.assertRecordValues(self.cases(), [{"amount_overdue": 0.0, "is_overdue": False}])

    def test_overdue_cases_are_found(self):
        self.due(1, 100)
        self.due(0, 100, self.birch)
        self.refresh()
        both = self.cases() + self.cases(self.birch)
        Case = self.root["ar.case"]
        mine = [("id", "in", both.ids)]
        self.assertEqual(Case.search([*mine, ("is_overdue", "=", True)]), self.cases())
        self.assertEqual(Case.search([*mine, ("is_overdue", "=", False)]), self.cases(self.birch))
        self.assertEqual(Case.search([*mine, ("is_overdue", "!=", True)]), self.cases(self.birch))
        for values in ([], [True], [False], [True, False]):
            with self.subTest(values):
                domain = Case._search_is_overdue("in", values) & Domain(mine)
                wanted = both.filtered(lambda case, values=values: case.is_overdue in values)
                self.assertEqual(Case.search(domain), wanted)
        self.assertIs(Case._search_is_overdue("not in", [True]), NotImplemented)

    def test_a_part_payment_counts(self):
        invoice = self.due(20, 100)
        self._register_payment(invoice, amount=30)
        self.refresh()
        self.assertRecordValues(self.cases(), [{"amount_open": 70.0, "amount_overdue": 70.0}])

    def test_instalments_are_due_each_on_its_day(self):
        invoice = self.invoice(1000, invoice_payment_term_id=self.pay_terms_b.id)
        first, second = self.owed(invoice)
        self.refresh(today=first.date_maturity + timedelta(days=3))
        self.assertRecordValues(
            self.cases(),
            [{"amount_open": 1000.0, "amount_overdue": 300.0, "oldest_days": 3, "item_count": 2}],
        )
        self.refresh(today=second.date_maturity + timedelta(days=1))
        self.assertEqual(self.cases().amount_overdue, 1000.0)

    def test_other_currencies_count_in_the_companys(self):
        self.due(20, 125, currency_id=self.dollar.id)
        self.refresh()
        self.assertEqual(self.cases().amount_open, 100.0)

    # --- credits

    def test_a_credit_lowers_what_is_owed(self):
        self.due(20, 100)
        self.due(40, 30, move_type="out_refund")
        self.refresh()
        self.assertRecordValues(
            self.cases(), [{"amount_open": 70.0, "amount_overdue": 70.0, "oldest_days": 20}]
        )

    def test_a_credit_larger_than_what_is_overdue(self):
        self.due(20, 100)
        self.due(-20, 500)
        self.due(40, 300, move_type="out_refund")
        self.refresh()
        self.assertRecordValues(self.cases(), [{"amount_open": 300.0, "amount_overdue": 0.0}])

    def test_nobody_calls_a_customer_to_whom_we_owe(self):
        self.due(20, 100, move_type="out_refund")
        self.due(20, 100, self.birch)
        self.due(20, 100, self.birch, move_type="out_refund")
        self.refresh()
        self.assertFalse(self.cases() + self.cases(self.birch))

    # --- open, closed, open again

    def test_paid_closes_and_a_new_debt_opens_again(self):
        invoice = self.due(20, 100)
        self.refresh()
        self._register_payment(invoice)
        self.refresh()
        self.assertRecordValues(
            self.cases(),
            [{"state": "closed", "amount_open": 0.0, "amount_overdue": 0.0, "item_count": 0}],
        )
        self.due(1, 50)
        self.refresh()
        self.assertRecordValues(self.cases(), [{"state": "open", "amount_open": 50.0}])

    def test_the_chatter_tells_when_it_was_settled(self):
        invoice = self.due(20, 100)
        self.refresh()
        self._register_payment(invoice)
        self.refresh()
        self.due(1, 50)
        self.refresh()
        self.refresh()
        told = "".join(self.cases().message_ids.sorted("id").mapped("body"))
        self.assertEqual(told.count("Settled"), 1)
        self.assertEqual(told.count("Owes again"), 1)

    def test_cases_from_before_become_one(self):
        """A database of the time when each debt had a case of its own."""
        self.due(20, 100)
        self.refresh()
        newest = self.cases()
        self.env.cr.execute("DROP INDEX ar_case_customer_uniq")
        self.env.cr.execute(
            """INSERT INTO ar_case (partner_id, company_id, state)
               VALUES (%s, %s, 'closed') RETURNING id""",
            [self.alder.id, self.company.id],
        )
        old = self.root["ar.case"].browse(self.env.cr.fetchone()[0])
        old.message_post(body="Called in 2025")
        self.env.flush_all()
        self._script().migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.cases(), newest)
        self.assertIn("Called in 2025", "".join(newest.message_ids.mapped("body")))

    def _script(self):
        path = Path(__file__).parent.parent / "migrations" / "19.0.1.1.0" / "pre-one_case.py"
        spec = spec_from_file_location("one_case", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        return script

    def test_undoing_the_payment_opens_again(self):
        invoice = self.due(20, 100)
        match = self.decided(self.paid(100), {self.owed(invoice): 100.0})
        self.refresh()
        self.run_action("post")
        self.refresh()
        self.assertEqual(self.cases().state, "closed")
        match.with_user(self.treasurer).action_undo()
        self.refresh()
        self.assertEqual(self.cases().mapped("state"), ["open"])

    def test_the_database_holds_one_case_per_customer(self):
        self.due(20, 100)
        self.refresh()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.cases().copy()

    def test_two_customers_become_one(self):
        self.due(20, 100)
        self.due(5, 50, self.birch)
        self.refresh()
        both = self.cases() + self.cases(self.birch)
        both[1].message_post(body="Called: pays on Friday")
        Merge = self.root["base.partner.merge.automatic.wizard"]
        Merge._merge((self.alder + self.birch).ids, self.alder)
        self.env.invalidate_all()
        self.refresh()
        self.assertEqual(self.cases(), both.exists())
        self.assertEqual(self.cases().amount_open, 150.0)
        self.assertIn("Called: pays on Friday", "".join(self.cases().message_ids.mapped("body")))

    def test_each_company_has_its_own_case(self):
        other = self.setup_other_company()
        company = other["company"].with_env(self.root)
        self.due(20, 100)
        move = (
            self.root["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.alder.id,
                    "journal_id": other["default_journal_sale"].id,
                    "invoice_date": date(2026, 1, 5),
                    "invoice_line_ids": [
                        Command.create({"name": "Oak", "price_unit": 7.0, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        self.refresh()
        self.refresh(company=company)
        self.assertEqual(self.cases().amount_open, 100.0)
        self.assertEqual(self.cases(company=company).amount_open, 7.0)

    def test_whose_case_it_is(self):
        self.alder.user_id = self.collector
        self.due(20, 100)
        self.due(20, 100, self.birch)
        self.refresh()
        self.assertEqual(self.cases().user_id, self.collector)
        self.assertFalse(self.cases(self.birch).user_id)
        # Who was chosen by hand stays.
        self.cases().with_user(self.collector).user_id = self.manager
        self.refresh()
        self.assertEqual(self.cases().user_id, self.manager)

    def test_by_the_scheduled_action(self):
        self.due(20, 100)
        self.run_action("refresh")
        self.assertEqual(self.cases().amount_open, 100.0)

    # --- cost

    def test_a_second_refresh_writes_nothing(self):
        self.due(20, 100.10)
        self.due(20, "33.33", self.birch, currency_id=self.dollar.id)
        self.owing([self.alder, self.birch])
        self.refresh()
        cases = self.cases() + self.cases(self.birch)
        self.env.cr.execute("UPDATE ar_case SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.refresh()
        self.assertEqual(set(cases.mapped("write_date")), {cases[0].write_date})
        self.assertEqual(cases[0].write_date.year, 2020)

    def test_the_number_of_customers_costs_no_queries(self):
        def queries(count):
            customers = self.root["res.partner"].create(
                [{"name": f"Customer {number}"} for number in range(count)]
            )
            self.owing(customers)
            counts = []
            for today in (TODAY, TODAY, TODAY + timedelta(days=30)):  # new, unchanged, all changed
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.refresh(today)
                counts.append(self.env.cr.sql_log_count - before)
            return counts

        queries(1)  # warm up
        few, many = queries(5), queries(50)
        for step, less, more in zip(("new", "unchanged", "changed"), few, many, strict=True):
            with self.subTest(step):
                self.assertLessEqual(more, less + 3)
