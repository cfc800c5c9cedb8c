"""A limit is proposed, approved by another, followed by the next one, and never forgotten."""

from datetime import date, timedelta

import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_ar_credit import TODAY, CreditCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestArCreditLimit(CreditCommon):
    def propose(self, amount, user=None, **values):
        return (
            self.root["ar.credit.limit"]
            .with_user(user or self.collector)
            .create(
                {
                    "partner_id": self.alder.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": amount,
                    "date_from": TODAY,
                    "reason": "Credit report",
                    **values,
                }
            )
        )

    def in_force(self, today=TODAY):
        return self.root["ar.credit.limit"]._in_force(self.company, None, today).get(self.alder.id)

    def test_proposed_by_one_and_approved_by_another(self):
        limit = self.propose(1000)
        self.assertEqual((limit.validity, self.in_force()), ("proposed", None))
        with self.assertRaises(AccessError):
            limit.action_approve()
        limit.with_user(self.manager).action_approve()
        self.assertRecordValues(
            limit,
            [
                {
                    "validity": "in_force",
                    "proposed_by_id": self.collector.id,
                    "approved_by_id": self.manager.id,
                }
            ],
        )
        self.assertEqual(self.in_force().amount, 1000.0)
        self.assertEqual(self.row().limit_amount, 1000.0)

    def test_nobody_approves_his_own(self):
        limit = self.propose(1000, self.manager)
        with self.assertRaisesRegex(UserError, "another manager"):
            limit.action_approve()

    def test_who_decided_cannot_be_written(self):
        limit = self.propose(1000)
        for values in (
            {"state": "approved"},
            {"approved_by_id": self.manager.id},
            {"proposed_by_id": self.manager.id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                limit.with_user(self.manager).write(values)
            with self.subTest(create=values), self.assertRaises(AccessError):
                self.propose(5, self.manager, **values)

    def test_the_next_one_ends_the_one_before(self):
        """1,000 from January; from April 2,000: the first ends with March."""
        first = self.limit(1000)
        following = self.propose(2000, date_from=date(2026, 4, 1))
        following.with_user(self.manager).action_approve()
        self.assertEqual(first.date_to, date(2026, 3, 31))
        self.assertEqual(following.validity, "future")
        self.assertEqual(self.in_force(date(2026, 3, 31)).amount, 1000.0)
        self.assertEqual(self.in_force(date(2026, 4, 1)).amount, 2000.0)

    def test_an_increase_comes_on_top_and_goes_again(self):
        self.limit(1000)
        self.limit(500, kind="temporary", date_from=TODAY, date_to=TODAY + timedelta(days=13))
        found = self.in_force()
        self.assertEqual((found.amount, found.increase), (1500.0, 500.0))
        self.assertEqual(found.until, date(2026, 3, 15))
        self.assertEqual(self.in_force(date(2026, 3, 16)).amount, 1000.0)

    def test_two_at_a_time_are_refused(self):
        self.limit(1000, date_to=date(2026, 6, 30))
        with self.assertRaisesRegex(ValidationError, "let one end"):
            self.limit(500, date_from=date(2025, 12, 1), date_to=date(2026, 2, 1))
        increase = {"kind": "temporary", "date_from": TODAY, "date_to": date(2026, 3, 20)}
        self.limit(100, **increase)
        with self.assertRaises(ValidationError):
            self.limit(100, **{**increase, "date_from": date(2026, 3, 20)})

    def test_what_has_run_out_lets_nothing_through(self):
        self.due(TODAY, 100)
        self.limit(1000, date_to=date(2026, 3, 10))
        self.assertEqual(self.credit(today=date(2026, 3, 10)).limit_amount, 1000.0)
        expired = self.credit(today=date(2026, 3, 11))
        self.assertRecordValues(
            expired,
            [
                {
                    "has_limit": True,
                    "limit_expired": True,
                    "limit_amount": 0.0,
                    "over_amount": 100.0,
                }
            ],
        )
        self.assertIn("expired", expired.risk_reasons)

    def test_withdrawn_it_never_was(self):
        limit = self.limit(1000)
        with self.assertRaises(AccessError):
            limit.with_user(self.collector).action_withdraw()
        limit.with_user(self.manager).action_withdraw()
        self.assertEqual((limit.validity, self.in_force()), ("withdrawn", None))
        with self.assertRaises(UserError):
            limit.with_user(self.manager).unlink()

    def test_what_was_approved_is_not_changed(self):
        limit = self.limit(1000, date_to=date(2026, 6, 30))
        with self.assertRaisesRegex(UserError, "propose a new limit"):
            limit.with_user(self.manager).amount = 2000
        with self.assertRaises(AccessError):
            limit.with_user(self.collector).date_to = date(2026, 5, 31)
        with self.assertRaisesRegex(UserError, "only end earlier"):
            limit.with_user(self.manager).date_to = date(2026, 7, 31)
        limit.with_user(self.manager).date_to = date(2026, 5, 31)

    def test_of_the_customer_not_of_a_contact(self):
        clerk = self.customer("Clerk", parent_id=self.alder.id)
        with self.assertRaisesRegex(ValidationError, "belongs to the customer"):
            self.propose(1000, partner_id=clerk.id)

    def test_somebody_is_asked_before_it_ends(self):
        """On day 1 of March nothing; fourteen days before its end an activity, and only one."""
        limit = self.limit(1000, date_to=date(2026, 3, 31))
        limit.approved_by_id = self.manager
        notice = self.root["ar.credit.limit"]._give_notice
        notice(self.company, TODAY)
        self.assertFalse(limit.activity_ids)
        notice(self.company, date(2026, 3, 17))
        self.assertRecordValues(
            limit.activity_ids,
            [{"user_id": self.manager.id, "date_deadline": date(2026, 3, 31)}],
        )
        notice(self.company, date(2026, 3, 18))
        self.assertEqual(len(limit.activity_ids), 1)

    def test_the_job_asks(self):
        limit = self.limit(1000, date_to=date(2026, 3, 10))
        self.run_action("credit_limit_end")
        self.assertTrue(limit.activity_ids)

    def test_nobody_is_asked_where_the_next_one_is_there(self):
        limit = self.limit(1000, date_to=date(2026, 3, 10))
        self.propose(2000, date_from=date(2026, 3, 11))
        self.root["ar.credit.limit"]._give_notice(self.company, TODAY)
        self.assertFalse(limit.activity_ids)

    def test_who_decided_is_not_deleted(self):
        """Archived, a user stays the one who approved it."""
        gone = self.person("gone", groups="ar_collections.group_manager")
        limit = self.propose(1000)
        limit.with_user(gone).action_approve()
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            gone.with_env(self.root).unlink()
        gone.with_env(self.root).active = False
        self.assertEqual(limit.approved_by_id, gone)

    def test_an_archived_customer_keeps_its_limit(self):
        self.due(TODAY, 100)
        self.limit(1000)
        self.alder.active = False
        self.assertRecordValues(self.credit(), [{"exposure": 100.0, "limit_amount": 1000.0}])

    def test_rights(self):
        limit = self.propose(1000)
        limit.with_user(self.treasurer).read(["amount"])
        for act in (
            lambda: self.propose(5, self.treasurer),
            lambda: limit.with_user(self.treasurer).write({"amount": 5}),
            lambda: limit.with_user(self.treasurer).action_approve(),
        ):
            with self.assertRaises(AccessError):
                act()
        limit.amount = 900
        limit.unlink()

    def test_of_another_company(self):
        other = self.setup_other_company()["company"].with_env(self.root)
        stranger = self.person("stranger", other, "ar_collections.group_manager")
        limit = self.propose(1000)
        for act in (
            lambda: limit.with_user(stranger).read(["amount"]),
            lambda: limit.with_user(stranger).action_approve(),
            lambda: self.propose(1000, stranger),
        ):
            with self.assertRaises(AccessError):
                act()
        theirs = self.propose(5, stranger, company_id=other.id)
        theirs.sudo()._approve()
        self.assertIsNone(self.in_force())
