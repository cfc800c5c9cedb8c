"""What the cash application screen asks of the server, as the people who sit in front of it."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import tagged

from .bank_files import Movement
from .common import ArCommon


class CashApplicationCommon(ArCommon):
    def screen(self, user=None):
        return self.env(user=user or self.treasurer)["ar.cash.application"]

    def suggestion(self, amount=250, invoiced=None, customer=None, **values):
        """A payment with the suggestion that it pays one invoice."""
        customer = customer or self.alder
        item = self.owed(self.invoice(invoiced or amount, customer))
        (line,) = self.paid(f"{amount}.00", name=customer.name, **values)
        match = self.decided(line, {item: float(min(amount, invoiced or amount))}, "suggested")
        match.write({"tier": "A", "reasons": "The text names it\nThe amount is the same"})
        return match

    def left(self, amount, **values):
        """A payment of which the engine knows nothing."""
        (line,) = self.paid(amount, **values)
        return self.root["ar.match"].create({"statement_line_id": line.id, "state": "left"})

    def lock(self, day):
        """Odoo itself asks for all payments of the period to be reconciled first."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET hard_lock_date = %s WHERE id = %s", [day, self.company.id]
        )
        self.env.invalidate_all()

    def shown(self, user=None, **filters):
        page = self.screen(user).payments(filters)
        return [payment["id"] for payment in page["payments"]]


@tagged("post_install", "-at_install")
class TestPayments(CashApplicationCommon):
    def test_the_oldest_comes_first_and_pages_follow_each_other(self):
        days = (5, 3, 9, 1)
        lines = self.paid_together(
            *(Movement(amount=f"{day}.00", day=date(2026, 2, day)) for day in days)
        )
        matches = self.root["ar.match"].create(
            [{"statement_line_id": line.id, "state": "left"} for line in lines]
        )
        oldest_first = matches.sorted(lambda match: (match.date, match.id)).ids
        first = self.screen().payments({}, limit=3)
        self.assertEqual([each["id"] for each in first["payments"]], oldest_first[:3])
        self.assertTrue(first["more"])
        last = first["payments"][-1]
        after = [Date.to_string(last["date"]), last["id"]]
        second = self.screen().payments({}, after=after, limit=3)
        self.assertEqual([each["id"] for each in second["payments"]], oldest_first[3:])
        self.assertFalse(second["more"])

    def test_each_band_holds_its_own(self):
        suggested, left = self.suggestion(), self.left("80.00")
        parked, out = self.left("90.00"), self.left("-12.00")
        posted = self.suggestion(70)
        parked.with_user(self.treasurer).action_skip(Date.context_today(parked) + timedelta(7))
        posted._post()
        self.assertEqual(self.shown(), [suggested.id, left.id])
        self.assertEqual(self.shown(band="suggested"), suggested.ids)
        self.assertEqual(self.shown(band="review"), left.ids)
        self.assertEqual(self.shown(band="parked"), parked.ids)
        self.assertEqual(self.shown(band="out"), out.ids)
        self.assertEqual(self.shown(band="posted"), posted.ids)
        bands = self.screen().facts({})["bands"]
        self.assertEqual(bands, {"suggested": 1, "review": 1, "parked": 1, "out": 1, "posted": 1})

    def test_posted_today_is_what_was_posted_today(self):
        """Not what something else was written on today."""
        old, new = self.suggestion(70), self.suggestion(80)
        yesterday = Datetime.now() - timedelta(days=1)
        for match in old, new:
            self.accept(match)
        old.posted_on = yesterday
        old.message_post(body="Seen")
        self.assertEqual(self.shown(band="posted"), new.ids)
        self.assertEqual(self.screen().facts({})["last"]["id"], new.id)
        new.with_user(self.treasurer).action_undo()
        self.assertFalse(new.posted_on)
        self.assertFalse(self.screen().facts({})["last"])

    def test_filters_narrow_the_list(self):
        suggested, small = self.suggestion(250, text="Rent of March"), self.left("80.00")
        self.assertEqual(self.shown(journal_id=self.dollar_bank.id), [])
        self.assertEqual(self.shown(journal_id=self.bank.id), [suggested.id, small.id])
        self.assertEqual(self.shown(tier="A"), suggested.ids)
        self.assertEqual(self.shown(least=100), suggested.ids)
        self.assertEqual(self.shown(most=100), small.ids)
        self.assertEqual(self.shown(ids=small.ids), small.ids)
        self.assertEqual(self.shown(words="alder"), suggested.ids, "by the payer")
        self.assertEqual(self.shown(words="march"), suggested.ids, "by the text")
        number = suggested.allocation_ids.move_line_id.move_name
        self.assertEqual(self.shown(words=number), suggested.ids, "by the invoice")
        age = (Date.context_today(small) - small.date).days
        self.assertEqual(len(self.shown(days=age)), 2)
        self.assertEqual(self.shown(days=age + 1), [])

    def test_what_was_reconciled_elsewhere_is_not_shown(self):
        match = self.left("80.00")
        item = self.owed(self.invoice(80))
        suspense = match.statement_line_id._ar_suspense_lines()
        suspense.account_id = item.account_id
        (suspense + item).reconcile()
        self.assertEqual(self.shown(), [])

    def test_a_page_costs_no_more_queries_when_it_is_longer(self):
        for amount in range(10, 18):
            self.suggestion(amount)
        self.shown()
        for limit in (2, 8):
            self.env.invalidate_all()
            with self.assertQueryCount(10):
                self.screen().payments({}, limit=limit)

    def test_payments_of_other_companies_are_not_shown(self):
        match = self.suggestion()
        other = self.setup_other_company()["company"]
        stranger = self.person("treasurer", company=other.with_env(self.root))
        self.assertEqual(self.shown(stranger), [])
        self.assertEqual(self.screen(stranger).facts({})["bands"]["suggested"], 0)
        with self.assertRaises(AccessError):
            self.screen(stranger).payment(match.id)
        with self.assertRaises(AccessError):
            self.screen(stranger).accept(match.id, shown=match.shown)

    def test_a_skipped_payment_is_back_on_its_day(self):
        match = self.left("80.00")
        mine = match.with_user(self.treasurer)
        with self.assertRaises(UserError):
            mine.action_skip(Date.context_today(mine))
        mine.action_skip(Date.to_string(Date.context_today(mine) + timedelta(1)))
        self.assertEqual(self.shown(), [])
        match.skip_until = Date.context_today(mine)  # the day has come
        self.assertEqual(self.shown(), match.ids)
        with self.assertRaises(AccessError):
            match.with_user(self.collector).action_skip("2099-01-01")


