"""The aging of any day is what the general ledger had on that day, to the cent."""

import base64
import io
from datetime import date, timedelta

import openpyxl
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ArCommon

MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)
AGES = ("bucket_0", "bucket_1", "bucket_2", "bucket_3", "bucket_4", "bucket_5")


class AgingCommon(ArCommon):
    def aging(self, day, user=None, **options):
        """The report of a day, held against the ledger as the ORM sums it."""
        env = self.env(user=user or self.collector)
        companies = options.pop("companies", self.company).with_env(env)
        env = env(context={**env.context, "allowed_company_ids": companies.ids})
        aging = env["ar.aging"]._as_of(companies, day, **options)
        self.assertTrue(aging.ties, aging.tie)
        for company in companies:
            rows = aging.row_ids.filtered(lambda row, company=company: row.company_id == company)
            total = sum(rows.mapped("balance"))
            self.assertEqual(
                company.currency_id.compare_amounts(total, self.ledger(day, company)), 0
            )
        return aging

    def ledger(self, day, company=None):
        """The receivable accounts on a day."""
        company = company or self.company
        [[total]] = self.root["account.move.line"]._read_group(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "=", company.id),
                ("date", "<=", day),
            ],
            aggregates=["balance:sum"],
        )
        return total or 0.0

    def row(self, aging, customer=None):
        customer = customer or self.alder
        return aging.row_ids.filtered(lambda row: row.partner_id.id == customer.id)

    def amounts(self, aging, customer=None):
        """The amounts by age, as far as the columns go."""
        row = self.row(aging, customer)
        return [row[name] for name in AGES]

    def due(self, day, amount, **values):
        """An invoice issued thirty days before it is due."""
        return self.invoice(
            amount,
            issued=day - timedelta(days=30),
            invoice_date_due=day,
            invoice_payment_term_id=False,
            **values,
        )

    def pay(self, invoice, amount, day, journal=None):
        """A payment that a person registers; gives its receivable line."""
        wizard = (
            self.root["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": (journal or self.bank).id,
                    "currency_id": invoice.currency_id.id,
                }
            )
        )
        return self.owed(wizard._create_payments().move_id)


