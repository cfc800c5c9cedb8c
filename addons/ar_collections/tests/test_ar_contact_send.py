"""Mails and letters: to the right person, not too often, and kept as they went out."""

from datetime import date
from io import BytesIO

from odoo import Command
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, tagged
from pypdf import PdfReader

from ..wizards.ar_contact_letter import REPORT
from .test_ar_contact import MONDAY, ContactCommon


@tagged("post_install", "-at_install")
class TestSend(ContactCommon, MailCase):
    # --- mails

    def compose(self, case, **values):
        """As the composer is opened from the case."""
        case = case.with_user(self.collector)
        context = case.action_email()["context"]
        form = Form(self.env(user=self.collector)["mail.compose.message"].with_context(**context))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_a_mail_to_the_clerk(self):
        """With a table of what is overdue; it is a contact, and in the case once."""
        invoice = self.due(100)
        case = self.case(today=Date.context_today(self.company))
        composer = self.compose(case)
        self.assertEqual(composer.partner_ids, self.clerk)
        self.assertIn(invoice.name, composer.body)
        before = case.message_ids
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertEqual(self._new_mails.recipient_ids, self.clerk)
        contact = self.contacts()
        self.assertRecordValues(
            contact,
            [
                {
                    "channel": "email",
                    "direction": "out",
                    "partner_id": self.alder.id,
                    "contact_id": self.clerk.id,
                    "address": "ilse@alder.example",
                    "about": invoice.name,
                    "user_id": self.collector.id,
                    "delivery": "sent",
                }
            ],
        )
        self.assertEqual(case.message_ids - before, contact.message_id)
        self.assertFalse(case.message_partner_ids & self.clerk, "nobody outside follows")

    def test_a_mail_that_bounces(self):
        """Its true state is shown, found, and it does not count as a contact of the week."""
        self.due(100)
        case = self.case(today=Date.context_today(self.company))
        self.company.ar_contacts_per_week = 1
        with self.mock_mail_gateway():
            self.compose(case).action_send_mail()
        contact = self.contacts()
        with self.assertRaises(UserError):
            case.with_user(self.collector).action_email()
        contact.message_id.notification_ids.write(
            {
                "notification_status": "bounce",
                "failure_type": "mail_bounce",
                "failure_reason": "No such mailbox",
            }
        )
        self.assertEqual(contact.delivery, "failed")
        self.assertIn("No such mailbox", contact.delivery_error)
        for state, found in (("failed", contact), ("sent", contact.browse())):
            domain = [("delivery", "=", state), ("id", "in", contact.ids)]
            self.assertEqual(contact.with_user(self.collector).search(domain), found)
        case.with_user(self.collector).action_email()

    def test_the_manager_in_his_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.due(100)
        case = self.case(today=Date.context_today(self.company))
        composer = self.compose(case, ar_role="manager")
        self.assertEqual(composer.partner_ids, self.chief)
        self.clerk.lang = "de_DE"
        template = self.root.ref("ar_collections.mail_template_items")
        template.with_context(lang="de_DE").subject = "Offene Rechnungen"
        self.assertEqual(self.compose(case).subject, "Offene Rechnungen")

    def test_with_the_invoices(self):
        invoice = self.due(100)
        case = self.case(today=Date.context_today(self.company))
        composer = self.compose(case, ar_attach_invoices=True)
        with self.mock_mail_gateway():
            composer.action_send_mail()
        names = self.contacts().message_id.attachment_ids.mapped("name")
        self.assertEqual(len(names), 1)
        self.assertIn(invoice.name.replace("/", "_"), names[0])

    def test_the_answer_comes_in(self):
        self.due(100)
        case = self.case(today=Date.context_today(self.company))
        case.message_post(
            body="We have paid",
            message_type="email",
            author_id=self.clerk.id,
            email_from="ilse@alder.example",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertRecordValues(
            self.contacts(),
            [
                {
                    "direction": "in",
                    "channel": "email",
                    "contact_id": self.clerk.id,
                    "user_id": False,
                    "text": "We have paid",
                }
            ],
        )
        case.message_post(body="From a stranger", message_type="email", email_from="x@y.example")
        stranger = self.contacts()[-1:]
        self.assertEqual((stranger.direction, stranger.address), ("in", "x@y.example"))
        case.message_post(body="Somebody look", subtype_xmlid="mail.mt_comment")
        self.assertEqual(len(self.contacts()), 2, "a word among ourselves is no contact")

    def test_a_branch_and_a_lawyer(self):
        """On hold nothing goes to a branch either; to the lawyer who asks, it does."""
        self.due(100)
        case = self.case(today=Date.context_today(self.company)).with_user(self.collector)
        branch = self.at_alder("Alder North", is_company=True, email="north@alder.example")
        lawyer = self.customer("Doctor Lex", email="lex@law.example")
        self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "insolvency",
                "reason": "36b IN 1/26",
            }
        )
        with self.assertRaises(UserError):
            case.message_post(body="Please pay", partner_ids=branch.ids)
        with self.mock_mail_gateway():
            case.message_post(body="Our claim", partner_ids=lawyer.ids)
        self.assertEqual(self.contacts().to_name, "Doctor Lex")

    def test_written_in_the_chatter(self):
        """Odoo's own button does the same."""
        self.due(100)
        case = self.case(today=Date.context_today(self.company)).with_user(self.collector)
        with self.mock_mail_gateway():
            case.message_post(
                body="Please pay", partner_ids=self.chief.ids, subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(self.contacts().contact_id, self.chief)

    def test_many_at_once(self):
        """Who is on hold is left out, and the case says so."""
        self.due(100)
        self.due(50, customer=self.birch)
        self.birch.email = "yard@birch.example"
        today = Date.context_today(self.company)
        cases = self.case(today=today) | self.case(self.birch, today)
        self.root["ar.hold"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "kind": "legal",
                "reason": "At court",
            }
        )
        composer = (
            self.env(user=self.collector)["mail.compose.message"]
            .with_context(active_ids=cases.ids, active_model="ar.case")
            .create(
                {
                    "composition_mode": "mass_mail",
                    "template_id": self.root.ref("ar_collections.mail_template_items").id,
                    "model": "ar.case",
                    "res_ids": str(cases.ids),
                }
            )
        )
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertEqual(self.contacts().partner_id, self.birch)
        told = cases.filtered(lambda case: case.partner_id == self.alder).message_ids[:1]
        self.assertIn("At court", told.body)

    # --- how often

    def test_three_times_a_week(self):
        """A call that reached nobody does not count; on the eighth day there is room again."""
        self.company.ar_contacts_per_week = 3
        self.log(day=MONDAY, result_id=self.result("reached").id)
        self.log(day=MONDAY, result_id=self.result("not_reached").id)
        self.log(day=date(2026, 3, 3), channel="email")
        self.log(day=date(2026, 3, 3), channel="note")
        self.log(day=date(2026, 3, 3), direction="in")
        Contact = self.root["ar.contact"]
        refuse = Contact._refuse_outgoing
        thursday = date(2026, 3, 5)
        refuse(self.company, self.clerk, "call", today=thursday)
        self.log(day=date(2026, 3, 4), channel="letter")
        with self.assertRaises(UserError) as refused:
            refuse(self.company, self.clerk, "call", today=thursday)
        self.assertIn("3 times", str(refused.exception))
        self.assertIn("03/09/2026", str(refused.exception))
        refuse(self.company, self.clerk, "call", today=date(2026, 3, 9))
        self.alder.with_company(self.company).ar_contacts_per_week = 5
        refuse(self.company, self.clerk, "call", today=thursday)
        self.alder.with_company(self.company).ar_contacts_per_week = 1
        with self.assertRaises(UserError):
            refuse(self.company, self.alder, "letter", today=date(2026, 3, 9))

    def test_a_mistake_does_not_count_twice(self):
        self.company.ar_contacts_per_week = 2
        wrong = self.log(day=MONDAY)
        self.log(day=MONDAY, corrects_id=wrong.id)
        self.root["ar.contact"]._refuse_outgoing(self.company, self.alder, "call", today=MONDAY)

    # --- letters

    def letter(self, **values):
        context = self.case().with_user(self.collector).action_letter()["context"]
        form = Form(self.env(user=self.collector)["ar.contact.letter"].with_context(**context))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_a_letter_to_the_manager(self):
        """For the window: firm, person, street, town; printed, kept and logged at once."""
        invoice = self.due(100)
        letter = self.letter(role="manager")
        self.chief.write({"street": "Werftstraße 3", "zip": "10557", "city": "Berlin"})
        self.assertEqual(letter.contact_id, self.chief)
        lines = letter.address.splitlines()
        self.assertEqual(lines[:3], ["Alder Joinery", "Otto Brandt", "Werftstraße 3"])
        self.assertEqual(lines[3], "10557 Berlin")
        action = letter.action_print()
        contact = self.contacts()
        self.assertRecordValues(
            contact,
            [
                {
                    "channel": "letter",
                    "contact_id": self.chief.id,
                    "delivery": "printed",
                    "about": invoice.name,
                }
            ],
        )
        self.assertIn(str(contact.attachment_ids.id), action["url"])
        self.assertEqual(contact.attachment_ids.res_id, contact.id)
        printed = contact.attachment_ids.raw.decode()
        for word in ("Otto Brandt", "10557 Berlin", invoice.name, "Open invoices"):
            self.assertIn(word, printed)
        stranger = self.person("collector", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            contact.attachment_ids.with_user(stranger).read(["raw"])

    def test_the_address_stands_in_the_window(self):
        """DIN 5008 form B: 20 to 105 mm from the left, 62.7 to 90 mm from the top of the paper."""
        self.due(100)
        letter = self.letter()
        report = self.env["ir.actions.report"].with_user(self.collector)
        report = report.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf(REPORT, letter.ids)
        self.assertEqual(kind, "pdf")
        page, found = PdfReader(BytesIO(content)).pages[0], {}

        def visit(text, matrix, text_matrix, *_font):
            x = text_matrix[4] * matrix[0] + matrix[4]
            y = float(page.mediabox.height) - (text_matrix[5] * matrix[3] + matrix[5])
            found["".join(text.split())] = (x * 25.4 / 72, y * 25.4 / 72)

        page.extract_text(visitor_text=visit)
        if "IlseKern" not in found:
            self.skipTest("this wkhtmltopdf draws letters as lines")
        for line in ("AlderJoinery", "IlseKern", "10557Berlin"):
            x, y = found[line]
            self.assertTrue(20 <= x <= 105 and 62.7 <= y <= 90, (line, x, y))

    def test_no_letter_without_an_address(self):
        self.due(100)
        self.alder.write({"street": False, "zip": False, "city": False})
        (self.clerk | self.chief).write({"street": False, "zip": False, "city": False})
        letter = self.letter()
        with self.assertRaises(UserError):
            letter.action_print()
        self.assertFalse(self.contacts())

    # --- who is who

    def test_who_keeps_who_is_who(self):
        """A collector with Odoo's own right to edit contacts; without it they are only read."""
        role = "ar_collections.group_collector"
        keeper = self.person("keeper", groups=f"{role},base.group_partner_manager")
        alder = self.alder.with_user(keeper)
        alder.ar_people_ids = [Command.create({"name": "Ute Senn", "ar_contact_role": "senior"})]
        alder.write({"ar_key_account": True, "ar_sole_trader": True, "ar_contacts_per_week": 2})
        chosen = alder._ar_contact("senior", "meeting", self.company)
        self.assertEqual(chosen.partner.name, "Ute Senn")
        with self.assertRaises(AccessError):
            self.alder.with_user(self.collector).ar_key_account = False
        self.alder.with_user(self.collector).read(["ar_key_account", "ar_people_ids"])

    def test_who_is_written_to(self):
        """Each role, and who stands in where it is missing: never somebody higher up."""
        clerk = self.alder._ar_contact("clerk", "email", self.company)
        self.assertEqual((clerk.partner, clerk.address), (self.clerk, "ilse@alder.example"))
        self.assertEqual(clerk.reason, "Payables clerk")
        senior = self.alder._ar_contact("senior", "email", self.company)
        self.assertEqual(senior.partner, self.chief)
        self.assertIn("Finance manager", senior.reason)
        self.clerk.active = False
        self.assertEqual(self.alder._ar_contact("clerk", "email", self.company).partner, self.alder)
        bills = self.at_alder("Bills", type="invoice", email="bills@alder.example")
        chosen = self.alder._ar_contact("clerk", "email", self.company)
        self.assertEqual(chosen.partner, bills)
        nobody = self.birch._ar_contact("clerk", "call", self.company)
        self.assertFalse(nobody.partner)
        self.assertIn("a phone number", nobody.reason)

    def test_whoever_is_at_many_customers_takes_three_queries(self):
        customers = self.alder | self.birch
        customers.mapped("commercial_partner_id.name")
        self.env.flush_all()
        customers._ar_contacts("manager", "email", self.company)
        self.env.invalidate_all()
        more = customers | self.customer("Third") | self.customer("Fourth")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            more._ar_contacts("manager", "email", self.company)
