"""When nothing else helps, somebody higher up is asked: once, and not while the customer waits."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ArCommon

DUE = date(2026, 3, 2)


class EscalationCommon(ArCommon):
    """A company whose customers go from the collector to the manager, to sales, to management."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.person("director", groups="ar_collections.group_manager")
        cls.seller = cls.person("seller", groups="base.group_user")
        cls.alder.user_id = cls.seller
        Level = cls.root["ar.escalation.level"]
        levels = Level.search([("company_id", "=", cls.company.id)])
        cls.first, cls.second, cls.third, cls.last = levels
        cls.first.write({"days_overdue": 14, "days": 7})
        cls.second.write({"who": "user", "user_id": cls.manager.id, "days_overdue": 30, "days": 10})
        cls.third.days = 14
        cls.last.write(
            {
                "who": "user",
                "user_id": cls.director.id,
                "days_overdue": 45,
                "amount_overdue": 5000,
            }
        )

    def owes(self, amount, customer=None):
        return self.invoice(
            amount, customer, issued=DUE, invoice_date_due=DUE, invoice_payment_term_id=False
        )

    def case(self, customer=None):
        return self.root["ar.case"].search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def night(self, days):
        """The job, so many days after the due date, on fresh figures."""
        with freeze_time(DUE + timedelta(days=days, hours=12)):
            Case = self.root["ar.case"].with_company(self.company)
            Case._refresh(self.company, DUE + timedelta(days=days))
            self.run_action("escalate")
            self.env.invalidate_all()

    def asked(self, record=None):
        """Who was asked, in that order."""
        record = record or self.case()
        kind = self.root.ref("ar_collections.mail_activity_type_escalation")
        found = record.activity_ids.filtered(lambda each: each.activity_type_id == kind)
        return found.sorted("id").user_id


