from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .bank_files import Movement
from .posting import PostingCommon


@tagged("post_install", "-at_install")
class TestArMatch(PostingCommon):
    """From a decision to the books and back."""

    # --- what is posted

    def test_from_the_file_to_the_paid_invoice(self):
        invoice = self.invoice(119)
        line = self.paid(119, f"Invoice {invoice.name}", name="Alder Joinery")
        match = self.match_of(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.alder)
        self.assert_reconciled(match)
        self.run_action("post")
        self.assertEqual(self.suspense(line), 0)

    def test_several_invoices(self):
        invoices = self.invoice(100) + self.invoice(50.55)
        line = self.paid("150.55", " and ".join(invoices.mapped("name")), name="Alder Joinery")
        match = self.match_of(line)
        self.post(match)
        self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])
        self.assert_reconciled(match)

    def test_part_of_an_invoice(self):
        invoice = self.invoice(100)
        match = self.decided(self.paid(60), {self.owed(invoice): 60.0})
        self.post(match)
        self.assertRecordValues(invoice, [{"payment_state": "partial", "amount_residual": 40.0}])
        self.assert_reconciled(match)

    def test_what_is_paid_too_much_stays_open(self):
        invoice, line = self.invoice(100), self.paid(150)
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.post(match)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self.suspense(line), 50.0)
        self.assertFalse(line.is_reconciled)
        self.assertEqual(match.amount_rest, 50.0)
        self.assert_balanced(line)
        self.assert_reconciled(match)

    def test_a_credit_is_used_up_with_it(self):
        invoice = self.invoice(100)
        credit = self.invoice(30, move_type="out_refund")
        line = self.paid(70)
        match = self.decided(line, {self.owed(invoice): 100.0, self.owed(credit): -30.0})
        self.post(match)
        self.assertEqual((invoice + credit).mapped("payment_state"), ["paid", "paid"])
        self.assert_balanced(line)
        self.assert_reconciled(match)

    def test_instalments(self):
        terms = self.pay_terms_b  # 30 % now, 70 % end of next month
        invoice = self.invoice(1000, invoice_payment_term_id=terms.id)
        first, second = self.owed(invoice)
        match = self.decided(self.paid(300), {first: 300.0})
        self.post(match)
        self.assertEqual(self.owed(invoice).mapped("amount_residual"), [0.0, 700.0])
        other = self.invoice(1000, invoice_payment_term_id=terms.id)
        both = dict(zip(self.owed(other), [300.0, 700.0], strict=True))
        match = self.decided(self.paid(1000), both)
        self.post(match)
        self.assertEqual(other.payment_state, "paid")
        self.assertEqual(second.amount_residual, 700.0)
        self.assert_reconciled(match)

    def test_dollars_for_dollars(self):
        """The rate moved in between: the difference is booked, no cent stays anywhere."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.17})]
        invoices = [self.invoice(amount, currency_id=self.dollar.id) for amount in (33.33, 66.71)]
        line = self.paid("100.04", journal=self.dollar_bank)
        match = self.decided(line, {self.owed(invoices[0]): 33.33, self.owed(invoices[1]): 66.71})
        self.post(match)
        for invoice in invoices:
            owed = self.owed(invoice)
            self.assertEqual(invoice.payment_state, "paid")
            self.assertEqual((owed.amount_residual, owed.amount_residual_currency), (0.0, 0.0))
        receivable = line.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        self.assertEqual(len(receivable), 2)
        self.assertFalse(any(receivable.mapped("amount_residual")))
        self.assertFalse(any(receivable.mapped("amount_residual_currency")))
        self.assert_balanced(line)
        self.assert_reconciled(match)

    def test_dollars_in_odd_parts(self):
        """Three thirds of an amount that has no thirds, and a rest."""
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.3})]
        invoices = [self.invoice(33.35, currency_id=self.dollar.id) for _n in range(3)]
        line = self.paid("101.00", journal=self.dollar_bank)
        match = self.decided(line, {self.owed(invoice): 33.35 for invoice in invoices})
        self.post(match)
        self.assert_balanced(line)
        self.assertEqual(self.suspense(line), 0.95)
        for invoice in invoices:
            self.assertEqual(self.owed(invoice).amount_residual, 0.0)

    def test_two_payments_for_one_invoice_in_one_batch(self):
        invoice = self.invoice(100)
        owed = self.owed(invoice)
        matches = self.decided(self.paid(60), {owed: 60.0}) + self.decided(
            self.paid(40, "Rest"), {owed: 40.0}
        )
        self.post(*matches)
        self.assertEqual(invoice.payment_state, "paid")
        for match in matches:
            self.assert_reconciled(match)

    def test_two_payments_want_one_invoice_whole(self):
        owed = self.owed(self.invoice(100))
        matches = self.decided(self.paid(100), {owed: 100.0}) + self.decided(
            self.paid(100, "Once more"), {owed: 100.0}
        )
        self.run_action("post")
        self.assertEqual(matches.mapped("state"), ["posted", "stale"])
        self.assertEqual(self.suspense(matches[1].statement_line_id), 100.0)

    def test_money_going_out_and_zero(self):
        lines = self.paid_together(
            Movement(amount="-25.00", text="Office rent"), Movement(amount="0.00", text="Notice")
        )
        self.run_action("match")
        self.assertEqual(lines.ar_match_ids.mapped("state"), ["left", "left"])

    def test_a_payment_on_which_we_stumble_stops_no_other(self):
        lines = self.paid_together(*(Movement(amount=f"{n}.11", text=f"No {n}") for n in range(5)))
        Line = type(lines)
        read = Line._to_payment

        def stumble(line):
            if line == lines[3]:
                raise ZeroDivisionError("our own mistake")
            return read(line)

        log = "odoo.addons.ar_collections.models.ar_match_decide"
        with patch.object(Line, "_to_payment", stumble), self.assertLogs(log, "ERROR"):
            self.run_action("match")
        self.assertEqual(lines.ar_match_ids.mapped("state"), ["left"] * 5)
        self.assertIn("our own mistake", lines[3].ar_match_ids.reasons)
        self.assertNotIn("our own mistake", lines[2].ar_match_ids.reasons)

    def test_decisions_are_kept_with_as_many_statements_for_many_as_for_few(self):
        self.keeping(2)  # what Odoo reads once only
        self.assertEqual(self.keeping(2), self.keeping(12))

    def keeping(self, count):
        """How many statements it takes to keep so many decisions."""
        items = [self.owed(self.invoice(10)) for _each in range(count)]
        lines = self.paid_together(*[Movement(amount="10", text="Thanks")] * count)
        matches = self.root["ar.match"]
        values = {
            line.id: {
                **matches._nothing("to_post", "", item.partner_id.id),
                "allocation_ids": [
                    Command.clear(),
                    Command.create({"move_line_id": item.id, "amount": 10.0}),
                ],
            }
            for line, item in zip(lines, items, strict=True)
        }
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        matches._keep_decisions(lines.browse(lines.ids), values)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_books_that_cannot_be_read_stop_the_run_and_say_so(self):
        """No payment is at fault, so none is parked; it goes on when the books can be read."""
        lines = self.paid_together(*(Movement(amount=f"{n}.11", text=f"No {n}") for n in range(3)))
        action = self.root.ref("ar_collections.cron_match")
        self.env.flush_all()
        log = "odoo.addons.ar_collections.models.ar_match_decide"
        fault = ZeroDivisionError("our own mistake")
        with (
            patch.object(type(self.company), "_ar_ledger", side_effect=fault) as read,
            self.assertLogs(log, "ERROR"),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
            self.enter_registry_test_mode(),
        ):
            failure = action.method_direct_trigger()
        self.env.invalidate_all()
        self.assertIn("our own mistake", str(failure))
        self.assertEqual(read.call_count, 1)
        self.assertFalse(lines.ar_match_ids)
        self.run_action("match")
        self.assertEqual(lines.ar_match_ids.mapped("state"), ["left"] * 3)

    # --- the books have moved on since the decision

    def test_the_invoice_was_paid_by_hand(self):
        invoice = self.invoice(100)
        match = self.decided(self.paid(100), {self.owed(invoice): 100.0})
        self._register_payment(invoice)
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(self.suspense(match.statement_line_id), 100.0)
        self.run_action("match")
        self.assertEqual(match.state, "suggested")
        self.assertNotIn(invoice, match.allocation_ids.move_line_id.move_id)  # the payment

    def test_a_part_of_the_invoice_was_paid_by_hand(self):
        invoice = self.invoice(100)
        match = self.decided(self.paid(100), {self.owed(invoice): 100.0})
        self._register_payment(invoice, amount=30)
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(invoice.amount_residual, 70.0)

    def test_the_payment_was_used_by_hand(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.use_by_hand(line, 100.0)
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.run_action("match")
        self.assertEqual(match.state, "left")
        self.assertIn("by hand", match.reasons)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_a_part_of_the_payment_was_used_by_hand(self):
        """What is not there any more cannot be applied."""
        invoice, line = self.invoice(100), self.paid(100, "Invoice", name="Alder Joinery")
        match = self.decided(line, {self.owed(invoice): 100.0})
        self.use_by_hand(line, 60.0)
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(self.suspense(line), 40.0)
        self.assertEqual(invoice.payment_state, "not_paid")
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(match.state, "left")
        self.assertIn("by hand", match.reasons)
        self.assertEqual(self.suspense(line), 40.0)

    def use_by_hand(self, line, amount):
        """An accountant books so much of a payment as revenue."""
        (item,) = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.bank.suspense_account_id
        )
        rest = line.amount - amount
        account = self.company_data["default_account_revenue"].id
        commands = [
            Command.delete(item.id),
            Command.create({"account_id": account, "balance": -amount}),
        ]
        if rest:
            commands.append(Command.create({"account_id": item.account_id.id, "balance": -rest}))
        line.with_context(force_delete=True, skip_readonly_check=True).line_ids = commands

    def test_one_of_its_invoices_is_gone(self):
        """Half of a decision is another decision."""
        kept, gone = self.invoice(100), self.invoice(50)
        match = self.decided(self.paid(150), {self.owed(kept): 100.0, self.owed(gone): 50.0})
        gone.button_draft()
        gone.unlink()
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(kept.payment_state, "not_paid")

    # --- what Odoo refuses

    def test_an_invoice_in_draft_again(self):
        """Odoo would let an entry in draft be reconciled."""
        invoice = self.invoice(100)
        match = self.decided(self.paid(100), {self.owed(invoice): 100.0})
        invoice.button_draft()
        self.run_action("post")
        self.assertEqual(match.state, "stale")
        self.assertEqual(self.suspense(match.statement_line_id), 100.0)

    def test_a_refused_match_is_parked_and_the_others_are_posted(self):
        """The first payment lies in a period that was closed meanwhile."""
        matches = self.root["ar.match"]
        for amount in (30, 10, 20, 40, 50):
            day = date(2026, 2, 3) if amount == 30 else date(2026, 3, 3)
            line = self.paid(amount, day=day)
            matches |= self.decided(line, {self.owed(self.invoice(amount)): amount})
        with self.closed_books():
            self.run_action("post")
        states = ["left", "posted", "posted", "posted", "posted"]
        self.assertEqual(matches.mapped("state"), states)
        self.assertIn("The books are closed on 02/03/2026", matches[0].reasons)
        self.assertEqual(self.suspense(matches[0].statement_line_id), 30.0)
        self.assertFalse(matches[0].statement_line_id.partner_id)

    def test_another_suspense_account_meanwhile(self):
        """The old payments lie on the former account: said on them, and the others go on."""
        invoices = self.invoice(100) + self.invoice(50)
        old = self.decided(self.paid(100), {self.owed(invoices[0]): 100.0})
        self.bank.suspense_account_id = self.bank.suspense_account_id.copy()
        new = self.decided(self.paid(50), {self.owed(invoices[1]): 50.0})
        self.run_action("post")
        self.assertEqual(new.state, "posted")
        self.assertEqual(old.state, "stale")
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(old.state, "left")

    def test_a_fault_of_ours_stops_no_other_match(self):
        invoices = [self.invoice(amount) for amount in (10, 20, 30)]
        matches = self.root["ar.match"]
        for invoice in invoices:
            amount = invoice.amount_total
            matches |= self.decided(self.paid(amount), {self.owed(invoice): amount})
        Line = type(self.env["account.bank.statement.line"])
        book = Line._ar_book

        def stumble(lines, bookings):
            if matches[1].statement_line_id in bookings:
                raise ZeroDivisionError("our own mistake")
            book(lines, bookings)

        with (
            patch.object(Line, "_ar_book", stumble),
            self.assertLogs("odoo.addons.ar_collections.models.ar_match_post", "ERROR"),
        ):
            self.run_action("post")
        self.assertEqual(matches.mapped("state"), ["posted", "left", "posted"])
        self.assertIn("our own mistake", matches[1].reasons)

    # --- a person decides

    def test_accept(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0}, "suggested")
        self.accept(match)
        self.assertEqual(match.state, "posted")
        self.assertEqual(match.posted_by_id, self.treasurer)
        self.assertEqual(invoice.payment_state, "paid")
        with self.assertRaisesRegex(UserError, "Only suggestions"):
            self.accept(match)

    def test_accept_what_has_changed_meanwhile(self):
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0}, "suggested")
        self._register_payment(invoice)
        action = self.accept(match)
        self.assertIn("changed meanwhile", action["params"]["message"])
        self.assertEqual(match.state, "stale")
        self.assertEqual(self.suspense(line), 100.0)

    def test_accept_what_odoo_refuses(self):
        """The person reads why, and may accept it once it is mended."""
        invoice, line = self.invoice(100), self.paid(100)
        match = self.decided(line, {self.owed(invoice): 100.0}, "suggested")
        with (
            self.closed_books(),
            self.assertRaisesRegex(UserError, "open that period"),
            self.env.cr.savepoint(),
        ):
            self.accept(match)
        self.assertEqual(match.state, "suggested")
        self.accept(match)
        self.assertEqual(match.state, "posted")

    def test_accept_many(self):
        invoices = [self.invoice(amount) for amount in (10, 20, 30)]
        matches = self.root["ar.match"]
        for invoice in invoices:
            amount = invoice.amount_total
            matches |= self.decided(self.paid(amount), {self.owed(invoice): amount}, "suggested")
        self._register_payment(invoices[1])
        self.accept(matches)
        self.assertEqual(matches.mapped("state"), ["posted", "stale", "posted"])

    def test_nothing_is_posted_by_itself_if_so_set(self):
        self.policy.post = False
        invoice = self.invoice(119)
        line = self.paid(119, invoice.name, name="Alder Joinery")
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(line.ar_match_ids.state, "suggested")
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_nothing_above_the_limit_is_posted_by_itself(self):
        self.policy.post_limit = 100
        small, large = self.invoice(100), self.invoice("100.01")
        lines = self.paid(100, small.name, name="Alder Joinery") + self.paid(
            "100.01", large.name, name="Alder Joinery"
        )
        self.run_action("match")
        self.assertEqual(lines.ar_match_ids.mapped("state"), ["to_post", "suggested"])

    def test_the_limit_is_in_the_companys_currency(self):
        """A dollar is 0.80 EUR: 120 dollars are below the limit of 100 EUR, 130 above."""
        self.policy.post_limit = 100
        invoices = [self.invoice(a, currency_id=self.dollar.id) for a in (120, 130)]
        small, large = (
            self.paid(
                invoice.amount_total, invoice.name, journal=self.dollar_bank, name="Alder Joinery"
            )
            for invoice in invoices
        )
        self.run_action("match")
        self.assertEqual(small.ar_match_ids.state, "to_post", small.ar_match_ids.reasons)
        self.assertEqual(large.ar_match_ids.state, "suggested", large.ar_match_ids.reasons)

    def test_match_again_when_the_invoice_came_after_the_payment(self):
        line = self.paid(119, "Invoice INV/2026/00001", name="Alder Joinery")
        match = self.match_of(line)
        self.assertEqual(match.state, "suggested")
        self.invoice(119)
        match.with_user(self.treasurer).action_match_again()
        self.run_action("match")
        self.assertEqual(match.state, "to_post", match.reasons)
        self.assertEqual(len(line.ar_match_ids), 1)

    # --- growth

    def test_posting_many_takes_few_queries_each(self):
        def queries(count):
            invoices = self.many_invoices(count)
            lines = self.paid_together(
                *(Movement(amount="10.00", text=name) for name in invoices.mapped("name"))
            )
            matches = self.root["ar.match"]
            for line, invoice in zip(lines, invoices, strict=True):
                matches |= self.decided(line, {self.owed(invoice): 10.0})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matches.with_company(self.company)._post()
            self.env.flush_all()
            self.assertEqual(set(matches.mapped("state")), {"posted"})
            return self.env.cr.sql_log_count - before

        queries(2)  # warm up
        few, many = queries(10), queries(60)
        self.assertLess((many - few) / 50, 3.0, f"{few} queries for 10, {many} for 60")

    def many_invoices(self, count):
        line = Command.create({"name": "Plank", "price_unit": 10.0, "tax_ids": []})
        invoices = self.root["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "company_id": self.company.id,
                    "journal_id": self.company_data["default_journal_sale"].id,
                    "partner_id": self.alder.id,
                    "invoice_date": date(2026, 1, 5),
                    "invoice_line_ids": [line],
                }
                for _number in range(count)
            ]
        )
        invoices.action_post()
        return invoices

    # --- again

    def test_a_payment_that_came_before_its_invoice_finds_it_at_night(self):
        line = self.paid(310, "Our order PO471100")
        match = self.match_of(line)
        self.assertEqual(match.state, "left", match.reasons)
        invoice = self.invoice(310, ref="PO471100")
        self.run_action("match_again")
        self.assertEqual(match.state, "stale")
        self.run_action("match")
        self.assertEqual(match.allocation_ids.move_line_id, self.owed(invoice))

    def test_a_payment_reconciled_by_hand_is_not_looked_at_again(self):
        line = self.paid(311, "Sundry")
        match = self.match_of(line)
        line.move_id.line_ids.filtered(
            lambda item: item.account_id == line.journal_id.suspense_account_id
        ).account_id = self.company_data["default_account_revenue"]
        self.assertTrue(line.is_reconciled)
        self.run_action("match_again")
        self.assertEqual(match.state, "left")
