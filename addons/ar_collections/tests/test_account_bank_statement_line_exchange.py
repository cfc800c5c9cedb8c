from datetime import date

from odoo import Command
from odoo.tests import tagged

from .bank_files import Movement, camt, mt940
from .posting import PostingCommon

FEBRUARY = date(2026, 2, 2)


@tagged("post_install", "-at_install")
class TestAccountBankStatementLineExchange(PostingCommon):
    """Foreign currency: what the bank states comes in, pays the invoice, and can be taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pound = cls.setup_other_currency("GBP", rates=[("2026-01-01", 0.8)])

    def setUp(self):
        super().setUp()
        self.payer = {"name": "Alder Joinery", "iban": "DE02120300000000202051"}

    def came(self, amount, ordered="", journal=None, text="Thanks"):
        return self.paid(amount, text, journal=journal, ordered=ordered, **self.payer)

    def bill(self, amount, currency=None, **values):
        return self.invoice(amount, currency_id=(currency or self.dollar).id, **values)

    def decided_on(self, line):
        self.run_action("match")
        return line.ar_match_ids

    def assert_paid(self, *invoices):
        for invoice in invoices:
            owed = self.owed(invoice)
            self.assertEqual(invoice.payment_state, "paid")
            self.assertEqual((owed.amount_residual, owed.amount_residual_currency), (0.0, 0.0))

    def exchange(self, invoice):
        """What Odoo booked as gain (negative) or loss by the rate."""
        owed = self.owed(invoice)
        entry = (owed.matched_credit_ids | owed.matched_debit_ids).exchange_move_id
        own = entry.line_ids.filtered(lambda item: item.account_type.startswith(("expense", "inc")))
        return self.company.currency_id.round(sum(own.mapped("balance")))

    # --- import

    def assert_foreign(self, line, currency, amount):
        self.assertEqual(
            (line.foreign_currency_id, line.amount_currency, line.narration or ""),
            (currency, amount, ""),
        )

    def assert_noted(self, line, *words):
        self.assertFalse(line.foreign_currency_id)
        self.assertFalse(line.amount_currency)
        for word in words:
            self.assertIn(word, line.narration)

    def test_the_bank_states_amount_and_rate(self):
        """The rate in either direction, as exact as the bank writes it."""
        for rate in ("1,1931", "0,83813", "0,8381"):
            line = self.came("1005.76", f"OCMT/USD1200,00//EXCH/{rate}")
            self.assert_foreign(line, self.dollar, 1200.0)
            self.assertEqual(line.move_id.line_ids.mapped("balance"), [1005.76, -1005.76])

    def test_the_bank_states_the_amount_only(self):
        """It counts where it is near the rate of the books: 960.00 EUR."""
        self.assert_foreign(self.came("945.00", "OCMT/USD1200,00"), self.dollar, 1200.0)
        self.assert_noted(self.came("900.00", "OCMT/USD1200,00"), "USD 1,200.00")

    def test_camt(self):
        """The instructed amount, and the rate at which it became the amount of the account."""
        for number, (amount, charges) in enumerate([("945.00", ""), ("938.00", "7.00")]):
            ordered = (
                '<InstdAmt><Amt Ccy="USD">1200.00</Amt></InstdAmt>'
                '<TxAmt><Amt Ccy="EUR">945.00</Amt><CcyXchg><SrcCcy>USD</SrcCcy>'
                "<TrgtCcy>EUR</TrgtCcy><XchgRate>0.7875</XchgRate></CcyXchg></TxAmt>"
            )
            content = camt(
                Movement(amount=amount, ordered=ordered, **self.payer),
                number=str(number + 1),
                opening=str(1000 + 945 * number),
            )
            document = self.keep(content, name=f"day{number}.xml")
            document._import_or_quarantine()
            self.assertEqual(document.state, "imported", document.error)
            if charges:
                self.assert_noted(document.line_ids, "USD 1,200.00", "0.7875")
            else:
                self.assert_foreign(document.line_ids, self.dollar, 1200.0)

    def test_whoever_decides_reads_the_note(self):
        invoice = self.bill(1200)
        line = self.came(
            "938.00",
            "OCMT/USD1200,00//EXCH/0,7875//CHGS/EUR7,00",
            text=f"Invoice {invoice.name}",
        )
        match = self.decided_on(line)
        self.assertEqual(match.state, "suggested")
        self.assertEqual(
            match.reasons.splitlines()[-1],
            "The bank states USD 1,200.00 for it. Rate: 0.7875. Kept by banks: EUR 7.00.",
        )

    def test_given_by_a_treasurer(self):
        content = mt940(Movement(amount="945.00", ordered="OCMT/USD1200,00//EXCH/0,7875"))
        self.assert_foreign(self.give(content).line_ids, self.dollar, 1200.0)

    def test_money_out(self):
        line = self.came("-945.00", "OCMT/USD1200,00")
        self.assert_foreign(line, self.dollar, -1200.0)

    def test_a_fee_in_between(self):
        """It is no part of the rate: a person sees it."""
        line = self.came("998.80", "OCMT/USD1200,00//EXCH/0,83813//CHGS/EUR7,00")
        self.assert_noted(line, "USD 1,200.00", "0.83813", "Kept by banks: EUR 7.00")
        told_beside = self.came("1005.76", "OCMT/USD1200,00//EXCH/0,83813//CHGS/EUR7,00")
        self.assert_foreign(told_beside, self.dollar, 1200.0)

    def test_amounts_that_do_not_agree(self):
        self.assert_noted(self.came("1000.00", "OCMT/USD1200,00//EXCH/0,83813"), "Rate: 0.83813")

    def test_a_rate_that_is_none(self):
        """Of a hundred yen, or of the wrong currency."""
        self.assert_noted(self.came("1200.00", "OCMT/GBP1200,00//EXCH/1,0000"), "GBP 1,200.00")

    def test_a_currency_that_odoo_does_not_use(self):
        franc = self.root["res.currency"].with_context(active_test=False)
        franc = franc.search([("name", "=", "CHF")])
        franc.active = False
        line = self.came("945.00", "OCMT/CHF900,00//EXCH/1,0500")
        self.assert_noted(line, "CHF 900.00", "CHF is not active in Odoo")

    def test_a_currency_without_rates(self):
        self.pound.rate_ids.unlink()
        self.assert_noted(self.came("945.00", "OCMT/GBP800,00"), "GBP 800.00")
        line = self.came("945.00", "OCMT/GBP800,00//EXCH/1,18125")
        self.assert_foreign(line, self.pound, 800.0)

    def test_an_amount_of_too_many_digits(self):
        self.assert_noted(self.came("96.00", "OCMT/USD120,005//EXCH/0,80"), "USD 120.005")

    def test_statements_do_not_grow_with_the_lines(self):
        """Currencies and rates are read once."""
        lines = self.root["account.bank.statement.line"]

        def read(count):
            movements = [
                Movement(amount="945.00", ordered="OCMT/USD1200,00//EXCH/0,7875")
                for _n in range(count)
            ]
            document = self.keep(mt940(*movements, number=str(count), opening=str(count)))
            [plan] = document._read().plans
            transactions = [each for _key, each in plan.lines]
            before = self.root.cr.sql_log_count
            self.assertTrue(all(lines._ar_exchanges(plan, transactions)))
            return self.root.cr.sql_log_count - before

        read(2)
        self.assertEqual(read(30), read(3))

    # --- what the payer ordered

    def test_with_a_loss(self):
        """1,200 dollars were 960 EUR when they were invoiced, and 945 when they came."""
        invoice = self.bill(1200)
        line = self.came("945.00", "OCMT/USD1200,00//EXCH/0,7875", text=f"Invoice {invoice.name}")
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.assertIn(
            "The payer ordered USD 1,200.00, for which the bank gave EUR 945.00", match.reasons
        )
        [allocation] = match.allocation_ids
        self.assertEqual((allocation.amount, allocation.item_amount), (945.0, 1200.0))
        self.assertEqual(allocation.item_currency_id, self.dollar)
        self.post(match)
        self.assert_paid(invoice)
        self.assertEqual(self.exchange(invoice), 15.0)
        self.assertTrue(line.is_reconciled)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_with_a_gain(self):
        invoice = self.bill(1200)
        line = self.came("980.00", "OCMT/USD1200,00//EXCH/0,81667", text=f"Invoice {invoice.name}")
        self.post(self.decided_on(line))
        self.assert_paid(invoice)
        self.assertEqual(self.exchange(invoice), -20.0)

    def test_a_list_to_the_cent(self):
        """Each invoice is closed to the cent of its currency, though the shares are rounded."""
        invoices = [self.bill(amount) for amount in (33.33, 33.33, 33.34)]
        names = " ".join(each.name for each in invoices)
        line = self.came("78.75", "OCMT/USD100,00//EXCH/0,7875", text=names)
        before = self.books()
        match = self.decided_on(line)
        self.post(match)
        self.assert_paid(*invoices)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_a_part_payment(self):
        invoice = self.bill(1200)
        text = f"Part payment of {invoice.name}"
        line = self.came("472.50", "OCMT/USD600,00//EXCH/0,7875", text=text)
        self.post(self.decided_on(line))
        owed = self.owed(invoice)
        self.assertEqual(owed.amount_residual_currency, 600.0)
        self.assertEqual(owed.amount_residual, 480.0)
        self.assertEqual(invoice.payment_state, "partial")

    def test_too_much_stays_a_credit_in_the_currency_ordered(self):
        invoice = self.bill(1200)
        line = self.came("1023.75", "OCMT/USD1300,00//EXCH/0,7875", text=f"Invoice {invoice.name}")
        match = self.decided_on(line)
        self.assertEqual((match.state, match.on_account), ("to_post", 78.75), match.reasons)
        before = self.books()
        self.post(match)
        self.assert_paid(invoice)
        credit = line.move_id.line_ids.filtered("amount_residual").filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        self.assertEqual((credit.currency_id, credit.amount_currency), (self.dollar, -100.0))
        self.assertEqual(credit.balance, -78.75)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_an_invoice_in_the_accounts_currency(self):
        """What the payer ordered for it in dollars does not matter, nor for the credit."""
        invoice = self.invoice(900)
        line = self.came("945.00", "OCMT/USD1200,00//EXCH/0,7875", text=f"Invoice {invoice.name}")
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual((match.state, match.on_account), ("to_post", 45.0), match.reasons)
        self.post(match)
        self.assert_paid(invoice)
        credit = line.move_id.line_ids.filtered("amount_residual").filtered(
            lambda item: item.account_type == "asset_receivable"
        )
        self.assertEqual((credit.currency_id.name, credit.amount_currency), ("EUR", -45.0))
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_with_an_early_payment_discount(self):
        """Odoo's own discount, at the rate of the payment; the rest is a difference of rates."""
        terms = self.root["account.payment.term"].create(
            {
                "name": "2 % in 60 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 60,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self.bill(1200, invoice_payment_term_id=terms.id)
        line = self.came("926.10", "OCMT/USD1176,00//EXCH/0,7875", text=f"Invoice {invoice.name}")
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.assertEqual(match.allocation_ids.write_off, 18.9)
        self.post(match)
        self.assert_paid(invoice)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_without_a_number_a_person_accepts(self):
        """The least-privileged person who may."""
        invoice = self.bill("1234.56")
        line = self.came("972.22", "OCMT/USD1234,56//EXCH/0,7875")
        match = self.decided_on(line)
        self.assertEqual((match.state, match.partner_id), ("suggested", self.alder), match.reasons)
        self.accept(match)
        self.assert_paid(invoice)

    # --- the rate of the day

    def test_near_the_rate_of_the_day_a_person_accepts(self):
        invoice = self.bill(1200)
        line = self.came("952.50", text=f"Invoice {invoice.name}")
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual(match.state, "suggested")
        self.assertIn(
            "USD 1,200.00 is EUR 960.00 at the rate of the day; the bank gave EUR 952.50, 0.8 % less",
            match.reasons,
        )
        self.accept(match)
        self.assert_paid(invoice)
        self.assertEqual(self.exchange(invoice), 7.5)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_within_the_policys_per_cent_it_is_posted(self):
        self.policy.exchange_percent = 1
        invoice = self.bill(1200)
        line = self.came("967.50", text=f"Invoice {invoice.name}")
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.post(match)
        self.assert_paid(invoice)
        self.assertEqual(self.exchange(invoice), -7.5)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_the_amount_alone_says_nothing(self):
        """It can only stay with the customer until a person knows more."""
        self.bill(1200)
        match = self.decided_on(self.came("960.00"))
        self.assertEqual((match.state, match.on_account), ("suggested", 960.0), match.reasons)
        self.assertFalse(match.allocation_ids)

    # --- an account in another currency than the company's

    def test_a_dollar_account_pays_dollars(self):
        invoice = self.bill(1200)
        self.dollar.rate_ids = [Command.create({"name": "2026-02-01", "rate": 1.2})]
        line = self.came("1200.00", journal=self.dollar_bank, text=f"Invoice {invoice.name}")
        match = self.decided_on(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.assertFalse(match.allocation_ids.item_amount)
        self.post(match)
        self.assert_paid(invoice)
        self.assertEqual(self.exchange(invoice), -40.0)

    def test_a_dollar_account_pays_euros_that_were_ordered(self):
        """The bank's rate makes the entry: 960 EUR are 1,180 dollars."""
        invoices = [self.invoice(300), self.invoice(660)]
        names = " ".join(each.name for each in invoices)
        line = self.came("1180.00", "OCMT/EUR960,00", journal=self.dollar_bank, text=names)
        self.assert_foreign(line, self.company.currency_id, 960.0)
        before = self.books()
        match = self.decided_on(line)
        self.assertEqual(match.state, "to_post", match.reasons)
        self.post(match)
        self.assert_paid(*invoices)
        self.assert_balanced(line)
        match.with_user(self.treasurer).action_undo()
        self.assertEqual(self.books(), before)

    def test_a_dollar_account_pays_euros_at_the_rate_of_the_day(self):
        """1,190 dollars are 952 EUR in the books, so much is paid of the invoice."""
        invoice, other = self.invoice(960), self.invoice(400)
        less = self.came("1190.00", journal=self.dollar_bank, text=f"Invoice {invoice.name}")
        more = self.came("510.00", journal=self.dollar_bank, text=f"Invoice {other.name}")
        matches = self.decided_on(less) | more.ar_match_ids
        self.assertEqual(matches.mapped("state"), ["suggested", "suggested"])
        self.accept(matches)
        self.assertEqual(self.owed(invoice).amount_residual, 8.0)
        self.assert_paid(other)
        self.assertEqual(more.ar_match_ids.on_account, 10.0)
        for line in (less, more):
            self.assert_balanced(line)
