"""The collector's day: who is on the list, why, and who works on it."""

from datetime import date, timedelta
from typing import ClassVar

import psycopg2
from freezegun import freeze_time
from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ArCommon

TODAY = date(2026, 3, 2)
NOW = "2026-03-02 09:00:00"


class WorklistCommon(ArCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.Case = cls.root["ar.case"].with_company(cls.company)
        cls.clerk = new_test_user(
            cls.env(user=cls.root.uid),
            "clerk",
            groups="ar_collections.group_collector",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def due(self, days_overdue, amount, customer=None, **values):
        return self.invoice(
            amount,
            customer,
            issued=date(2026, 1, 5),
            invoice_date_due=TODAY - timedelta(days=days_overdue),
            **values,
        )

    def refresh(self, today=TODAY):
        self.env.flush_all()
        self.Case._refresh(self.company, today)
        self.env.invalidate_all()

    def case(self, customer=None):
        return self.Case.search(
            [
                ("partner_id", "=", (customer or self.alder).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def place(self, customer=None):
        case = self.case(customer)
        return case.list_state, case.list_reason

    def happens(self):
        """What waits for the end of the transaction, as at a commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestDay(WorklistCommon):
    def test_a_customer_through_the_weeks(self):
        """Not due, due, called, promised by the collector's note, forgotten, paid."""
        with freeze_time(NOW) as clock:
            invoice = self.due(-4, 1000)
            self.happens()
            self.assertEqual(self.place(), ("waiting", "nothing_due"))
            self.assertIn("nothing due until 03/06/2026", self.case().list_why)

            clock.move_to("2026-03-06 09:00:00")
            self.run_action("refresh")
            self.assertEqual(self.place()[0], "waiting", "the last day is in time")

            clock.move_to("2026-03-07 09:00:00")
            self.run_action("refresh")
            self.assertEqual(self.place(), ("today", "overdue"))
            self.assertIn("1,000.00", self.case().list_why)

            self.case().with_user(self.collector).next_action_date = date(2026, 3, 10)
            self.assertEqual(self.place(), ("done", "worked"))
            self.assertIn("next on 03/10/2026", self.case().list_why)

            clock.move_to("2026-03-08 09:00:00")
            self.run_action("refresh")
            self.assertEqual(self.place(), ("waiting", "next_action"))

            clock.move_to("2026-03-10 09:00:00")
            self.run_action("refresh")
            self.assertEqual(self.place(), ("today", "overdue"))

            self._register_payment(invoice)
            self.happens()
            self.assertEqual((self.case().state, self.place()), ("closed", (False, False)))

    @freeze_time(NOW)
    def test_an_invoice_is_paid_during_the_call(self):
        """The case says so as soon as it is read again, and so does what is logged on it."""
        invoice = self.due(20, 100)
        self.due(3, 50)
        self.happens()
        case = self.case()
        before = case.score
        self._register_payment(invoice)
        self.happens()
        self.assertRecordValues(
            case, [{"amount_open": 50.0, "amount_overdue": 50.0, "item_count": 1}]
        )
        self.assertEqual(case.overdue_by, "3 days")
        self.assertLess(case.score, before)

    @freeze_time(NOW)
    def test_a_payment_touches_only_its_customer(self):
        invoice = self.due(20, 100)
        self.due(20, 100, self.birch)
        self.refresh()
        self.env.cr.execute("UPDATE ar_case SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self._register_payment(invoice, amount=10)
        self.happens()
        self.assertNotEqual(self.case().write_date.year, 2020)
        self.assertEqual(self.case(self.birch).write_date.year, 2020)

    @freeze_time(NOW)
    def test_an_invoice_taken_back_to_draft(self):
        invoice = self.due(20, 100)
        self.happens()
        self.assertEqual(self.case().amount_open, 100.0)
        invoice.button_draft()
        self.happens()
        self.assertEqual((self.case().state, self.case().amount_open), ("closed", 0.0))
        invoice.action_post()
        self.happens()
        self.assertEqual((self.case().state, self.case().amount_open), ("open", 100.0))

    @freeze_time(NOW)
    def test_cash_that_waits_keeps_a_customer_off_the_list(self):
        item = self.owed(self.due(20, 100))
        line = self.paid("100.00")
        match = self.decided(line, {item: 100.0}, state="suggested")
        self.refresh()
        self.assertEqual(self.place(), ("waiting", "unapplied"))
        self.assertIn("cash waiting to be applied: ", self.case().list_why)
        self.assertIn("100.00", self.case().list_why)
        self.accept(match)
        self.happens()
        self.assertEqual(self.case().state, "closed")
        match.with_user(self.treasurer).action_undo()
        self.happens()
        self.assertEqual(self.place(), ("today", "overdue"), "the payment fits nothing any more")

    def test_what_the_jobs_match_and_post_is_followed(self):
        today = self.company._ar_today()
        invoice = self.due(20, 100)
        self.run_action("refresh")
        self.assertEqual(self.company.ar_refreshed_on, today)
        self.decided(self.paid("40.00"), {self.owed(invoice): 40.0})
        self.run_action("post")
        self.run_action("refresh")
        self.assertEqual(self.case().amount_open, 60.0)
        self.decided(self.paid("60.00"), {self.owed(invoice): 60.0}, state="suggested")
        self.run_action("refresh")
        self.assertEqual(self.place(), ("waiting", "unapplied"))

    @freeze_time(NOW)
    def test_a_credit_on_account_counts_as_cash_that_waits(self):
        self.due(20, 100)
        self.due(-20, 500)
        self.due(40, 150, move_type="out_refund")
        self.refresh()
        self.assertEqual(self.place(), ("waiting", "unapplied"))

    @freeze_time(NOW)
    def test_more_customers_than_can_follow_at_once_wait_for_the_job(self):
        customers = self.root["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(60)]
        )
        self.company.ar_refreshed_on = TODAY
        self.root["ar.case"]._touch(self.company, customers.ids)
        for customer in customers[:2]:
            self.due(5, 10, customer)
        trigger = self.root["ir.cron.trigger"]
        before = trigger.search_count([])
        self.happens()
        self.assertFalse(self.case(customers[0]))
        self.assertGreater(trigger.search_count([]), before, "the job is woken")
        self.assertEqual(
            self.root["ar.case.touch"].search_count([("partner_id", "in", customers.ids)]), 60
        )
        self.run_action("refresh")
        self.assertEqual(self.case(customers[0]).amount_open, 10.0)
        self.assertFalse(self.root["ar.case.touch"].search_count([]))

    @freeze_time(NOW)
    def test_a_fault_of_the_ranking_does_not_stop_the_posting(self):
        rule = self.root["ar.score.rule"].search([("company_id", "=", self.company.id)], limit=1)
        self.env.cr.execute("ALTER TABLE ar_score_rule RENAME COLUMN points TO gone")
        self.env.registry.clear_cache()
        try:
            with mute_logger("odoo.sql_db", "odoo.addons.ar_collections.models.ar_case_touch"):
                invoice = self.due(5, 10)
                self.happens()
        finally:
            self.env.cr.execute("ALTER TABLE ar_score_rule RENAME COLUMN gone TO points")
        self.assertEqual(invoice.state, "posted")
        self.assertTrue(rule.exists())
        self.run_action("refresh")
        self.assertEqual(self.case().amount_open, 10.0, "the job made up for it")

    @freeze_time(NOW)
    def test_a_case_that_somebody_else_changed_meanwhile_waits(self):
        """Newer figures are not overwritten by older ones."""
        self.due(5, 10)
        self.happens()
        _new, changed = self.Case._reckon(self.company, TODAY + timedelta(days=3), None)
        self.assertTrue(changed)
        self.case().with_user(self.collector).user_id = self.collector
        self.env.flush_all()
        days = self.case().oldest_days
        self.Case._change(self.company, [row | {"seen": "1"} for row in changed])
        self.env.invalidate_all()
        self.assertEqual(self.case().oldest_days, days)
        self.assertIn(self.alder.id, self.root["ar.case.touch"].search([]).mapped("partner_id").ids)


@tagged("post_install", "-at_install")
class TestScore(WorklistCommon):
    @freeze_time(NOW)
    def test_the_parts_add_up_and_say_why(self):
        self.due(45, 5000)
        self.refresh()
        case = self.case()
        self.assertEqual(
            [part[:3] for part in case.score_parts],
            [["overdue", 13, 25], ["age", 10, 20], ["no_contact", 10, 10]],
        )
        self.assertEqual(case.score, 33)
        self.assertEqual(
            [line.split("  ")[0] for line in case.score_why.split("\n")],
            ["13 / 25", "10 / 20", "10 / 10"],
        )
        self.assertIn("oldest item 45 days late", case.score_why)
        self.assertIn("overdue", case.list_why)

    @freeze_time(NOW)
    def test_it_is_said_in_the_readers_language(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        self.due(45, 5000)
        self.refresh()
        case = self.case().with_context(lang="fr_FR")
        self.assertIn("5 000,00", case.score_why.replace("\u202f", " ").replace("\xa0", " "))

    @freeze_time(NOW)
    def test_a_manager_changes_the_weights(self):
        self.due(90, 100)
        self.run_action("refresh")
        self.assertEqual(dict(p[:2] for p in self.case().score_parts)["age"], 20)
        rule = self.root["ar.score.rule"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "age")]
        )
        rule.with_user(self.manager).points = 60
        self.run_action("refresh")
        self.assertEqual(dict(p[:2] for p in self.case().score_parts)["age"], 60)
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            rule.with_user(self.collector).points = 1

    @freeze_time(NOW)
    def test_each_company_has_its_own_weights(self):
        other = self.setup_other_company()["company"].with_env(self.root)
        rules = self.root["ar.score.rule"]
        self.assertEqual(
            len(rules.search([("company_id", "=", other.id)])),
            len(rules.search([("company_id", "=", self.company.id)])),
        )
        seen = self.env["ar.score.rule"].with_user(self.manager).search([])
        self.assertEqual(seen.company_id, self.company)

    def test_a_measure_of_zero_is_refused(self):
        rule = self.root["ar.score.rule"].search([], limit=1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            rule.full_at = 0
            rule.flush_recordset()


@tagged("post_install", "-at_install")
class TestOwners(WorklistCommon):
    def rule(self, **values):
        return self.root["ar.owner.rule"].create(
            {"name": "Rule", "company_id": self.company.id, **values}
        )

    def customers_owing(self, count, **values):
        customers = self.root["res.partner"].create(
            [{"name": f"Owner test {number}", **values} for number in range(count)]
        )
        for customer in customers:
            self.due(5, 10, customer)
        return customers

    @freeze_time(NOW)
    def test_in_turn_up_to_the_capacity(self):
        people = self.collector | self.clerk
        self.rule(user_ids=[Command.set(people.ids)], capacity=2)
        customers = self.customers_owing(5)
        self.refresh()
        owners = [self.case(customer).user_id for customer in customers]
        self.assertEqual(owners.count(self.collector), 2)
        self.assertEqual(owners.count(self.clerk), 2)
        self.assertEqual(owners.count(self.env["res.users"]), 1, "nobody has room for the fifth")

    @freeze_time(NOW)
    def test_by_country_and_by_salesperson(self):
        belgium, france = self.env.ref("base.be"), self.env.ref("base.fr")
        self.rule(
            sequence=1,
            country_ids=[Command.set(belgium.ids)],
            user_ids=[Command.set(self.clerk.ids)],
        )
        self.rule(sequence=2, salesperson=True, user_ids=[Command.set(self.collector.ids)])
        self.alder.country_id, self.birch.country_id = belgium, france
        self.birch.user_id = self.manager
        (third,) = self.customers_owing(1)
        self.due(5, 10)
        self.due(5, 10, self.birch)
        self.refresh()
        self.assertEqual(self.case().user_id, self.clerk)
        self.assertEqual(self.case(self.birch).user_id, self.manager)
        self.assertEqual(self.case(third).user_id, self.collector)

    @freeze_time(NOW)
    def test_whoever_left_is_replaced(self):
        self.rule(user_ids=[Command.set((self.clerk | self.collector).ids)])
        self.due(5, 10)
        self.refresh()
        first = self.case().user_id
        first.action_archive()
        self.refresh()
        self.assertTrue(self.case().user_id)
        self.assertNotEqual(self.case().user_id, first)
        self.case().user_id.unlink()
        self.refresh()
        self.assertFalse(self.case().user_id, "nobody is left, and the case is still there")

    @freeze_time(NOW)
    def test_a_substitute_works_while_somebody_is_away(self):
        self.due(5, 10)
        self.refresh()
        self.case().user_id = self.collector
        self.root["ar.absence"].create(
            {
                "user_id": self.collector.id,
                "substitute_id": self.clerk.id,
                "date_from": TODAY,
                "date_to": TODAY + timedelta(days=3),
            }
        )
        mine = [("is_mine", "=", True), ("id", "=", self.case().id)]
        Case = self.env["ar.case"]
        self.assertFalse(Case.with_user(self.collector).search(mine))
        self.assertEqual(Case.with_user(self.clerk).search(mine), self.case())
        self.assertEqual(self.case().substitute_id, self.clerk)
        self.assertTrue(self.case().with_user(self.clerk).is_mine)
        with freeze_time("2026-03-06 09:00:00"):
            self.assertEqual(Case.with_user(self.collector).search(mine), self.case())
            self.assertFalse(Case.with_user(self.clerk).search(mine))

    def test_nobody_is_their_own_substitute(self):
        with self.assertRaises(ValidationError):
            self.root["ar.absence"].create(
                {
                    "user_id": self.clerk.id,
                    "substitute_id": self.clerk.id,
                    "date_from": TODAY,
                    "date_to": TODAY,
                }
            )

    def test_a_collector_enters_only_own_absences(self):
        Absence = self.env["ar.absence"].with_user(self.collector)
        values = {"substitute_id": self.manager.id, "date_from": TODAY, "date_to": TODAY}
        Absence.create({"user_id": self.collector.id, **values})
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            Absence.create({"user_id": self.clerk.id, **values})
        self.env["ar.absence"].with_user(self.manager).create({"user_id": self.clerk.id, **values})

    @freeze_time(NOW)
    def test_collectors_see_only_their_own_customers_where_a_company_says_so(self):
        self.due(5, 10)
        self.due(5, 10, self.birch)
        (nobodys,) = self.customers_owing(1)
        self.refresh()
        self.case().user_id = self.collector
        self.case(self.birch).user_id = self.clerk
        everything = self.case() | self.case(self.birch) | self.case(nobodys)

        def seen(user):
            return self.env["ar.case"].with_user(user).search([("id", "in", everything.ids)])

        self.assertEqual(seen(self.collector), everything)
        self.company.ar_own_customers_only = True
        self.assertEqual(seen(self.collector), everything - self.case(self.birch))
        self.assertEqual(seen(self.manager), everything)
        self.assertEqual(seen(self.treasurer), everything)
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.case(self.birch).with_user(self.collector).read(["amount_open"])
        self.root["ar.absence"].create(
            {
                "user_id": self.clerk.id,
                "substitute_id": self.collector.id,
                "date_from": TODAY,
                "date_to": TODAY,
            }
        )
        self.assertEqual(seen(self.collector), everything, "standing in for the other")

    @freeze_time(NOW)
    def test_several_are_assigned_and_put_off_together(self):
        self.due(5, 10)
        self.due(5, 10, self.birch)
        self.refresh()
        cases = (self.case() | self.case(self.birch)).with_user(self.collector)
        Plan = self.env["ar.case.plan"].with_user(self.collector)
        context = {"default_case_ids": [Command.set(cases.ids)]}
        assign = Plan.with_context(**context, default_kind="assign").create(
            {"user_id": self.clerk.id, "note": "Takes over the north"}
        )
        assign.action_apply()
        self.assertEqual(cases.user_id, self.clerk)
        self.assertIn("Takes over the north", "".join(cases.message_ids.mapped("body")))
        with Form(Plan.with_context(**context, default_kind="snooze")) as form:
            form.date = TODAY
        with self.assertRaises(UserError):
            form.record.action_apply()
        form.record.date = TODAY + timedelta(days=5)
        form.record.action_apply()
        self.env.invalidate_all()
        self.assertEqual(set(cases.mapped("list_state")), {"done"})
        self.assertEqual(set(cases.mapped("next_action_date")), {TODAY + timedelta(days=5)})


@tagged("post_install", "-at_install")
class TestStrategies(WorklistCommon):
    def strategy(self, **values):
        return self.root["ar.strategy"].create(
            {"name": "Strategy", "company_id": self.company.id, **values}
        )

    @freeze_time(NOW)
    def test_the_first_that_fits_holds(self):
        tag = self.root["res.partner.category"].create({"name": "Builders"})
        self.alder.category_id = tag
        builders = self.strategy(sequence=1, category_ids=[Command.set(tag.ids)], factor=2.0)
        large = self.strategy(sequence=2, open_from=1000)
        self.due(45, 2000)
        self.due(45, 2000, self.birch)
        self.refresh()
        self.assertEqual(self.case().strategy_id, builders)
        self.assertEqual(self.case(self.birch).strategy_id, large)
        self.assertGreater(self.case().score, self.case(self.birch).score)
        self.assertEqual(large.case_count, 1)
        self.assertEqual(large.action_cases()["domain"], [("strategy_id", "=", large.id)])

    @freeze_time(NOW)
    def test_some_are_called_before_they_are_due(self):
        self.strategy(days_before_due=7)
        self.due(-8, 100)
        self.due(-7, 100, self.birch)
        self.refresh()
        self.assertEqual(self.place(), ("waiting", "nothing_due"))
        self.assertEqual(self.place(self.birch), ("today", "due_soon"))
        self.assertIn("due on 03/09/2026", self.case(self.birch).list_why)

    @freeze_time(NOW)
    def test_its_own_owner_rule_comes_first(self):
        Rule = self.root["ar.owner.rule"]
        company = {"company_id": self.company.id}
        Rule.create({"name": "All", "user_ids": [Command.set(self.clerk.ids)], **company})
        second = Rule.create(
            {
                "name": "Large",
                "user_ids": [Command.set(self.manager.ids)],
                "sequence": 99,
                **company,
            }
        )
        self.strategy(open_from=1000, owner_rule_id=second.id)
        self.due(45, 2000)
        self.due(45, 20, self.birch)
        self.refresh()
        self.assertEqual(self.case().user_id, self.manager)
        self.assertEqual(self.case(self.birch).user_id, self.clerk)


@tagged("post_install", "-at_install")
class TestGroups(WorklistCommon):
    @freeze_time(NOW)
    def test_the_head_shows_what_its_companies_owe(self):
        daughter = self.customer("Alder Daughter", is_company=True)
        self.alder.is_company = True
        daughter.parent_id = self.alder
        self.due(10, 100)
        self.due(10, 40, daughter)
        self.due(10, 7, self.birch)
        self.refresh()
        cases = self.case() | self.case(daughter)
        self.assertEqual(cases.group_id, self.alder)
        self.assertEqual(cases.mapped("group_amount_overdue"), [140.0, 140.0])
        self.assertEqual(cases[0].group_count, 2)
        self.assertFalse(self.case(self.birch).group_id)
        self.assertEqual(self.case(self.birch).group_amount_open, 7.0)
        found = self.Case.search(self.case().action_open_group()["domain"])
        self.assertEqual(found, cases)

    @freeze_time(NOW)
    def test_an_archived_customer_still_owes(self):
        self.due(10, 100)
        self.refresh()
        self.alder.active = False
        self.refresh()
        self.assertEqual((self.case().state, self.case().amount_open), ("open", 100.0))

    @freeze_time(NOW)
    def test_a_case_is_not_written_by_hand(self):
        self.due(10, 100)
        self.refresh()
        for values in ({"score": 1}, {"list_state": "done"}, {"worked_on": TODAY}):
            with self.subTest(values), self.assertRaises(AccessError):
                self.case().with_user(self.manager).write(values)


@tagged("post_install", "-at_install")
class TestWorklistRights(WorklistCommon):
    RIGHTS: ClassVar = {
        "collector": {
            "ar.score.rule": "r",
            "ar.strategy": "r",
            "ar.owner.rule": "r",
            "ar.absence": "rwcu",
            "ar.case.plan": "rwcu",
        },
        "treasurer": {
            "ar.score.rule": "r",
            "ar.strategy": "r",
            "ar.owner.rule": "r",
            "ar.absence": "r",
        },
        "manager": {
            "ar.score.rule": "rw",
            "ar.strategy": "rwcu",
            "ar.owner.rule": "rwcu",
            "ar.absence": "rwcu",
            "ar.case.plan": "rwcu",
        },
        "nobody": {},
    }

    def test_each_role_on_each_model(self):
        users = {
            "collector": self.collector,
            "treasurer": self.treasurer,
            "manager": self.manager,
            "nobody": self.person("nobody", groups="base.group_user"),
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for role, user in users.items():
            for model in self.RIGHTS["manager"]:
                for letter, operation in operations.items():
                    with self.subTest(role=role, model=model, operation=operation):
                        has = self.env[model].with_user(user).has_access(operation)
                        self.assertEqual(has, letter in self.RIGHTS[role].get(model, ""))


@tagged("post_install", "-at_install")
class TestWorklistCost(WorklistCommon):
    @freeze_time(NOW)
    def test_the_list_opens_with_few_queries_whatever_its_length(self):
        """As the web client asks for it: the groups, and the rows of the first."""

        def queries(count):
            customers = self.root["res.partner"].create(
                [{"name": f"Listed {number}"} for number in range(count)]
            )
            for customer in customers:
                self.due(20, 100, customer)
            self.refresh()
            Case = self.env["ar.case"].with_user(self.collector)
            arch = etree.fromstring(Case.get_view(view_type="list")["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            counts = []
            for _turn in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                shown = Case.with_context(read_group_expand=True).web_read_group(
                    [("state", "=", "open")],
                    ["list_state"],
                    ["amount_overdue:sum"],
                    auto_unfold=True,
                    unfold_read_specification={
                        name: {"fields": {"display_name": {}}}
                        if Case._fields[name].type == "many2one"
                        else {}
                        for name in names
                    },
                )
                counts.append(self.env.cr.sql_log_count - before)
            rows = [len(group.get("__records", ())) for group in shown["groups"]]
            self.assertEqual(rows[1:], [0, 0], "what waits and what is done is folded")
            return rows[0], counts[-1]

        few, many = queries(2), queries(12)
        self.assertEqual((few[0], many[0]), (2, 14))
        self.assertLessEqual(many[1], 12)
        self.assertEqual(few[1], many[1])
