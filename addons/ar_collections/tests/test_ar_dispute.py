from contextlib import contextmanager
from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_ar_write_off import WriteOffCommon

MAY = date(2026, 5, 4)


def day(number):
    """Days after the dispute was opened."""
    return MAY + timedelta(days=number)


class DisputeCommon(WriteOffCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.damage = cls.root.ref("ar_collections.ar_dispute_reason_damage")
        cls.price = cls.root.ref("ar_collections.ar_dispute_reason_price")
        cls.cause = cls.root.ref("ar_collections.ar_dispute_cause_transport")

    def disputed(self, item, amount, user=None, **values):
        user = user or self.collector
        return (
            self.env["ar.dispute"]
            .with_user(user)
            .create(
                {
                    "move_line_id": item.id,
                    "amount": amount,
                    "reason_id": self.damage.id,
                    **values,
                }
            )
            .with_env(self.root)
        )

    def decide(self, dispute, granted, remedy="credit_note", user=None):
        mine = dispute.with_user(user or self.manager)
        wizard = (
            self.env["ar.dispute.decision"]
            .with_user(mine.env.user)
            .create(
                {
                    "dispute_id": dispute.id,
                    "amount_approved": granted,
                    "remedy": remedy,
                    "cause_id": self.cause.id,
                    "note": "The carrier admits it",
                }
            )
        )
        wizard.action_decide()

    @contextmanager
    def refused(self, words):
        """As a request is refused: nothing of it stays."""
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield

    def on_hold(self, item):
        return self.root["ar.dispute"]._disputed(item).get(item.id, 0.0)


@freeze_time(MAY)
@tagged("post_install", "-at_install")
class TestArDispute(DisputeCommon):
    """What a customer does not want to pay, from the first word to the credit note."""

    def test_the_way_of_a_dispute(self):
        """Opened on 4 May over 30 of 115, on day 2 in clarification, on day 5 twenty are granted,
        on day 6 they are credited: the rest is collected again."""
        invoice = self.taxed(amount=100)
        item = self.owed(invoice)
        dispute = self.disputed(item, 30.0, stated_reason="2 planks broken")
        self.assertRecordValues(
            dispute,
            [
                {
                    "state": "new",
                    "partner_id": self.alder.id,
                    "author_id": self.collector.id,
                    "resolve_by": day(21),
                    "team_id": self.damage.team_id.id,
                }
            ],
        )
        self.assertEqual((item.ar_disputed, self.on_hold(item)), (30.0, 30.0))
        with freeze_time(day(2)):
            dispute.with_user(self.collector).action_take()
        self.assertRecordValues(dispute, [{"state": "clarification", "user_id": self.collector.id}])
        with freeze_time(day(5)):
            self.decide(dispute, 20.0)
        self.assertRecordValues(
            dispute,
            [
                {
                    "state": "decided",
                    "amount_approved": 20.0,
                    "amount_rejected": 10.0,
                    "decided_by_id": self.manager.id,
                    "decided_on": day(5),
                    "cause_id": self.cause.id,
                }
            ],
        )
        self.assertEqual(self.on_hold(item), 20.0)
        self.assertIn("back in collection", dispute.message_ids[0].body)
        with freeze_time(day(6)):
            action = dispute.with_user(self.manager).action_credit_note()
            note = self.root["account.move"].browse(action["res_id"])
            self.assertRecordValues(
                note, [{"state": "draft", "amount_total": 20.0, "amount_tax": 2.61}]
            )
            note.action_post()
        self.assertRecordValues(
            dispute,
            [
                {
                    "state": "resolved",
                    "outcome": "credit_note",
                    "closed_on": day(6),
                    "days_to_resolve": 6,
                    "approved_company": 20.0,
                    "late_count": 0,
                }
            ],
        )
        self.assertAlmostEqual(dispute.approved_share, 2 / 3)
        self.assertEqual((invoice.amount_residual, note.payment_state), (95.0, "paid"))
        self.assertEqual(self.on_hold(item), 0.0)

    def test_as_of_any_day(self):
        item = self.owed(self.invoice(100))
        dispute = self.disputed(item, 30.0)
        with freeze_time(day(5)):
            self.decide(dispute, 20.0)
        with freeze_time(day(9)):
            dispute.with_user(self.manager).action_withdraw()
        amounts = {
            number: dispute._disputed(item, as_of=day(number)).get(item.id, 0.0)
            for number in (-1, 0, 4, 5, 8, 9, 20)
        }
        self.assertEqual(amounts, {-1: 0.0, 0: 30.0, 4: 30.0, 5: 20.0, 8: 20.0, 9: 0.0, 20: 0.0})

    def test_rejected_goes_back_to_collection(self):
        item = self.owed(self.invoice(100))
        dispute = self.disputed(item, 30.0)
        self.decide(dispute, 0.0, user=self.collector)
        self.assertRecordValues(
            dispute, [{"state": "resolved", "outcome": "back", "amount_rejected": 30.0}]
        )
        self.assertEqual(self.on_hold(item), 0.0)
        dispute.with_user(self.collector).action_reopen()
        self.assertRecordValues(
            dispute, [{"state": "clarification", "outcome": False, "closed_on": False}]
        )
        self.assertEqual(self.on_hold(item), 30.0)

    def test_written_off_instead(self):
        invoice = self.invoice(100)
        dispute = self.disputed(self.owed(invoice), 30.0)
        self.decide(dispute, 30.0, "write_off", self.collector)
        self.assertEqual(
            (dispute.state, dispute.write_off_id.state), ("clarification", "to_approve")
        )
        dispute.write_off_id.with_user(self.manager).action_approve()
        self.assertRecordValues(dispute, [{"state": "resolved", "outcome": "write_off"}])
        self.assertEqual(invoice.amount_residual, 70.0)
        self.assertIn(dispute.write_off_id.move_id.name, dispute.closed_because)
        dispute.write_off_id.with_user(self.manager).action_undo()
        self.assertRecordValues(
            dispute, [{"state": "clarification", "outcome": False, "write_off_id": False}]
        )
        self.assertEqual(self.on_hold(self.owed(invoice)), 30.0)

    def test_a_rejected_write_off_is_decided_anew(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 30.0, "write_off", self.collector)
        dispute.write_off_id.with_user(self.manager)._reject("Credit it")
        self.assertRecordValues(dispute, [{"state": "clarification", "proposed_by_id": False}])

    # --- amounts

    def test_never_more_than_is_open(self):
        invoice = self.invoice(100)
        item = self.owed(invoice)
        with self.refused("Only 100.00.*is open: 100.01"):
            self.disputed(item, 100.01)
        first = self.disputed(item, 60.0)
        with self.refused("60.00.* is disputed already: .*41.00"):
            self.disputed(item, 41.0)
        second = self.disputed(item, 40.0)
        with self.refused("disputed already"):
            second.with_user(self.collector).amount = 40.01
        first.with_user(self.collector).amount = 50.0
        self.assertEqual(self.on_hold(item), 90.0)
        with self.refused("Only 0.00"):
            self.disputed(self.owed(self.invoice(5, move_type="out_refund")), 1.0)

    def test_a_line_of_the_invoice(self):
        """Its credit note is about that line, with its tax."""
        invoice = self.root["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.alder.id,
                "company_id": self.company.id,
                "invoice_date": date(2026, 1, 5),
                "invoice_line_ids": [
                    Command.create({"name": "Oak", "price_unit": 100, "tax_ids": []}),
                    Command.create(
                        {
                            "name": "Ash",
                            "price_unit": 200,
                            "tax_ids": self.company_data["default_tax_sale"].ids,
                        }
                    ),
                ],
            }
        )
        invoice.action_post()
        ash = invoice.invoice_line_ids[1]
        dispute = self.disputed(self.owed(invoice), 23.0, invoice_line_id=ash.id)
        self.decide(dispute, 23.0)
        dispute.with_user(self.manager).action_credit_note()
        self.assertRecordValues(
            dispute.credit_note_ids, [{"amount_total": 23.0, "amount_tax": 3.0}]
        )
        other = self.taxed()
        with self.assertRaisesRegex(UserError, "not one of"):
            self.disputed(self.owed(invoice), 1.0, invoice_line_id=other.invoice_line_ids[0].id)

    def test_a_credit_note_of_more_than_was_granted_is_not_posted(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 20.0)
        dispute.with_user(self.manager).action_credit_note()
        note = dispute.credit_note_ids
        note.invoice_line_ids.price_unit = 21.0
        with self.assertRaisesRegex(UserError, "20.00.* was granted"):
            note.action_post()

    def test_a_credit_note_of_another_customer_resolves_nothing(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 30.0)
        note = self._create_invoice_one_line(
            price_unit=5, partner_id=self.birch, move_type="out_refund", tax_ids=[], post=False
        ).with_env(self.root)
        note.ar_dispute_id = dispute
        with self.assertRaisesRegex(UserError, "was granted"):
            note.action_post()
        self.assertEqual(dispute.state, "decided")

    def test_the_credit_note_pays_the_disputed_instalment(self):
        terms = self.root["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (30, 60)
                ],
            }
        )
        invoice = self.invoice(100, invoice_payment_term_id=terms.id)
        first, second = self.owed(invoice)
        dispute = self.disputed(second, 50.0)
        self.decide(dispute, 50.0)
        dispute.with_user(self.manager).action_credit_note()
        dispute.credit_note_ids.action_post()
        self.assertEqual((first.amount_residual, second.amount_residual), (50.0, 0.0))

    def test_the_credit_note_is_taken_back(self):
        invoice = self.invoice(100)
        dispute = self.disputed(self.owed(invoice), 30.0)
        self.decide(dispute, 30.0)
        dispute.with_user(self.manager).action_credit_note()
        dispute.credit_note_ids.action_post()
        dispute.credit_note_ids.button_draft()
        self.assertRecordValues(dispute, [{"state": "decided", "outcome": False}])
        dispute.credit_note_ids.action_post()
        self.assertEqual(dispute.state, "resolved")

    # --- who

    def test_who_opened_it_does_not_approve_it(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0, self.manager)
        self.decide(dispute, 30.0, user=self.manager)
        self.assertEqual((dispute.state, dispute.proposed_by_id), ("clarification", self.manager))
        with self.assertRaisesRegex(UserError, "proposed this yourself"):
            dispute.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            dispute.with_user(self.manager).action_credit_note()

    def test_a_collector_proposes_and_a_manager_approves(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 25.0, user=self.collector)
        self.assertIn(self.manager, dispute.activity_ids.user_id)
        self.assertEqual(self.on_hold(dispute.move_line_id), 30.0)
        with self.assertRaisesRegex(UserError, "proposed this yourself"):
            dispute.with_user(self.collector).action_approve()
        with self.assertRaisesRegex(UserError, "no approval limit"):
            dispute.with_user(self.treasurer).action_approve()
        self.assertTrue(dispute.with_user(self.manager).may_approve)
        dispute.with_user(self.manager).action_approve()
        self.assertRecordValues(
            dispute,
            [{"state": "decided", "amount_approved": 25.0, "decided_by_id": self.manager.id}],
        )

    def test_a_treasurer_up_to_the_limit(self):
        self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref("ar_collections.group_treasurer").id,
                "kind": "credit_note",
                "amount": 20,
                "company_id": self.company.id,
            }
        )
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 20.0, user=self.treasurer)
        self.assertEqual(dispute.state, "decided")
        other = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(other, 21.0, user=self.treasurer)
        self.assertEqual(other.state, "clarification")

    def test_sent_back(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        self.decide(dispute, 25.0, user=self.collector)
        dispute.with_user(self.manager).action_send_back()
        self.assertRecordValues(
            dispute, [{"state": "clarification", "amount_approved": 0.0, "proposed_by_id": False}]
        )

    def test_nothing_is_decided_by_writing(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        for user in (self.collector, self.treasurer, self.manager):
            for values in (
                {"state": "resolved"},
                {"amount_approved": 30.0},
                {"closed_on": MAY},
                {"partner_id": self.birch.id},
                {"move_line_id": False},
                {"decided_on": MAY},
            ):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    dispute.with_user(user).write(values)
            with self.assertRaises(AccessError):
                dispute.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.disputed(self.owed(self.invoice(5)), 1.0, state="decided")
        dispute.with_user(self.collector).write({"note": "Photos came", "user_id": self.manager.id})
        dispute.with_user(self.collector).action_withdraw()
        with self.assertRaisesRegex(UserError, "not possible now"):
            dispute.with_user(self.collector).note = "Later"

    def test_another_company_sees_nothing(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        stranger = self.person("manager", self.root["res.company"].create({"name": "Another"}))
        for act in (
            "action_take",
            "action_decide",
            "action_withdraw",
            "action_approve",
            "action_credit_note",
            "action_open_item",
        ):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(dispute.with_user(stranger), act)()
        with self.assertRaises(AccessError):
            self.disputed(self.owed(self.invoice(5)), 1.0, stranger)
        self.assertFalse(dispute.with_user(stranger).search([("id", "=", dispute.id)]))

    def test_evidence_is_of_the_dispute_and_nobody_elses(self):
        Attachment = self.env["ir.attachment"]
        photo = Attachment.with_user(self.collector).create({"name": "a.jpg", "raw": b"1"})
        dispute = self.disputed(
            self.owed(self.invoice(100)), 30.0, evidence_ids=[Command.set(photo.ids)]
        )
        self.assertEqual(photo.res_model, "ar.dispute")
        self.assertEqual(photo.with_user(self.treasurer).raw, b"1")
        secret = Attachment.with_user(self.manager).create({"name": "b.jpg", "raw": b"2"})
        with self.assertRaises(AccessError):
            dispute.with_user(self.collector).evidence_ids = [Command.link(secret.id)]

    # --- late

    def test_late_ones_are_told_to_the_leader_once_and_then_to_the_manager(self):
        """To be resolved by day 21: on day 21 nothing, on day 22 the leader, on day 29 the manager."""
        leader, boss = (
            self.person(name, groups="ar_collections.group_collector")
            for name in ("leader", "boss")
        )
        self.damage.team_id.write({"leader_id": leader.id, "manager_id": boss.id})
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        told = {}
        for number in (21, 22, 23, 28, 29, 40):
            with freeze_time(day(number)):
                self.run_action("dispute")
                told[number] = [user.login.split()[0] for user in dispute.activity_ids.user_id]
        self.assertEqual(
            told,
            {
                21: [],
                22: ["leader"],
                23: ["leader"],
                28: ["leader"],
                29: ["leader", "boss"],
                40: ["leader", "boss"],
            },
        )
        with freeze_time(day(40)):
            self.assertEqual((dispute.days_late, dispute.is_late), (19, True))
            self.assertIn(dispute, dispute.search([("is_late", "=", True)]))
            facts = dispute._case_facts(self.company, None, day(40))
            self.assertEqual(facts[self.alder.id], {"disputed": 30.0, "dispute_days_late": 19})
            dispute.with_user(self.collector).action_withdraw()
        self.assertEqual((dispute.late_count, dispute.days_to_resolve), (1, 40))
        self.assertFalse(dispute.activity_ids)

    # --- what happens meanwhile

    def test_paid_meanwhile(self):
        invoice = self.invoice(100)
        dispute = self.disputed(self.owed(invoice), 30.0)
        match = self.by_hand(self.paid(100, "All"), (self.owed(invoice), 100.0))
        self.assertRecordValues(dispute, [{"state": "resolved", "outcome": "paid"}])
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(dispute.state, "new")

    def test_the_invoice_is_reset_and_posted_again_with_other_terms(self):
        invoice = self.invoice(100)
        dispute = self.disputed(self.owed(invoice), 30.0)
        invoice.button_draft()
        self.assertEqual(self.root["ar.dispute"]._case_facts(self.company, None, MAY), {})
        invoice.invoice_line_ids.price_unit = 20.0
        invoice.invoice_payment_term_id = self.root.ref("account.account_payment_term_30days")
        invoice.action_post()
        item = self.owed(invoice)
        self.assertEqual((dispute.state, dispute.move_line_id), ("new", item))
        self.assertEqual(self.on_hold(item), 20.0)

    def test_the_invoice_is_cancelled(self):
        invoice = self.invoice(100)
        dispute = self.disputed(self.owed(invoice), 30.0)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertRecordValues(dispute, [{"state": "withdrawn"}])
        self.assertIn("was cancelled", dispute.closed_because)

    def test_customers_are_merged(self):
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0)
        merge = self.root["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.alder + self.birch).ids, self.birch)
        self.assertEqual(dispute.partner_id, self.birch)
        facts = dispute._case_facts(self.company, self.birch.ids, MAY)
        self.assertEqual(facts[self.birch.id]["disputed"], 30.0)

    def test_owner_and_reason_go(self):
        owner = self.person("owner", groups="ar_collections.group_collector")
        dispute = self.disputed(self.owed(self.invoice(100)), 30.0, user_id=owner.id)
        owner.unlink()
        self.assertFalse(dispute.user_id)
        self.damage.action_archive()
        self.assertEqual(dispute.reason_id, self.damage)

    def test_a_disputed_invoice_is_still_matched(self):
        """Cash is applied as before: only what Odoo blocks is not posted by itself."""
        invoice = self.invoice(100)
        self.disputed(self.owed(invoice), 30.0)
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertFalse(self.owed(invoice)._to_open_item().disputed)

    # --- figures

    def test_figures_of_many_with_one_query(self):
        items = self.owed(self.invoice(100) + self.invoice(50) + self.invoice(20, self.birch))
        for item in items:
            self.disputed(item, 10.0)
        self.disputed(items[0], 5.0)
        self.env.flush_all()
        Dispute = self.root["ar.dispute"]
        with self.assertQueryCount(1):
            amounts = Dispute._disputed(items)
        self.assertEqual(sorted(amounts.values()), [10.0, 10.0, 15.0])
        with self.assertQueryCount(1):
            facts = Dispute._case_facts(self.company, None, MAY)
        self.assertEqual(
            {partner: row["disputed"] for partner, row in facts.items()},
            {self.alder.id: 25.0, self.birch.id: 10.0},
        )

    def test_dollars(self):
        invoice = self.invoice(100, currency_id=self.dollar.id)
        dispute = self.disputed(self.owed(invoice), 50.0)
        self.assertEqual((dispute.currency_id, dispute.amount_company), (self.dollar, 40.0))
        facts = dispute._case_facts(self.company, None, MAY)
        self.assertEqual(facts[self.alder.id]["disputed"], 40.0)

    def test_statistics_by_reason_and_owner(self):
        for amount, reason, granted in (
            (30, self.damage, 15),
            (10, self.damage, 10),
            (5, self.price, 0),
        ):
            dispute = self.disputed(self.owed(self.invoice(100)), amount, reason_id=reason.id)
            self.decide(dispute, granted)
            if granted:
                dispute.with_user(self.manager).action_credit_note()
                dispute.credit_note_ids.action_post()
        self.disputed(self.owed(self.invoice(100)), 1.0, reason_id=self.price.id)
        rows = (
            self.env["ar.dispute"]
            .with_user(self.collector)
            ._read_group(
                [("company_id", "=", self.company.id)],
                ["reason_id"],
                ["__count", "amount_company:sum", "approved_company:sum", "approved_share:avg"],
            )
        )
        self.assertEqual(
            {reason.code: row for reason, *row in rows},
            {"DMG": [2, 40.0, 25.0, 0.75], "PRI": [2, 6.0, 0.0, 0.0]},
        )

    # --- the wizard

    def test_ticked_items(self):
        items = self.owed(self.invoice(100) + self.invoice(50))
        self.disputed(items[0], 30.0)
        action = items.with_user(self.collector).action_dispute()
        wizard = self.env["ar.dispute.open"].with_user(self.collector).browse(action["res_id"])
        self.assertEqual(wizard.line_ids.mapped("amount"), [70.0, 50.0])
        wizard.write({"reason_id": self.price.id, "stated_reason": "Agreed on less"})
        wizard.line_ids[1].amount = 0.0
        wizard.action_open()
        dispute = self.root["ar.dispute"].search([("reason_id", "=", self.price.id)])
        self.assertRecordValues(
            dispute,
            [{"move_line_id": items[0].id, "amount": 70.0, "stated_reason": "Agreed on less"}],
        )
        with self.assertRaisesRegex(UserError, "nothing that could be disputed"):
            self.owed(self.invoice(5, move_type="out_refund")).action_dispute()

    def test_from_the_invoice(self):
        invoice = self.taxed(amount=200)
        action = invoice.with_user(self.collector).action_dispute()
        wizard = self.env["ar.dispute.open"].with_user(self.collector).browse(action["res_id"])
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.invoice_line_id = invoice.invoice_line_ids[0]
        self.assertEqual(wizard.line_ids.amount, 230.0)
        wizard.action_open()
        self.assertEqual(invoice.ar_dispute_count, 1)