@tagged("post_install", "-at_install")
class TestArEscalation(EscalationCommon):
    def setUp(self):
        super().setUp()
        other = self.root["ar.case"].search([("company_id", "!=", self.company.id)])
        self.assertFalse(other.filtered("escalation_level_id"))

    def test_level_by_level(self):
        """On day 13 nobody, on day 14 the collector, on day 30 the manager, ten days later sales,
        after two weeks more management; nobody twice."""
        self.owes(9000)
        self.night(13)
        self.case().user_id = self.collector
        self.assertFalse(self.case().escalation_level_id)
        story = {
            14: (self.first, self.collector),
            20: (self.first, self.collector),
            29: (self.first, self.collector),
            30: (self.second, self.collector | self.manager),
            31: (self.second, self.collector | self.manager),
            40: (self.third, self.collector | self.manager),
            54: (self.last, self.collector | self.manager | self.director),
            90: (self.last, self.collector | self.manager | self.director),
        }
        for days, (level, people) in story.items():
            with self.subTest(days=days):
                self.night(days)
                self.assertEqual(self.case().escalation_level_id, level)
                self.assertEqual(self.asked(), people)
        self.assertIn("54 days late", self.case().escalation_why)
        self.assertEqual(self.case().escalated_on, DUE + timedelta(days=54))
        # The salesperson reads no cases: the activity is on the customer.
        self.assertEqual(self.asked(self.alder), self.seller)
        self.assertIn("9,000.00", self.alder.activity_ids.note)
        told = [body for body in self.case().message_ids.mapped("body") if "Escalated to" in body]
        self.assertEqual(len(told), 4)

    def test_small_customers_do_not_reach_management(self):
        self.owes(4999)
        for days in (14, 30, 40, 90):
            self.night(days)
        self.assertEqual(self.case().escalation_level_id, self.third)

    def test_paid_it_comes_back_by_itself(self):
        """Escalated on day 14; on day 16 the customer pays: nobody is asked any more."""
        self.alder.user_id = self.collector
        invoice = self.owes(900)
        self.night(14)
        case = self.case()
        self.assertEqual(self.asked(), self.collector)
        self._register_payment(invoice, payment_date=date(2026, 3, 18))
        self.night(16)
        self.assertRecordValues(
            case, [{"state": "closed", "escalation_level_id": False, "escalated_on": False}]
        )
        self.assertFalse(case.activity_ids)
        self.assertIn("Not escalated any more", case.message_ids[0].body)
        self.owes(800)
        self.night(17)
        self.assertEqual(case.escalation_level_id, self.first, "a new story begins")

    def test_it_waits_for_a_hold(self):
        """Held from day 10 to day 25: nobody is asked; on day 26 the collector is."""
        self.owes(900)
        self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "pause",
                "date_from": DUE + timedelta(days=10),
                "date_to": DUE + timedelta(days=25),
                "reason": "Their office burnt down",
            }
        )
        self.night(20)
        self.assertFalse(self.case().escalation_level_id)
        self.night(26)
        self.assertEqual(self.case().escalation_level_id, self.first)

    def test_whoever_is_away_is_stood_in_for(self):
        self.owes(900)
        self.night(13)
        self.case().user_id = self.collector
        self.root["ar.absence"].create(
            {
                "user_id": self.collector.id,
                "substitute_id": self.treasurer.id,
                "date_from": DUE,
                "date_to": DUE + timedelta(days=20),
            }
        )
        self.night(14)
        self.assertEqual(self.asked(), self.treasurer)

    def test_nobody_is_responsible_or_has_left(self):
        """Then the managers are asked: it is not lost."""
        self.alder.user_id = False
        self.owes(900)
        self.night(14)
        self.assertEqual(self.asked(), self.manager | self.director)
        self.second.user_id.active = False
        self.night(30)
        self.assertEqual(self.asked(), self.manager | self.director)

    def test_by_hand(self):
        """A collector asks the manager, and takes it back."""
        self.owes(900)
        self.night(3)
        case = self.case().with_user(self.collector)
        case.sudo().user_id = self.collector
        self.raise_to(case, self.second, "Their director does not call back")
        self.assertRecordValues(
            case.sudo(),
            [
                {
                    "escalation_level_id": self.second.id,
                    "escalated_by_id": self.collector.id,
                    "escalation_why": "Their director does not call back",
                }
            ],
        )
        self.assertEqual(self.asked(), self.manager)
        self.night(4)
        self.assertEqual(case.escalation_level_id, self.second, "young, but a person said so")
        wizard = self.wizard(case)
        self.assertEqual(wizard.level_id, self.third, "the next one is proposed")
        wizard.reason = "They called"
        wizard.save().action_back()
        self.assertFalse(case.escalation_level_id)
        self.assertFalse(self.asked())
        self.assertIn("They called", case.message_ids[0].body)

    def wizard(self, case):
        action = case.action_escalate()
        return Form(case.env["ar.escalation"].with_context(**action["context"]))

    def raise_to(self, case, level, reason):
        wizard = self.wizard(case)
        wizard.level_id = level.with_env(case.env)
        wizard.reason = reason
        wizard.save().action_escalate()

    def test_what_cannot_be_escalated(self):
        invoice = self.owes(100)
        self.night(3)
        case = self.case()
        with self.assertRaises(UserError):
            case._back_by_hand("why")
        self._register_payment(invoice)
        self.night(4)
        with self.assertRaises(UserError):
            case.with_user(self.collector).action_escalate()

    def test_rights(self):
        self.owes(900)
        self.night(14)
        case = self.case()
        for user in (self.collector, self.manager):
            with self.subTest(user.name), self.assertRaises(AccessError):
                case.with_user(user).escalation_level_id = self.last
        with self.assertRaises(AccessError):
            case.with_user(self.treasurer).action_escalate()
        for user in (self.collector, self.treasurer):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.first.with_user(user).days_overdue = 1
        self.first.with_user(self.manager).days_overdue = 20
        with self.assertRaises(ValidationError):
            self.last.with_user(self.manager).user_id = False

    def test_each_company_its_own(self):
        """Another company has levels of its own, all of them by hand at first."""
        other = self.root["res.company"].create({"name": "Another"})
        levels = self.root["ar.escalation.level"].search([("company_id", "=", other.id)])
        self.assertEqual(len(levels), 4)
        self.assertFalse(any(levels.mapped("days_overdue")))
        stranger = self.person("manager", other)
        self.owes(900)
        self.night(14)
        with self.assertRaises(AccessError):
            self.case().with_user(stranger).action_escalate()
        seen = self.first.with_user(stranger).search([])
        self.assertEqual(seen.company_id, other)

    def test_one_customer_of_two(self):
        """Merged into another: the case that stays goes on."""
        self.owes(900)
        self.owes(100, self.birch)
        self.night(14)
        wizard = self.root["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.alder | self.birch).ids)],
                "dst_partner_id": self.birch.id,
            }
        )
        wizard.action_merge()
        self.night(15)
        case = self.case(self.birch)
        self.assertEqual(case.escalation_level_id, self.first)
        self.assertEqual(case.amount_overdue, 1000)

    def test_of_many_it_asks_as_much_as_of_one(self):
        """Reading who is next costs the same queries whatever the number of customers."""
        counts = []
        for names in ("A", "B", "CDEFGH"):
            for name in names:
                self.owes(500, self.customer(f"Customer {name}"))
            counts.append(self.queries())
        self.assertEqual(counts[2], counts[1])

    def queries(self):
        today = DUE + timedelta(days=14)
        Case = self.root["ar.case"].with_company(self.company)
        with freeze_time(today):
            Case._refresh(self.company, today)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(Case._steps(self.company))
            return self.cr.sql_log_count - before

    def test_words(self):
        self.assertEqual(self.second.reached_by, "30 days overdue")
        self.second.broken_promises = 2
        self.assertEqual(self.second.reached_by, "30 days overdue or 2 broken promises")
        self.assertIn("from", self.last.reached_by)
        self.assertIn("by hand", self.third.reached_by)

    def test_a_group_is_asked(self):
        """All of its people who work in the company."""
        group = self.root["res.groups"].create({"name": "Board"})
        people = [
            new_test_user(
                self.root,
                login,
                groups="ar_collections.group_collector",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login in ("ada", "bea")
        ]
        group.user_ids = people[0] | people[1]
        self.first.write({"who": "group", "group_id": group.id})
        people[1].active = False
        self.owes(900)
        self.night(14)
        self.assertEqual(self.asked(), people[0])
