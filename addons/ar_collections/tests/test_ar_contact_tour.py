"""Calls, mails and holds in the browser."""

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_ar_contact import ContactCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestContactTour(ContactCommon, HttpCase):
    def take(self, tour, user, record=None):
        url = f"/odoo/{record._name}/{record.id}" if record else "/odoo/ar-contacts"
        self.start_tour(url, f"ar_collections_contact_{tour}", login=user.login)
        self.env.invalidate_all()

    def test_from_a_call_to_a_hold(self):
        self.due(100)
        self.case(today=Date.context_today(self.company))
        self.take("call", self.collector)
        contact = self.contacts()
        self.assertEqual(contact.text, "Their system is new")
        self.assertEqual(contact.result_id, self.result("wait"))
        held = self.root["ar.hold"]._held(self.alder, company=self.company)
        self.assertEqual(held[self.alder.id].reason, "Their system is new")

    def test_a_mail_from_the_customer(self):
        invoice = self.due(100)
        self.case(today=Date.context_today(self.company))
        self.take("mail", self.collector, self.alder)
        self.assertEqual((self.contacts().channel, self.contacts().about), ("email", invoice.name))

    def test_a_manager_lifts_a_hold(self):
        hold = self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "insolvency",
                "reason": "36b IN 1/26",
            }
        )
        self.take("lift", self.manager, self.alder)
        self.assertEqual(hold.lift_reason, "Proceedings closed")
        self.assertEqual(hold.lifted_by_id, self.manager)
