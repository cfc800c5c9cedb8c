from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_ar_promise import PromiseCommon, march


@tagged("post_install", "-at_install")
class TestArPromiseSettlement(PromiseCommon):
    """A part is waived if the rest is paid: approved by another, written off when it is paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.losses = cls.company_data["default_account_expense"].with_env(cls.root)
        cls.company.ar_write_off_account_id = cls.losses

    def settle(self, invoice, waived=40.0, user=None, **said):
        said = {"waive_reason": "Goodwill after the flood", **said}
        return self.promise(invoice, 5, user=user, waived=waived, **said)

    def approved(self, invoice):
        promise = self.settle(invoice)
        promise.with_user(self.manager).action_approve()
        return promise

    def test_proposed_approved_paid_and_written_off(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.settle(invoice)
            self.assertRecordValues(promise, [{"state": "draft", "amount": 60.0, "waived": 40.0}])
            self.assertEqual(promise.activity_ids.user_id & self.manager, self.manager)
            self.assertFalse(self.facts(1))
            self.assertFalse(self.owed(invoice).ar_promised)
            promise.with_user(self.manager).action_approve()
            self.assertRecordValues(
                promise, [{"state": "open", "approved_by_id": self.manager.id, "activity_ids": []}]
            )
        with self.on(4):
            self.receive(invoice, 60.0, 4)
            self.assertEqual(promise.state, "kept")
            self.assertEqual(invoice.amount_residual, 40.0)
            self.run_action("settle")
        self.assertEqual(invoice.payment_state, "paid")
        write_off = promise.write_off_id
        self.assertRecordValues(
            write_off,
            [
                {
                    "state": "posted",
                    "kind": "settlement",
                    "amount": 40.0,
                    "author_id": self.collector.id,
                    "decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertEqual(promise.state, "kept")
        self.run_action("settle")
        self.assertEqual(promise.write_off_id, write_off)

    def test_the_payment_comes_back_and_nothing_is_waived(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.approved(invoice)
        with self.on(4):
            match = self.receive(invoice, 60.0, 4)
            self.run_action("settle")
            self.assertEqual(invoice.payment_state, "paid")
        with self.on(12):
            self.came_back(match)
            self.assertEqual(promise.state, "broken")
            self.run_action("settle")
        self.assertEqual(invoice.amount_residual, 100.0)
        self.assertFalse(promise.write_off_id)
        with self.on(13):
            self.receive(invoice, 60.0, 5)
            self.assertEqual(promise.state, "kept")
            self.run_action("settle")
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_not_kept_nothing_is_waived(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.approved(invoice)
        self.night(8)
        self.assertEqual(promise.state, "broken")
        self.run_action("settle")
        self.assertEqual(invoice.amount_residual, 100.0)
        self.assertFalse(promise.write_off_id)

    def test_nobody_approves_his_own(self):
        with self.on(1):
            own = self.settle(self.invoice(100), user=self.manager)
            with self.assertRaisesRegex(UserError, "yourself"):
                own.with_user(self.manager).action_approve()
            other = self.settle(self.invoice(100))
            second = self.person("second", groups="ar_collections.group_collector")
            with self.assertRaisesRegex(UserError, "no approval limit"):
                other.with_user(second).action_approve()
            with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                other.with_user(self.treasurer).action_approve()

    def test_up_to_the_limit(self):
        self.root["ar.approval.limit"].create(
            {
                "company_id": self.company.id,
                "kind": "settlement",
                "group_id": self.env.ref("ar_collections.group_collector").id,
                "amount": 40.0,
            }
        )
        second = self.person("second", groups="ar_collections.group_collector")
        with self.on(1):
            little, much = self.settle(self.invoice(100)), self.settle(self.invoice(100), 40.01)
            little.with_user(second).action_approve()
            with self.assertRaisesRegex(UserError, "up to"):
                much.with_user(second).action_approve()
        self.assertEqual((little.state, much.state), ("open", "draft"))

    def test_refused_the_promise_before_stands_again(self):
        invoice = self.invoice(100)
        with self.on(1):
            first = self.promise(invoice, 5)
            second = self.settle(invoice, replaces=first)
            self.assertEqual((first.state, second.state), ("renegotiated", "draft"))
            second.with_user(self.manager).action_reject()
        self.assertEqual((first.state, second.state), ("open", "cancelled"))
        self.assertTrue(first.item_ids.live)
        with self.assertRaisesRegex(UserError, "wait"):
            second.with_user(self.manager).action_approve()

    def test_what_cannot_be_waived(self):
        invoice = self.invoice(100)
        with self.on(1):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.settle(invoice, waive_reason=" ")
            with self.assertRaisesRegex(UserError, "rest is promised"):
                self.settle(invoice, waived=100.0)
            self.company.ar_write_off_account_id = False
            with self.assertRaisesRegex(UserError, "account for write-offs"):
                self.settle(invoice)

    def test_what_cannot_be_booked_says_why_and_is_tried_again(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.approved(invoice)
            self.receive(invoice, 60.0, 1)
            self.company.ar_write_off_account_id = False
            self.run_action("settle")
            self.assertIn("account for write-offs", promise.waived_words)
            self.company.ar_write_off_account_id = self.losses
            self.run_action("settle")
        self.assertEqual(promise.write_off_id.state, "posted")
        self.assertFalse(promise.waive_problem)

    def test_more_was_paid_than_promised(self):
        """What is left of the item is waived, no more."""
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.approved(invoice)
            self.receive(invoice, 90.0, 4)
            self.run_action("settle")
        self.assertEqual(promise.write_off_id.amount, 10.0)
        self.assertEqual(invoice.payment_state, "paid")

    def test_in_the_form(self):
        invoice = self.invoice(100)
        with self.on(1):
            action = self.owed(invoice).with_user(self.collector).action_ar_promise()
            make = self.env["ar.promise.make"].with_user(self.collector).browse(action["res_id"])
            make.write({"is_settlement": True, "waived": 40.0, "waive_reason": "Flood"})
            make.action_spread()
            self.assertEqual((make.amount, make.rate_ids.amount), (60.0, 60.0))
            make.action_make()
        promise = self.root["ar.promise"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(promise, [{"state": "draft", "amount": 60.0, "waived": 40.0}])
        self.assertEqual(promise.rate_ids.date, march(8))


@tagged("post_install", "-at_install")
class TestArPromiseRights(PromiseCommon):
    """Each group, in two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.root["res.company"].create({"name": "Another"})
        cls.stranger = cls.person("collector", other)

    def test_who_may_what(self):
        invoice = self.invoice(100)
        with self.on(1), mute_logger("odoo.addons.base.models.ir_model"):
            promise = self.promise(invoice, 5)
            for user in (self.collector, self.treasurer, self.manager):
                self.assertEqual(promise.with_user(user).item_names, invoice.name)
                for values in (
                    {"state": "kept"},
                    {"amount": 1.0},
                    {"approved_by_id": user.id},
                    {"rate_ids": []},
                    {"missed_on": False},
                ):
                    with self.assertRaises(AccessError):
                        promise.with_user(user).write(values)
                for records in (promise, promise.item_ids, promise.rate_ids):
                    with self.assertRaises(AccessError):
                        records.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    promise.with_user(user).copy()
                with self.assertRaises(AccessError):
                    promise.rate_ids.with_user(user).write({"amount": 1.0})
            with self.assertRaises(AccessError):
                promise.with_user(self.treasurer).action_cancel()
            with self.assertRaises(AccessError):
                promise.with_user(self.treasurer).grace_days = 30
            promise.with_user(self.manager).note = "By phone"
            with self.assertRaises(AccessError):
                self.promise(self.invoice(10), 5, user=self.treasurer)
            bookkeeper = self.person("bookkeeper", groups="account.group_account_invoice")
            with self.assertRaises(AccessError):
                promise.with_user(bookkeeper).read(["amount"])
            self.assertEqual(self.owed(invoice).with_user(bookkeeper).ar_promised, 100.0)

    def test_another_company(self):
        invoice = self.invoice(100)
        with (
            self.on(1),
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
        ):
            promise = self.promise(invoice, 5)
            self.assertFalse(self.env["ar.promise"].with_user(self.stranger).search([]))
            for records in (promise, promise.item_ids, promise.rate_ids):
                with self.assertRaises(AccessError):
                    records.with_user(self.stranger).read(["id", "amount"])
            with self.assertRaises(AccessError):
                promise.with_user(self.stranger).action_cancel()
            free = self.owed(self.invoice(50))
            with self.assertRaises(AccessError):
                self.env["ar.promise"].with_user(self.stranger)._make(
                    {free.with_user(self.stranger): 50.0}, [(march(5), 50.0)]
                )
