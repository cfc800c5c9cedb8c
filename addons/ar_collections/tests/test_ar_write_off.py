from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .posting import PostingCommon

DAY = date(2026, 6, 1)


class WriteOffCommon(PostingCommon):
    """An account for what is given up, and a collector who proposes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.losses = cls.company_data["default_account_expense"].with_env(cls.root)
        cls.company.ar_write_off_account_id = cls.losses

    def proposed(self, amounts, reason="Insolvent", user=None, **values):
        """A write-off of these items (item -> amount) that waits for approval."""
        WriteOff = self.env["ar.write.off"].with_user(user or self.collector)
        items = {item.with_env(WriteOff.env): amount for item, amount in amounts.items()}
        record = WriteOff.create(
            {
                "partner_id": next(iter(items)).partner_id.id,
                "company_id": self.company.id,
                "reason": reason,
                "date": DAY,
                "line_ids": [
                    Command.create({"move_line_id": item.id, "amount": amount})
                    for item, amount in items.items()
                ],
                **values,
            }
        )
        record.action_propose()
        return record.with_env(self.root)

    def approved(self, amounts, **values):
        record = self.proposed(amounts, **values)
        record.with_user(self.manager).action_approve()
        return record

    def entry(self, record):
        """What was booked, by account, with the tax it says it is for."""
        rows = {}
        for item in record.move_id.line_ids:
            key = "tax" if item.tax_repartition_line_id else item.account_id.account_type
            rows[key] = rows.get(key, 0.0) + item.amount_currency
        return {key: round(amount, 2) for key, amount in rows.items()}


@freeze_time(DAY)
@tagged("post_install", "-at_install")
class TestArWriteOff(WriteOffCommon):
    """What will not be paid any more: proposed by one, approved by another, and it can be undone."""

    def test_the_way_of_a_write_off(self):
        """On day 1 a collector gives 100 up, on day 2 the manager agrees, on day 9 money comes."""
        invoice = self.invoice(100)
        before = self.books()
        record = self.proposed({self.owed(invoice): 100.0})
        self.assertEqual(
            (record.state, record.author_id, invoice.payment_state),
            ("to_approve", self.collector, "not_paid"),
        )
        self.assertIn(self.manager, record.activity_ids.user_id)
        self.assertNotIn(self.collector, record.activity_ids.user_id)
        record.with_user(self.manager).action_approve()
        self.assertEqual((record.state, invoice.payment_state), ("posted", "paid"))
        self.assertEqual(record.decided_by_id, self.manager)
        self.assertFalse(record.activity_ids)
        self.assertEqual(self.entry(record), {"expense": 100.0, "asset_receivable": -100.0})
        self.assertEqual(record.move_id.date, DAY)
        record.with_user(self.manager).action_undo()
        self.assertEqual((record.state, invoice.payment_state), ("undone", "not_paid"))
        self.assertEqual(self.books(), before)

    def test_a_part_leaves_the_rest_open(self):
        invoice = self.invoice(100)
        self.approved({self.owed(invoice): 30.0})
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (70.0, "partial"))

    def test_the_tax_is_taken_back_in_proportion(self):
        """With the tax's own account and report lines, as a refund has them; to the cent."""
        invoice = self.taxed(amount=1000)  # 1,150 with 15 %
        record = self.approved({self.owed(invoice): 115.0}, tax_relief=True)
        self.assertEqual(
            self.entry(record), {"expense": 100.0, "tax": 15.0, "asset_receivable": -115.0}
        )
        tax = record.move_id.line_ids.filtered("tax_repartition_line_id")
        self.assertEqual(tax.tax_repartition_line_id.document_type, "refund")
        self.assertEqual(
            tax.account_id, invoice.line_ids.filtered("tax_repartition_line_id").account_id
        )
        self.assertEqual(invoice.amount_residual, 1035.0)
        record.with_user(self.manager).action_undo()
        self.assertEqual(invoice.amount_residual, 1150.0)

    def test_several_taxes_and_an_odd_amount(self):
        """The parts come to the amount, whatever they are rounded to, in each tax's proportion."""
        taxes = self.root["account.tax"].create(
            [
                {
                    "name": f"{rate} % here",
                    "amount": rate,
                    "company_id": self.company.id,
                    "country_id": self.company.account_fiscal_country_id.id,
                }
                for rate in (7, 19)
            ]
        )
        invoice = self.root["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "invoice_date": date(2026, 1, 5),
                "invoice_line_ids": [
                    Command.create({"name": "A", "price_unit": 33.33, "tax_ids": taxes[0].ids}),
                    Command.create({"name": "B", "price_unit": 66.67, "tax_ids": taxes[1].ids}),
                    Command.create({"name": "C", "price_unit": 10.01, "tax_ids": []}),
                ],
            }
        )
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 125.01)
        record = self.approved({self.owed(invoice): 41.67}, tax_relief=True)
        move = record.move_id
        by_tax = {
            item.tax_line_id.amount: item.balance
            for item in move.line_ids.filtered("tax_repartition_line_id")
        }
        self.assertEqual(by_tax, {7.0: 0.78, 19.0: 4.22})
        self.assertEqual(self.entry(record)["asset_receivable"], -41.67)
        self.assertEqual(invoice.amount_residual, 83.34)

    def test_without_relief_the_tax_is_lost_too(self):
        record = self.approved({self.owed(self.taxed(amount=1000)): 1150.0})
        self.assertEqual(self.entry(record), {"expense": 1150.0, "asset_receivable": -1150.0})

    def test_the_company_says_whether_the_tax_is_taken_back(self):
        self.company.ar_write_off_tax = True
        record = self.proposed({self.owed(self.taxed()): 10.0})
        self.assertTrue(record.tax_relief)

    def test_in_dollars_odoo_books_the_difference_of_the_rates(self):
        """80 euro in January, 85.47 in June: lost is what they are worth in June."""
        self.dollar.rate_ids = [Command.create({"name": "2026-05-01", "rate": 1.17})]
        invoice = self.invoice(100, currency_id=self.dollar.id)
        record = self.approved({self.owed(invoice): 100.0})
        self.assertEqual(record.amount, 85.47)
        loss = record.move_id.line_ids.filtered(lambda item: item.account_id == self.losses)
        self.assertEqual((loss.amount_currency, loss.balance), (100.0, 85.47))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(self.company.currency_id.is_zero(self.owed(invoice).amount_residual))
        record.with_user(self.manager).action_undo()
        self.assertEqual(self.owed(invoice).amount_residual, 80.0)

    def test_dollars_with_tax(self):
        self.dollar.rate_ids = [Command.create({"name": "2026-05-01", "rate": 1.17})]
        invoice = self.taxed(amount=100, currency_id=self.dollar.id)
        record = self.approved({self.owed(invoice): 115.0}, tax_relief=True)
        self.assertEqual(
            self.entry(record), {"expense": 100.0, "tax": 15.0, "asset_receivable": -115.0}
        )
        self.assertEqual(record.amount, 98.29)
        self.assertEqual(invoice.payment_state, "paid")

    def test_tax_that_is_due_when_it_is_paid(self):
        """Nothing was paid, so nothing of it is ever due: both of its accounts come to nothing,
        whether the write-off takes back the tax or not."""
        self.company.tax_exigibility = True
        waiting = (
            self.company_data["default_account_tax_sale"]
            .with_env(self.root)
            .copy({"name": "Tax not due yet", "reconcile": True})
        )
        tax = (
            self.company_data["default_tax_sale"]
            .with_env(self.root)
            .copy(
                {
                    "name": "15 % when paid",
                    "tax_exigibility": "on_payment",
                    "cash_basis_transition_account_id": waiting.id,
                }
            )
        )
        invoice = self.taxed(tax, amount=100)
        self.approved({self.owed(invoice): 115.0}, tax_relief=False)
        self.env.flush_all()
        balances = dict(
            self.root["account.move.line"]._read_group(
                [("company_id", "=", self.company.id), ("parent_state", "=", "posted")],
                ["account_id"],
                ["balance:sum"],
            )
        )
        due = tax.invoice_repartition_line_ids.account_id
        self.assertEqual((balances.get(waiting), balances.get(due)), (0.0, 0.0))
        self.assertEqual(invoice.payment_state, "paid")

    # --- who

    def test_the_author_never_approves(self):
        record = self.proposed({self.owed(self.invoice(100)): 100.0}, user=self.manager)
        for mine in (record.with_user(self.manager), record.with_user(self.manager).sudo()):
            with self.assertRaisesRegex(UserError, "proposed this yourself"):
                mine.action_approve()
        self.assertFalse(record.with_user(self.manager).may_approve)
        self.person("second manager", groups="ar_collections.group_manager")
        other = self.root["res.users"].search([("login", "like", "second manager")])
        self.assertTrue(record.with_user(other).may_approve)
        record.with_user(other).action_approve()
        self.assertEqual(record.state, "posted")

    def test_who_wrote_it_down_does_not_approve_what_another_proposed(self):
        record = self.proposed({self.owed(self.invoice(100)): 100.0}, user=self.manager)
        record.with_user(self.manager).action_back_to_draft()
        record.with_user(self.collector).action_propose()
        self.assertEqual(record.author_id, self.collector)
        with self.assertRaisesRegex(UserError, "proposed this yourself"):
            record.with_user(self.manager).action_approve()

    def test_a_treasurer_up_to_the_limit(self):
        self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref("ar_collections.group_treasurer").id,
                "kind": "write_off",
                "amount": 50,
                "company_id": self.company.id,
            }
        )
        small = self.proposed({self.owed(self.invoice(50)): 50.0})
        large = self.proposed({self.owed(self.invoice(51)): 51.0})
        small.with_user(self.treasurer).action_approve()
        with self.assertRaisesRegex(UserError, "up to 50.00"):
            large.with_user(self.treasurer).action_approve()
        with self.assertRaisesRegex(UserError, "up to 50.00"):
            large.with_user(self.treasurer)._reject("No")
        self.assertEqual((small.state, large.state), ("posted", "to_approve"))

    def test_only_who_may_approve_it_undoes_it(self):
        record = self.approved({self.owed(self.invoice(100)): 100.0})
        for user in (self.collector, self.treasurer):
            with self.assertRaisesRegex(UserError, "no approval limit"):
                record.with_user(user).action_undo()
        with (
            self.closed_books(),
            freeze_time(date(2026, 2, 27)),
            self.assertRaisesRegex(UserError, "closed until"),
        ):
            record.with_user(self.manager).action_undo()
        self.assertEqual(record.state, "posted")

    def test_nothing_is_decided_by_writing(self):
        record = self.proposed({self.owed(self.invoice(100)): 100.0})
        for user in (self.collector, self.treasurer, self.manager):
            for values in (
                {"state": "posted"},
                {"author_id": self.treasurer.id},
                {"decided_by_id": user.id},
                {"move_id": self.invoice(1).id},
            ):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    record.with_user(user).write(values)
            with self.assertRaises(UserError):
                record.with_user(user).reason = "Because"
            with self.assertRaises(UserError):
                record.line_ids.with_user(user).amount = 1.0
            with self.assertRaises(UserError):
                record.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.env["ar.write.off"].with_user(self.collector).create(
                {"partner_id": self.alder.id, "reason": "x", "state": "approved"}
            )

    def test_another_company_sees_nothing(self):
        record = self.proposed({self.owed(self.invoice(100)): 100.0})
        stranger = self.person("manager", self.root["res.company"].create({"name": "Another"}))
        for act in ("action_approve", "action_undo", "action_propose", "action_back_to_draft"):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(record.with_user(stranger), act)()
        with self.assertRaises(AccessError):
            record.with_user(stranger)._reject("No")
        with self.assertRaises(AccessError):
            record.line_ids.with_user(stranger).read(["amount"])

    def test_rejected_and_proposed_again(self):
        invoice = self.invoice(100)
        record = self.proposed({self.owed(invoice): 100.0})
        action = record.with_user(self.manager).action_reject()
        wizard = self.env["ar.write.off.refusal"].with_user(self.manager)
        wizard.with_context(**action["context"]).create({"why": "Call once more"}).action_reject()
        self.assertEqual((record.state, record.refusal), ("rejected", "Call once more"))
        self.assertEqual(invoice.payment_state, "not_paid")
        mine = record.with_user(self.collector)
        mine.action_back_to_draft()
        mine.line_ids.amount = 50.0
        mine.action_propose()
        record.with_user(self.manager).action_approve()
        self.assertEqual(invoice.amount_residual, 50.0)

    # --- what goes wrong

    def test_more_than_is_open_is_refused(self):
        item = self.owed(self.invoice(100))
        with self.assertRaisesRegex(UserError, "Only 100.00.*is open: 100.01"):
            self.proposed({item: 100.01})
        with self.assertRaisesRegex(UserError, "another customer"):
            self.proposed({item: 1.0, self.owed(self.invoice(5, self.birch)): 5.0})
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self.proposed({self.owed(self.invoice(10, move_type="out_refund")): 5.0})

    def test_paid_meanwhile(self):
        """The customer pays while the write-off waits: it is not posted over that."""
        invoice = self.invoice(100)
        record = self.proposed({self.owed(invoice): 100.0})
        self.by_hand(self.paid(60, "Sorry"), (self.owed(invoice), 60.0))
        with self.assertRaisesRegex(UserError, "Only 40.00"):
            record.with_user(self.manager).action_approve()
        self.assertEqual(record.state, "to_approve")

    def test_reset_to_draft_meanwhile(self):
        invoice = self.invoice(100)
        record = self.proposed({self.owed(invoice): 100.0})
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "no posted receivable"):
            record.with_user(self.manager).action_approve()
        self.assertEqual(record.line_ids.document, invoice.name)

    def test_closed_books(self):
        record = self.proposed({self.owed(self.invoice(100)): 100.0}, date=date(2026, 2, 27))
        with (
            self.closed_books(),
            self.assertRaisesRegex(UserError, "closed until 02/28/2026.*on 02/27/2026"),
        ):
            record.with_user(self.manager).action_approve()

    def test_without_an_account(self):
        self.company.ar_write_off_account_id = False
        with self.assertRaisesRegex(UserError, "no account for write-offs: set it"):
            self.proposed({self.owed(self.invoice(100)): 100.0})

    def test_the_entry_is_not_taken_back_behind_its_back(self):
        record = self.approved({self.owed(self.invoice(100)): 100.0})
        with self.assertRaisesRegex(UserError, "undo the write-off"):
            record.move_id.button_draft()

    def test_customers_are_merged(self):
        invoice = self.invoice(100)
        record = self.proposed({self.owed(invoice): 100.0})
        merge = self.root["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.alder + self.birch).ids, self.birch)
        self.assertEqual(record.partner_id, self.birch)
        record.with_user(self.manager).action_approve()
        self.assertEqual(invoice.payment_state, "paid")

    def test_several_customers_are_several_write_offs(self):
        items = {self.owed(self.invoice(10)): 10.0, self.owed(self.invoice(20, self.birch)): 20.0}
        WriteOff = self.env["ar.write.off"].with_user(self.collector)
        records = WriteOff._propose(items, "Too small")
        self.assertEqual(sorted(records.mapped("amount")), [10.0, 20.0])
        self.assertEqual(set(records.mapped("state")), {"to_approve"})


@freeze_time(DAY)
@tagged("post_install", "-at_install")
class TestArWriteOffRun(WriteOffCommon):
    """Many small items at once: chosen, proposed, approved by another, posted in the background."""

    def invoice(self, amount, customer=None, issued=date(2026, 1, 5), **values):
        values |= {"invoice_date_due": issued, "invoice_payment_term_id": False}
        return super().invoice(amount, customer, issued, **values)

    def run_of(self, **values):
        Run = self.env["ar.write.off.run"].with_user(self.collector)
        run = Run.create(
            {
                "reason": "Small balances",
                "company_id": self.company.id,
                "amount_up_to": 10,
                "days": 30,
                "date": DAY,
                **values,
            }
        )
        run.action_choose()
        return run.with_env(self.root)

    def test_from_the_choice_to_the_books(self):
        small = self.invoice(9.5) + self.invoice(3) + self.invoice(4, self.birch)
        large, recent = self.invoice(10.01), self.invoice(1, issued=DAY)
        credit = self.invoice(2, move_type="out_refund")
        run = self.run_of()
        self.assertRecordValues(
            run, [{"customer_count": 2, "item_count": 3, "amount": 16.5, "state": "draft"}]
        )
        run.with_user(self.collector).action_propose()
        self.assertIn(self.manager, run.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "no approval limit"):
            run.with_user(self.treasurer).action_approve()
        with self.assertRaisesRegex(UserError, "proposed this yourself"):
            run.with_user(self.collector).action_approve()
        run.with_user(self.manager).action_approve()
        self.assertEqual(run.state, "posting")
        self.run_action("write_off")
        self.assertRecordValues(run, [{"state": "done", "posted_count": 2, "progress": 100}])
        self.assertEqual(set(small.mapped("payment_state")), {"paid"})
        others = large + recent + credit
        self.assertEqual(set(others.mapped("payment_state")), {"not_paid"})
        self.assertEqual(run.write_off_ids.decided_by_id, self.manager)

    def test_many_small_ones_are_one_large_one(self):
        self.invoice(9), self.invoice(9, self.birch)
        run = self.run_of()
        self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref("ar_collections.group_treasurer").id,
                "kind": "write_off",
                "amount": 10,
                "company_id": self.company.id,
            }
        )
        run.with_user(self.collector).action_propose()
        with self.assertRaisesRegex(UserError, "up to 10.00"):
            run.with_user(self.treasurer).action_approve()

    def test_none_of_a_run_is_decided_apart(self):
        self.invoice(9), self.invoice(9, self.birch)
        run = self.run_of()
        run.with_user(self.collector).action_propose()
        one = run.write_off_ids[0]
        for act in ("action_approve", "action_back_to_draft"):
            with self.assertRaisesRegex(UserError, "a part of the run"):
                getattr(one.with_user(self.manager), act)()
        with self.assertRaisesRegex(UserError, "a part of the run"):
            one.with_user(self.manager)._reject("No")

    def test_what_is_disputed_is_not_chosen(self):
        item = self.owed(self.invoice(9))
        reason = self.root.ref("ar_collections.ar_dispute_reason_price")
        self.root["ar.dispute"].create(
            {"move_line_id": item.id, "amount": 2.0, "reason_id": reason.id}
        )
        self.assertEqual(self.run_of().item_count, 0)

    def test_without_an_amount_nothing_is_chosen(self):
        with self.assertRaisesRegex(UserError, "up to which amount"):
            self.run_of(amount_up_to=0)

    def test_one_that_was_paid_meanwhile_stops_no_other(self):
        paid, other = self.invoice(9), self.invoice(8, self.birch)
        run = self.run_of()
        run.with_user(self.collector).action_propose()
        run.with_user(self.manager).action_approve()
        self.by_hand(self.paid(9, "At last"), (self.owed(paid), 9.0))
        self.run_action("write_off")
        self.assertRecordValues(run, [{"state": "done", "posted_count": 1, "problem_count": 1}])
        bad = run.write_off_ids.filtered("problem")
        self.assertIn("Nothing of", bad.problem)
        self.assertEqual((bad.state, other.payment_state), ("to_approve", "paid"))

    def test_what_is_in_another_run_is_not_chosen_again(self):
        self.invoice(9)
        self.assertEqual(self.run_of().item_count, 1)
        self.assertEqual(self.run_of().item_count, 0)

    def test_rejected(self):
        self.invoice(9)
        run = self.run_of()
        run.with_user(self.collector).action_propose()
        run.with_user(self.manager)._reject("Not this year")
        self.assertEqual((run.state, run.write_off_ids.state), ("rejected", "rejected"))

    def test_nothing_is_decided_by_writing(self):
        self.invoice(9)
        run = self.run_of()
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                run.with_user(user).state = "posting"
        empty = self.env["ar.write.off.run"].with_user(self.collector).create({"reason": "Again"})
        with self.assertRaisesRegex(UserError, "Choose the items first"):
            empty.action_propose()
