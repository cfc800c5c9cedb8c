from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ArCommon

ACCOUNT = "FR1420041010050500013M02606"


@tagged("post_install", "-at_install")
class TestArPayer(ArCommon):
    """What confirmed matches teach, and when it is used."""

    def suggested(self, amount=100, customer=None, text="Thanks", **movement):
        """A payment, suggested for an invoice of that amount."""
        invoice = self.invoice(amount, customer)
        line = self.paid(amount, text, **movement)
        return self.decided(line, {self.owed(invoice): amount}, "suggested")

    def accepted(self, *args, **values):
        match = self.suggested(*args, **values)
        self.accept(match)
        self.assertEqual(match.state, "posted", match.reasons)
        return match

    def known(self, **values):
        domain = [("company_id", "=", self.company.id), *((k, "=", v) for k, v in values.items())]
        return self.root["ar.payer"].search(domain, order="id")

    def customer_value(self, partner):
        ledger = self.company.with_company(self.company)._ar_ledger()
        return next(each for each in ledger.customers if each.key == partner.id)

    # --- learn

    def test_an_accepted_match_teaches_the_account(self):
        match = self.accepted(iban=ACCOUNT, name="Alder Joinery")
        payer = self.known()
        self.assertRecordValues(
            payer,
            [
                {
                    "kind": "account",
                    "key": ACCOUNT,
                    "partner_id": self.alder.id,
                    "state": "learned",
                    "seen": 1,
                    "last_seen": match.date,
                    "in_use": True,
                }
            ],
        )
        self.assertIn(ACCOUNT, self.customer_value(self.alder).accounts)
        self.assertFalse(self.env["res.partner.bank"].search([("acc_number", "=", ACCOUNT)]))

    def test_what_was_learned_finds_the_next_payment(self):
        self.accepted(iban=ACCOUNT, name="Alder Joinery")
        self.invoice(83.11)
        line = self.paid("83.11", "Thanks again", iban=ACCOUNT)
        self.run_action("match")
        self.assertEqual((line.ar_match_ids.tier, line.ar_match_ids.state), ("C", "to_post"))

    def test_what_is_known_already_teaches_nothing(self):
        self.accepted(iban=self.alder.bank_ids.acc_number, name="ALDER JOINERY")
        self.assertFalse(self.known())

    def test_the_scheduled_action_teaches_nothing(self):
        match = self.suggested(iban=ACCOUNT, name="Alder Joinery")
        match.state = "to_post"
        self.run_action("post")
        self.assertEqual(match.state, "posted")
        self.assertFalse(self.known())

    def test_a_stranger_is_believed_the_second_time(self):
        """It may be a payment provider: account and name are used from the second payment on."""
        self.accepted(iban=ACCOUNT, name="Quayside Holdings")
        payers = self.known()
        self.assertEqual(set(payers.mapped("kind")), {"account", "name"})
        self.assertEqual(payers.mapped("in_use"), [False, False])
        self.assertIn("once more", payers[0].obstacle)
        self.assertNotIn(ACCOUNT, self.customer_value(self.alder).accounts)
        self.accepted(70, iban=ACCOUNT, name="QUAYSIDE HOLDINGS")
        self.assertEqual(payers.mapped("seen"), [2, 2])
        self.assertEqual(payers.mapped("in_use"), [True, True])
        value = self.customer_value(self.alder)
        self.assertIn(ACCOUNT, value.accounts)
        self.assertEqual(value.aliases, ("Quayside Holdings",))

    def test_a_parent_pays_with_its_own_account(self):
        parent = self.customer("Alder Group", ACCOUNT, is_company=True)
        child = self.customer("Alder Sawmill", parent_id=parent.id, is_company=True)
        self.accepted(customer=child, iban=ACCOUNT, name="Alder Group")
        self.assertFalse(self.known())

    def test_a_payment_for_two_customers_teaches_nothing(self):
        items = [self.owed(self.invoice(50, each)) for each in (self.alder, self.birch)]
        line = self.paid(100, iban=ACCOUNT)
        self.accept(self.decided(line, dict.fromkeys(items, 50.0), "suggested"))
        self.assertFalse(self.known())

    def test_what_comes_back_teaches_nothing(self):
        """The account that a return names may be the bank's own."""
        match = self.accepted()
        self.came_back(match, iban=ACCOUNT, name="Returns Desk")
        self.assertFalse(self.known())

    def test_each_thing_is_kept_once(self):
        matches = self.suggested(iban=ACCOUNT) | self.suggested(70, iban=ACCOUNT)
        self.accept(matches)
        self.assertEqual(self.known().mapped("seen"), [2])

    # --- discounts

    def late(self, amount=1000):
        """Paid net of 2 % when that was over, and a person granted it."""
        invoice = self.discounted(amount)
        owed, day = self.owed(invoice), date(2026, 2, 20)
        cash = owed.discount_amount_currency
        line = self.paid(cash, invoice.name, name="Alder Joinery", day=day)
        row = {
            "move_line_id": owed.id,
            "amount": cash,
            "write_off": invoice.currency_id.round(owed.amount_currency - cash),
            "write_off_kind": "discount",
        }
        match = self.root["ar.match"].create({"statement_line_id": line.id, "state": "left"})
        match.with_user(self.treasurer).apply_by_hand([row])
        return match

    def discounted(self, amount):
        loss = self.company_data["default_account_expense"]
        self.company.account_journal_early_pay_discount_loss_account_id = loss
        terms = self.root["account.payment.term"].create(
            {
                "name": "2 % 10 days",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        return self.invoice(amount, invoice_payment_term_id=terms.id)

    def test_a_discount_granted_late_twice_is_a_habit(self):
        self.late()
        habit = self.known(kind="discount")
        self.assertRecordValues(habit, [{"percent": 2.0, "seen": 1, "in_use": False}])
        self.assertIsNone(self.customer_value(self.alder).late_discount)
        self.late(500)
        self.assertRecordValues(habit, [{"seen": 2, "in_use": True, "said": "2 % discount"}])
        self.assertEqual(self.customer_value(self.alder).late_discount, Decimal("2.0"))
        invoice = self.discounted(800)
        line = self.paid("784.00", invoice.name, name="Alder Joinery", day=date(2026, 2, 21))
        self.run_action("match")
        match = line.ar_match_ids
        self.assertRecordValues(
            match.allocation_ids,
            [{"amount": 784.0, "write_off": 16.0, "write_off_kind": "discount"}],
        )
        self.assertEqual(match.state, "suggested", "a person gives it away")

    # --- how it writes our numbers

    def worded(self, amount, template="Fra %d, thanks", journal=None):
        """Paid by a person's decision, under a number as this customer writes it."""
        invoice = self.invoice(amount)
        line = self.paid(amount, template % self.serial(invoice), name="Alder Joinery")
        self.accept(self.decided(line, {self.owed(invoice): amount}, "suggested"))
        return line.ar_match_ids

    def serial(self, invoice):
        return int(invoice.name.rpartition("/")[2])

    def test_a_way_of_writing_our_numbers_seen_twice_is_known(self):
        self.worded(100)
        payer = self.known()
        self.assertRecordValues(
            payer, [{"kind": "number", "said": "FRA #", "seen": 1, "in_use": False}]
        )
        self.assertEqual(payer.obstacle, "Seen once only")
        self.assertEqual(self.customer_value(self.alder).wordings, ())
        match = self.worded(70, "FRA.%d")
        self.assertRecordValues(payer, [{"seen": 2, "in_use": True}])
        self.assertEqual(self.customer_value(self.alder).wordings, ("FRA #",))
        _same, meant = self.invoice(83.11), self.invoice(83.11)
        line = self.paid("83.11", f"Fra {self.serial(meant)}", name="Alder Joinery")
        self.run_action("match")
        found = line.ar_match_ids
        self.assertEqual(found.allocation_ids.move_id, meant, found.reasons)
        self.assertEqual(found.state, "suggested", "a name and a wording post nothing")
        self.assertIn("in the way in which Alder Joinery writes our numbers", found.reasons)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.customer_value(self.alder).wordings, ())

    def test_the_usual_ways_of_writing_a_number_teach_nothing(self):
        invoice = self.invoice(100)
        line = self.paid(100, f"Invoice {invoice.name}", name="Alder Joinery")
        self.accept(self.decided(line, {self.owed(invoice): 100.0}, "suggested"))
        self.assertFalse(self.known())

    def test_a_treasurer_gives_a_wording_by_hand(self):
        payers = self.env["ar.payer"].with_user(self.treasurer)
        values = {"kind": "number", "partner_id": self.alder.id}
        payer = payers.create({**values, "value": "fra. #"})
        self.assertRecordValues(payer, [{"key": "FRA #", "state": "confirmed", "in_use": True}])
        with self.assertRaisesRegex(ValidationError, "one word and #"):
            payer.value = "invoice"
        other = payers.create({**values, "partner_id": self.birch.id, "value": "Fra #"})
        self.assertTrue(other.in_use, "others may write so, too")

    # --- whether it is used

    def test_what_two_customers_share_is_not_used(self):
        self.accepted(iban=ACCOUNT)
        self.accepted(70, self.birch, iban=ACCOUNT)
        payers = self.known()
        self.assertEqual(payers.mapped("in_use"), [False, False])
        self.assertIn("Birch Boatyard", payers[0].obstacle)
        payers[1].with_user(self.treasurer).action_refuse()
        self.env.invalidate_all()
        self.assertTrue(payers[0].in_use)
        self.assertFalse(payers[1].in_use)

    def test_what_stands_on_another_customers_form_is_not_used(self):
        self.accepted(iban=self.birch.bank_ids.acc_number, name="Alder Joinery")
        self.assertFalse(self.known().in_use)

    def test_the_use_of_many_is_told_in_few_queries(self):
        for number in range(10):
            self.root["ar.payer"].create(
                {
                    "partner_id": self.customer(f"C{number}").id,
                    "value": f"DE{number}",
                    "company_id": self.company.id,
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.root["ar.payer"]._of_customers(self.company)

    # --- forget

    def test_what_is_undone_is_forgotten(self):
        match = self.accepted(iban=ACCOUNT)
        payer = self.known()
        match.with_user(self.treasurer).action_undo()
        self.assertRecordValues(payer, [{"state": "forgotten", "seen": 0, "in_use": False}])
        self.assertNotIn(ACCOUNT, self.customer_value(self.alder).accounts)
        self.accepted(70, iban=ACCOUNT)
        self.assertRecordValues(payer, [{"state": "learned", "seen": 1, "in_use": True}])

    def test_one_undone_of_two_is_still_known(self):
        first, _second = self.accepted(iban=ACCOUNT), self.accepted(70, iban=ACCOUNT)
        first.with_user(self.treasurer).action_undo()
        self.assertRecordValues(self.known(), [{"state": "learned", "seen": 1}])

    def test_what_a_person_confirmed_outlives_the_match(self):
        match = self.accepted(iban=ACCOUNT)
        self.known().with_user(self.treasurer).action_confirm()
        match.with_user(self.treasurer).action_undo()
        self.assertRecordValues(self.known(), [{"state": "confirmed", "in_use": True}])

    def test_what_is_never_used_is_not_learned_again(self):
        self.accepted(iban=ACCOUNT)
        self.known().with_user(self.treasurer).action_refuse()
        self.accepted(70, iban=ACCOUNT)
        self.assertRecordValues(self.known(), [{"state": "refused", "in_use": False}])

    # --- by hand

    def test_a_treasurer_gives_an_account_by_hand(self):
        payer = (
            self.env["ar.payer"]
            .with_user(self.treasurer)
            .create({"partner_id": self.alder.id, "value": "FR14 2004 1010 0505 0001 3M02 606"})
        )
        self.assertEqual((payer.state, payer.key, payer.in_use), ("confirmed", ACCOUNT, True))
        payer.partner_id = self.birch
        self.assertIn(ACCOUNT, self.customer_value(self.birch).accounts)

    def test_what_a_person_changes_is_confirmed(self):
        self.accepted(iban=ACCOUNT)
        payer = self.known()
        payer.with_user(self.treasurer).value = "GB1"
        self.assertRecordValues(payer, [{"state": "confirmed", "seen": 0, "key": "GB1"}])

    def test_nothing_else_is_given_by_hand(self):
        self.accepted(iban=ACCOUNT)
        payer = self.known().with_user(self.manager)
        for values in ({"state": "confirmed"}, {"match_ids": []}, {"payer_name": "x"}):
            with self.subTest(values), self.assertRaises(AccessError):
                payer.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                payer.create({"partner_id": self.birch.id, "value": "GB2", **values})

    def test_nothing_is_known_without_a_word(self):
        create = self.env["ar.payer"].with_user(self.treasurer).create
        for values in (
            {"kind": "account", "value": " - "},
            {"kind": "name"},
            {"kind": "discount", "percent": 0},
            {"kind": "discount", "percent": 100},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                create({"partner_id": self.alder.id, **values})

    def test_a_collector_only_looks(self):
        self.accepted(iban=ACCOUNT)
        payer = self.known().with_user(self.collector)
        payer.read()
        self.assertEqual(self.alder.with_user(self.collector).ar_payer_count, 1)
        action = self.alder.with_user(self.collector).action_ar_payers()
        self.assertEqual(payer.search(action["domain"]), payer)
        with mute_logger("odoo.addons.base.models.ir_model"):
            for action in (payer.action_confirm, payer.action_refuse, payer.unlink):
                with self.subTest(action), self.assertRaises(AccessError):
                    action()

    def test_no_company_sees_anothers(self):
        """Nothing of the four things that are learned."""
        self.accepted(iban=ACCOUNT, name="Quayside Holdings")
        self.worded(100)
        self.late()
        kinds = set(self.known().mapped("kind"))
        self.assertEqual(kinds, {"account", "name", "number", "discount"})
        self.known().with_user(self.treasurer).action_confirm()
        self.assertEqual(self.known().mapped("in_use"), [True] * len(self.known()))
        other = self.setup_other_company()["company"].with_env(self.root)
        stranger = self.person("treasurer", company=other)
        payers = self.env["ar.payer"].with_user(stranger)
        self.assertFalse(payers.search([]))
        self.assertFalse(payers.sudo()._of_customers(other))
        ledger = other.with_company(other)._ar_ledger()
        alder = [each for each in ledger.customers if each.name == "Alder Joinery"]
        for each in alder:
            self.assertNotIn(ACCOUNT, each.accounts)
            self.assertEqual((each.aliases, each.wordings, each.late_discount), ((), (), None))
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError),
        ):
            self.known().with_user(stranger).read(["value"])

    def test_merged_customers_pay_from_the_accounts_of_both(self):
        self.accepted(iban=ACCOUNT)
        self.accepted(70, self.birch, iban=ACCOUNT)
        self.accepted(80, self.birch, iban="GB33BUKB20201555555555")
        merge = self.root["base.partner.merge.automatic.wizard"]
        merge._merge((self.alder | self.birch).ids, self.alder)
        self.env.invalidate_all()
        self.assertEqual(
            sorted(self.known(partner_id=self.alder.id).mapped("key")),
            [ACCOUNT, "GB33BUKB20201555555555"],
        )
