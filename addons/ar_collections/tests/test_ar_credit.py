"""A customer orders, owes, pays late, and is shown with what it may owe."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .posting import PostingCommon

TODAY = date(2026, 3, 2)  # a Monday


class CreditCommon(PostingCommon):
    """Invoices with their due dates, limits, and what is known of a customer on a day."""

    def due(self, day, amount, customer=None, **values):
        return self.invoice(
            amount,
            customer,
            issued=min(day, date(2026, 1, 5)),
            invoice_date_due=day,
            invoice_payment_term_id=False,
            **values,
        )

    def limit(self, amount, customer=None, **values):
        """An approved limit; from the beginning of the year unless told otherwise."""
        limit = self.root["ar.credit.limit"].create(
            {
                "partner_id": (customer or self.alder).id,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "amount": amount,
                "date_from": date(2026, 1, 1),
                "reason": "Credit report",
                **values,
            }
        )
        limit._approve()
        return limit

    def refresh(self, today=TODAY, company=None, customers=None):
        company = company or self.company
        self.root["ar.credit"].with_company(company)._refresh(company, today, customers)

    def credit(self, customer=None, today=TODAY, company=None):
        """The customer's row as of a day."""
        self.refresh(today, company)
        return self.row(customer, company)

    def row(self, customer=None, company=None):
        return self.root["ar.credit"].search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def paid_late(self, *days_late, first=date(2026, 1, 9), customer=None):
        """Invoices that were paid so many days late, one each Friday."""
        for number, late in enumerate(days_late):
            paid_on = first + timedelta(weeks=number)
            invoice = self.due(paid_on - timedelta(days=late), 100.0 + number, customer)
            line = self.paid(100 + number, f"Payment {number}", day=paid_on)
            self.by_hand(line, (self.owed(invoice), 100.0 + number))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestArCredit(CreditCommon):
    def test_from_the_first_invoice_to_the_last_payment(self):
        """Nothing is known of a new customer; it owes, uses up its limit, and pays."""
        self.assertFalse(self.credit())
        invoice = self.due(TODAY + timedelta(days=10), 600)
        self.assertRecordValues(
            self.credit(),
            [
                {
                    "open_amount": 600.0,
                    "overdue_amount": 0.0,
                    "exposure": 600.0,
                    "has_limit": False,
                    "used_share": 0.0,
                    "risk_class": "low",
                    "risk_reasons": "nothing is known yet of how it pays",
                    "habit": "not enough history: nothing paid in two years",
                }
            ],
        )
        self.limit(1000)
        self.assertRecordValues(
            self.credit(),
            [{"has_limit": True, "limit_amount": 1000.0, "used_percent": 60, "over_amount": 0.0}],
        )
        self.due(TODAY + timedelta(days=20), 600)
        late = self.credit(today=TODAY + timedelta(days=40))
        self.assertRecordValues(
            late,
            [
                {
                    "overdue_amount": 1200.0,
                    "oldest_days": 30,
                    "used_percent": 120,
                    "over_amount": 200.0,
                    "available_amount": 0.0,
                    "risk_score": 14 + 20 + 20 + 10,
                    "risk_class": "high",
                }
            ],
        )
        self.assertIn("overdue", late.all_reasons)
        self.by_hand(self.paid(600, "All of it"), (self.owed(invoice), 600.0))
        self.assertRecordValues(
            self.credit(), [{"open_amount": 600.0, "used_percent": 60, "paid_count": 1}]
        )

    def test_nine_days_late_on_fridays(self):
        self.paid_late(9, 7, 9, 12, 9, 8, 9)
        credit = self.credit()
        self.assertRecordValues(
            credit,
            [
                {
                    "paid_count": 7,
                    "days_late": 9,
                    "weekday": "4",
                    "largest_amount": 106.0,
                    "last_paid": date(2026, 2, 20),
                    "habit": "usually pays 9 days late, on Fridays; median of 7 payments",
                }
            ],
        )
        facts = self.root["ar.credit"]._case_facts(self.company, self.alder.ids, TODAY)
        self.assertEqual(
            facts,
            {self.alder.id: {"credit_used": None, "usual_delay": 9, "risk_class": "low"}},
        )

    def test_four_payments_are_no_habit(self):
        self.paid_late(9, 9, 9, 9)
        credit = self.credit()
        self.assertEqual(credit.habit, "not enough history: 4 paid invoices")
        facts = self.root["ar.credit"]._case_facts(self.company, None, TODAY)
        self.assertIsNone(facts[self.alder.id]["usual_delay"])

    def test_paid_on_the_day_the_bank_credited_it(self):
        """The value date counts, not the day on which somebody booked it."""
        invoice = self.due(date(2026, 2, 2), 100)
        line = self.paid(100, "Later")
        line.sudo().write({"ar_value_date": date(2026, 2, 5)})
        self.by_hand(line, (self.owed(invoice), 100.0))
        self.assertEqual(self.credit().last_paid, date(2026, 2, 5))

    def test_a_registered_payment_counts_from_its_day_at_the_bank(self):
        invoice = self.due(date(2026, 2, 2), 100)
        payment = self._register_payment(invoice, payment_date=date(2026, 2, 1), amount=100.0)
        self.assertEqual(self.credit().last_paid, date(2026, 2, 1))
        line = self.paid(100, "Cheque")
        waiting = payment.move_id.line_ids.filtered(
            lambda item: item.account_id == payment.outstanding_account_id
        )
        line.sudo().write({"ar_value_date": date(2026, 2, 10)})
        self.by_hand(line, (waiting, 100.0))
        self.assertEqual(self.credit().last_paid, date(2026, 2, 10))

    def test_a_credit_note_is_no_payment(self):
        invoice = self.due(date(2026, 2, 2), 100)
        credit_note = self.owed(self.invoice(100, move_type="out_refund"))
        invoice.js_assign_outstanding_line(credit_note.id)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self.credit().paid_count, 0)

    def test_instalments_count_once(self):
        """Half now, half later: both are open items, and the exposure is the invoice."""
        term = self.root["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 90)
                ],
            }
        )
        self.invoice(1000, invoice_payment_term_id=term.id)
        self.assertRecordValues(
            self.credit(), [{"open_amount": 1000.0, "exposure": 1000.0, "overdue_amount": 500.0}]
        )

    def test_what_is_on_account_lowers_the_exposure(self):
        self.due(TODAY, 100)
        self.invoice(130, move_type="out_refund")
        self.limit(50)
        self.assertRecordValues(
            self.credit(), [{"exposure": -30.0, "used_share": 0.0, "over_amount": 0.0}]
        )

    def test_in_dollars(self):
        """The exposure is in the company's currency, at the rate of the books."""
        self.due(TODAY, 125, currency_id=self.dollar.id)
        self.limit(250, currency_id=self.dollar.id)
        self.assertRecordValues(
            self.credit(), [{"exposure": 100.0, "limit_amount": 200.0, "used_percent": 50}]
        )

    def test_who_has_the_limit_of_odoo(self):
        """Where the company uses Odoo's limits, they hold for whoever has none of ours."""
        self.due(TODAY, 100)
        self.alder.with_company(self.company).credit_limit = 400.0
        self.assertFalse(self.credit().has_limit)
        self.company.account_use_credit_limit = True
        self.assertRecordValues(self.credit(), [{"has_limit": True, "limit_amount": 400.0}])
        self.limit(1000)
        self.assertEqual(self.credit().limit_amount, 1000.0)
        self.assertEqual(self.alder.with_company(self.company).credit_limit, 400.0)

    def test_insolvent(self):
        """However it paid before: nothing is riskier; lifted, the risk is what it was."""
        self.due(TODAY, 100)
        hold = self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "insolvency",
                "reason": "Court of Leuven, 2026/17",
            }
        )
        self.env.cr.flush()
        self.assertRecordValues(
            self.row(), [{"insolvent": True, "risk_score": 100, "risk_class": "very_high"}]
        )
        self.assertIn("is insolvent", self.row().risk_reasons)
        hold._lift("The petition was withdrawn")
        self.env.cr.flush()
        self.assertRecordValues(self.row(), [{"insolvent": False, "risk_class": "low"}])

    def test_odoos_banner_says_the_same(self):
        """On a draft invoice: of one limit only, ours where there is one."""
        self.company.account_use_credit_limit = True
        self.alder.with_company(self.company).credit_limit = 10.0
        self.due(TODAY, 100)
        draft = self.due(TODAY, 5)
        draft.button_draft()
        draft = draft.with_company(self.company)
        draft.invalidate_recordset(["partner_credit_warning"])
        self.assertIn("reached its credit limit", draft.partner_credit_warning)
        self.limit(80)
        self.credit()
        draft.invalidate_recordset(["partner_credit_warning"])
        self.assertIn("20.00", draft.partner_credit_warning)
        self.assertNotIn("reached its credit limit", draft.partner_credit_warning)
        self.limit(500, kind="temporary", date_from=TODAY, date_to=TODAY)
        self.credit()
        draft.invalidate_recordset(["partner_credit_warning"])
        self.assertFalse(draft.partner_credit_warning)

    def test_what_is_gone_is_gone(self):
        invoice = self.due(TODAY, 100)
        self.assertEqual(self.credit().exposure, 100.0)
        invoice.button_draft()
        self.assertRecordValues(self.credit(), [{"exposure": 0.0, "risk_score": 0}])

    def test_refreshed_with_what_is_posted(self):
        """No night has to pass: at the commit of an invoice the row says it."""
        self.due(TODAY, 100)
        self.env.cr.flush()
        self.assertEqual(self.row().exposure, 100.0)

    def test_queries_do_not_grow(self):
        customers = [self.customer(f"Customer {number}") for number in range(12)]
        self.due(TODAY, 100, customers[0])
        self.refresh()
        few = self.queries(lambda: self.refresh(TODAY + timedelta(days=1)))
        for customer in customers:
            self.due(TODAY, 100, customer)
        self.assertLessEqual(self.queries(lambda: self.refresh(TODAY + timedelta(days=2))), few + 2)

    def queries(self, action):
        self.env.flush_all()
        before = self.cr.sql_log_count
        action()
        return self.cr.sql_log_count - before

    def test_two_companies(self):
        other = self.setup_other_company()["company"].with_env(self.root)
        self.due(TODAY, 100)
        self.limit(500)
        self.refresh(company=other)
        self.refresh()
        self.assertFalse(self.row(company=other))
        stranger = self.person("stranger", other, "ar_collections.group_manager")
        with self.assertRaises(AccessError):
            self.row().with_user(stranger).read(["exposure"])
        self.assertFalse(self.root["ar.credit"].with_user(stranger).search([]))

    def test_customers_that_become_one(self):
        """One row stays, with what both owe, and one limit at a time."""
        self.due(TODAY, 100)
        self.due(TODAY, 50, self.birch)
        kept, other = self.limit(1000), self.limit(300, self.birch)
        self.refresh()
        self.root["base.partner.merge.automatic.wizard"]._merge(
            (self.alder + self.birch).ids, self.alder
        )
        self.env.invalidate_all()
        self.refresh()
        self.assertEqual((kept.state, other.state), ("approved", "withdrawn"))
        self.assertEqual(other.partner_id, self.alder)
        self.assertRecordValues(self.row(), [{"exposure": 150.0, "limit_amount": 1000.0}])

    def test_on_the_case_and_the_customer(self):
        self.due(TODAY - timedelta(days=40), 100)
        self.limit(80)
        self.root["ar.case"]._refresh(self.company, TODAY)
        case = self.root["ar.case"].search([("partner_id", "=", self.alder.id)])
        mine = case.with_user(self.collector)
        self.assertRecordValues(
            mine,
            [
                {
                    "credit_limit": 80.0,
                    "credit_exposure": 100.0,
                    "credit_over": 20.0,
                    "credit_percent": 125,
                    "credit_class": "high",
                    "credit_habit": "not enough history: nothing paid in two years",
                }
            ],
        )
        self.assertEqual(mine.action_credit()["res_id"], self.row().id)
        partner = self.alder.with_user(self.collector).with_company(self.company)
        self.assertEqual(partner.ar_credit_summary, "125 % used")
        self.assertEqual(partner.action_ar_credit()["res_id"], self.row().id)

    def test_it_is_read_only(self):
        self.due(TODAY, 100)
        self.refresh()
        for user in (self.collector, self.treasurer, self.manager):
            row = self.row().with_user(user)
            row.read(["exposure", "habit", "risk_reasons"])
            for act in (
                lambda row=row: row.write({"limit_amount": 1.0}),
                lambda row=row: row.unlink(),
                lambda row=row: row.create({"partner_id": self.birch.id}),
            ):
                with self.assertRaises(AccessError):
                    act()