@tagged("post_install", "-at_install")
class TestArAging(AgingCommon):
    def test_an_invoice_grows_old(self):
        """Due on 30 June: not due on that day, and then it goes from column to column."""
        self.due(JUNE, 100)
        for days, column in (
            (0, 0),
            (1, 1),
            (30, 1),
            (31, 2),
            (61, 3),
            (91, 4),
            (120, 4),
            (121, 5),
        ):
            with self.subTest(days=days):
                amounts = self.amounts(self.aging(JUNE + timedelta(days=days)))
                self.assertEqual(amounts, [100.0 if each == column else 0.0 for each in range(6)])
        self.assertFalse(self.aging(date(2026, 5, 30)).row_ids, "issued a day later")

    def test_what_was_paid_after_the_day_was_open_on_it(self):
        invoice = self.due(MAY, 100)
        self.pay(invoice, 40, JUNE)
        self.pay(invoice, 60, JULY)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self.amounts(self.aging(MAY))[0], 100.0)
        self.assertEqual(self.amounts(self.aging(JUNE - timedelta(days=1)))[1], 100.0)
        self.assertEqual(self.amounts(self.aging(JUNE))[1], 60.0, "a part of it was paid that day")
        self.assertEqual(self.amounts(self.aging(JULY - timedelta(days=1)))[2], 60.0)
        self.assertFalse(self.aging(JULY).row_ids)

    def test_what_was_applied_later_was_unapplied_on_the_day(self):
        """The money came in June; in July it was found what it pays."""
        payment = self.root["account.payment"].create(
            {
                "amount": 100,
                "date": JUNE,
                "partner_id": self.alder.id,
                "payment_type": "inbound",
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        invoice = self.due(JULY, 100)
        credit = self.owed(payment.move_id)
        before = self.aging(JULY)
        self.assertEqual((self.row(before).unapplied, self.row(before).bucket_0), (-100.0, 100.0))
        (credit | self.owed(invoice)).reconcile()
        self.assertFalse(self.aging(JULY).row_ids, "both are from before")
        june = self.aging(JUNE)
        self.assertEqual((self.row(june).unapplied, self.row(june).total), (-100.0, -100.0))

    def test_a_credit_note_is_shown_apart(self):
        self.due(MAY, 100)
        self.due(MAY, 30, move_type="out_refund")
        row = self.row(self.aging(JUNE))
        self.assertEqual((row.bucket_1, row.credit_notes, row.total), (100.0, -30.0, 70.0))

    def test_taken_off_an_invoice_it_is_open_again_on_each_day(self):
        invoice = self.due(MAY, 100)
        credit = self.pay(invoice, 100, JUNE)
        self.assertFalse(self.aging(JULY).row_ids)
        credit.remove_move_reconcile()
        row = self.row(self.aging(JULY))
        self.assertEqual((row.bucket_3, row.unapplied, row.total), (100.0, -100.0, 0.0))

    def test_a_payment_that_is_a_draft_again_pays_nothing(self):
        """Odoo keeps the reconciliation, and says that the invoice is paid; the ledger does not."""
        invoice = self.due(MAY, 100)
        self.pay(invoice, 100, JUNE).move_id.button_draft()
        self.assertEqual(self.owed(invoice).amount_residual, 0.0, "as Odoo has it")
        self.assertEqual(self.amounts(self.aging(JULY))[3], 100.0)
        self.assertEqual(self.ledger(JULY), 100.0)

    def test_an_invoice_that_is_a_draft_again_is_not_owed(self):
        invoice = self.due(MAY, 100)
        self.pay(invoice, 100, JUNE)
        invoice.button_draft()
        row = self.row(self.aging(JULY))
        self.assertEqual((row.unapplied, row.total), (-100.0, -100.0))

    def test_an_entry_of_before_that_is_posted_now_counts(self):
        self.assertFalse(self.aging(JUNE).row_ids)
        self.due(MAY, 100)
        self.assertEqual(self.aging(JUNE).row_ids.total, 100.0)

    def test_instalments_grow_old_one_by_one(self):
        terms = self.root["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 60)
                ],
            }
        )
        self.invoice(100, issued=MAY, invoice_payment_term_id=terms.id)
        self.assertEqual(self.amounts(self.aging(JUNE))[:2], [50.0, 50.0])

    def test_items_without_a_customer_are_shown(self):
        receivable = self.company_data["default_account_receivable"]
        entry = self.root["account.move"].create(
            {
                "date": MAY,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": receivable.id, "balance": 12.0}),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "balance": -12.0,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        [row] = self.aging(JUNE).row_ids
        self.assertEqual(
            (row.name, row.partner_id.id, row.total), ("Without a customer", False, 12.0)
        )
        items = self.root["ar.aging.item"].with_user(self.collector)
        self.assertEqual(items.search(row.action_open_items()["domain"]).move_id.id, entry.id)

    # --- foreign currency

    def test_dollars_with_a_difference_of_rates(self):
        """Issued at 1.25 and paid at 1.60: Odoo books what was lost on the last of the month."""
        self.dollar.rate_ids = [Command.create({"name": "2026-07-01", "rate": 1.60})]
        invoice = self.due(JUNE, 100, currency_id=self.dollar.id)
        self.pay(invoice, 60, date(2026, 7, 10), journal=self.dollar_bank)
        self.pay(invoice, 40, date(2026, 7, 20), journal=self.dollar_bank)
        self.assertTrue(self.owed(invoice).full_reconcile_id)
        story = {
            JUNE: (100.0, 80.0),
            date(2026, 7, 10): (40.0, 42.5),
            date(2026, 7, 20): (0.0, 17.5),
        }
        for day, open_ in story.items():
            with self.subTest(day=day):
                dollars = self.row(self.aging(day, currency="item"))
                euros = self.row(self.aging(day))
                self.assertEqual((dollars.total, dollars.balance), open_)
                self.assertEqual((dollars.currency_id, euros.total), (self.dollar, open_[1]))
        self.assertFalse(self.aging(JULY).row_ids)

    def test_in_the_currency_of_the_invoices_a_customer_has_a_row_for_each(self):
        self.due(MAY, 100, currency_id=self.dollar.id)
        self.due(MAY, 50)
        rows = self.row(self.aging(JUNE, currency="item"))
        found = {row.currency_id.name: (row.bucket_1, row.balance) for row in rows}
        self.assertEqual(found, {"USD": (100.0, 80.0), "EUR": (50.0, 50.0)})
        self.assertEqual(self.row(self.aging(JUNE)).bucket_1, 130.0)

    # --- companies

    def test_two_companies(self):
        """Each with its own row, ledger and currency; who may see one sees that one."""
        other = self.setup_other_company(name="Another Ltd")["company"]
        self.due(MAY, 100)
        invoice = self._create_invoice_one_line(
            price_unit=70,
            tax_ids=[],
            partner_id=self.alder.with_company(other),
            company_id=other.id,
            invoice_date=MAY,
            post=True,
        )
        self.assertEqual(invoice.company_id, other)
        self.collector.company_ids |= other
        both = self.aging(JUNE, companies=self.company | other)
        self.assertEqual(
            dict(both.row_ids.mapped(lambda r: (r.company_id.id, r.total))),
            {
                self.company.id: 100.0,
                other.id: 70.0,
            },
        )
        self.assertEqual(both.account_ids.company_id, self.company | other)
        one = self.aging(JUNE)
        self.assertEqual(one.row_ids.mapped("total"), [100.0])
        both.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Switch to Another Ltd first"):
            both.with_context(allowed_company_ids=self.company.ids).sudo()._fill()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env["ar.aging"].with_user(self.treasurer)._as_of(other, JUNE)

    # --- columns

    def test_by_the_day_of_issue(self):
        self.due(JUNE, 100)
        aging = self.aging(JUNE, by="issued", limits="10,30")
        row = self.row(aging)
        self.assertEqual((row.bucket_0, row.bucket_1, row.bucket_2), (0.0, 100.0, 0.0))
        names = aging.column_ids.mapped("name")
        self.assertEqual(names[:3], ["0-10", "11-30", "over 30"])

    def test_columns_of_choice_have_their_names_in_each_view(self):
        Row = self.env["ar.aging.row"].with_user(self.collector)
        action = self.aging(JUNE, limits="7, 14")._action("ar_collections.ar_aging_row_action")
        views = Row.with_context(**action["context"]).get_views([(False, "list"), (False, "pivot")])
        names = views["models"]["ar.aging.row"]["fields"]
        self.assertEqual(names["bucket_1"]["string"], "1-7")
        self.assertEqual(names["bucket_3"]["string"], "over 14")
        self.assertNotIn("bucket_4", names)
        self.assertNotIn("bucket_4", views["views"]["list"]["arch"])
        self.assertIn("bucket_4", Row.get_views([(False, "list")])["views"]["list"]["arch"])

    def test_columns_that_make_no_sense_are_refused(self):
        for limits in ("", "30, 20", "a", "1,2,3,4,5,6,7"):
            with self.subTest(limits), self.assertRaisesRegex(UserError, "rising numbers"):
                self.env["ar.aging"].with_user(self.collector).create(
                    {"limits": limits or " "}
                ).action_show()

    def test_the_choice_is_remembered_for_the_next_time(self):
        Aging = self.env["ar.aging"].with_user(self.collector)
        Aging.create({"by": "issued", "limits": "15", "apart": False}).action_show()
        again = Aging.create({})
        self.assertEqual((again.by, again.limits, again.apart), ("issued", "15", False))
        self.assertEqual(self.env["ar.aging"].with_user(self.treasurer).create({}).by, "due")

    # --- drill down

    def test_an_amount_leads_to_its_items_as_they_were_on_the_day(self):
        early, late = self.due(MAY, 100), self.due(JULY, 30)
        self.pay(early, 40, JULY)
        self.due(MAY, 7, customer=self.birch)
        aging = self.aging(JUNE)
        row = self.row(aging)
        Item = self.env["ar.aging.item"].with_user(self.collector)

        def items(column=None):
            action = row.with_context(ar_column=column).action_open_items()
            return Item.search(action["domain"])

        self.assertEqual(items("bucket_1").move_line_id.ids, self.owed(early).ids)
        self.assertEqual(items("bucket_1").amount, 100.0)
        self.assertEqual(
            items("bucket_0").move_line_id.ids, [] if late.date > JUNE else self.owed(late).ids
        )
        self.assertEqual(sum(items().mapped("amount")), row.total)
        self.assertEqual(len(items()), row.item_count, "asked twice, each once")
        shares = (
            self.env["ar.aging.share"]
            .with_user(self.collector)
            .search([("aging_id", "=", aging.id)])
        )
        self.assertEqual(sum(shares.mapped("amount")), sum(aging.row_ids.mapped("total")))
        old = shares.filtered(
            lambda s: s.partner_id.id == self.alder.id and s.column_id.name == "1-30"
        )
        self.assertEqual(Item.search(old.action_open_items()["domain"]).amount, 100.0)
        self.assertEqual(items("bucket_1").action_open_document()["res_id"], early.id)

    # --- rights

    def test_who_may_see_it(self):
        self.due(MAY, 100)
        mine = self.aging(JUNE)
        for user in (self.treasurer, self.manager):
            self.aging(JUNE, user=user)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                mine.row_ids.with_user(user).read(["total"])
        for groups in ("account.group_account_invoice", "base.group_user", "base.group_portal"):
            stranger = self.person(groups, groups=groups)
            with (
                self.subTest(groups),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_model"),
            ):
                self.env["ar.aging"].with_user(stranger).action_today()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            mine.row_ids.with_user(self.collector).write({"total": 1.0})

    def test_whose_customer_it_is(self):
        """As the case says; where there is none, as the customer says."""
        self.due(MAY, 100)
        self.due(MAY, 50, customer=self.birch)
        self.birch.write(
            {
                "user_id": self.treasurer.id,
                "category_id": [Command.create({"name": "Boats"})],
                "country_id": self.root.ref("base.nl").id,
            }
        )
        self.run_action("refresh")
        cases = self.root["ar.case"].search([("company_id", "=", self.company.id)])
        strategy = self.root["ar.strategy"].create({"name": "Large ones"})
        cases.filtered(lambda each: each.partner_id == self.alder).write(
            {"user_id": self.manager.id, "strategy_id": strategy.id}
        )
        cases.filtered(lambda each: each.partner_id == self.birch).write(
            {"user_id": False, "strategy_id": False}
        )
        aging = self.aging(JUNE)
        alder, birch = self.row(aging), self.row(aging, self.birch)
        self.assertEqual((alder.user_id.id, alder.segment), (self.manager.id, "Large ones"))
        self.assertEqual((birch.user_id.id, birch.segment), (self.treasurer.id, "Boats"))
        self.assertEqual(birch.country_id.code, "NL")

    # --- many

    def test_the_number_of_queries_does_not_grow(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["ar.aging"].with_user(self.manager)._as_of(self.company, JUNE)
            return self.env.cr.sql_log_count - before

        self.due(MAY, 100)
        statements()
        self.due(MAY, 20)
        few = statements()
        for number in range(6):
            self.due(MAY - timedelta(days=10 * number), 10 + number, customer=self.birch)
        self.assertLessEqual(statements(), few)

    def test_any_day_of_a_busy_year_ties(self):
        """Part payments, credits, dollars, undone and drafted: the ledger is met on each day."""
        self.dollar.rate_ids = [
            Command.create({"name": f"2026-0{month}-01", "rate": 1.1 + month / 20})
            for month in range(2, 8)
        ]
        days = [date(2026, 1, 20) + timedelta(days=13 * number) for number in range(12)]
        for number, day in enumerate(days):
            in_dollars = number % 3 == 0
            journal = self.dollar_bank if in_dollars else self.bank
            currency = self.dollar if in_dollars else self.company.currency_id
            invoice = self.due(day, 100.37 + number, currency_id=currency.id)
            if number % 4 == 1:
                self.due(day, 9.99, move_type="out_refund", currency_id=currency.id)
            credit = self.pay(invoice, 33.33, day + timedelta(days=20), journal=journal)
            self.pay(invoice, 67.04, day + timedelta(days=45), journal=journal)
            if number % 5 == 2:
                credit.remove_move_reconcile()
            if number % 5 == 3:
                credit.move_id.button_draft()
        for day in range(0, 240, 11):
            for currency in ("company", "item"):
                self.aging(date(2026, 1, 1) + timedelta(days=day), currency=currency)

    # --- workbook

    def test_the_workbook_holds_the_whole_report(self):
        self.due(MAY, 100)
        self.due(MAY, 30, customer=self.birch, currency_id=self.dollar.id)
        aging = self.aging(JUNE, currency="item")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(aging.xlsx_file)))
        self.assertEqual(book.sheetnames, ["Customers", "Open items", "General ledger"])
        sheet = book["Customers"]
        head = [cell.value for row in sheet.iter_rows(max_row=5) for cell in row if cell.value]
        self.assertIn("06/30/2026", head[0])
        self.assertIn(self.company.name, head[1])
        self.assertIn("difference 0.00", head[3])
        table = {row[0]: row for row in sheet.iter_rows(min_row=6, values_only=True)}
        labels = table["Customer"]
        self.assertEqual(sheet.freeze_panes, "B7")
        one = dict(zip(labels, table["Alder Joinery"], strict=True))
        self.assertEqual((one["1-30"], one["Total"], one["Currency"]), (100, 100, "EUR"))
        total = dict(zip(labels, table["Total USD"], strict=True))
        self.assertEqual((total["1-30"], total["In the ledger"]), (30, 24))
        items = list(book["Open items"].iter_rows(min_row=7, values_only=True))
        self.assertEqual(len(items), 2 + 2, "two items, a total for each currency")
        accounts = list(book["General ledger"].iter_rows(min_row=7, values_only=True))
        self.assertEqual([row[-1] for row in accounts], [0] * len(accounts))


@tagged("post_install", "-at_install")
class TestArAgingApart(AgingCommon):
    """What is disputed and what is promised, on the day and in the days before."""

    def test_a_dispute_is_apart_while_it_is_open(self):
        invoice = self.due(MAY, 100)
        self.root["ar.dispute"].create(
            {
                "move_line_id": self.owed(invoice).id,
                "company_id": self.company.id,
                "partner_id": self.alder.id,
                "currency_id": self.company.currency_id.id,
                "reason_id": self.root["ar.dispute.reason"].search([], limit=1).id,
                "amount": 30,
                "date": date(2026, 6, 10),
            }
        )
        row = self.row(self.aging(JUNE))
        self.assertEqual((row.disputed, row.bucket_1, row.total), (30.0, 70.0, 100.0))
        row = self.row(self.aging(JUNE, apart=False))
        self.assertEqual((row.disputed, row.bucket_1, row.total), (30.0, 100.0, 100.0))
        row = self.row(self.aging(date(2026, 6, 9)))
        self.assertEqual((row.disputed, row.bucket_1), (0.0, 100.0), "nobody knew of it then")

    def test_a_promise_is_apart_while_it_is_in_time(self):
        item = self.owed(self.due(MAY, 100, currency_id=self.dollar.id))
        promise = self.root["ar.promise"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "currency_id": self.dollar.id,
                "date": date(2026, 6, 10),
                "amount": 40,
                "deadline": date(2026, 7, 15),
                "item_ids": [
                    Command.create(
                        {"move_line_id": item.id, "move_id": item.move_id.id, "amount": 40}
                    )
                ],
            }
        )
        row = self.row(self.aging(JUNE))
        self.assertEqual((row.promised, row.bucket_1, row.total), (32.0, 48.0, 80.0), "in euros")
        self.assertEqual(self.row(self.aging(date(2026, 6, 9))).promised, 0.0)
        promise.write({"state": "broken", "missed_on": date(2026, 7, 16)})
        self.assertEqual(self.row(self.aging(JUNE)).promised, 32.0, "in time on that day")
        self.assertEqual(self.row(self.aging(JULY)).promised, 0.0)
