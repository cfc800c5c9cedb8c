"""Somebody is told before what a customer owes cannot be enforced any more."""

from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ArCommon


@tagged("post_install", "-at_install")
class TestArLimitation(ArCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alder.country_id = cls.root.ref("base.de")
        cls.birch.country_id = cls.root.ref("base.uk")

    def due(self, day, amount=100, customer=None):
        invoice = self.invoice(
            amount, customer, issued=day, invoice_date_due=day, invoice_payment_term_id=False
        )
        return self.owed(invoice)

    def near(self):
        self.env.invalidate_all()
        return (
            self.root["account.move.line"]
            .with_company(self.company)
            .with_context(allowed_company_ids=self.company.ids)
            .search([("ar_limitation_near", "=", True), ("company_id", "=", self.company.id)])
        )

    def told(self, day, user=None):
        with freeze_time(f"{day} 12:00:00"):
            Case = self.root["ar.case"].with_company(self.company)
            Case._refresh(self.company, day)
            case = Case.search(
                [("company_id", "=", self.company.id), ("partner_id", "=", self.alder.id)]
            )
            case.user_id = case.user_id or self.collector
            self.run_action("limitation")
            kind = self.root.ref("ar_collections.mail_activity_type_limitation")
            return case.activity_ids.filtered(lambda each: each.activity_type_id == kind)

    def test_a_german_invoice(self):
        """Due in March 2023: enforceable until the end of 2026. In June nobody is told; in July the
        collector is, once; acknowledged in August, it has three years more."""
        item = self.due(date(2023, 3, 2))
        self.assertEqual(item.ar_limitation_date, date(2026, 12, 31))
        self.assertFalse(self.told(date(2026, 6, 29)))
        with freeze_time("2026-06-29"):
            self.assertFalse(self.near())
        activity = self.told(date(2026, 7, 1))
        self.assertEqual(activity.user_id, self.collector)
        self.assertIn(item.move_name, activity.summary)
        self.assertIn("12/31/2026", activity.summary)
        self.assertEqual(len(self.told(date(2026, 7, 2))), 1, "not again")
        with freeze_time("2026-08-20 12:00:00"):
            self.assertEqual(self.near(), item)
            action = item.with_user(self.collector).action_acknowledged()
            self.env(user=self.collector)["ar.limitation"].with_context(**action["context"]).create(
                {"date": "2026-08-19", "reason": "Their letter"}
            )
            self.env.invalidate_all()
            self.assertEqual(item.ar_limitation_date, date(2029, 8, 19))
            self.assertFalse(self.near())
        self.assertEqual(len(self.told(date(2029, 3, 1))), 2, "of the new date anew")

    def test_by_country(self):
        english = self.due(date(2023, 3, 2), customer=self.birch)
        self.assertEqual(english.ar_limitation_date, date(2029, 3, 2))
        self.birch.country_id = self.root.ref("base.jp")
        self.env.invalidate_all()
        self.assertFalse(english.ar_limitation_date, "no rule, no date")
        rule = self.root["ar.limitation.rule"].create({"years": 2})
        self.env.invalidate_all()
        self.assertEqual(english.ar_limitation_date, date(2025, 3, 2))
        rule.copy({"years": 1, "company_id": self.company.id})
        self.env.invalidate_all()
        self.assertEqual(english.ar_limitation_date, date(2024, 3, 2), "the company's own first")

    def test_what_is_found_is_what_is_shown(self):
        items = self.due(date(2023, 3, 2)) | self.due(date(2024, 2, 29), customer=self.birch)
        Item = self.root["account.move.line"].with_context(allowed_company_ids=self.company.ids)
        for day in (date(2026, 12, 30), date(2026, 12, 31), date(2030, 2, 27), date(2030, 2, 28)):
            found = Item.search([("ar_limitation_date", "<=", day), ("id", "in", items.ids)])
            self.assertEqual(
                found, items.browse(i.id for i in items if i.ar_limitation_date <= day)
            )
            later = Item.search([("ar_limitation_date", ">", day), ("id", "in", items.ids)])
            self.assertEqual(later, items - found)

    def test_on_the_worklist(self):
        self.due(date(2023, 3, 2))
        self.due(date(2026, 1, 5), customer=self.birch)
        with freeze_time("2026-08-20"):
            self.told(date(2026, 8, 20))
            Case = self.root["ar.case"].with_context(allowed_company_ids=self.company.ids)
            self.env.invalidate_all()
            found = Case.search(
                [("limitation_near", "=", True), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(found.partner_id, self.alder)
            self.assertTrue(found.limitation_near)
        self.company.ar_limitation_months = 0
        self.env.invalidate_all()
        self.assertFalse(self.near())

    def test_rights(self):
        item = self.due(date(2023, 3, 2))
        rule = self.root.ref("ar_collections.limitation_de")
        for user in (self.collector, self.treasurer):
            with self.subTest(user.name), self.assertRaises(AccessError):
                rule.with_user(user).years = 9
        rule.with_user(self.manager).years = 4
        values = {"item_ids": item.ids, "company_id": self.company.id, "reason": "Letter"}
        with self.assertRaises(AccessError):
            self.env(user=self.treasurer)["ar.limitation"].create(values)
        Restart = self.env(user=self.collector)["ar.limitation"]
        with self.assertRaises(ValidationError):
            Restart.create({**values, "date": "2999-01-01"})
        made = Restart.create({**values, "user_id": self.manager.id})
        self.assertEqual(made.user_id, self.collector)
        with self.assertRaises(UserError):
            made.reason = "x"
        with self.assertRaises(AccessError):
            made.unlink()
        other = self.root["res.company"].create({"name": "Another"})
        stranger = self.person("manager", other)
        self.assertFalse(self.env(user=stranger)["ar.limitation"].search([]))
        self.assertEqual(
            self.env(user=stranger)["ar.limitation.rule"].search([("country_id.code", "=", "DE")]),
            rule,
        )
        made.with_user(self.manager).unlink()

    def test_a_list_costs_as_much_as_an_item(self):
        items = self.due(date(2023, 3, 2)) | self.due(date(2024, 3, 2))
        counts = []
        for some in (items[:1], items):
            self.env.invalidate_all()
            some.mapped("ar_limitation_date")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("ar_limitation_date")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
