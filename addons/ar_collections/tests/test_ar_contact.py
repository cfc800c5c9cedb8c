"""What was said with a customer, kept for good."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import ArCommon

MONDAY = date(2026, 3, 2)


class ContactCommon(ArCommon):
    """A customer that owes, with people in three roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alder.write(
            {
                "is_company": True,
                "email": "post@alder.example",
                "phone": "+49 30 100",
                "street": "Werftstraße 3",
                "zip": "10557",
                "city": "Berlin",
            }
        )
        cls.clerk = cls.at_alder("Ilse Kern", "clerk", email="ilse@alder.example", phone="+49 30 1")
        cls.chief = cls.at_alder("Otto Brandt", "manager", email="otto@alder.example")

    @classmethod
    def at_alder(cls, name, role=False, **values):
        return cls.customer(name, parent_id=cls.alder.id, ar_contact_role=role, **values)

    def case(self, customer=None, today=MONDAY):
        customer = customer or self.alder
        Case = self.root["ar.case"].with_company(self.company)
        Case._refresh(self.company, today)
        return Case.search([("partner_id", "=", customer.id), ("company_id", "=", self.company.id)])

    def due(self, amount, customer=None):
        """An invoice that was due twenty days ago."""
        day = Date.context_today(self.company) - timedelta(days=20)
        return self.invoice(
            amount, customer, issued=day, invoice_date_due=day, invoice_payment_term_id=False
        )

    def result(self, name):
        return self.root.ref(f"ar_collections.result_{name}")

    def log(self, user=None, partner=None, day=None, **values):
        """As the dialog writes it down."""
        env = self.env(user=user or self.collector)
        values.setdefault("partner_id", (partner or self.alder).id)
        if day:
            values["date"] = datetime.combine(day, datetime.min.time()).replace(hour=9)
        return env["ar.contact"].create({"company_id": self.company.id, **values})

    def call(self, **values):
        """A call logged by the collector in the dialog."""
        Log = self.env(user=self.collector)["ar.contact.log"]
        form = Form(
            Log.with_context(
                default_partner_id=self.alder.id,
                default_company_id=self.company.id,
                default_channel="call",
            )
        )
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def contacts(self, **values):
        domain = [("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.root["ar.contact"].search(domain, order="id")


@tagged("post_install", "-at_install")
class TestArContact(ContactCommon):
    def test_a_call_and_its_next_step(self):
        """On Monday the clerk promises to look; on Thursday she is to be called again."""
        item = self.owed(self.invoice(100))
        case = self.case()
        with freeze_time("2026-03-02 09:00:00"):
            call = self.call(
                result_id=self.result("reached").with_env(self.env(user=self.collector)),
                text="She looks for the delivery note",
                next_step="Call again",
                next_date=date(2026, 3, 5),
            )
            call.item_ids = item
            call.action_log()
        contact = self.contacts()
        self.assertRecordValues(
            contact,
            [
                {
                    "partner_id": self.alder.id,
                    "contact_id": self.clerk.id,
                    "to_name": "Ilse Kern",
                    "address": "+49 30 1",
                    "channel": "call",
                    "direction": "out",
                    "reached": 100.0,
                    "about": item.move_id.name,
                    "user_id": self.collector.id,
                    "user_name": self.collector.name,
                    "next_date": date(2026, 3, 5),
                }
            ],
        )
        self.assertEqual(case.next_action_date, date(2026, 3, 5))
        self.assertEqual(contact.message_id.model, "ar.case")
        told = case.message_ids.filtered(lambda each: "delivery note" in (each.body or ""))
        self.assertEqual(len(told), 1, "it is told once")
        facts = self.root["ar.contact"]._case_facts(self.company, [self.alder.id], MONDAY)
        self.assertEqual(
            facts[self.alder.id],
            {
                "last_contact": MONDAY,
                "last_contact_id": contact.id,
                "next_contact": date(2026, 3, 5),
            },
        )

    def test_the_case_tells_it_once(self):
        """With the history of changes on, as in everyday use."""
        self.invoice(100)
        case = self.case()
        before = case.message_ids
        env = self.env(user=self.collector, context={})
        env["ar.contact"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "text": "Call on Friday",
                "next_date": "2999-03-06",
            }
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(len(case.message_ids - before), 1)
        self.assertEqual(case.next_action_date, date(2999, 3, 6))

    def test_nobody_changes_or_deletes_it(self):
        contact = self.log(text="He said no")
        for user in (self.collector, self.manager, self.root.user):
            mine = contact.with_user(user)
            with self.subTest(user.name), self.assertRaises(UserError):
                mine.write({"text": "He said yes"})
            with self.subTest(user.name), self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(UserError):
            contact.sudo().text = "He said yes"
        with self.assertRaises(UserError):
            contact.sudo().unlink()
        self.assertEqual(contact.text, "He said no")

    def test_an_error_is_corrected_by_another_one(self):
        """The promise was made by the boatyard's neighbour: both stay, the first counts no more."""
        wrong = self.log(day=MONDAY, text="Pays on Friday", result_id=self.result("promised").id)
        action = wrong.with_user(self.collector).action_correct()
        log = self.env(user=self.collector)["ar.contact.log"].with_context(**action["context"])
        form = Form(log)
        self.assertEqual(form.text, "Pays on Friday")
        form.text = "Pays on Monday"
        form.save().action_log()
        right = self.contacts(corrects_id=wrong.id)
        self.assertEqual((wrong.text, right.text), ("Pays on Friday", "Pays on Monday"))
        facts = self.root["ar.contact"]._case_facts(self.company, None, MONDAY)
        self.assertEqual(facts[self.alder.id]["last_contact_id"], right.id)

    def test_what_is_not_taken_down(self):
        """In somebody else's name, of tomorrow, about another customer's invoice."""
        theirs = self.owed(self.invoice(50, self.birch))
        with self.assertRaises(AccessError):
            self.log(user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self.log(message_id=1)
        sly = self.env(user=self.collector)["ar.contact"].with_context(default_about="INV/1")
        with self.assertRaises(AccessError):
            sly.create({"partner_id": self.alder.id, "company_id": self.company.id})
        with self.assertRaises(AccessError):
            self.log(user=self.treasurer)
        secret = self.root["ir.attachment"].create({"name": "Salaries", "raw": b"1"})
        with self.assertRaises(AccessError):
            self.log(attachment_ids=secret.ids)
        with self.assertRaises(UserError):
            self.log(day=date(2999, 1, 1))
        with self.assertRaises(ValidationError):
            self.log(item_ids=[theirs.id])
        with self.assertRaises(ValidationError):
            self.log(corrects_id=self.log(partner=self.birch).id)
        stranger = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            self.log().with_user(stranger).read(["text"])
        with self.assertRaises(AccessError):
            self.log(user=stranger)

    def test_two_companies_have_each_their_own(self):
        other = self.root["res.company"].create({"name": "Another"})
        theirs = self.person("collector", other)
        mine = self.log(day=MONDAY, text="Ours")
        their = self.log(user=theirs, company_id=other.id, day=date(2026, 3, 9), text="Theirs")
        self.assertEqual(self.root["ar.contact"].with_user(self.collector).search([]), mine)
        self.assertEqual(self.root["ar.contact"].with_user(theirs).search([]), their)
        facts = self.root["ar.contact"]._case_facts(self.company, None, MONDAY)
        self.assertEqual(facts[self.alder.id]["last_contact_id"], mine.id)

    def test_one_person_for_two_companies(self):
        """What is logged from a case is its company's, whichever is on screen."""
        other = self.root["res.company"].create({"name": "Another"})
        both = self.person("both", groups="ar_collections.group_collector")
        both.company_ids += other
        case = self.root["ar.case"].create({"partner_id": self.alder.id, "company_id": other.id})
        allowed = [self.company.id, other.id]
        mine = case.with_user(both).with_context(allowed_company_ids=allowed)
        action = mine.action_call()
        log = mine.env["ar.contact.log"].with_context(**action["context"])
        log.create({"direction": "in", "text": "From the other company"}).action_log()
        contact = self.root["ar.contact"].search([("text", "=", "From the other company")])
        self.assertEqual(contact.company_id, other)
        self.assertEqual(contact.message_id.res_id, case.id)
        hold = mine.env["ar.hold"].with_context(**mine.action_hold()["context"])
        hold.create({"reason": "At court", "kind": "legal"})
        self.assertTrue(mine.hold_notice)
        self.assertFalse(self.root["ar.hold"]._held(self.alder, company=self.company))

    def test_only_of_ones_own_customers(self):
        """Where the company says so; one's own words are one's own to read."""
        self.invoice(100)
        case = self.case()
        case.user_id = self.collector
        other = self.person("other", groups="ar_collections.group_collector")
        contact, own = self.log(day=MONDAY), self.log(user=other, day=MONDAY)
        seen = self.root["ar.contact"].with_user(other)
        here = [("company_id", "=", self.company.id)]
        self.assertEqual(seen.search(here), contact | own)
        self.company.ar_own_customers_only = True
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.assertEqual(seen.search(here), own)
        self.assertEqual(seen.with_user(self.collector).search(here), contact | own)
        self.assertEqual(seen.with_user(self.manager).search(here), contact | own)
        case.user_id = False
        self.assertEqual(seen.search(here), contact | own)

    def test_a_note_is_no_contact_but_may_name_the_next_step(self):
        self.log(day=MONDAY, next_date=date(2026, 3, 4))
        self.log(
            day=date(2026, 3, 3), channel="note", text="On holiday", next_date=date(2026, 3, 20)
        )
        facts = self.root["ar.contact"]._case_facts(self.company, None, MONDAY)[self.alder.id]
        self.assertEqual(facts["last_contact"], MONDAY)
        self.assertEqual(facts["next_contact"], date(2026, 3, 20))

    def test_what_is_done_is_no_next_step_any_more(self):
        """Called again on the day, nothing new agreed."""
        self.log(day=MONDAY, next_date=date(2026, 3, 4))
        self.log(day=date(2026, 3, 4), result_id=self.result("not_reached").id)
        facts = self.root["ar.contact"]._case_facts(self.company, None, MONDAY)[self.alder.id]
        self.assertEqual(facts["last_contact"], date(2026, 3, 4))
        self.assertFalse(facts["next_contact"])

    def test_the_facts_of_many_take_one_query(self):
        for number in range(5):
            self.log(partner=self.customer(f"Customer {number}"), day=MONDAY)
        self.env.flush_all()
        Contact = self.root["ar.contact"]
        Contact._case_facts(self.company, None, MONDAY)
        with self.assertQueryCount(1):
            self.assertEqual(len(Contact._case_facts(self.company, None, MONDAY)), 5)

    def test_the_invoice_is_changed_meanwhile(self):
        """It is paid, or reset to draft, canceled: what was said about it is still known."""
        invoice = self.invoice(100)
        contact = self.log(item_ids=self.owed(invoice).ids)
        number = invoice.name
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(contact.about, number)
        self.env.invalidate_all()
        contact.read()

    def test_the_person_and_the_user_leave(self):
        """Who it was with and by is known by name."""
        gone = self.person("leaver", groups="ar_collections.group_collector")
        contact = self.log(user=gone, contact_id=self.clerk.id).with_env(self.root)
        name = gone.name
        gone.unlink()
        self.clerk.unlink()
        self.env.invalidate_all()
        self.assertRecordValues(
            contact,
            [
                {
                    "user_id": False,
                    "user_name": name,
                    "contact_id": False,
                    "to_name": "Ilse Kern",
                }
            ],
        )

    def test_the_customer_is_archived_or_merged(self):
        self.invoice(100)
        self.case()
        twin = self.customer("Alder Joinery Ltd")
        first, second = self.log(day=MONDAY), self.log(partner=twin, day=date(2026, 3, 3))
        hold = self.root["ar.hold"].create(
            {
                "partner_id": twin.id,
                "company_id": self.company.id,
                "kind": "insolvency",
                "reason": "36b IN 1/26",
            }
        )
        merge = self.root["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.alder.id, twin.id], self.alder)
        self.env.invalidate_all()
        self.assertEqual((first | second).partner_id | hold.partner_id, self.alder)
        self.assertEqual(
            self.root["ar.hold"]._held(self.alder, company=self.company).keys(), {self.alder.id}
        )
        self.alder.active = False
        facts = self.root["ar.contact"]._case_facts(self.company, None, MONDAY)
        self.assertEqual(facts[self.alder.id]["last_contact_id"], second.id)
        self.log(text="They are gone")

    def test_a_customer_that_becomes_part_of_another(self):
        """Merged into a person at another firm: what was said belongs to the firm."""
        self.invoice(100)
        self.case()
        shop = self.customer("Shop")
        contact = self.log(partner=shop)
        self.root["base.partner.merge.automatic.wizard"].create({})._merge(
            [shop.id, self.clerk.id], self.clerk
        )
        self.env.invalidate_all()
        self.assertEqual(contact.partner_id, self.alder)

    def test_every_result_proposes_what_is_next(self):
        with freeze_time("2026-03-02 09:00:00"):
            call = self.call(
                result_id=self.result("not_reached").with_env(self.env(user=self.collector))
            )
            self.assertEqual(call.next_date, date(2026, 3, 3))
            self.assertEqual(call.next_step, "Call again")
            call.action_log()
        self.assertEqual(self.contacts().reached, 0.0)

    def test_from_a_call_to_a_hold(self):
        """They asked to wait: logged, and the hold is the next dialog."""
        call = self.call(result_id=self.result("wait").with_env(self.env(user=self.collector)))
        action = call.action_log_and_go_on()
        self.assertEqual((action["res_model"], len(self.contacts())), ("ar.hold", 1))
        self.assertEqual(action["context"]["default_partner_id"], self.alder.id)

    def test_from_a_call_to_a_promise_and_to_a_dispute(self):
        """Over the invoices that the call was about; without any nothing can be disputed."""
        item = self.owed(self.due(100))
        self.case(today=Date.context_today(self.company))
        promised = self.call(
            result_id=self.result("promised").with_env(self.env(user=self.collector))
        )
        promised.item_ids = item.with_env(promised.env)
        action = promised.action_log_and_go_on()
        self.assertEqual(action["res_model"], "ar.promise.make")
        disputed = self.call(
            result_id=self.result("disputed").with_env(self.env(user=self.collector))
        )
        with self.assertRaises(UserError):
            disputed.action_log_and_go_on()
        self.assertEqual(len(self.contacts()), 1, "nothing is logged before it is complete")
        disputed.item_ids = item.with_env(disputed.env)
        action = disputed.action_log_and_go_on()
        self.assertEqual(action["res_model"], "ar.dispute.open")
        self.assertEqual(self.contacts().mapped("about"), [item.move_name] * 2)

    def test_an_invoice_paid_during_the_call(self):
        """That is told once; it can be logged all the same, about that invoice."""
        invoice = self.invoice(100)
        self.case()
        call = self.call(result_id=self.result("paid").with_env(self.env(user=self.collector)))
        call.item_ids = self.owed(invoice).with_env(call.env)
        self.came_in(invoice)
        call.action_log()
        self.assertFalse(self.contacts(), "told first")
        call.action_log()
        self.assertEqual(self.contacts().about, invoice.name)

    def came_in(self, invoice):
        match = self.decided(self.paid(100), {self.owed(invoice): 100}, "suggested")
        self.accept(match)
        self.assertEqual(invoice.payment_state, "paid")
