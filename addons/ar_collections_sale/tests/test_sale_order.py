"""An order over the limit is held back, released with a reason by another, and nobody gets round."""

from datetime import timedelta

from odoo import Command
from odoo.addons.ar_collections.tests.test_ar_credit import TODAY
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSaleOrder(OrderCommon):
    # --- the policy

    def test_within_the_limit_it_goes_through(self):
        self.due(TODAY, 600)
        self.limit(1000)
        order = self.order(400)
        self.assertFalse(order.ar_credit_warning)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.ar_credit_state), ("sale", False))

    def test_held_back_released_and_confirmed(self):
        """600 owed of 1,000; 500 more are held back, a manager lets them through, once."""
        self.due(TODAY, 600)
        self.limit(1000)
        order = self.order(500)
        self.assertIn("over the limit", order.ar_credit_warning)
        told = order.action_confirm()
        self.assertEqual(told["tag"], "display_notification")
        for amount in ("1,000.00", "600.00", "500.00", "100.00"):
            self.assertIn(amount, told["params"]["message"])
        self.assertEqual((order.state, order.ar_credit_state), ("draft", "blocked"))
        asked = order.sudo().activity_ids
        self.assertEqual(len(asked), 1)
        self.assertTrue(asked.user_id.has_group("ar_collections.group_manager"))
        self.release(order)
        self.assertRecordValues(
            order.sudo(),
            [
                {
                    "ar_credit_state": "released",
                    "ar_credit_released_amount": 500.0,
                    "ar_credit_released_by_id": self.manager.id,
                    "ar_credit_release_reason": "They showed us the transfer",
                    "activity_ids": [],
                }
            ],
        )
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.ar_credit_state), ("sale", "released"))
        another = self.order(1)
        another.action_confirm()
        self.assertEqual(another.ar_credit_state, "blocked")

    def test_said_while_it_is_typed(self):
        """Before it is saved, and of the amount as it stands on the screen."""
        self.limit(1000)
        orders = self.root["sale.order"].with_user(self.seller).with_company(self.company)
        with Form(orders) as form:
            form.partner_id = self.alder
            with form.order_line.new() as line:
                line.product_id = self.product_a
                line.tax_ids.clear()
                line.price_unit = 1001
            self.assertIn("over the limit", form.ar_credit_warning)
            with form.order_line.edit(0) as line:
                line.price_unit = 1000
            self.assertFalse(form.ar_credit_warning)

    def test_asked_twice_there_is_one_activity(self):
        self.limit(10)
        order = self.order(500)
        order.action_confirm()
        order.action_confirm()
        self.assertEqual(len(order.sudo().activity_ids), 1)

    def test_the_one_who_is_named_is_asked(self):
        chief = self.person("chief", groups="ar_collections.group_manager")
        self.company.ar_credit_manager_id = chief
        self.limit(10)
        order = self.order(500)
        order.action_confirm()
        self.assertEqual(order.sudo().activity_ids.user_id, chief)

    def test_when_the_customer_pays_it_goes_through(self):
        invoice = self.due(TODAY, 600)
        self.limit(1000)
        order = self.order(500)
        order.action_confirm()
        self.by_hand(self.paid(600, "All of it"), (self.owed(invoice), 600.0))
        order.invalidate_recordset()
        self.assertFalse(order.ar_credit_warning)
        order.action_confirm()
        self.assertEqual((order.state, order.ar_credit_state), ("sale", False))
        self.assertFalse(order.sudo().activity_ids)

    def test_only_warned(self):
        self.company.ar_credit_policy = "warn"
        self.limit(100)
        order = self.order(500)
        self.assertIn("over the limit", order.ar_credit_warning)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual(order.state, "sale")
        self.assertIn("over the limit", order.sudo().message_ids[0].body)

    def test_nothing_at_all(self):
        self.company.ar_credit_policy = "none"
        self.limit(100)
        order = self.order(500)
        self.assertFalse(order.ar_credit_warning)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_without_a_limit_nothing_is_limited(self):
        self.due(TODAY, 1e6)
        order = self.order(1e6)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_expired_limit_lets_nothing_through(self):
        self.limit(1e6, date_to=TODAY - timedelta(days=1))
        order = self.order(1)
        order.action_confirm()
        self.assertIn("expired", order.ar_credit_reason)

    def test_overdue_for_too_long(self):
        """31 days are tolerated with 31, held back with 30."""
        self.due(TODAY - timedelta(days=31), 50)
        for days, state in ((0, "sale"), (31, "sale"), (30, "draft")):
            with self.subTest(days):
                self.company.ar_credit_overdue_days = days
                order = self.order(10)
                order.action_confirm()
                self.assertEqual(order.state, state)

    def test_two_at_once_use_the_limit_one_after_the_other(self):
        self.limit(1000)
        first, second = self.order(700), self.order(700)
        (first + second).action_confirm()
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_in_dollars(self):
        """125 dollars are 100 euros; the limit of 150 dollars is 120 euros."""
        pricelist = self.root["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.dollar.id, "company_id": self.company.id}
        )
        self.limit(150, currency_id=self.dollar.id)
        first, second = (self.order(amount, pricelist_id=pricelist.id) for amount in (125, 26))
        first.action_confirm()
        second.action_confirm()
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    # --- no way round

    def over(self):
        self.limit(100)
        return self.order(500)

    def test_by_writing_the_state(self):
        order = self.over()
        with self.assertRaisesRegex(UserError, "held back"):
            order.write({"state": "sale"})

    def test_by_creating_it_confirmed(self):
        self.limit(100)
        with self.assertRaisesRegex(UserError, "held back"):
            self.order(500, state="sale")
        told = (
            self.root["sale.order"]
            .with_user(self.seller)
            .load(
                ["partner_id", "state", "order_line/product_id", "order_line/price_unit"],
                [[self.alder.name, "Sales Order", self.product_a.name, "500"]],
            )
        )
        self.assertFalse(told["ids"])
        self.assertIn("held back", told["messages"][0]["message"])

    def test_as_a_shop_does_it(self):
        """With the rights of the server, as after a payment on the website."""
        order = self.over()
        order.sudo()._validate_order()
        self.assertEqual((order.state, order.ar_credit_state), ("draft", "blocked"))

    def test_by_adding_to_it_later(self):
        self.limit(1000)
        order = self.order(900)
        order.action_confirm()
        for change in (
            {"order_line": [Command.create(self.line(101))]},
            {"order_line": [Command.update(order.order_line.id, {"price_unit": 1001})]},
            {"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 2})]},
        ):
            with self.subTest(change), self.assertRaises(UserError):
                order.write(change)
        order.order_line.price_unit = 1000
        self.assertEqual(order.ar_credit_cleared_amount, 1000.0)

    def test_by_billing_somebody_else(self):
        self.limit(10, self.birch)
        order = self.order(500)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.partner_invoice_id = self.birch

    def test_by_a_context(self):
        order = self.over()
        for name in ("tracking_disable", "skip_credit_check", "install_mode", "import_file"):
            with self.subTest(name), self.assertRaises(UserError):
                order.with_context(**{name: True}).write({"state": "sale"})

    def test_by_writing_the_release(self):
        order = self.over()
        order.action_confirm()
        for values in (
            {"ar_credit_state": "released"},
            {"ar_credit_released_by_id": self.manager.id},
            {"ar_credit_cleared_amount": 1e9},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                order.write(values)
            with self.subTest(create=values), self.assertRaises(AccessError):
                self.order(5, **values)

    def test_a_copy_is_not_released(self):
        order = self.over()
        order.action_confirm()
        self.release(order)
        copy = order.copy()
        copy.action_confirm()
        self.assertEqual(copy.ar_credit_state, "blocked")

    # --- the release

    def test_it_holds_as_long_as_the_amount_does_not_rise(self):
        order = self.over()
        order.action_confirm()
        self.release(order)
        order.order_line.price_unit = 500.01
        order.action_confirm()
        self.assertEqual((order.state, order.ar_credit_state), ("draft", "blocked"))
        order.order_line.price_unit = 499
        self.assertIs(order.action_confirm(), True)

    def test_it_holds_for_this_customer(self):
        order = self.over()
        order.action_confirm()
        self.release(order)
        self.limit(100, self.birch)
        order.partner_id = self.birch
        order.action_confirm()
        self.assertEqual(order.ar_credit_state, "blocked")

    def test_who_made_it_does_not_release_it(self):
        both = new_test_user(
            self.root,
            "seller and manager",
            groups="ar_collections.group_manager,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.limit(100)
        order = self.order(500, user=both)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "yourself"):
            self.release(order, both)
        asked_for = self.order(500)
        asked_for.with_user(both).action_confirm()
        with self.assertRaisesRegex(UserError, "yourself"):
            self.release(asked_for, both)
        self.release(asked_for)

    def test_up_to_the_approval_limit(self):
        self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref("ar_collections.group_collector").id,
                "kind": "credit_release",
                "company_id": self.company.id,
                "amount": 499,
            }
        )
        order = self.over()
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "you may approve up to"):
            self.release(order, self.collector)
        order.order_line.price_unit = 499
        order.action_confirm()
        self.release(order, self.collector)
        self.assertEqual(order.ar_credit_state, "released")

    def test_others_do_not_release(self):
        order = self.over()
        order.action_confirm()
        for user in (self.collector, self.seller, self.treasurer):
            with self.subTest(user.name), self.assertRaises(UserError):
                self.release(order, user)
        self.assertEqual(order.ar_credit_state, "blocked")

    def test_what_is_not_held_is_not_released(self):
        order = self.order(5)
        with self.assertRaisesRegex(UserError, "not held back"):
            self.release(order)

    def test_a_reason_is_needed(self):
        order = self.over()
        order.action_confirm()
        with self.assertRaises(UserError):
            self.release(order, reason="  ")

    def test_another_companys_manager(self):
        other = self.setup_other_company()["company"].with_env(self.root)
        stranger = self.person("stranger", other, "ar_collections.group_manager")
        order = self.over()
        order.action_confirm()
        with self.assertRaises(AccessError):
            self.release(order, stranger)

    def test_limits_are_a_companys_own(self):
        """Of what another company allows or is owed nothing counts here."""
        other = self.setup_other_company()["company"].with_env(self.root)
        self.limit(1, company_id=other.id)
        order = self.order(500)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_given_up(self):
        order = self.over()
        order.action_confirm()
        order._action_cancel()
        order.action_cancel()
        self.assertFalse(order.sudo().activity_ids)
        self.assertFalse(order.ar_credit_state)

    def test_held_orders_are_read_by_who_collects(self):
        order = self.over()
        order.action_confirm()
        held = self.root["sale.order"].with_user(self.manager)
        found = held.search([("ar_credit_state", "=", "blocked")])
        self.assertIn(order, found)
        found.read(["name", "ar_credit_reason", "ar_credit_warning"])
