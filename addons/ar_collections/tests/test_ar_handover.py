"""What we cannot collect goes to somebody who can: prepared by one, released by another."""

import base64
import csv
import io
import zipfile
from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .common import ArCommon


class HandoverCommon(ArCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.root["res.partner"].create({"name": "Firm Hand Collections"})
        cls.alder.write({"vat": "DE136695976", "phone": "+49 30 100", "street": "=1+1 Street"})

    def overdue(self, amount, customer=None, days=90):
        due = Date.today() - timedelta(days=days)
        return self.invoice(
            amount, customer, issued=due, invoice_date_due=due, invoice_payment_term_id=False
        )

    def refresh(self):
        Case = self.root["ar.case"].with_company(self.company)
        Case._refresh(self.company, self.company._ar_today())
        self.env.invalidate_all()

    def case(self, customer=None):
        self.refresh()
        return self.root["ar.case"].search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def prepared(self, invoices, user=None, **values):
        """As the form makes it."""
        items = self.owed(invoices)
        return self.env(user=user or self.collector)["ar.handover"].create(
            {
                "partner_id": items.partner_id.id,
                "company_id": self.company.id,
                "agency_id": self.agency.id,
                "item_ids": [Command.create({"move_line_id": item.id}) for item in items],
                **values,
            }
        )

    def released(self, invoices, **values):
        record = self.prepared(invoices, **values)
        record.action_propose()
        record.with_user(self.manager).action_release()
        self.env.invalidate_all()
        return record

    def report(self, *rows, user=None):
        content = "reference;status;amount;date;fee\n" + "\n".join(rows)
        return (
            self.env(user=user or self.collector)["ar.handover.report"]
            .create(
                {
                    "company_id": self.company.id,
                    "file": base64.b64encode(content.encode()),
                    "file_name": "status.csv",
                }
            )
            .action_import()
        )


@tagged("post_install", "-at_install")
class TestArHandover(HandoverCommon):
    def test_the_whole_story(self):
        """Prepared by the collector, released by the manager; the customer is off the list. The
        agency collects half, then the other half comes back: on the list again."""
        old, older = self.overdue(500), self.overdue(300, days=120)
        case = self.case()
        self.assertEqual(case.list_state, "today")
        record = self.prepared(old | older)
        self.assertEqual((record.state, record.amount), ("prepared", 800.0))
        record.action_propose()
        self.assertIn(self.manager, record.sudo().activity_ids.user_id)
        with self.assertRaises(UserError):
            record.action_release()
        record.with_user(self.manager).action_release()
        self.assertRecordValues(
            record.sudo(), [{"state": "handed_over", "released_by_id": self.manager.id}]
        )
        self.assertEqual(record.hold_id.sudo().kind, "agency")
        self.assertTrue(all(self.owed(old | older).mapped("ar_held")))
        case = self.case()
        self.assertEqual((case.list_state, case.list_reason), ("waiting", "held"))
        self.assertIn("Firm Hand", self.root["ar.contact"].search([], limit=1).text)
        first, second = record.item_ids.sorted("reference")
        self.assertEqual(first.document, older.name)
        self.report(f"{first.reference};collected;300;{Date.today()};45")
        self.env.invalidate_all()
        self.assertRecordValues(record.sudo(), [{"state": "part", "recovered": 300.0, "fee": 45.0}])
        self.report(f"{second.reference};returned;;;")
        self.env.invalidate_all()
        self.assertEqual(record.state, "collected")
        self.assertFalse(self.owed(old).ar_held)
        self.assertTrue(self.owed(older).ar_held, "they still owe us what they collected")
        case = self.case()
        self.assertEqual(case.list_state, "today")
        self.assertEqual(case.oldest_days, 90)
        record.action_close()
        self.assertEqual(record.state, "closed")
        self.assertFalse(self.owed(older).ar_held)

    def test_the_other_items_are_still_ours(self):
        """A large old one is at the agency: the customer is ranked by the small fresh one."""
        old, fresh = self.overdue(5000, days=200), self.overdue(40, days=3)
        before = self.case().score
        self.released(old)
        case = self.case()
        self.assertEqual((case.list_state, case.oldest_days), ("today", 3))
        self.assertLess(case.score, before)
        self.assertEqual(self.owed(fresh).ar_held, False)

    # --- files

    def test_the_table(self):
        """A row an item; what begins like a formula is text."""
        invoice = self.overdue(1190)
        record = self.released(invoice)
        content = record.file_ids.sudo().filtered(lambda file: file.mimetype == "text/csv").raw
        (row,) = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(row["reference"], record.item_ids.reference)
        self.assertEqual(row["creditor"], self.company.name)
        self.assertEqual(row["debtor"], "Alder Joinery")
        self.assertEqual(row["debtor_tax_number"], "DE136695976")
        self.assertEqual(row["street"], "'=1+1 Street")
        self.assertEqual(row["phone"], "'+49 30 100")
        self.assertEqual((row["invoice"], row["open"]), (invoice.name, "1190.00"))
        self.assertEqual(row["currency"], "EUR")

    def test_the_documents(self):
        """The invoice as it was printed, and what was said, in one zip with harmless names."""
        invoice = self.overdue(100)
        self.root["ir.attachment"].create(
            {
                "name": "../../Rechnung Müller.pdf",
                "raw": b"%PDF-1.4 first",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
            }
        )
        self.root["ar.contact"].create(
            {
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "channel": "call",
                "text": "Will not pay\nat all",
            }
        )
        record = self.released(invoice)
        files = record.file_ids.sudo().filtered(lambda file: "zip" in file.mimetype)
        with zipfile.ZipFile(io.BytesIO(files.raw)) as archive:
            names = archive.namelist()
            self.assertEqual(names[:3], ["contacts.txt", "promises.txt", "disputes.txt"])
            (pdf,) = [name for name in names if name.startswith("invoices/")]
            self.assertNotIn("..", pdf)
            self.assertEqual(archive.read(pdf), b"%PDF-1.4 first")
            self.assertIn("Will not pay at all", archive.read("contacts.txt").decode())

    # --- what the agency says

    def test_a_bad_row_is_named_and_nothing_is_taken(self):
        record = self.released(self.overdue(500) | self.overdue(300))
        first, second = record.item_ids.sorted("reference")
        with self.assertRaises(UserError) as refused:
            self.report(
                f"{first.reference};collected;100;;",
                f"{second.reference};collected;99999;;",
                "H00000-999;open;;;",
                f"{first.reference}x;lost;;;",
            )
        told = str(refused.exception)
        for line in ("Line 3", "Line 4", "Line 5"):
            self.assertIn(line, told)
        self.assertNotIn("Line 2", told)
        self.assertEqual(first.status, "open")

    def test_what_is_written_by_hand(self):
        record = self.released(self.overdue(500))
        item = record.item_ids
        item.write({"status": "part", "recovered": 200})
        self.assertEqual(record.state, "part")
        self.assertEqual(item.reported_on, Date.today())
        with self.assertRaises(UserError):
            item.recovered = 501
        for values in ({"amount": 1}, {"reference": "x"}, {"move_line_id": False}):
            with self.subTest(values), self.assertRaises(AccessError):
                item.write(values)
        with self.assertRaises(AccessError):
            record.state = "closed"
        item.status = "collected"
        self.assertEqual((record.state, item.recovered), ("collected", 200))

    def test_all_comes_back(self):
        record = self.released(self.overdue(500))
        record.action_return()
        self.assertEqual(record.state, "returned")
        self.assertEqual(record.item_ids.live, False)
        self.assertEqual(self.case().list_state, "today")
        self.prepared(record.item_ids.move_line_id.move_id)

    # --- meanwhile

    def test_paid_to_us(self):
        """Through the bank: it is noted, and the agency is to be told."""
        invoice = self.overdue(500)
        record = self.released(invoice)
        self._register_payment(invoice)
        self.env.invalidate_all()
        self.assertEqual(record.state, "collected")
        self.assertEqual(record.item_ids.paid, 500)
        self.assertIn("Tell the agency", record.sudo().activity_ids.mapped("summary")[0])
        self.assertIn("was paid in our books", "".join(record.message_ids.mapped("body")))
        self.owed(invoice).remove_move_reconcile()
        self.env.invalidate_all()
        self.assertEqual(record.state, "handed_over")

    def test_paid_before_it_is_released(self):
        """It is left out; if nothing is left, nothing is handed over."""
        paid, open_ = self.overdue(500), self.overdue(300)
        record = self.prepared(paid | open_)
        record.action_propose()
        self._register_payment(paid)
        self.env.invalidate_all()
        record.with_user(self.manager).action_release()
        self.assertEqual(record.item_ids.document, open_.name)
        self.assertEqual(record.amount, 300)
        other = self.overdue(200)
        record = self.prepared(other)
        record.action_propose()
        other.button_draft()
        with self.assertRaises(UserError):
            record.with_user(self.manager).action_release()

    def test_an_invoice_is_taken_back(self):
        invoice = self.overdue(500)
        record = self.released(invoice)
        invoice.button_draft()
        self.env.invalidate_all()
        self.assertIn("taken back", " ".join(record.sudo().activity_ids.mapped("summary")))

    def test_the_agency_is_archived(self):
        record = self.prepared(self.overdue(500))
        record.action_propose()
        self.agency.active = False
        with self.assertRaises(UserError) as refused:
            record.with_user(self.manager).action_release()
        self.assertIn("archived", str(refused.exception))
        self.assertIn("archived", record.warning)

    def test_customers_become_one(self):
        record = self.released(self.overdue(500))
        self.overdue(10, self.birch)
        self.root["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((self.alder | self.birch).ids)],
                "dst_partner_id": self.birch.id,
            }
        ).action_merge()
        self.env.invalidate_all()
        self.assertEqual(record.partner_id, self.birch)
        self.assertTrue(record.item_ids.move_line_id.ar_held)
        record.action_return()
        self.assertEqual(record.state, "returned")

    def test_in_another_currency(self):
        """Told in its own currency, summed up in the company's."""
        due = date(2026, 2, 1)
        with freeze_time("2026-03-02"):
            invoice = self.invoice(
                250,
                issued=due,
                invoice_date_due=due,
                invoice_payment_term_id=False,
                currency_id=self.dollar.id,
            )
            record = self.released(invoice)
        self.assertEqual((record.item_ids.amount, record.amount), (250, 200))
        record.item_ids.write({"status": "part", "recovered": 125, "fee": 12.5})
        self.assertEqual((record.recovered, record.fee), (100, 10))

    # --- what cannot be

    def test_what_cannot_be_handed_over(self):
        invoice, theirs = self.overdue(500), self.overdue(50, self.birch)
        with self.assertRaises(ValidationError):
            self.prepared(invoice).write(
                {"item_ids": [Command.create({"move_line_id": self.owed(theirs).id})]}
            )
        record = self.prepared(self.overdue(70))
        with self.assertRaises(UserError):
            self.prepared(record.item_ids.move_line_id.move_id)
        action = record.item_ids.move_line_id.with_user(self.collector).action_handover()
        self.assertEqual(action["res_id"], record.id, "the one there is, is shown")
        with self.assertRaises(UserError):
            (self.owed(invoice) | self.owed(theirs)).action_handover()

    def test_sent_back(self):
        record = self.prepared(self.overdue(500))
        record.action_propose()
        with self.assertRaises(UserError):
            record.agency_id = self.birch
        action = record.with_user(self.manager).action_refuse()
        wizard = self.env(user=self.manager)["ar.handover.refusal"].with_context(
            **action["context"]
        )
        wizard.create({"why": "Call them once more"}).action_refuse()
        self.assertRecordValues(record, [{"state": "prepared", "refusal": "Call them once more"}])
        record.agency_id = self.birch

    def test_limits(self):
        """Whoever has a limit releases up to it, others nothing."""
        senior = self.person("senior", groups="ar_collections.group_collector")
        record = self.prepared(self.overdue(500))
        record.action_propose()
        with self.assertRaises(UserError):
            record.with_user(senior).action_release()
        limit = self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref("ar_collections.group_collector").id,
                "kind": "handover",
                "company_id": self.company.id,
                "amount": 499,
            }
        )
        with self.assertRaises(UserError):
            record.with_user(senior).action_release()
        limit.amount = 500
        record.with_user(senior).action_release()
        self.assertEqual(record.state, "handed_over")

    def test_legal_comes_back_by_a_manager(self):
        record = self.released(self.overdue(500), kind="legal")
        self.assertEqual(record.hold_id.sudo().kind, "legal")
        with self.assertRaises(AccessError):
            record.action_return()
        record.with_user(self.manager).action_return()
        self.assertEqual(record.state, "returned")

    def test_the_hold_ends_with_it_alone(self):
        record = self.released(self.overdue(500))
        with self.assertRaises(UserError) as refused:
            record.hold_id.with_user(self.collector)._lift("why")
        self.assertIn(record.number, str(refused.exception))

    def test_rights(self):
        record = self.released(self.overdue(500))
        stranger = self.person("manager", self.root["res.company"].create({"name": "Another"}))
        with self.assertRaises(AccessError):
            record.with_user(stranger).action_return()
        with self.assertRaises(AccessError):
            record.with_user(self.treasurer).action_return()
        with self.assertRaises(AccessError):
            self.prepared(self.overdue(5), user=self.treasurer)
        with self.assertRaises(UserError):
            record.unlink()
        with self.assertRaises(AccessError):
            self.prepared(self.overdue(7), state="handed_over")
        with self.assertRaises(UserError):
            self.report(f"{record.item_ids.reference};open;;;", user=stranger)

    def test_from_the_case(self):
        self.overdue(500)
        self.overdue(20, days=-5)
        case = self.case().with_user(self.collector)
        action = case.action_handover()
        record = (
            case.env["ar.handover"]
            .with_context(**action["context"])
            .create({"agency_id": self.agency.id})
        )
        self.assertEqual(record.amount, 500)
        self.env.invalidate_all()
        self.assertEqual(case.handover_count, 1)
        self.assertEqual(case.action_handover()["res_id"], record.id)

    def test_payments_of_others_cost_one_query(self):
        """Posting looks once for all items whether one is handed over."""
        items = self.owed(self.overdue(10) | self.overdue(20))
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.root["ar.handover"]._follow_items(items)
