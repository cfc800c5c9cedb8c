"""While somebody is on hold nothing is sent, and nobody calls."""

from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .test_ar_contact import MONDAY, ContactCommon

FRIDAY = date(2026, 3, 6)
SATURDAY = date(2026, 3, 7)


@tagged("post_install", "-at_install")
class TestArHold(ContactCommon):
    def hold(self, user=None, **values):
        """Set by a collector on Monday."""
        values = {
            "partner_id": self.alder.id,
            "company_id": self.company.id,
            "kind": "asked",
            "date_from": MONDAY,
            "date_to": FRIDAY,
            "reason": "Their system is down",
            **values,
        }
        return self.env(user=user or self.collector)["ar.hold"].create(values)

    def held(self, records, channel=None, today=MONDAY):
        holds = self.root["ar.hold"]._held(records, channel, today, self.company)
        return {key: hold.kind for key, hold in holds.items()}

    def test_it_ends_on_its_last_day_by_itself(self):
        """Held up to Friday; on Saturday nothing holds, and the case says that it has ended."""
        self.invoice(100)
        case = self.case()
        hold = self.hold()
        self.assertEqual(self.held(self.alder, today=FRIDAY), {self.alder.id: "asked"})
        self.assertEqual(self.held(self.alder, today=SATURDAY), {})
        with freeze_time("2026-03-06 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(hold.state, "in_force")
            self.run_action("hold_end")
            self.assertFalse(case.activity_ids)
        with freeze_time("2026-03-07 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(hold.state, "ended")
            self.assertEqual(hold.search([("state", "=", "ended")]), hold)
            self.run_action("hold_end")
            self.run_action("hold_end")
            self.assertEqual(len(case.activity_ids), 1)
            self.assertIn("has ended", case.activity_ids.summary)

    def test_some_kinds_need_an_end(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.hold(date_to=False)
        self.hold(kind="legal", date_to=False)

    def test_nothing_leaves_during_insolvency_until_a_manager_lifts_it(self):
        """The collector calls, mails, writes: each is refused with the sentence."""
        item = self.owed(self.invoice(100))
        case = self.case().with_user(self.collector)
        hold = self.hold(kind="insolvency", date_to=False, reason="36b IN 1/26")
        for act in (case.action_email, case.action_letter):
            with self.subTest(act.__name__), self.assertRaises(UserError) as refused:
                act()
            self.assertIn("36b IN 1/26", str(refused.exception))
            self.assertIn("manager", str(refused.exception))
        call = self.call(
            direction="out",
            result_id=self.result("reached").with_env(self.env(user=self.collector)),
        )
        with self.assertRaises(UserError):
            call.action_log()
        with self.assertRaises(UserError):
            case.message_post(body="Pay!", partner_ids=self.clerk.ids)
        self.assertFalse(self.contacts())
        self.assertEqual(item.with_user(self.collector).ar_held, "Insolvency")
        found = item.with_user(self.collector).search(
            [("ar_held", "!=", False), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found.partner_id, self.alder)
        self.assertIn("36b IN 1/26", self.alder.with_user(self.collector).ar_hold_notice)
        self.assertIn("36b IN 1/26", case.hold_notice)
        facts = self.root["ar.hold"]._case_facts(self.company, None, MONDAY)
        self.assertEqual(facts, {self.alder.id: {"held": "insolvency", "held_until": None}})
        with self.assertRaises(AccessError):
            hold.action_lift()
        self.lift(hold, self.manager)
        self.assertRecordValues(
            hold, [{"state": "lifted", "lifted_by_id": self.manager.id, "lift_reason": "Closed"}]
        )
        case.action_email()
        self.env.invalidate_all()
        self.assertFalse(item.with_user(self.collector).ar_held)

    def lift(self, hold, user):
        action = hold.with_user(user).action_lift()
        wizard = self.env(user=user)["ar.hold.lift"].with_context(**action["context"])
        wizard.create({"reason": "Closed"}).action_lift()

    def test_the_customer_may_still_call_us(self):
        """What comes in is logged, whatever holds."""
        self.hold()
        with freeze_time("2026-03-04 09:00:00"):
            call = self.call()
            self.assertTrue(call.obstacle)
            self.assertEqual(call.direction, "in")
            call.action_log()
        self.assertEqual(self.contacts().direction, "in")

    def test_one_person_only(self):
        """The clerk is ill; the manager may be called, and is chosen by himself."""
        self.hold(scope="person", contact_id=self.clerk.id)
        self.assertEqual(self.held(self.alder | self.clerk | self.chief), {self.clerk.id: "asked"})
        self.assertFalse(self.root["ar.hold"]._case_facts(self.company, None, MONDAY))
        with freeze_time("2026-03-04 09:00:00"):
            chosen = self.alder._ar_contact("clerk", "email", self.company)
        self.assertEqual(chosen.partner, self.alder, "nobody higher up instead")
        self.assertIn("nobody is set", chosen.reason)

    def test_one_channel_only(self):
        """No calls, please: mails go on."""
        self.invoice(100)
        case = self.case().with_user(self.collector)
        self.hold(channel="call", date_from="2020-01-01", date_to="2999-12-31")
        self.assertEqual(self.held(self.alder, "call"), {self.alder.id: "asked"})
        self.assertEqual(self.held(self.alder, "email"), {})
        self.assertEqual(self.held(self.alder), {})
        case.action_email()
        call = self.call(
            direction="out",
            result_id=self.result("reached").with_env(self.env(user=self.collector)),
        )
        with self.assertRaises(UserError) as refused:
            call.action_log()
        self.assertIn("Calls", str(refused.exception))

    def test_single_items(self):
        """One invoice is talked about; the other one is asked for."""
        talked, other = self.owed(self.due(100)), self.owed(self.due(70))
        case = self.case()
        self.hold(scope="items", item_ids=talked.ids, kind="dispute", date_to="2999-12-31")
        self.assertEqual(self.held(talked | other), {talked.id: "dispute"})
        self.assertEqual(self.held(self.alder), {})
        self.assertEqual(case.with_user(self.collector).asked_item_ids.ids, other.ids)
        letter = self.env(user=self.collector)["ar.contact.letter"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "item_ids": talked.ids,
            }
        )
        with self.assertRaises(UserError) as refused:
            letter.action_print()
        self.assertIn(talked.move_name, str(refused.exception))

    def test_of_several_the_gravest_is_shown(self):
        self.hold()
        self.hold(kind="legal", date_to=False, reason="At court")
        self.assertEqual(self.held(self.alder), {self.alder.id: "legal"})
        facts = self.root["ar.hold"]._case_facts(self.company, [self.alder.id], MONDAY)
        self.assertEqual(facts[self.alder.id]["held"], "legal")

    def test_it_is_kept_as_it_was_set(self):
        hold = self.hold()
        for user in (self.collector, self.manager):
            with self.subTest(user.name), self.assertRaises(AccessError):
                hold.with_user(user).date_to = SATURDAY
            with self.subTest(user.name), self.assertRaises(UserError):
                hold.with_user(user).unlink()
        with self.assertRaises(UserError):
            hold.sudo().unlink()
        with self.assertRaises(AccessError):
            self.hold(user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self.hold(lifted_on="2026-03-02 10:00:00")
        sly = self.env(user=self.collector)["ar.hold"].with_context(default_lift_reason="Paid")
        with self.assertRaises(AccessError):
            sly.create({"partner_id": self.alder.id, "kind": "legal", "reason": "At court"})
        with self.assertRaises(AccessError):
            self.hold(user=self.treasurer)

    def test_only_its_own_people_and_items(self):
        theirs = self.owed(self.invoice(50, self.birch))
        with self.assertRaises(ValidationError):
            self.hold(scope="items", item_ids=theirs.ids)
        with self.assertRaises(ValidationError):
            self.hold(scope="items")
        with self.assertRaises(ValidationError):
            self.hold(scope="person", contact_id=self.birch.id)

    def test_each_company_holds_its_own(self):
        other = self.root["res.company"].create({"name": "Another"})
        stranger = self.person("manager", other)
        hold = self.hold()
        Hold = self.root["ar.hold"]
        self.assertFalse(Hold._held(self.alder, None, MONDAY, other))
        with self.assertRaises(AccessError):
            hold.with_user(stranger).action_lift()

    def test_an_invoice_that_is_posted_again(self):
        """Reset to draft and posted: still on hold."""
        invoice = self.invoice(100)
        self.hold(scope="items", item_ids=self.owed(invoice).ids)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(list(self.held(self.owed(invoice)).values()), ["asked"])

    def test_whoever_set_it_leaves(self):
        gone = self.person("leaver", groups="ar_collections.group_collector")
        hold = self.hold(user=gone).with_env(self.root)
        name = gone.name
        gone.unlink()
        self.env.invalidate_all()
        self.assertEqual(hold.user_name, name)
        self.assertIn(name, hold._sentence())

    def test_a_thousand_items_take_three_queries(self):
        items = self.owed(self.invoice(100)) | self.owed(self.invoice(70))
        self.hold()
        self.hold(scope="items", item_ids=items[:1].ids)
        self.env.flush_all()
        items.mapped("partner_id.commercial_partner_id")
        items.mapped("company_id")
        with self.assertQueryCount(4):
            self.assertEqual(len(self.held(items)), 2)