@tagged("post_install", "-at_install")
class TestOnePayment(CashApplicationCommon):
    def test_it_offers_the_differences_that_the_policy_allows(self):
        match = self.suggestion()
        policy = self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])
        policy.write({"fee_account_id": False, "rounding_account_id": False})

        def kinds():
            offered = self.screen().payment(match.id)["kinds"]
            return {each["kind"]: each["most"] for each in offered}

        self.assertEqual(kinds(), {"discount": 0.0, "deduction": 0.0})
        account = self.company_data["default_account_expense"]
        policy.write({"fee_account_id": account.id, "fee_amount": 5, "discounts": False})
        self.assertEqual(kinds(), {"fee": 5.0, "deduction": 0.0})

    def test_it_shows_what_was_suggested_and_why(self):
        match = self.suggestion(250, invoiced=300)
        other = self.owed(self.invoice(40))
        self.invoice(50, self.birch)
        payment = self.screen().payment(match.id)
        item = match.allocation_ids.move_line_id
        self.assertEqual(payment["reasons"], ["The text names it", "The amount is the same"])
        (chosen,) = payment["chosen"]
        self.assertEqual((chosen["id"], chosen["amount"]), (item.id, 250.0))
        shown = [(each["id"], each["group"], each["open"]) for each in payment["items"]]
        self.assertEqual(shown, [(item.id, "chosen", 300.0), (other.id, "customer", 40.0)])
        self.assertEqual(payment["customer"], "Alder Joinery")
        self.assertFalse(payment["more"])

    def test_of_an_unknown_payer_items_of_the_very_amount_are_shown(self):
        item = self.owed(self.invoice(80, self.birch))
        self.invoice(81)
        payment = self.screen().payment(self.left("80.00").id)
        shown = [(each["id"], each["group"]) for each in payment["items"]]
        self.assertEqual(shown, [(item.id, "amount")])
        self.assertFalse(payment["partner_id"])

    def test_of_another_customer_its_items_are_shown(self):
        item = self.owed(self.invoice(50, self.birch))
        match = self.suggestion()
        payment = self.screen().payment(match.id, partner_id=self.birch.id)
        self.assertEqual(payment["customer"], "Birch Boatyard")
        self.assertIn(item.id, [each["id"] for each in payment["items"]])

    def test_any_open_item_is_found(self):
        match = self.left("80.00")
        invoice = self.invoice(50, self.birch, ref="Order 4711")
        item = self.owed(invoice)
        for words, amount in (
            (invoice.name, None),
            ("4711", None),
            ("birch", None),
            ("50,00", 50.0),
        ):
            with self.subTest(words):
                found = self.screen().search_items(match.id, words, amount)
                self.assertEqual([each["id"] for each in found], item.ids)
        self.assertEqual(self.screen().search_items(match.id, "nothing like it"), [])

    def test_an_item_in_another_currency_says_what_it_is_worth(self):
        invoice = self.invoice(125, currency_id=self.dollar.id)
        match = self.left("80.00")
        payment = self.screen().payment(match.id, partner_id=self.alder.id)
        (item,) = payment["items"]
        self.assertEqual((item["id"], item["residual"]), (self.owed(invoice).id, 125.0))
        self.assertEqual(item["open"], 100.0, "at 1.25 dollars a euro")

    def test_items_cost_no_more_queries_when_there_are_more(self):
        match = self.suggestion()
        counts = []
        for _more in range(2):
            for amount in (10, 11, 12):
                self.invoice(amount)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.screen().payment(match.id)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_a_payment_that_is_gone_says_so(self):
        with self.assertRaisesRegex(UserError, "no longer there"):
            self.screen().payment(2**30)

    def test_a_collector_sees_it_all_and_decides_nothing(self):
        match = self.suggestion()
        screen = self.screen(self.collector)
        self.assertEqual(self.shown(self.collector), match.ids)
        self.assertFalse(screen.facts({})["can_post"])
        self.assertEqual(screen.payment(match.id)["customer"], "Alder Joinery")
        for decide in (
            lambda: screen.accept(match.id),
            lambda: screen.accept(match.id, shown=match.shown),
            lambda: screen.accept(match.id, [], 250.0, self.alder.id),
            lambda: screen.accept_all(match.ids, match.mapped("shown")),
        ):
            with self.assertRaises(AccessError):
                decide()
        self.assertEqual(match.state, "suggested")


