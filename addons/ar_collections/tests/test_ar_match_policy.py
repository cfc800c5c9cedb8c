from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ArCommon


@tagged("post_install", "-at_install")
class TestArMatchPolicy(ArCommon):
    """Which payments are posted without a person, and where differences go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.differences = cls.company_data["default_account_expense"].copy({"name": "Differences"})
        cls.fees = cls.company_data["default_account_expense"].copy({"name": "Bank fees"})

    def engine_policy(self, line, partner=None):
        """What the engine is told of a payment's policy."""
        policies = self.policy._to_policies(self.company, line.currency_id)
        return policies.of(line._to_payment(), (partner or self.alder)._to_customer())

    def applied(self, line, *rows):
        """A person's decision, as the screen gives it."""
        self.run_action("match")
        match = line.ar_match_ids.with_user(self.treasurer)
        match.apply_by_hand(list(rows))
        return match.with_env(self.root)

    def row(self, invoice, amount, write_off, kind, reason=False):
        return {
            "move_line_id": self.owed(invoice).id,
            "amount": amount,
            "write_off": write_off,
            "write_off_kind": kind,
            "write_off_reason": reason,
        }

    # --- the default

    def test_each_company_has_one(self):
        self.assertEqual(len(self.policy), 1)
        other = self.root["res.company"].create({"name": "Another"})
        own = self.root["ar.match.policy"].search([("company_id", "=", other.id)])
        self.assertRecordValues(own, [{"post": True, "rounding_amount": 0.0, "fee_amount": 0.0}])
        self.root["ar.match.policy"]._create_missing()
        self.assertEqual(len(self.policy), 1)

    def test_without_a_policy_nothing_is_posted(self):
        self.policy.active = False
        invoice = self.invoice(119)
        line = self.paid(119, invoice.name, name="Alder Joinery")
        self.run_action("match")
        self.assertEqual(line.ar_match_ids.state, "suggested")

    # --- conditions

    def test_the_first_that_fits_holds(self):
        """By bank account, by the customer or its tag, by currency, by amount."""
        tag = self.root["res.partner.category"].create({"name": "Key account"})
        self.alder.category_id = tag
        Policy = self.root["ar.match.policy"]
        common = {"company_id": self.company.id, "sequence": 1}
        line, dollars = self.paid(100), self.paid(100, journal=self.dollar_bank)
        for condition, of_line, of_birch, of_dollars in (
            ({"journal_ids": [Command.set(self.bank.ids)]}, 7, 7, 0),
            ({"category_ids": [Command.set(tag.ids)]}, 7, 0, 7),
            ({"customer_ids": [Command.set(self.alder.ids)]}, 7, 0, 7),
            ({"currency_ids": [Command.set(self.dollar.ids)]}, 0, 0, 7),
            ({"largest": 90.0}, 0, 0, 7),  # 100 dollars are 80 EUR
            ({}, 7, 7, 7),
        ):
            policy = Policy.create({"name": "Other", "discount_days": 7, **common, **condition})
            with self.subTest(condition=condition):
                days = self.engine_policy(line).discount_days
                self.assertEqual(days, of_line)
                self.assertEqual(self.engine_policy(line, self.birch).discount_days, of_birch)
                self.assertEqual(self.engine_policy(dollars).discount_days, of_dollars)
                fits = Policy._for(line, self.alder) == policy
                self.assertEqual(fits, days == 7)
            policy.unlink()

    def test_limits_are_in_the_payments_currency(self):
        self.policy.write(
            {
                "post_limit": 1000,
                "fee_amount": 8,
                "fee_percent": 1.5,
                "fee_account_id": self.fees.id,
                "overpayment": "suggest",
                "discounts": False,
            }
        )
        told = self.engine_policy(self.paid(100, journal=self.dollar_bank))
        self.assertEqual(told.post_limit, Decimal("1250.00"))
        self.assertEqual(told.fee.amount, Decimal("10.00"))
        self.assertEqual(told.fee.percent, Decimal("1.5"))
        self.assertIsNone(told.rounding)
        self.assertIsNone(told.discount_days)
        self.assertFalse(told.post_overpayments)

    # --- what cannot be saved

    def test_a_tolerance_needs_an_account(self):
        for kind in ("rounding", "fee"):
            sentence = self.assertRaisesRegex(ValidationError, "Set the account")
            with sentence, self.env.cr.savepoint():
                self.policy.write({f"{kind}_amount": 1.0})
        self.policy.write({"fee_amount": 1.0, "fee_account_id": self.fees.id})

    def test_not_the_journal_of_another_company(self):
        other = self.root["res.company"].create({"name": "Another"})
        journal = self.root["account.journal"].create(
            {"name": "Bank", "type": "bank", "code": "B2", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.policy.journal_ids = journal

    # --- differences in the books

    def assert_written_off(self, line, account, amount, label):
        item = line.move_id.line_ids.filtered(lambda item: item.account_id == account)
        self.assertRecordValues(item, [{"balance": amount, "name": label}])
        self.assertTrue(line.is_reconciled)
        self.assertTrue(
            self.company.currency_id.is_zero(sum(line.move_id.line_ids.mapped("balance")))
        )

    def test_a_fee_and_a_small_difference(self):
        """Each goes to its account, with the reason as label; too much as well as too little."""
        self.policy.write(
            {
                "fee_account_id": self.fees.id,
                "rounding_amount": 0.02,
                "rounding_account_id": self.differences.id,
            }
        )
        for kind, account, cash, reason, label in (
            ("fee", self.fees, 95.0, "Correspondent bank", "Correspondent bank"),
            ("rounding", self.differences, 99.98, False, "Small difference"),
            ("rounding", self.differences, 100.02, False, "Small difference"),
        ):
            with self.subTest(kind=kind, cash=cash):
                invoice, line = self.invoice(100), self.paid(cash, f"Sundry {cash}")
                off = self.company.currency_id.round(100 - cash)
                self.applied(line, self.row(invoice, cash, off, kind, reason))
                self.assertEqual(invoice.payment_state, "paid")
                self.assert_written_off(line, account, off, label)

    def test_a_fee_in_dollars(self):
        self.policy.write({"fee_account_id": self.fees.id, "fee_amount": 4})
        invoice = self.invoice(125, currency_id=self.dollar.id)
        line = self.paid("120.00", "Sundry", journal=self.dollar_bank)
        self.applied(line, self.row(invoice, 120.0, 5.0, "fee"))
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_written_off(line, self.fees, 4.0, "Bank fee")

    def test_without_an_account_it_says_what_to_set(self):
        invoice, line = self.invoice(100), self.paid(95, "Sundry")
        with self.assertRaisesRegex(UserError, "No account is set for bank fees.+All payments"):
            self.applied(line, self.row(invoice, 95.0, 5.0, "fee", "Sender's bank"))
        self.policy.fee_account_id = self.fees
        self.fees.active = False
        with self.assertRaisesRegex(UserError, "is archived: set another one on the policy"):
            self.applied(line, self.row(invoice, 95.0, 5.0, "fee", "Sender's bank"))
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "No policy fits"):
            self.applied(line, self.row(invoice, 95.0, 5.0, "fee", "Sender's bank"))
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(self.suspense(line), 95.0)

    def test_more_than_the_policy_allows_needs_a_reason(self):
        """The person who writes it off says why; within the limit nobody has to."""
        self.policy.write(
            {
                "fee_amount": 5,
                "fee_account_id": self.fees.id,
                "rounding_account_id": self.differences.id,
            }
        )
        invoice, line = self.invoice(100), self.paid(95, "Sundry")
        for off, kind, reason, sentence in (
            (5.0, "deduction", False, "Say why 5.00.+ was kept back"),
            (5.0, "rounding", False, "Say why 5.00.+ is written off: it is more than the policy"),
            (5.0, "rounding", "  ", "Say why 5.00.+ is written off"),
            (5.01, "fee", False, "Say why 5.01"),
        ):
            with (
                self.subTest(kind=kind, off=off),
                self.assertRaisesRegex(UserError, sentence),
                self.env.cr.savepoint(),
            ):
                self.applied(line, self.row(invoice, 100 - off, off, kind, reason))
        self.assertEqual(invoice.payment_state, "not_paid")
        self.applied(line, self.row(invoice, 95.0, 5.0, "fee"))
        self.assertEqual(invoice.payment_state, "paid")
        other = self.invoice(50)
        self.applied(
            self.paid(40, "Other"), self.row(other, 40.0, 10.0, "rounding", "Agreed by phone")
        )
        self.assertEqual(other.payment_state, "paid")

    def test_the_limit_in_per_cent_holds_for_a_person_as_well(self):
        """Of all that is open of what is paid, and for all differences of the kind together."""
        self.policy.write(
            {"rounding_amount": 5, "rounding_percent": 1, "rounding_account_id": self.fees.id}
        )
        small, line = self.invoice(10), self.paid(6, "Sundry")
        with self.assertRaisesRegex(UserError, "Say why 4.00"), self.env.cr.savepoint():
            self.applied(line, self.row(small, 6.0, 4.0, "rounding"))
        self.assertEqual(small.payment_state, "not_paid")
        one, other, line = self.invoice(400), self.invoice(500), self.paid(894, "Sundry")
        with self.assertRaisesRegex(UserError, "Say why 3.00"), self.env.cr.savepoint():
            self.applied(
                line,
                self.row(one, 397.0, 3.0, "rounding"),
                self.row(other, 497.0, 3.0, "rounding"),
            )
        large, line = self.invoice(400), self.paid(396, "Sundry")
        self.applied(line, self.row(large, 396.0, 4.0, "rounding"))
        self.assertEqual(large.payment_state, "paid")

    # --- rights

    def test_who_may_change_it(self):
        for user in (self.collector, self.treasurer):
            mine = self.policy.with_user(user)
            self.assertTrue(mine.read(["name", "post"]))
            with self.assertRaises(AccessError):
                mine.post = False
        self.policy.with_user(self.manager).post = False
        other = self.root["res.company"].create({"name": "Another"})
        others = self.root["ar.match.policy"].search([("company_id", "=", other.id)])
        with self.assertRaises(AccessError):
            others.with_user(self.manager).read(["name"])
