from datetime import date
from unittest.mock import patch

import psycopg2
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .posting import PostingCommon


def march(day):
    return date(2026, 3, day)


class PromiseCommon(PostingCommon):
    """Promises made by a collector on a day of March 2026, with two days of grace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_promise_grace_days = 2

    def on(self, day):
        """It is that day of March."""
        return freeze_time(f"2026-03-{day:02} 09:00:00")

    def promise(self, invoices, *rates, user=None, **said):
        """What is open of these invoices, in rates of (day, amount) or all of it on a day."""
        items = self.owed(invoices).with_user(user or self.collector)
        amounts = said.pop("amounts", None) or {
            item: item.amount_residual_currency for item in items
        }
        total = sum(amounts.values()) - said.get("waived", 0)
        pairs = [(march(each), total) if isinstance(each, int) else each for each in rates]
        Promise = self.env["ar.promise"].with_user(user or self.collector)
        return Promise._make(amounts, pairs, **said).with_env(self.root)

    def night(self, day):
        """The job of the night before that morning."""
        with self.on(day):
            self.run_action("promise")

    def receive(self, invoice, amount, day, journal=None):
        """The bank credits so much on that day, and the treasurer posts it."""
        line = self.paid(amount, "Sundry", journal=journal, day=march(day))
        return self.by_hand(line, (self.owed(invoice), amount))

    def case(self, customer=None):
        return self.root["ar.case"].search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def said(self, record):
        """What was noted with it, the latest first."""
        return [str(message.preview) for message in record.message_ids]

    def facts(self, day, customer=None):
        customer = customer or self.alder
        Promise = self.root["ar.promise"]
        return Promise._case_facts(self.company, [customer.id], march(day)).get(customer.id)

    def calls(self, promise):
        """The open activities that ask for a call."""
        planned = promise.activity_ids | promise.case_id.activity_ids
        return planned.filtered(lambda each: "not kept" in (each.summary or ""))


@tagged("post_install", "-at_install")
class TestArPromise(PromiseCommon):
    """A promise over one invoice, day by day."""

    def test_on_day_7_nothing_on_day_8_broken_then_the_customer_pays(self):
        invoice = self.invoice(100)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, march(1))
        self.case().user_id = self.collector
        with self.on(1):
            promise = self.promise(invoice, 5)
        self.assertRecordValues(
            promise,
            [
                {
                    "state": "open",
                    "partner_id": self.alder.id,
                    "amount": 100.0,
                    "paid": 0.0,
                    "next_due": march(5),
                    "deadline": march(7),
                    "user_id": self.collector.id,
                    "item_names": invoice.name,
                }
            ],
        )
        self.assertTrue(any("promised for" in said for said in self.said(self.case())))
        self.night(7)
        self.assertEqual(promise.state, "open")
        self.night(8)
        self.assertRecordValues(promise, [{"state": "broken", "missed_on": march(8)}])
        self.assertEqual(promise.rate_ids.outcome, "missed")
        self.assertTrue(any("Promise broken" in said for said in self.said(self.case())))
        self.assertEqual(len(self.calls(promise)), 1)
        self.assertEqual(self.calls(promise).user_id, self.collector)
        self.night(9)
        self.assertEqual(len(self.calls(promise)), 1)
        with self.on(10):
            self.assertEqual(self.facts(10)["broken_promises"], 1)
            self.receive(invoice, 100.0, 10)
        self.assertRecordValues(
            promise, [{"state": "broken", "paid": 100.0, "settled_on": march(10)}]
        )
        self.assertRecordValues(promise.rate_ids, [{"outcome": "late", "paid_on": march(10)}])
        self.assertFalse(self.facts(11))

    def test_paid_in_time_but_the_statement_comes_late(self):
        """It was broken for two days; what counts is the day on which the bank credited it."""
        invoice = self.invoice(100)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, march(1))
        with self.on(1):
            promise = self.promise(invoice, 5)
        self.night(8)
        self.assertEqual(promise.state, "broken")
        with self.on(10):
            self.receive(invoice, 100.0, 6)
        self.assertRecordValues(promise, [{"state": "kept", "missed_on": False, "paid": 100.0}])
        self.assertFalse(self.calls(promise))
        self.assertTrue(any("Promise kept" in said for said in self.said(self.case())))

    def test_a_part_in_time(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            self.receive(invoice, 40.0, 5)
        self.assertRecordValues(promise, [{"state": "open", "paid": 40.0, "remaining": 60.0}])
        self.night(8)
        self.assertEqual((promise.state, promise.rate_ids.outcome), ("partly", "partly"))
        self.assertEqual(self.facts(8)["broken_amount"], 60.0)

    def test_too_much_is_no_more_than_all(self):
        invoice = self.invoice(100)
        items = {self.owed(invoice): 60.0}
        with self.on(1):
            promise = self.promise(invoice, (march(5), 60.0), amounts=items)
            self.receive(invoice, 100.0, 5)
        self.assertRecordValues(promise, [{"state": "kept", "paid": 60.0, "remaining": 0.0}])

    def test_what_was_paid_before_is_not_counted(self):
        invoice = self.invoice(100)
        with self.on(1):
            before = self.receive(invoice, 30.0, 1)
            promise = self.promise(invoice, 5)
        self.assertRecordValues(promise, [{"amount": 70.0, "paid": 0.0}])
        with self.on(3):
            before.with_user(self.treasurer).action_undo()
            self.assertEqual(promise.paid, 0.0)
            self.receive(invoice, 70.0, 3)
        self.assertEqual(promise.state, "kept")

    # --- a payment that does not stand

    def test_a_payment_is_taken_back(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            match = self.receive(invoice, 100.0, 4)
            self.assertEqual(promise.state, "kept")
            match.with_user(self.treasurer).action_undo()
        self.assertRecordValues(promise, [{"state": "open", "paid": 0.0, "next_due": march(5)}])
        with self.on(12):
            again = self.receive(invoice, 100.0, 4)
            self.assertEqual(promise.state, "kept")
            again.with_user(self.treasurer).action_undo()
        self.assertEqual(promise.state, "broken")

    def test_a_direct_debit_comes_back(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
        with self.on(4):
            match = self.receive(invoice, 100.0, 4)
        self.assertEqual(promise.state, "kept")
        with self.on(12):
            self.came_back(match)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self.facts(12)["broken_promises"], 1)

    # --- what is no payment

    def test_a_credit_note_keeps_no_promise(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            credit = self.owed(self.invoice(30, move_type="out_refund"))
            (self.owed(invoice) + credit).reconcile()
        self.assertRecordValues(promise, [{"state": "open", "paid": 0.0}])
        with self.on(5):
            self.receive(invoice, 70.0, 5)
        self.assertRecordValues(promise, [{"state": "kept", "paid": 70.0}])

    def test_credited_in_full_nothing_is_owed(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
        with self.on(3):
            credit = self.owed(self.invoice(100, move_type="out_refund", issued=march(3)))
            (self.owed(invoice) + credit).reconcile()
            self.assertEqual(promise.state, "idle")
            self.owed(invoice).remove_move_reconcile()
        self.assertEqual(promise.state, "open")

    def test_a_payment_that_the_bank_reports_later(self):
        """It is registered in time; the bank credits it later, and that is what counts."""
        invoice = self.invoice(100)
        with self.on(4):
            promise = self.promise(invoice, 5)
            payment = self._register_payment(invoice, payment_date=march(6))
        self.assertEqual(promise.state, "kept")
        self.night(9)
        self.assertEqual(promise.state, "kept")
        with self.on(10):
            line = self.paid(100.0, "Sundry", day=march(9))
            awaited = payment.move_id.line_ids.filtered(
                lambda item: item.account_id == payment.outstanding_account_id
            )
            self.by_hand(line, (awaited, 100.0))
        self.assertRecordValues(promise, [{"state": "broken", "settled_on": march(9)}])

    # --- the invoice changes

    def test_the_invoice_is_reset_to_draft_and_posted_again(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            invoice.button_draft()
            self.assertEqual(promise.state, "idle")
            invoice.action_post()
            self.assertEqual(promise.state, "open")
            self.assertEqual(promise.item_ids.move_line_id, self.owed(invoice))

    def test_the_invoice_is_changed_as_a_draft(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            invoice.button_draft()
            invoice.invoice_line_ids.price_unit = 60
            invoice.action_post()
            self.assertEqual(promise.item_ids.move_line_id, self.owed(invoice))
            self.receive(invoice, 60.0, 4)
        self.assertRecordValues(promise, [{"state": "kept", "paid": 60.0}])

    def test_the_invoice_is_canceled_and_deleted(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            name = invoice.name
            invoice.button_draft()
            invoice.button_cancel()
            self.assertEqual(promise.state, "idle")
            invoice.with_context(force_delete=True).unlink()
        self.assertRecordValues(promise, [{"state": "idle", "item_names": name}])
        self.assertFalse(promise.item_ids.move_line_id)

    # --- dollars

    def test_in_dollars(self):
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        invoice = self.invoice(100, currency_id=self.dollar.id)
        with self.on(1):
            promise = self.promise(invoice, 5)
            self.assertEqual(promise.currency_id, self.dollar)
            self.assertEqual(promise.company_amount, 80.0)
            self.assertEqual(self.facts(1)["promised"], 80.0)
            self.receive(invoice, 50.0, 4, journal=self.dollar_bank)
            self.assertRecordValues(promise, [{"state": "open", "paid": 50.0}])
            self.assertEqual(self.facts(4)["promised"], 40.0)
            self.receive(invoice, 50.0, 5, journal=self.dollar_bank)
        self.assertRecordValues(promise, [{"state": "kept", "paid": 100.0}])

    def test_an_invoice_in_dollars_paid_in_euro(self):
        """What counts is what it closes of the invoice."""
        invoice = self.invoice(100, currency_id=self.dollar.id)
        with self.on(1):
            promise = self.promise(invoice, 5)
            self._register_payment(
                invoice, payment_date=march(4), currency_id=self.company.currency_id.id, amount=80.0
            )
        self.assertRecordValues(promise, [{"state": "kept", "paid": 100.0}])

    # --- more time, another promise

    def test_more_grace(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
        self.night(8)
        self.assertEqual(promise.state, "broken")
        with self.on(8):
            promise.with_user(self.collector).grace_days = 5
            self.assertRecordValues(promise, [{"state": "open", "deadline": march(10)}])
            self.assertFalse(self.calls(promise))

    def test_what_is_over_stays_as_it_became(self):
        """Nobody makes a late payment one in time, or the other way round."""
        kept, late = self.invoice(100), self.invoice(50)
        with self.on(1):
            promises = self.promise(kept, 5) | self.promise(late, 5)
            self.receive(kept, 100.0, 4)
        self.night(8)
        with self.on(9):
            self.receive(late, 50.0, 9)
            for promise, days in zip(promises, (0, 9), strict=True):
                with self.assertRaisesRegex(UserError, "over"), self.env.cr.savepoint():
                    promise.with_user(self.collector).grace_days = days
        self.assertEqual(promises.mapped("state"), ["kept", "broken"])

    def test_renegotiated(self):
        """The old one stays with its history; the new one is over what is left."""
        invoice = self.invoice(100)
        with self.on(1):
            first = self.promise(invoice, 5)
            self.receive(invoice, 20.0, 3)
        self.night(8)
        with self.on(8):
            make = self.wizard(first.with_user(self.collector).action_renegotiate())
            self.assertEqual((make.amount, make.replaces_id), (80.0, first))
            make.action_make()
        second = first.replaced_by_id
        self.assertRecordValues(first, [{"state": "renegotiated", "missed_on": march(8)}])
        self.assertRecordValues(
            second, [{"state": "open", "amount": 80.0, "replaces_id": first.id, "paid": 0.0}]
        )
        self.assertFalse(self.calls(first))
        self.assertEqual(self.facts(9)["broken_promises"], 0)
        self.assertTrue(any("Replaced" in said for said in self.said(first)))
        with self.on(10):
            self.receive(invoice, 80.0, 10)
        self.assertEqual((first.state, second.state), ("renegotiated", "kept"))

    def wizard(self, action):
        return self.env[action["res_model"]].with_user(self.collector).browse(action["res_id"])

    def test_cancelled(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            promise.with_user(self.collector).action_cancel()
            self.assertEqual(promise.state, "cancelled")
            self.promise(invoice, 6)
        self.night(8)
        self.assertEqual(promise.state, "cancelled")

    # --- from elsewhere

    def test_the_customer_promises_on_the_portal(self):
        """Whoever acts for it asks with sudo(); who it was is kept."""
        someone = self.person("someone", groups="base.group_portal")
        invoice = self.invoice(100)
        with self.on(1):
            item = self.owed(invoice).with_user(someone).sudo()
            promise = (
                self.env["ar.promise"]
                .with_user(someone)
                .sudo()
                ._make({item: 100.0}, [(march(5), 100.0)], note="On the portal")
            )
        self.assertEqual((promise.create_uid, promise.state), (someone, "open"))

    def test_posted_by_the_cash_application(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
        with self.on(6):
            line = self.paid(100, "Sundry", day=march(4))
            match = self.decided(line, {self.owed(invoice): 100.0})
            self.post(match)
        self.assertEqual(promise.state, "kept")

    # --- items

    def test_items_say_what_is_promised(self):
        invoice, other = self.invoice(100), self.invoice(50)
        items = self.owed(invoice | other)
        with self.on(1):
            promise = self.promise(invoice, 5)
            self.assertEqual(items.mapped("ar_promised"), [100.0, 0.0])
            self.assertEqual(items.mapped("ar_promised_until"), [march(5), False])
            paused = self.root["ar.promise"]._paused_items(items, march(7))
            self.assertEqual(paused, {items[0]: march(7)})
            self.receive(invoice, 30.0, 1)
            items.invalidate_recordset()
            self.assertEqual(items.mapped("ar_promised"), [70.0, 0.0])
        self.assertFalse(self.root["ar.promise"]._paused_items(items, march(8)))
        self.night(8)
        self.assertEqual(promise.state, "partly")

    def test_two_customers_become_one(self):
        invoice = self.invoice(100, self.birch)
        with self.on(1):
            promise = self.promise(invoice, 5)
            Merge = self.root["base.partner.merge.automatic.wizard"]
            Merge._merge((self.alder + self.birch).ids, self.alder)
            self.env.invalidate_all()
            self.assertEqual(promise.partner_id, self.alder)
            self.receive(invoice, 100.0, 4)
        self.assertEqual(promise.state, "kept")

    def test_the_customer_is_archived_and_the_responsible_deleted(self):
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
        leaver = self.person("leaver", groups="ar_collections.group_collector")
        promise.user_id = leaver
        leaver.unlink()
        self.alder.active = False
        self.night(8)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(len(self.calls(promise)), 1)


@tagged("post_install", "-at_install")
class TestArPromisePlan(PromiseCommon):
    """Several items, several instalments."""

    def plan(self, *invoices, **said):
        self.assertEqual(sum(each.amount_total for each in invoices), 300.0)
        rates = [(march(2), 100.0), (march(12), 100.0), (march(22), 100.0)]
        union = self.root["account.move"].union(*invoices)
        return self.promise(union, *rates, **said)

    def outcomes(self, promise):
        return promise.rate_ids.mapped("outcome")

    def test_a_plan_over_two_invoices(self):
        one, two = self.invoice(180), self.invoice(120)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, march(1))
        with self.on(1):
            plan = self.plan(one, two)
            self.assertEqual(
                self.facts(1),
                {
                    "promised": 300.0,
                    "promised_until": march(2),
                    "broken_promises": 0,
                    "broken_amount": 0.0,
                },
            )
        with self.on(3):
            self.receive(one, 100.0, 3)
        self.assertEqual(self.outcomes(plan), ["kept", "to_come", "to_come"])
        self.assertTrue(any("Instalment of" in said for said in self.said(self.case())))
        self.assertEqual((plan.next_due, plan.deadline), (march(12), march(14)))
        with self.on(12):
            self.receive(two, 120.0, 12)
        self.assertEqual(self.outcomes(plan), ["kept", "kept", "to_come"])
        self.assertEqual(plan.rate_ids.mapped("paid"), [100.0, 100.0, 20.0])
        self.assertEqual(self.facts(13)["promised"], 80.0)
        with self.on(24):
            self.receive(one, 80.0, 24)
        self.assertRecordValues(plan, [{"state": "kept", "next_due": False, "paid": 300.0}])

    def test_the_second_instalment_does_not_come(self):
        one, two = self.invoice(180), self.invoice(120)
        with self.on(1):
            plan = self.plan(one, two)
            self.receive(one, 100.0, 2)
        self.night(14)
        self.assertEqual(plan.state, "open")
        self.night(15)
        self.assertRecordValues(plan, [{"state": "partly", "missed_on": march(15)}])
        self.assertEqual(self.outcomes(plan), ["kept", "missed", "to_come"])
        self.assertFalse(self.owed(one).ar_promised)
        with self.on(16):
            self.receive(two, 120.0, 16)
        self.assertEqual(self.outcomes(plan), ["kept", "late", "to_come"])
        self.assertEqual(plan.state, "partly")

    def test_equal_instalments_by_a_button(self):
        one, two = self.invoice(180), self.invoice(20)
        with self.on(1):
            action = self.owed(one | two).with_user(self.collector).action_ar_promise()
            make = self.env["ar.promise.make"].with_user(self.collector).browse(action["res_id"])
            make.write({"rate_count": 3, "first_date": march(31), "every": "month"})
            make.action_spread()
            self.assertEqual(
                make.rate_ids.mapped(lambda rate: (rate.date, rate.amount)),
                [(march(31), 66.66), (date(2026, 4, 30), 66.66), (date(2026, 5, 31), 66.68)],
            )
            self.assertEqual(make.missing, 0.0)
            make.action_make()
        promise = self.root["ar.promise"].search([("company_id", "=", self.company.id)])
        self.assertEqual(promise.rate_count, 3)
        self.assertEqual(promise.amount, 200.0)

    def test_from_the_case_all_that_is_overdue(self):
        self.invoice(180, invoice_date_due=date(2026, 2, 1))
        self.invoice(20, invoice_date_due=date(2026, 4, 1))
        Case = self.root["ar.case"]
        Case.with_company(self.company)._refresh(self.company, march(1))
        with self.on(1):
            action = self.case().with_user(self.collector).action_promise()
            make = self.env["ar.promise.make"].browse(action["res_id"])
            self.assertEqual(make.amount, 180.0)

    def test_each_instalment_of_an_invoice_is_an_item(self):
        """Half in 30, half in 60 days: the first half is promised, the second not."""
        terms = self.root["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (30, 60)
                ],
            }
        )
        invoice = self.invoice(100, invoice_payment_term_id=terms.id)
        first, second = self.owed(invoice)
        with self.on(1):
            promise = self.promise(invoice, (march(5), 50.0), amounts={first: 50.0})
            self.assertEqual((first.ar_promised, second.ar_promised), (50.0, 0.0))
            line = self.paid(50.0, "Sundry", day=march(4))
            self.by_hand(line, (second, 50.0))
            self.assertEqual(promise.state, "open")
            self.by_hand(self.paid(50.0, "Sundry", day=march(5)), (first, 50.0))
        self.assertEqual(promise.state, "kept")

    def test_the_job_goes_on_after_a_batch(self):
        with self.on(1):
            promises = [self.promise(self.invoice(10), 5) for _each in range(5)]
        decide = "odoo.addons.ar_collections.models.ar_promise_decide.DECIDED_AT_ONCE"
        with patch(decide, 2):
            self.night(8)
        self.assertEqual({each.state for each in promises}, {"broken"})

    def test_many_promises_cost_as_many_queries_as_few(self):
        def queries(count):
            customers = self.root["res.partner"].create(
                [{"name": f"Customer {number}"} for number in range(count)]
            )
            with self.on(1):
                promises = self.root["ar.promise"]
                for customer in customers:
                    promises |= self.promise(self.invoice(10, customer), 5)
            self.root["ar.case"].with_company(self.company)._refresh(self.company, march(1))
            self.env.flush_all()
            self.env.invalidate_all()
            with self.on(8):
                before = self.env.cr.sql_log_count
                promises._decide()
                self.env.flush_all()
            self.assertEqual(set(promises.mapped("state")), {"broken"})
            return self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(3), queries(12)
        self.assertLessEqual(many, few + 4)

    def test_where_nothing_is_promised_posting_asks_once(self):
        items = self.owed(self.invoice(100) | self.invoice(50))
        Promise = self.root["ar.promise"]
        Promise._decide_for(items)
        self.env.flush_all()
        with self.assertQueryCount(1):
            Promise._decide_for(items)


@tagged("post_install", "-at_install")
class TestArPromiseRefused(PromiseCommon):
    """What cannot be promised, in the user's words."""

    def refused(self, words, *args, **said):
        with self.on(1), self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.promise(*args, **said)
        self.assertIn(words, str(caught.exception))

    def test_more_than_is_open(self):
        invoice = self.invoice(100)
        self.refused("100.00", invoice, 5, amounts={self.owed(invoice): 101.0})
        self.refused("how much", invoice, 5, amounts={self.owed(invoice): 0.0})

    def test_paid_already(self):
        invoice = self.invoice(100)
        item = self.owed(invoice)
        self._register_payment(invoice)
        self.refused("Nothing of", invoice, (march(5), 100.0), amounts={item: 100.0})

    def test_not_posted(self):
        invoice = self.invoice(100)
        item = self.owed(invoice)
        invoice.button_draft()
        self.refused("not a posted invoice", invoice, (march(5), 100.0), amounts={item: 100.0})

    def test_of_two_customers(self):
        invoices = self.invoice(100) | self.invoice(50, self.birch)
        self.refused("one customer", invoices, 5)

    def test_in_two_currencies(self):
        invoices = self.invoice(100) | self.invoice(50, currency_id=self.dollar.id)
        self.refused("each currency", invoices, 5)

    def test_disputed(self):
        invoice = self.invoice(100)
        invoice.action_toggle_block_payment()
        self.refused("disputes", invoice, 5)

    def test_promised_already(self):
        invoice = self.invoice(100)
        with self.on(1):
            self.promise(invoice, 5)
        self.refused("renegotiate", invoice, 6)

    def test_in_the_past(self):
        self.refused("past", self.invoice(100), (date(2026, 2, 28), 100.0))

    def test_no_date_and_no_items(self):
        self.refused("when", self.invoice(100))
        with self.assertRaisesRegex(UserError, "Choose the invoices"):
            self.env["ar.promise"].with_user(self.collector)._make({}, [(march(5), 1.0)])

    def test_instalments_that_do_not_sum_up(self):
        invoice = self.invoice(100)
        self.refused("less than", invoice, (march(5), 50.0), (march(6), 49.99))
        self.refused("more than", invoice, (march(5), 50.0), (march(6), 50.01))
        self.refused("more than zero", invoice, (march(5), 110.0), (march(6), -10.0))

    def test_what_cannot_be_promised_is_left_out_of_the_form(self):
        invoice, blocked = self.invoice(100), self.invoice(50)
        blocked.action_toggle_block_payment()
        credit = self.invoice(30, move_type="out_refund")
        with self.on(1):
            items = self.owed(invoice | blocked | credit).with_user(self.collector)
            make = self.env["ar.promise.make"].browse(items.action_ar_promise()["res_id"])
            self.assertEqual(make.item_ids.move_line_id, self.owed(invoice))
            self.assertIn(f"{blocked.name}: disputed", make.left_out)
            with self.assertRaisesRegex(UserError, "disputed"):
                self.owed(blocked).with_user(self.collector).action_ar_promise()

    def test_two_collectors_at_once(self):
        """The database holds one live promise over an item, whoever is faster."""
        invoice = self.invoice(100)
        with self.on(1):
            promise = self.promise(invoice, 5)
            promise.item_ids.live = False
            other = self.promise(invoice, 6)
            promise.item_ids.invalidate_recordset()
            promise._keep_live()
        self.assertTrue(other.item_ids.live)
        self.assertFalse(promise.item_ids.live)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            promise.item_ids.live = True
            promise.flush_recordset()
            self.env.flush_all()

    def test_disputed_in_part(self):
        invoice = self.invoice(100)
        reason = self.root.ref("ar_collections.ar_dispute_reason_damage")
        with self.on(1):
            self.root["ar.dispute"].create(
                {
                    "move_line_id": self.owed(invoice).id,
                    "amount": 30.0,
                    "reason_id": reason.id,
                }
            )
        self.refused("70.00", invoice, 5)
        with self.on(1):
            items = self.owed(invoice).with_user(self.collector)
            make = self.env["ar.promise.make"].browse(items.action_ar_promise()["res_id"])
            self.assertEqual((make.open, make.amount), (100.0, 70.0))
            make.with_user(self.collector).action_make()
