from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .bank_files import mt940
from .common import ArCommon


@tagged("post_install", "-at_install")
class TestArCashReport(ArCommon):
    """The figures, against those counted by hand."""

    def match(self, paid, owed, tier="A", state="suggested", **values):
        """A decision on a payment for invoices of these amounts, in full but for the last."""
        rest, allocations = paid, {}
        for amount in owed:
            allocations[self.owed(self.invoice(amount))] = min(amount, rest)
            rest -= amount
        match = self.decided(self.paid(paid, **values), allocations, state)
        match.tier = tier
        return match

    def alone(self, *args, **values):
        match = self.match(*args, **values, state="to_post")
        self.run_action("post")
        self.assertEqual(match.state, "posted", match.reasons)
        return match

    def accepted(self, *args, **values):
        match = self.match(*args, **values)
        self.accept(match)
        return match

    def advice(self):
        return self.root["ar.remittance.advice"].create(
            {
                "company_id": self.company.id,
                "document_id": self.keep(mt940("1.00")).id,
                "fingerprint": "one",
            }
        )

    def left(self, amount, **values):
        line = self.paid(amount, **values)
        return self.root["ar.match"].create({"statement_line_id": line.id, "state": "left"})

    def rows(self, *matches):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["ar.cash.report"].with_user(self.collector).browse([m.id for m in matches])

    def figures(self, groupby, *aggregates):
        self.env.flush_all()
        report = self.env["ar.cash.report"].with_user(self.treasurer)
        rows = report._read_group([("company_id", "=", self.company.id)], groupby, aggregates)
        return {row[0]: tuple(row[len(groupby) :]) for row in rows}

    def test_how_each_payment_ended(self):
        alone, accepted = self.alone(100, [100]), self.accepted(50, [50], tier="C")
        suggested, left = self.match(30, [30], tier="D"), self.left(20)
        wrong = self.alone(70, [70])
        wrong.with_user(self.treasurer).action_undo()
        by_hand = self.left(45)
        item = self.owed(self.invoice(45))
        by_hand.with_user(self.treasurer).apply_by_hand([{"move_line_id": item.id, "amount": 45.0}])
        self.assertEqual(
            self.rows(alone, accepted, suggested, left, wrong, by_hand).mapped("outcome"),
            ["alone", "accepted", "suggested", "open", "false", "by_hand"],
        )

    def test_the_rates(self):
        """3 of 5 payments, and 4 of 8 invoices, were posted by themselves and stayed so."""
        self.alone(100, [60, 40])
        self.alone(50, [50], tier="C")
        self.alone(25, [25])
        self.accepted(90, [30, 30, 30], tier="B")
        self.alone(70, [70]).with_user(self.treasurer).action_undo()
        self.assertEqual(
            self.figures(
                ["company_id"],
                "__count",
                "straight_through:avg",
                "invoice_count:sum",
                "invoice_alone_count:sum",
                "straight_through_invoices:avg",
                "false_count:sum",
                "amount:sum",
            ),
            {self.company: (5, 0.6, 8, 4, 0.5, 1, 335.0)},
        )
        self.assertEqual(
            self.figures(["evidence"], "__count", "straight_through:avg", "false_count:sum"),
            {"reference": (4, 0.5, 1), "neither": (1, 1.0, 0)},
        )

    def test_what_a_person_posts_again_stays_a_false_match(self):
        wrong = self.alone(70, [70])
        wrong.with_user(self.treasurer).action_undo()
        item = self.owed(self.invoice(70))
        wrong.with_user(self.treasurer).apply_by_hand([{"move_line_id": item.id, "amount": 70.0}])
        self.assertRecordValues(
            self.rows(wrong),
            [{"outcome": "false", "straight_through": 0.0, "false_count": 1, "unapplied": 0.0}],
        )

    def test_what_came_back_from_the_bank_was_no_false_match(self):
        match = self.alone(70, [70])
        self.came_back(match)
        self.assertRecordValues(
            self.rows(match),
            [{"outcome": "returned", "straight_through": 1.0, "false_count": 0, "unapplied": 0.0}],
        )

    def test_what_is_not_applied(self):
        today = Date.context_today(self.company)
        left = self.left(20)
        posted = self.alone(150, [100])
        on_account = self.left(80)
        on_account.with_user(self.treasurer).apply_by_hand([], 80.0, self.alder.id)
        applied = self.alone(30, [30])
        rows = self.rows(left, posted, on_account, applied)
        self.assertEqual(rows.mapped("unapplied"), [20.0, 50.0, 80.0, 0.0])
        age = (today - left.date).days
        self.assertEqual(rows.mapped("age"), [age, age, age, 0])
        # The credit on account is used up by an invoice, elsewhere in Odoo.
        credit = on_account.statement_line_id.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        (credit + self.owed(self.invoice(80))).reconcile()
        self.assertEqual(self.rows(on_account).unapplied, 0.0)

    def test_how_old_it_is(self):
        today = Date.context_today(self.company)
        groups = {
            0: "week",
            8: "month",
            30: "month",
            31: "two_months",
            61: "three_months",
            91: "older",
        }
        matches = {
            days: self.left(10 + days, day=today - timedelta(days=days))
            for days in sorted(groups, reverse=True)
        }
        rows = self.rows(*(matches[days] for days in groups))
        self.assertEqual(rows.mapped("age_group"), list(groups.values()))

    def test_amounts_are_in_the_currency_of_the_company(self):
        row = self.rows(
            self.root["ar.match"].create(
                {"statement_line_id": self.paid(100, journal=self.dollar_bank).id, "state": "left"}
            )
        )
        self.assertRecordValues(
            row, [{"amount": 80.0, "unapplied": 80.0, "currency_id": self.company.currency_id.id}]
        )

    def test_money_out_is_no_payment_of_a_customer(self):
        line = self.paid(-10)
        match = self.root["ar.match"].create({"statement_line_id": line.id, "state": "left"})
        self.assertFalse(self.rows(match).exists())

    def test_by_bank_account_and_month(self):
        self.alone(100, [100])
        self.root["ar.match"].create(
            {"statement_line_id": self.paid(100, journal=self.dollar_bank).id, "state": "left"}
        )
        self.assertEqual(
            self.figures(["journal_id"], "straight_through:avg"),
            {self.bank: (1.0,), self.dollar_bank: (0.0,)},
        )

    def test_by_what_it_was_found_and_in_which_month(self):
        advised = self.match(40, [25, 15], tier="B", state="to_post", day=date(2026, 3, 31))
        advised.advice_id = self.advice()
        self.alone(50, [50], day=date(2026, 3, 1))
        self.accepted(60, [30, 30], tier="D", day=date(2026, 4, 1))
        aggregates = ("__count", "straight_through:avg", "straight_through_invoices:avg")
        self.assertEqual(
            self.figures(["evidence"], *aggregates),
            {"advice": (1, 1.0, 1.0), "reference": (1, 1.0, 1.0), "neither": (1, 0.0, 0.0)},
        )
        self.assertEqual(
            self.figures(["date:month"], *aggregates, "invoice_count:sum"),
            {date(2026, 3, 1): (2, 1.0, 1.0, 3), date(2026, 4, 1): (1, 0.0, 0.0, 2)},
        )

    def test_one_query_however_many_payments(self):
        def queries(count):
            for _ in range(count):
                self.left(20)
            self.figures(["journal_id"], "__count", "unapplied:sum")
            before = self.env.cr.sql_log_count
            self.figures(["journal_id"], "__count", "unapplied:sum")
            return self.env.cr.sql_log_count - before

        few = queries(2)
        self.assertEqual(queries(6), few)
        self.assertLessEqual(few, 2)

    def test_a_false_match_keeps_the_kind_of_evidence_that_posted_it(self):
        by_number, advised = (
            self.match(40, [40], state="to_post"),
            self.match(50, [50], state="to_post"),
        )
        advised.advice_id = self.advice()
        self.run_action("post")
        for match in by_number | advised:
            row = {"move_line_id": self.owed(self.invoice(match.amount)).id, "amount": match.amount}
            mine = match.with_user(self.treasurer)
            mine.action_undo()
            mine.apply_by_hand([row])
        self.assertRecordValues(
            self.rows(by_number, advised),
            [
                {"evidence": "reference", "outcome": "false"},
                {"evidence": "advice", "outcome": "false"},
            ],
        )

    # --- how often each kind of evidence was right

    def history(self):
        self.env.flush_all()
        tiers = self.root["ar.match"]._calibration(self.company).tiers
        return {each.tier: (each.confirmed, each.reversed) for each in tiers}

    def test_what_was_confirmed_and_taken_back_by_kind_of_evidence(self):
        today = Date.context_today(self.company)
        self.accepted(50, [50], tier="C")
        self.alone(60, [60], day=today - timedelta(days=50))
        self.alone(70, [70], day=today - timedelta(days=50)).with_user(self.treasurer).action_undo()
        self.alone(80, [80], day=today - timedelta(days=40))  # may still be taken back
        self.assertEqual(self.history(), {"A": (1, 1), "C": (1, 0)})

    def test_what_was_taken_back_keeps_its_kind(self):
        wrong = self.alone(70, [70])
        wrong.with_user(self.treasurer).action_undo()
        wrong.sudo().write({"tier": "D"})
        item = self.owed(self.invoice(70))
        wrong.with_user(self.treasurer).apply_by_hand([{"move_line_id": item.id, "amount": 70.0}])
        self.assertEqual(self.history(), {"A": (0, 1)})

    def test_the_history_sets_the_confidence(self):
        (rule, *_others) = (
            self.root["ar.match.policy"]._to_policies(self.company, self.company.currency_id).rules
        )
        before = rule.policy.calibration.confidence("D")
        for amount in (50, 60):
            match = self.accepted(amount, [amount], tier="D")
            match.with_user(self.treasurer).action_undo()
        self.env.flush_all()
        (rule, *_others) = (
            self.root["ar.match.policy"]._to_policies(self.company, self.company.currency_id).rules
        )
        self.assertLess(rule.policy.calibration.confidence("D"), before)

    def test_what_became_of_suggestions_by_kind_of_evidence(self):
        self.accepted(50, [50], tier="C")
        self.accepted(60, [60], tier="C").with_user(self.treasurer).action_undo()
        other = {"move_line_id": self.owed(self.invoice(70)).id, "amount": 70.0}
        self.match(70, [70], tier="D").with_user(self.treasurer).apply_by_hand([other])
        same = self.match(80, [80], tier="E").with_user(self.treasurer)
        item = same.allocation_ids.move_line_id
        same.apply_by_hand([{"move_line_id": item.id, "amount": 80.0}])
        self.env.flush_all()
        tiers = self.root["ar.match"]._calibration(self.company).tiers
        became = {each.tier: (each.accepted, each.changed) for each in tiers}
        self.assertEqual(became, {"C": (1, 1), "D": (0, 1)})

    def test_a_row_leads_to_its_payment(self):
        match = self.alone(100, [100])
        self.assertEqual(self.rows(match).action_open_payment()["res_id"], match.id)

    def test_no_company_sees_anothers(self):
        match = self.left(20)
        other = self.setup_other_company()["company"].with_env(self.root)
        stranger = self.person("collector", company=other)
        report = self.env["ar.cash.report"].with_user(stranger)
        self.assertFalse(report.search([]))
        stranger.company_ids = [Command.link(self.company.id)]
        both = report.with_context(allowed_company_ids=(other | self.company).ids)
        self.assertIn(match, both.search([]).match_id)
        outsider = self.person("outsider", groups="account.group_account_invoice")
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            report.with_user(outsider).search([])