@tagged("post_install", "-at_install")
class TestDecide(CashApplicationCommon):
    def test_a_suggestion_is_posted_as_it_is(self):
        match = self.suggestion()
        outcome = self.screen().accept(match.id, shown=match.shown)
        self.assertEqual(outcome, {"id": match.id, "posted": True, "message": ""})
        self.assertEqual((match.state, match.posted_by_id), ("posted", self.treasurer))
        self.assertEqual(match.allocation_ids.move_line_id.amount_residual, 0.0)
        last = self.screen().facts({})["last"]
        self.assertEqual(last["id"], match.id)

    def test_only_the_suggestion_that_was_shown_is_posted(self):
        """Matched again meanwhile, it may be one that the person has never seen."""
        match, other = self.suggestion(), self.owed(self.invoice(250, self.birch))
        item = match.allocation_ids.move_line_id
        for changed, back in (
            ({"partner_id": self.birch.id}, {"partner_id": self.alder.id}),
            ({"on_account": 10.0}, {"on_account": 0.0}),
            self.allocated(match, {"move_line_id": other.id}, {"move_line_id": item.id}),
            self.allocated(match, {"amount": 240.0}, {"amount": 250.0}),
        ):
            shown = self.screen().payment(match.id)["shown"]
            match.write(changed)
            for accept in (
                lambda shown=shown: self.screen().accept(match.id, shown=shown),
                lambda: self.screen().accept(match.id),
                lambda shown=shown: match.with_user(self.treasurer).action_accept([shown]),
                lambda: match.with_user(self.treasurer).action_accept(),
            ):
                with self.subTest(changed), self.assertRaisesRegex(UserError, "changed meanwhile"):
                    accept()
            (outcome,) = self.screen().accept_all(match.ids, [shown])
            self.assertIn("has changed meanwhile", outcome["message"])
            self.assertEqual(match.state, "suggested")
            match.write(back)
        self.assertEqual(other.amount_residual, 250.0)
        self.assertTrue(self.screen().accept(match.id, shown=shown)["posted"], "as it was shown")
        self.assertEqual(item.amount_residual, 0.0)

    def allocated(self, match, *changes):
        (allocation,) = match.allocation_ids
        return [{"allocation_ids": [Command.update(allocation.id, each)]} for each in changes]

    def test_no_other_return_than_the_one_shown_is_posted(self):
        first, second, back = self.suggestion(), self.suggestion(), self.left("-250.00")
        (first | second)._post()
        back.write({"state": "suggested", "returned_id": first.id})
        shown = self.screen().payment(back.id)["shown"]
        back.returned_id = second
        with self.assertRaisesRegex(UserError, "has changed meanwhile"):
            self.screen().accept(back.id, shown=shown)
        self.assertEqual((first.state, second.state), ("posted", "posted"))

    def test_own_amounts_are_posted(self):
        first, second = self.owed(self.invoice(100)), self.owed(self.invoice(60))
        match = self.left("130.00")
        chosen = [
            {"move_line_id": first.id, "amount": 100.0},
            {"move_line_id": second.id, "amount": 20.0},
        ]
        outcome = self.screen().accept(match.id, chosen, 10.0, self.alder.id)
        self.assertTrue(outcome["posted"])
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, 40.0))
        self.assertEqual(self.suspense(match.statement_line_id), 0.0)

    def test_what_cannot_be_posted_is_said_and_changes_nothing(self):
        item = self.owed(self.invoice(100))
        match = self.left("130.00")
        with self.assertRaises(UserError):
            self.screen().accept(match.id, [{"move_line_id": item.id, "amount": 130.0}])
        self.assertEqual(item.amount_residual, 100.0)

    def test_a_suggestion_whose_item_was_paid_meanwhile_is_matched_again(self):
        match = self.suggestion()
        item = match.allocation_ids.move_line_id
        (line,) = self.paid("250.00")
        self.decided(line, {item: 250.0})._post()
        outcome = self.screen().accept(match.id, shown=match.shown)
        self.assertFalse(outcome["posted"])
        self.assertIn("changed meanwhile", outcome["message"])

    def test_one_bad_one_does_not_stop_the_others(self):
        matches = self.suggestion(10) | self.suggestion(20) | self.suggestion(30)
        bad = matches[1]
        found = self.screen().suggestions({"tier": "A"})
        (line,) = self.paid("20.00")
        self.decided(line, {bad.allocation_ids.move_line_id: 20.0})._post()
        self.assertEqual(found["ids"], matches.ids)
        self.assertEqual([each["amount"] for each in found["sums"]], [60.0])
        outcomes = self.screen().accept_all(found["ids"], found["shown"])
        posted = {each["id"]: each["posted"] for each in outcomes}
        self.assertEqual(posted, {match.id: match != bad for match in matches})
        self.assertTrue(next(each["message"] for each in outcomes if each["id"] == bad.id))

    def test_a_single_one_that_odoo_refuses_is_left_with_its_reason(self):
        match = self.suggestion()
        self.lock(match.date)
        (outcome,) = self.screen().accept_all(match.ids, match.mapped("shown"))
        self.assertFalse(outcome["posted"])
        self.assertTrue(outcome["message"])

    def test_a_suggestion_with_a_remainder_waits_for_a_person(self):
        match = self.suggestion(250, invoiced=200)
        (outcome,) = self.screen().accept_all(match.ids, match.mapped("shown"))
        self.assertFalse(outcome["posted"])
        self.assertIn("50.00", outcome["message"])
        self.assertEqual(match.state, "suggested")

    # --- paid twice

    def paid_twice(self):
        """The engine's own suggestion on the second payment of one invoice."""
        invoice = self.invoice("123.45")
        named = {"text": f"Invoice {invoice.name}", "name": "Alder Joinery"}
        first = self.paid("123.45", **named)
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(invoice.payment_state, "paid")
        second = self.paid("123.45", **named)
        self.run_action("match")
        match = second.ar_match_ids
        self.assertEqual(match.state, "suggested", match.reasons)
        self.assertEqual((match.on_account, match.amount_rest), (123.45, 0.0))
        self.assertFalse(match.allocation_ids)
        self.assertIn(f"{invoice.name} is already paid", match.reasons)
        return first, match, invoice

    def assert_open_credit(self, match, invoice):
        self.assertEqual(match.state, "posted")
        line = match.statement_line_id
        credit = line.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        values = {"partner_id": self.alder.id, "amount_residual": -123.45}
        self.assertRecordValues(credit, [values])
        self.assertEqual(credit.name, f"{invoice.name} was paid before")
        self.assertIn("already paid", match.reasons)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_what_was_paid_twice_is_accepted_on_account(self):
        """With one click on the screen, in the list or form, or together with others."""
        for accept in (
            lambda match: self.screen().accept(match.id, shown=match.shown),
            lambda match: self.accept(match),
            lambda match: self.screen().accept_all(match.ids, match.mapped("shown")),
        ):
            first, match, invoice = self.paid_twice()
            self.assertIn(match.id, self.screen().suggestions({})["ids"])
            shown = self.screen().payment(match.id)
            self.assertEqual((shown["on_account"], shown["partner_id"]), (123.45, self.alder.id))
            accept(match)
            self.assert_open_credit(match, invoice)
            match.with_user(self.treasurer).action_undo()
            self.assertEqual(self.suspense(match.statement_line_id), 123.45)
            self.assertEqual(first.ar_match_ids.state, "posted")

    def test_the_customer_of_what_was_paid_twice_may_be_changed(self):
        """A person gives the same decision with their own hands."""
        _first, match, invoice = self.paid_twice()
        self.screen().accept(match.id, [], 123.45, self.alder.id)
        self.assertEqual(match.posted_first, "by_hand")
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_only_suggestions_are_accepted_together(self):
        self.assertEqual(self.screen().accept_all(self.left("80.00").ids, []), [])

    def test_a_suggested_return_is_shown_and_posted(self):
        match = self.suggestion()
        match._post()
        back = self.left("-250.00")
        back.write({"state": "suggested", "returned_id": match.id, "return_reason": "No funds"})
        self.assertEqual(self.shown(), back.ids, "though money goes out")
        payment = self.screen().payment(back.id)
        number = match.allocation_ids.move_line_id.move_name
        self.assertEqual(payment["returned"]["invoices"], [number])
        self.assertEqual(payment["return_reason"], "No funds")
        self.assertTrue(self.screen().accept(back.id, shown=back.shown)["posted"])
        self.assertEqual(match.state, "returned")

    def test_a_person_says_which_payment_came_back(self):
        match, back = self.suggestion(), self.left("-250.00")
        match._post()
        (receipt,) = self.screen().payment(back.id)["receipts"]
        self.assertEqual(receipt["id"], match.id)
        self.assertTrue(self.screen().accept_return(back.id, match.id)["posted"])
        self.assertEqual(match.state, "returned")
        self.assertEqual(match.allocation_ids.move_line_id.amount_residual, 250.0)
