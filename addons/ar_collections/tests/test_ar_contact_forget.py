"""Personal data goes when its time is over or the person asks; the figures stay."""

from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_ar_contact import MONDAY, ContactCommon


@tagged("post_install", "-at_install")
class TestForget(ContactCommon):
    def setUp(self):
        super().setUp()
        self.root["ar.contact"].search([])  # others' are none of this test's business

    def said(self, **values):
        return self.log(
            day=MONDAY,
            contact_id=self.clerk.id,
            address="+49 30 1",
            text="Ilse Kern is on holiday",
            next_step="Call Ilse",
            result_id=self.result("reached").id,
            **values,
        )

    def assert_forgotten(self, contact):
        self.assertRecordValues(
            contact,
            [
                {
                    "contact_id": False,
                    "to_name": False,
                    "address": False,
                    "text": False,
                    "next_step": False,
                    "channel": "call",
                    "result_id": self.result("reached").id,
                    "reached": 100.0,
                    "partner_id": self.alder.id,
                }
            ],
        )
        self.assertEqual(contact.date.date(), MONDAY)
        if contact.message_id:
            self.assertNotIn("Ilse", contact.message_id.body)

    def test_after_a_year_of_a_customer_that_owes_nothing(self):
        """In March 2027 nothing is forgotten while an invoice is open; then it is paid."""
        self.company.ar_contact_retention_months = 12
        invoice = self.invoice(100)
        self.case()
        contact = self.said()
        self.assertIn("Ilse", contact.message_id.body)
        with freeze_time("2027-03-10 03:00:00"):
            self.run_action("forget")
            self.assertFalse(contact.erased_on)
            match = self.decided(self.paid(100), {self.owed(invoice): 100}, "suggested")
            self.accept(match)
            self.run_action("forget")
            self.assertEqual(contact.erased_on, date(2027, 3, 10))
        self.assert_forgotten(contact)

    def test_what_is_younger_is_kept_and_so_is_all_without_a_period(self):
        contact = self.said()
        with freeze_time("2027-03-01 03:00:00"):
            self.run_action("forget")
            self.company.ar_contact_retention_months = 12
            self.run_action("forget")
        self.assertEqual(contact.to_name, "Ilse Kern")

    def test_holds_that_are_over_lose_their_reason(self):
        self.company.ar_contact_retention_months = 12
        values = {"partner_id": self.alder.id, "company_id": self.company.id, "reason": "Ill"}
        over = self.root["ar.hold"].create(
            {**values, "date_from": MONDAY, "date_to": date(2026, 3, 6)}
        )
        standing = self.root["ar.hold"].create({**values, "kind": "legal", "date_from": MONDAY})
        with freeze_time("2027-06-10 03:00:00"):
            self.run_action("forget")
        self.assertNotIn("Ill", over.reason)
        self.assertEqual((over.kind, standing.reason), ("asked", "Ill"))

    # --- on request

    def erasure(self, person, user=None, sure=True):
        env = self.env(user=user or self.manager)
        return env["ar.contact.erasure"].create({"partner_id": person.id, "sure": sure})

    def test_one_person_asks_for_it(self):
        """She is told of in calls with others, too; the manager sees first what will be done."""
        self.invoice(100)
        case = self.case()
        hers = self.said()
        about_her = self.log(
            day=MONDAY, contact_id=self.chief.id, text="Ask Ilse Kern", channel="email"
        )
        others = self.log(day=MONDAY, contact_id=self.chief.id, text="Pays on Friday")
        self.clerk.message_post(body="Her new number: 030 2")
        hold = self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "scope": "person",
                "contact_id": self.clerk.id,
                "reason": "Ilse is ill",
                "date_to": "2999-12-31",
            }
        )
        erasure = self.erasure(self.clerk)
        self.assertEqual((erasure.contact_count, erasure.hold_count), (2, 1))
        self.assertIn("2 contacts", erasure.what)
        erasure.action_erase()
        self.env.invalidate_all()
        self.assert_forgotten(hers)
        self.assertFalse(about_her.text)
        self.assertEqual(others.text, "Pays on Friday")
        self.assertNotIn("Ilse", hold.reason)
        self.assertFalse(self.clerk.active)
        self.assertFalse(self.clerk.email or self.clerk.phone)
        self.assertNotIn("Ilse", self.clerk.name)
        self.assertFalse(self.clerk.message_ids.filtered(lambda each: "030 2" in each.body))
        told = case.message_ids.mapped("body")
        self.assertTrue(any("2 contacts" in each for each in told))
        self.assertFalse([each for each in told if "Ilse" in each or "ilse@" in each])
        self.env.cr.execute(
            "SELECT count(*) FROM mail_message WHERE body ILIKE '%%Ilse%%' OR subject ILIKE '%%Ilse%%'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_who_has_invoices_keeps_name_and_address(self):
        """The law wants the invoices, with the names on them."""
        self.invoice(100)
        contact = self.log(day=MONDAY, text="Has no money")
        erasure = self.erasure(self.alder)
        self.assertTrue(erasure.keep_address)
        erasure.action_erase()
        self.assertEqual(self.alder.name, "Alder Joinery")
        self.assertTrue(self.alder.active)
        self.assertFalse(contact.text)

    def test_only_a_manager_and_only_who_is_sure(self):
        for user in (self.collector, self.treasurer):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.erasure(self.clerk, user)
        with self.assertRaises(UserError):
            self.erasure(self.clerk, sure=False).action_erase()
        with self.assertRaises(UserError):
            self.erasure(self.collector.partner_id).action_erase()

    def test_another_companys_contacts_stay(self):
        other = self.root["res.company"].create({"name": "Another"})
        stranger = self.person("collector", other)
        theirs = self.log(user=stranger, company_id=other.id, contact_id=self.clerk.id, text="Hers")
        self.erasure(self.clerk).action_erase()
        self.assertEqual(theirs.text, "Hers")
