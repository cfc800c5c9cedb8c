from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bank_files import BANK, FIRST_DAY, Movement, mt940, mt942
from .common import DOLLAR_BANK, ArCommon

BYTES = "odoo.addons.ar_collections.models.ar_feed_document.BYTES_WHILE_WAITING"
CHUNK = "odoo.addons.ar_collections.models.account_bank_statement.CHUNK"
PUT_IN = "odoo.addons.ar_collections.models.statement_rows.PUT_IN_AT_ONCE"
NEXT_DAY = FIRST_DAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestArFeedDocument(ArCommon):
    def assert_refused(self, document, *words):
        """Nothing was booked, the bytes are there, and the error says what a person needs."""
        self.assertEqual(document.state, "quarantined")
        self.assertFalse(document.line_ids)
        self.assertFalse(document.statement_ids)
        self.assertTrue(document._raw())
        for word in words:
            self.assertIn(word, document.error)

    def chunks(self, document):
        """The steps of an import, to be cut short."""
        document = document.with_company(self.company)
        return document._import(document._read())

    # --- kept once

    def test_the_same_bytes_are_kept_once(self):
        content = mt940("100.00")
        first = self.give(content, name="monday.sta")
        again = self.give(content, name="tuesday.sta")
        self.assertEqual(again, first)
        self.assertEqual(len(first.line_ids), 1)
        self.assertIn("tuesday.sta", first.note)
        self.assertIn("already received as monday.sta", first.note)

    def test_the_same_bytes_twice_in_one_upload(self):
        content = mt940("100.00")
        document = self.give(content, content)
        self.assertEqual(len(document), 1)
        self.assertEqual(document.line_ids.mapped("amount"), [100.0])
        self.assertIn("already received", document.note)

    def test_each_company_keeps_its_own(self):
        other = self.setup_other_company()["company"]
        content = mt940("100.00")
        self.assertNotEqual(self.keep(content), self.keep(content, company=other))

    def test_the_bytes_stay_as_received(self):
        content = mt940("100.00", end="\n") + b"\r\n\r\n \x1a"
        document = self.give(content)
        self.assertEqual(document._raw(), content)
        self.assertEqual(document.with_context(bin_size=True)._raw(), content)
        self.assertEqual(document.size, len(content))

    def test_a_large_file_is_read_in_pieces(self):
        content = mt940("100.00")
        document = self.give(content)
        with patch("odoo.addons.ar_collections.models.ar_feed_document.PIECE", 16):
            self.assertEqual(document._raw(), content)

    # --- imported

    def test_a_statement_is_imported(self):
        document = self.give(
            mt940(
                Movement(amount="119.00", text="INV/2026/00001", name="Alder", iban="DE02"),
                "-4.50",
                number="42",
            )
        )
        self.assertRecordValues(
            document.line_ids.sorted("amount"),
            [
                {"amount": -4.5, "payment_ref": "Thanks", "partner_name": ""},
                {"amount": 119.0, "payment_ref": "INV/2026/00001", "partner_name": "Alder"},
            ],
        )
        self.assertRecordValues(
            document.statement_ids,
            [
                {
                    "name": "42",
                    "journal_id": self.bank.id,
                    "balance_start": 1000.0,
                    "balance_end": 1114.5,
                    "balance_end_real": 1114.5,
                    "is_complete": True,
                    "date": FIRST_DAY,
                }
            ],
        )
        self.assertEqual(document.line_count, 2)

    def test_dollars_go_to_the_dollar_journal(self):
        document = self.give(mt940("125.00", account=DOLLAR_BANK, currency="USD"))
        line = document.line_ids
        self.assertEqual(line.journal_id, self.dollar_bank)
        self.assertEqual(line.move_id.line_ids.mapped("balance"), [100.0, -100.0])

    def test_two_currencies_of_one_account(self):
        """Some banks keep several currencies under one number: a journal for each."""
        self.set_account(self.dollar_bank, BANK)
        euros = self.give(mt940("100.00"))
        dollars = self.give(mt940("125.00", currency="USD"))
        self.assertEqual(euros.line_ids.journal_id, self.bank)
        self.assertEqual(dollars.line_ids.journal_id, self.dollar_bank)

    def test_a_german_account_number_is_found_by_its_iban(self):
        self.set_account(self.bank, "DE02 1203 0000 0000 2020 51")
        document = self.give(mt940("100.00", account="12030000/202051"))
        self.assertEqual(document.line_ids.journal_id, self.bank)

    def test_without_movements(self):
        document = self.give(mt940())
        self.assertEqual(document.state, "imported", document.error)

    def test_a_movement_of_zero_does_not_stop_the_others(self):
        document = self.give(mt940("0.00", "100.00"))
        self.assertEqual(document.state, "imported", document.error)
        self.run_action("match")
        self.assertEqual(len(document.line_ids.ar_match_ids), 2)

    # --- looked at

    def test_a_file_is_not_imported_before_it_was_read(self):
        with patch(BYTES, 100):
            large = self.show(mt940("100.00"), name="large.sta")
            mine = large.with_user(self.treasurer)
            self.assertIn("still being read", mine.verdict)
            with self.assertRaisesRegex(UserError, "large.sta.*still being read"):
                mine.action_import()
        small = self.show(mt940("7.00", opening="1100.00", number="2"), name="small.sta")
        given = {"ar_given_ids": (large + small).ids}
        small.with_user(self.treasurer).with_context(**given).browse().action_import_given()
        self.assertEqual((large.state, small.state), ("shown", "imported"), small.error)
        self.assertFalse(large.line_ids)

    def test_what_a_person_gave_is_shown_again_after_a_retry(self):
        self.bank.bank_account_id = False
        document = self.show(mt940("100.00"))
        self.assert_refused(document, "No bank journal")
        self.set_account(self.bank, BANK)
        document.with_user(self.treasurer).action_retry()
        self.run_action("import")
        self.assertEqual((document.state, document.line_count), ("shown", 0), document.error)
        self.assertIn("all new: 1 movement", document.preview)

    def test_a_fetched_file_goes_on_by_itself_after_a_retry(self):
        feed = self.root["ar.feed"].create({"name": "House bank", "company_id": self.company.id})
        self.bank.bank_account_id = False
        document = self.keep(mt940("100.00"))
        document.feed_id = feed
        wrong = self.keep(mt940("7.00", opening="1100.00", closing="1.00", number="2"))
        wrong.feed_id = feed
        self.run_action("import")
        self.assert_refused(document, "No bank journal")
        self.set_account(self.bank, BANK)
        document.with_user(self.treasurer).action_retry()
        self.assertEqual(document.state, "imported", document.error)
        # What a manager says is right waits for the manager's look; nobody discards it.
        wrong.with_user(self.manager).accept_reason = "The bank confirmed it by mail"
        wrong.with_user(self.manager).action_retry()
        self.assertEqual((wrong.state, wrong.line_count), ("shown", 0), wrong.error)
        wrong.with_user(self.manager).action_discard()
        self.assertTrue(wrong.exists())

    def test_a_quarantined_file_that_is_given_again_is_read_again(self):
        self.bank.bank_account_id = False
        content = mt940("100.00")
        document = self.show(content)
        self.assert_refused(document, "No bank journal")
        self.set_account(self.bank, BANK)
        self.assertEqual(self.show(content, name="again.sta"), document)
        self.assertEqual((document.state, document.error), ("shown", False))
        self.assertIn("all new: 1 movement", document.preview)
        self.assertIn("already received", document.note)

    def test_the_figures_are_told_beside_the_remarks(self):
        content = mt940("100.00")
        self.show(content)
        document = self.show(content, name="again.sta")
        figures, remark = document.verdict.split("\n")
        self.assertIn("1 movement, in 100.00", figures)
        self.assertIn("again.sta", remark)

    def test_checks_are_written_as_the_other_amounts(self):
        document = self.show(mt940("100.00", opening="450041500.00"))
        self.assertIn("450,041,600.00 EUR", document.preview)
        self.assertNotIn("450041600.00", document.preview)

    def test_the_summary_says_what_of_it_is_new(self):
        self.give(mt940("100.00"))
        document = self.show(mt940("100.00", Movement(amount="7.00", day=NEXT_DAY)))
        self.assertIn("new: 1 movement", document.summary)
        self.assertIn("nothing new to post", self.show(mt942("7.00")).summary)
        self.assertNotIn("new", self.show(mt940("1.00", opening="1107.00", number="9")).summary)

    def test_the_statement_of_a_credit_card(self):
        card = self.root["account.journal"].create(
            {
                "name": "Card",
                "code": "CARD",
                "type": "credit",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
            }
        )
        self.set_account(card, "5412751234")
        document = self.give(mt940("-100.00", account="5412751234"))
        self.assertEqual(document.line_ids.journal_id, card, document.error)
        self.assertEqual(document.statement_ids.balance_end, 900.0)

    def test_a_repeat_in_another_file_needs_no_mending(self):
        first = self.give(mt940("100.00", "7.00"), name="monday.sta")
        again = self.give(mt940("100.00", "7.00", end="\n"), name="tuesday.sta")
        self.assertEqual((again.state, again.error), ("information", False))
        self.assertIn("Already imported", again.verdict)
        self.assertIn("already imported from monday.sta", again.note)
        self.assertFalse(again.line_ids)
        # Deleted from the books, it is not there any longer.
        lines = first.line_ids
        first.statement_ids.unlink()
        lines.unlink()
        self.retry(again)
        self.assertEqual((again.state, again.line_count), ("imported", 2), again.error)

    # --- refused: what, where, what to do

    def test_unknown_files(self):
        """Each says what it looks like; the good one among them is imported."""
        self.give(b"", name="empty.sta")
        documents = self.give(
            b"",
            b"%PDF-1.7 ...",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            mt940("100.00"),
            b"<html><body>Please log in</body></html>",
        )
        empty, pdf, image, good, page = documents
        self.assert_refused(pdf, "day.sta", "PDF")
        self.assert_refused(image, "binary data")
        self.assert_refused(page, "HTML", "login page")
        self.assertEqual(good.state, "imported", good.error)
        self.assertEqual(empty.state, "quarantined")
        self.assertIn("empty", empty.error)

    def test_empty_files_are_kept_apart(self):
        """Their bytes are the same, but each is the failure of another download."""
        env = self.env(user=self.treasurer)
        files = [("monday.sta", b""), ("tuesday.sta", b""), ("tuesday.sta", b"")]
        documents = env["ar.feed.document"]._receive(self.company, files)
        self.assertEqual(documents.mapped("name"), ["monday.sta", "tuesday.sta"])
        self.assertEqual(set(documents.mapped("state")), {"quarantined"})

    def test_truncated(self):
        whole = mt940("100.00", "200.00")
        cut = whole[: whole.index(b":62F:")]
        document = self.give(cut)
        self.assert_refused(document, "day.sta, line 8")
        self.assertIn(">     8  :86:166", document.error_line)
        self.assertEqual(document._raw(), cut)
        # The bank sends it again, whole.
        self.assertEqual(self.give(whole).state, "imported")

    def test_unreadable_movement(self):
        content = mt940("100.00", "200.00").replace(b"2602020202C200", b"2613020202C200")
        self.assert_refused(self.give(content), "day.sta, line 7", "61", "no such day")

    def test_the_right_line_is_quoted(self):
        """Whatever letters stand above it: in latin-1 an ellipsis and half an Å look like line ends."""
        for letters in ("…".encode("cp1252"), "ÅÅ\u2028".encode()):
            with self.subTest(letters):
                content = mt940("100.00", "200.00").replace(b"2602020202C200", b"2613020202C200")
                document = self.give(content.replace(b"Thanks", b"Thanks " + letters, 1))
                self.assertIn(">     7  :61:", document.error_line)

    def test_a_quote_that_no_database_can_hold(self):
        content = mt940("100.00", "200.00").replace(b"C200,00", b"\x00\x00\x00200,00")
        document = self.give(content)
        self.assert_refused(document, "line 7")
        self.assertIn(">     7  :61:", document.error_line)

    def test_a_character_that_no_database_can_hold(self):
        document = self.give(mt940(Movement(amount="100.00", text="INV\x001", name="Al\x00der")))
        line = document.line_ids
        self.assertNotIn("\x00", line.payment_ref + line.partner_name + document.preview)
        self.assertTrue(line.payment_ref.startswith("INV"))

    def test_account_without_journal(self):
        document = self.give(mt940("100.00", account="FR7630006000011234567890189"))
        self.assert_refused(document, "FR7630006000011234567890189", "right bank journal", "retry")
        self.set_account(self.dollar_bank, "FR76 3000 6000 0112 3456 7890 189")
        self.dollar_bank.currency_id = False
        self.retry(document)
        self.assertEqual(document.state, "imported", document.error)
        self.assertFalse(document.error)
        self.assertEqual(document.line_ids.journal_id, self.dollar_bank)

    def test_account_of_two_journals(self):
        self.set_account(self.dollar_bank, BANK)
        self.dollar_bank.currency_id = False
        document = self.give(mt940("100.00"))
        self.assert_refused(document, "Several", BANK, self.bank.name, "Dollars")

    def test_account_of_another_company(self):
        other = self.setup_other_company()
        self.set_account(other["default_journal_bank"].with_env(self.root), DOLLAR_BANK[::-1])
        document = self.give(mt940("100.00", account=DOLLAR_BANK[::-1]))
        self.assert_refused(document, "No bank journal of")

    def test_currency_without_journal(self):
        document = self.give(mt940("100.00", currency="CHF"))
        self.assert_refused(document, BANK, "CHF", self.bank.name, "EUR")

    def test_one_bad_statement_stops_its_whole_file(self):
        good, bad = mt940("100.00"), mt940("100.00", account="FR7630006000011234567890189")
        self.assert_refused(self.give(good + bad), "FR76")

    def test_journal_that_cannot_book(self):
        """The second statement of the file meets a journal that Odoo does not let us use."""
        self.dollar_bank.suspense_account_id = False
        document = self.give(mt940("100.00") + mt940("125.00", account=DOLLAR_BANK, currency="USD"))
        self.assert_refused(document, "suspense")
        self.dollar_bank.suspense_account_id = self.bank.suspense_account_id
        self.retry(document)
        self.assertEqual(set(document.line_ids.mapped("amount")), {125.0, 100.0})

    def test_a_fault_of_ours_stops_no_other_file(self):
        bad, good = self.keep(mt940("100.00"), "bad.sta"), self.keep(mt940("200.00"), "good.sta")
        parse = type(bad)._import

        def stumble(document, reading):
            if document == bad:
                raise ZeroDivisionError("our own mistake")
            return parse(document, reading)

        with (
            patch.object(type(bad), "_import", stumble),
            self.assertLogs("odoo.addons.ar_collections.models.ar_feed_document", "ERROR"),
        ):
            self.run_action("import")
        self.assert_refused(bad, "Unexpected fault", "our own mistake")
        self.assertEqual(good.state, "imported")

    # --- amounts that Odoo cannot keep

    def taiwan(self, rounding=1.0):
        """A bank account in a currency that Odoo rounds to whole units."""
        currency = self.root.ref("base.TWD")
        currency.write({"active": True, "rounding": rounding})
        self.dollar_bank.currency_id = currency
        return {"account": DOLLAR_BANK, "currency": "TWD"}

    def test_an_amount_finer_than_the_currency(self):
        document = self.give(mt940("500.25", "0.75", **self.taiwan()))
        self.assert_refused(document, "500.25", "TWD", "to 1,", "would store 500.0")
        self.root.ref("base.TWD").rounding = 0.01
        self.retry(document)
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(sorted(document.line_ids.mapped("amount")), [0.75, 500.25])

    def test_a_balance_finer_than_the_currency(self):
        document = self.give(mt940("500.00", opening="1000.50", **self.taiwan()))
        self.assert_refused(document, "1,000.50", "TWD")

    def test_whole_amounts_of_a_currency_without_decimals(self):
        document = self.give(mt940("500.00", **self.taiwan()))
        self.assertEqual(document.state, "imported", document.error)

    def test_an_amount_of_more_digits_than_a_float_has(self):
        document = self.give(mt940("999999999999999.00"))
        self.assert_refused(document, "999,999,999,999,999.00", "EUR", "0.01")
        for amount in ("9999999999.99", "-0.01"):
            with self.subTest(amount):
                document = self.give(mt940(amount, opening="0.00", number=amount))
                self.assertEqual(document.state, "imported", document.error)
                self.assertEqual(str(Decimal(str(document.line_ids.amount))), amount)
                document.statement_ids.unlink()
                document.line_ids.unlink()

    # --- totals

    def test_wrong_closing_balance(self):
        document = self.give(mt940("100.00", closing="1200.00"))
        self.assert_refused(document, "line 7", "closing balance", "1,200.00", "1,100.00")
        self.assertIn(">     7  :62F:", document.error_line)

    def test_a_manager_accepts_a_wrong_total_with_a_reason(self):
        document = self.give(mt940("100.00", closing="1200.00"))
        by_manager = document.with_user(self.manager)
        by_manager.accept_reason = "The bank confirmed it by mail"
        by_manager.action_retry()
        self.assertEqual((document.state, document.line_count), ("shown", 0))
        by_manager.action_import()
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(document.statement_ids.balance_end_real, 1200.0)
        self.assertFalse(document.statement_ids.is_complete)

    def test_who_accepted_is_on_record(self):
        document = self.give(mt940("100.00", closing="1200.00"))
        tracked = document.with_user(self.manager).with_context(
            tracking_disable=False, mail_notrack=False
        )
        tracked.accept_reason = "The bank confirmed it by mail"
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = document.message_ids.filtered(
            lambda message: (
                "confirmed it by mail" in str(message.tracking_value_ids.mapped("new_value_char"))
            )
        )
        self.assertEqual(messages.author_id, self.manager.partner_id)

    def test_a_treasurer_does_not_accept_a_wrong_total(self):
        document = self.give(mt940("100.00", closing="1200.00"))
        with self.assertRaises(AccessError):
            document.with_user(self.treasurer).accept_reason = "Looks fine to me"
        self.retry(document)
        self.assert_refused(document, "closing balance")

    def test_accepting_a_total_accepts_nothing_else(self):
        document = self.give(mt940("100.00", closing="1200.00", currency="CHF"))
        document.with_user(self.manager).accept_reason = "The bank confirmed it by mail"
        self.retry(document, self.manager)
        self.assert_refused(document, "CHF")

    # --- in pieces, by the scheduled action

    def test_a_long_file_waits_for_the_scheduled_action(self):
        document = self.give(mt940(*["1.00"] * 1200))
        self.assertEqual(document.state, "received", "too long to let the user wait")
        self.assertFalse(document.line_ids)

    def test_an_import_that_was_cut_short_is_resumed(self):
        """After each of its steps: the next run adds what is missing and nothing else."""
        content = mt940(*["1.00"] * 10)
        for steps in range(1, 9):
            with self.subTest(steps=steps), self.env.cr.savepoint() as savepoint:
                document = self.keep(content)
                with patch(CHUNK, 3), patch(PUT_IN, 3):
                    chunks = self.chunks(document)
                    for _step in range(steps):
                        next(chunks, None)
                    document.state = "received"  # what followed was never committed
                    self.env.invalidate_all()
                    self.run_action("import")
                self.assertEqual(document.state, "imported", document.error)
                self.assertFalse(document.note)
                self.assertEqual(len(document.line_ids), 10)
                self.assertEqual(document.statement_ids.balance_end, 1010.0)
                self.assertEqual(document.line_ids.statement_id, document.statement_ids)
                self.assertTrue(document.statement_ids.is_complete)
                savepoint.rollback()

    def test_a_person_stops_and_resumes_a_long_import(self):
        """What is imported stays, with no statement yet; the rest comes with Resume."""
        document = self.keep(mt940(*["1.00"] * 10))
        document.with_user(self.treasurer).action_resume()
        self.assertEqual(document.state, "received", "nothing was stopped")
        next_chunk, steps = type(document)._next_chunk, []

        def stop_in_the_second(self, chunks):
            steps.append(1)
            if len(steps) == 2:
                self.with_user(treasurer).action_stop()
            return next_chunk(self, chunks)

        treasurer = self.treasurer
        with patch(CHUNK, 3), patch.object(type(document), "_next_chunk", stop_in_the_second):
            self.run_action("import")
        self.assertEqual(document.state, "stopped")
        self.assertEqual(len(document.line_ids), 6, "the second chunk was written to its end")
        self.assertFalse(document.statement_ids)
        self.assertEqual(document.verdict, "6 of 10 payments are imported.")
        self.run_action("import")
        self.assertEqual(len(document.line_ids), 6)
        later = self.keep(mt940("5.00", number="2", opening="1010.00", day=NEXT_DAY))
        self.run_action("import")
        self.assertEqual(later.state, "received", "it follows on the one that was stopped")
        with self.assertRaises(AccessError):
            document.with_user(self.collector).action_resume()
        document.with_user(self.treasurer).action_resume()
        self.run_action("import")
        self.run_action("import")
        self.assertEqual((document.state, later.state), ("imported", "imported"), later.error)
        self.assertEqual(len(document.line_ids), 10)
        self.assertEqual(document.statement_ids.balance_end, 1010.0)

    def test_resumed_between_two_statements_of_one_file(self):
        """Two equal payments on one day, in two statements of one file: both are money."""
        same = Movement(amount="100.00", text="INV/2026/00001")
        content = mt940(same) + mt940(same, number="2", opening="1100.00")
        for steps in range(5):
            with self.subTest(steps=steps), self.env.cr.savepoint() as savepoint:
                document = self.keep(content)
                chunks = self.chunks(document)
                for _step in range(steps):
                    next(chunks, None)
                document.state = "received"
                self.env.invalidate_all()
                self.run_action("import")
                self.assertEqual(document.state, "imported", document.error)
                self.assertEqual(document.line_ids.mapped("amount"), [100.0, 100.0])
                self.assertEqual(len(document.statement_ids), 2)
                savepoint.rollback()

    def test_imported_to_the_wrong_journal(self):
        """Deleted from the books, the file can be imported again: the bank does not send it twice."""
        document = self.give(mt940("100.00"))
        self.set_account(self.dollar_bank, BANK)
        self.dollar_bank.currency_id = False
        self.bank.bank_account_id = False
        self.retry(document)
        self.assertEqual(document.line_ids.journal_id, self.bank, "what is there stays")
        lines = document.line_ids
        document.statement_ids.unlink()
        lines.unlink()
        self.retry(document)
        self.assertEqual(document.line_ids.journal_id, self.dollar_bank)
        self.assertEqual(document.line_ids.amount, 100.0)

    def test_closed_books(self):
        self.company.fiscalyear_lock_date = FIRST_DAY
        document = self.give(mt940("100.00", Movement(amount="50.00", day=NEXT_DAY), number="7"))
        self.assert_refused(document, "Statement 7", "02/02/2026", "closed")
        self.company.fiscalyear_lock_date = date(2026, 1, 31)
        self.retry(document)
        self.assertEqual(document.state, "imported", document.error)
