"""All formats through one door: what is posted, what is only shown, and nothing of it twice."""

import io
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import get_args
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.translate import code_translations

from bank_formats.model import CheckName, StatementKind
from bank_formats.second_reader import Outcome

from ..models.reader_words import check_names, kinds, opinions
from .bank_files import BANK, FIRST_DAY, Movement, bai2, camt, mt940, mt942, ofx
from .common import ArCommon

DAY = FIRST_DAY
NEXT, THIRD = DAY + timedelta(days=1), DAY + timedelta(days=2)
BALANCED = {"MT940": mt940, "BAI2": bai2, "CAMT.053": camt}
UNBALANCED = {"OFX": ofx, "BAI2 without balances": partial(bai2, opening=None)}
POSTED = {**BALANCED, **UNBALANCED}
SHOWN = {
    "MT942": mt942,
    "CAMT.052": partial(camt, message="052"),
    "CAMT.054": partial(camt, message="054"),
    "BAI2 of the same day": partial(bai2, modifier=3),
    "BAI2 test": partial(bai2, status=4),
}
DOCUMENT = "odoo.addons.ar_collections.models.ar_feed_document"
CHUNK = "odoo.addons.ar_collections.models.account_bank_statement.CHUNK"
PAID = Movement(amount="119.00", text="INV/2026/00001", name="Alder Joinery")
FEE = Movement(amount="-4.50", text="Fee", name="Our bank")


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


class FormatsCommon(ArCommon):
    def amounts(self, journal=None):
        lines = self.root["account.bank.statement.line"].search(
            [("journal_id", "=", (journal or self.bank).id)]
        )
        return sorted(lines.mapped("amount"))

    def imported(self, content, name="day"):
        document = self.give(content, name=name)
        self.assertEqual(document.state, "imported", document.error)
        return document

    def held(self, content, *words):
        """Nothing of it is booked, and a person is told why."""
        before = self.amounts()
        document = self.give(content, name="second")
        self.assertEqual(document.state, "quarantined", document.note)
        self.assertEqual(self.amounts(), before)
        for word in words:
            self.assertIn(word, document.error)
        return document

    def known(self, content, *words):
        """Nothing of it is booked again, and there is nothing to put right."""
        before = self.amounts()
        document = self.give(content, name="second")
        self.assertEqual((document.state, document.error), ("information", False))
        self.assertEqual(self.amounts(), before)
        for word in words:
            self.assertIn(word, document.note)
        return document

    @contextmanager
    def fresh(self, **what):
        """A part of a test with books of its own."""
        with self.subTest(**what), self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestFormats(FormatsCommon):
    # --- each of them

    def test_every_format_is_imported(self):
        for name, write in POSTED.items():
            with self.fresh(format=name):
                document = self.imported(write(PAID, FEE))
                self.assertEqual(document.format, name.split()[0])
                self.assertEqual(self.amounts(), [-4.5, 119.0])
                line = document.line_ids.sorted("amount")[-1]
                self.assertEqual(line.date, DAY)
                self.assertIn("INV/2026/00001", line.payment_ref)
                self.assertIn("Alder Joinery", (line.partner_name or "") + line.payment_ref)

    def test_what_is_not_booked_is_shown_and_never_posted(self):
        for name, write in SHOWN.items():
            with self.fresh(format=name):
                for document in (self.show(write(PAID, FEE)), self.fetched(write("1.00"))):
                    self.assertEqual(document.state, "information", document.error)
                    self.assertIn("shown, not posted", document.note)
                    self.assertIn(BANK, document.preview)
                    self.assertFalse(document.error)
                self.assertEqual(self.amounts(), [])

    def fetched(self, content):
        document = self.keep(content)
        self.run_action("import")
        return document

    def test_an_intraday_report_of_an_account_without_journal_is_no_error(self):
        document = self.give(mt942("1.00", account="FR7630006000011234567890189"))
        self.assertEqual(document.state, "information", document.error)

    def test_booked_money_beside_an_intraday_report(self):
        content = zipped(**{"052.xml": camt("7.00", message="052"), "053.xml": camt(PAID)})
        document = self.imported(content)
        self.assertEqual(document.format, "CAMT.052, CAMT.053")
        self.assertEqual(self.amounts(), [119.0])
        self.assertIn("Intraday report of BE68539007547034: shown, not posted", document.note)

    def test_the_bank_takes_back_or_corrects(self):
        for status, word in ((2, "takes statement"), (3, "corrects statement")):
            with self.subTest(status):
                document = self.held(bai2(PAID, status=status), word, "Nothing was changed")
                document.with_user(self.manager).accept_reason = "Reversed by hand"
                self.retry(document, self.manager)
                self.assertEqual(document.state, "information", document.error)
                self.assertEqual(self.amounts(), [])

    def test_a_copy_is_imported_only_if_it_is_not_known(self):
        copy = camt(PAID, copy="COPY")
        document = self.imported(copy)
        self.assertIn("a copy, but it was not imported before", document.note)
        again = self.give(camt(PAID, copy="DUPL"))
        self.assertEqual(again.state, "information", again.error)
        self.assertIn("already imported", again.note)
        self.assertEqual(self.amounts(), [119.0])

    # --- the same day in two formats

    def test_the_same_day_in_another_format_is_not_booked_twice(self):
        for first, write in POSTED.items():
            with self.fresh(first=first):
                self.imported(write(PAID, FEE), name="first")
                for second, again in POSTED.items():
                    if second.split()[0] != first.split()[0]:
                        with self.subTest(second=second):
                            self.known(again(PAID, FEE), "lready imported from first")

    def test_days_of_one_format_after_a_week_of_another(self):
        days = [Movement(amount=f"{n + 1}.00", day=DAY + timedelta(days=n)) for n in range(4)]
        for week, write, day, again in self.pairs():
            with self.fresh(week=week, day=day):
                self.imported(write(*days[:3]), name="week")
                self.known(again(days[0]), "lready imported from week")
                second = again(days[1], opening="1001.00", day=NEXT)
                self.known(second, "lready imported from week")
                self.imported(again(days[3], opening="1006.00", day=days[3].day))
                self.assertEqual(self.amounts(), [1.0, 2.0, 3.0, 4.0])

    def pairs(self):
        """A format that tells several days in one statement, and another one."""
        for week in ("MT940", "CAMT.053"):
            for day, write in BALANCED.items():
                if day != week:
                    yield week, BALANCED[week], day, write

    def test_a_week_of_one_format_after_days_of_another(self):
        days = [Movement(amount=f"{n + 1}.00", day=DAY + timedelta(days=n)) for n in range(4)]
        for week, write, day, again in self.pairs():
            with self.fresh(week=week, day=day):
                self.imported(again(days[0]))
                self.imported(again(days[1], opening="1001.00", day=NEXT))
                document = self.imported(write(*days), name="week")
                self.assertEqual(self.amounts(), [1.0, 2.0, 3.0, 4.0])
                self.assertIn("that are missing are added: 2.", document.note)
                self.assertEqual(document.statement_ids.balance_start, 1003.0)
                # What the week brought, told by its day once more.
                third = again(days[2], opening="1003.00", day=THIRD)
                self.known(third, "lready imported from week")

    def test_a_day_in_another_format_fills_a_gap(self):
        """Its first half is there, and the next day; its second half is not."""
        self.imported(mt940("50.00", number="1"))
        self.imported(mt940("7.00", number="3", opening="1054.00", day=NEXT))
        self.imported(camt("50.00", "4.00"))
        self.assertEqual(self.amounts(), [4.0, 7.0, 50.0])

    def test_a_statement_with_a_stored_day_in_its_middle(self):
        """Its opening balance is new, and what it tells of that day is not."""
        days = [Movement(amount=f"{n + 1}.00", day=DAY + timedelta(days=n)) for n in range(5)]
        self.imported(mt940(days[1], opening="1001.00", number="2"))
        self.imported(mt940(days[4], opening="1010.00", number="5"))
        self.imported(camt(*days[:4], number="W"))
        self.assertEqual(self.amounts(), [1.0, 2.0, 3.0, 4.0, 5.0])

    def test_a_statement_that_continues_and_tells_a_stored_day_at_its_end(self):
        days = [Movement(amount=f"{n + 1}.00", day=DAY + timedelta(days=n)) for n in range(3)]
        self.imported(mt940(days[0]))
        self.imported(mt940(days[2], opening="1003.00", number="3"))
        self.imported(mt940(*days[1:], opening="1001.00", number="W"))
        self.assertEqual(self.amounts(), [1.0, 2.0, 3.0])

    def test_a_day_that_is_told_in_another_way_waits_for_a_person(self):
        """A batch, and its payments one by one: no machine can say that it is the same."""
        for first, write in BALANCED.items():
            with self.fresh(first=first):
                self.imported(write("100.00"), name="first")
                for second, again in POSTED.items():
                    if second.split()[0] != first:
                        with self.subTest(second=second):
                            self.held(again("60.00", "40.00"), "cannot be known what is new")

    def test_booked_on_another_day_in_the_other_format(self):
        self.imported(mt940("100.00", Movement(amount="5.00", day=NEXT)))
        late = Movement(amount="100.00", day=NEXT)
        self.held(ofx(late, Movement(amount="5.00", day=NEXT)), "on another day")

    def test_a_manager_says_that_it_is_right(self):
        self.imported(mt940("100.00", "7.00"))
        document = self.held(ofx("100.00", "8.00"), "8.00 of 02/02/2026")
        self.assertTrue(document.wrong_total)
        document.with_user(self.manager).accept_reason = "The bank forgot it in the MT940"
        self.retry(document, self.manager)
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(self.amounts(), [7.0, 8.0, 100.0])

    def test_whoever_accepts_a_total_accepts_no_second_booking(self):
        """The next thing that is wrong is said, and wants a reason of its own."""
        self.imported(mt940("100.00"), name="first")
        wrong = camt("60.00", "40.00", "1.00").replace(b"1101.00", b"1100.00")
        document = self.held(wrong, "closing balance")
        document.with_user(self.manager).accept_reason = "Told by phone"
        self.retry(document, self.manager)
        self.assertIn("cannot be known what is new", document.error)
        self.assertFalse(document.accept_reason)
        self.retry(document, self.treasurer)
        self.assertEqual(self.amounts(), [100.0])
        document.with_user(self.manager).accept_reason = "They are other payments"
        self.retry(document, self.manager)
        self.assertEqual(self.amounts(), [1.0, 40.0, 60.0, 100.0])

    def test_a_batch_between_its_payments_and_the_next_day(self):
        days = [DAY + timedelta(days=n) for n in range(3)]
        parts = [Movement(amount=amount, day=NEXT) for amount in ("60.00", "40.00")]
        first, later = Movement(amount="10.00", day=DAY), Movement(amount="5.00", day=THIRD)
        self.imported(mt940(first))
        self.imported(ofx(first, *parts, later))
        batch = mt940("100.00", opening="1010.00", day=days[1], number="2")
        self.held(batch, "cannot be known", "60.00 of 02/03/2026 is there, but this statement")

    def test_payments_after_their_batch(self):
        self.imported(ofx("100.00"))
        self.held(mt940("60.00", "40.00"), "100.00 of 02/02/2026 is there, but this statement")

    def test_a_payment_a_day_later_in_another_format(self):
        self.imported(mt940(PAID))
        later = Movement(amount="119.00", text="INV/2026/00001", day=NEXT)
        self.held(ofx(later, Movement(amount="5.00", day=THIRD)), "on another day")

    # --- what this did not import

    def by_hand(self, *amounts, day=DAY):
        return self.root["account.bank.statement.line"].create(
            [
                {"journal_id": self.bank.id, "date": day, "amount": amount, "payment_ref": "Mine"}
                for amount in amounts
            ]
        )

    def test_lines_of_another_program_are_not_booked_again(self):
        self.by_hand(119.0, -4.5)
        for name, write in POSTED.items():
            with self.subTest(name):
                self.known(write(PAID, FEE), "lready imported from lines by hand")
                document = self.held(write(PAID, FEE, "7.00"), "from elsewhere: by hand")
        document.with_user(self.manager).accept_reason = "They are what another program brought"
        self.retry(document, self.manager)
        self.assertEqual(document.state, "imported", document.error)
        self.assertEqual(self.amounts(), [-4.5, 7.0, 119.0])

    def test_the_first_statement_after_lines_of_another_program(self):
        self.by_hand(119.0, -4.5)
        for name, write in POSTED.items():
            with self.fresh(format=name):
                document = self.imported(write("119.00", "-4.50", day=NEXT))
                self.assertFalse(document.note)

    # --- lines that were moved

    def test_a_line_that_was_moved_to_another_date(self):
        for name, write in POSTED.items():
            with self.fresh(first=name):
                line = self.imported(write(PAID, FEE)).line_ids.sorted("amount")[-1]
                line.with_user(self.treasurer).date = DAY + timedelta(days=20)
                self.imported(ofx(PAID, FEE, Movement(amount="7.00", day=NEXT)))
                self.assertEqual(self.amounts(), [-4.5, 7.0, 119.0])
                for other, again in POSTED.items():
                    if other != name:
                        with self.subTest(again=other):
                            self.known(again(PAID, FEE), "lready imported")

    def test_a_moved_line_does_not_move_the_days_of_its_statement(self):
        """Balances are compared in the bank's order of days, not in that of the books."""
        self.imported(mt940("40.00"))
        second = self.imported(mt940("40.00", opening="1040.00", day=NEXT, number="2"))
        second.line_ids.with_user(self.treasurer).date = DAY - timedelta(days=1)
        self.known(bai2("40.00", opening="1040.00", day=NEXT), "lready imported")
        self.imported(bai2("40.00", opening="1080.00", day=THIRD))
        self.assertEqual(self.amounts(), [40.0, 40.0, 40.0])

    # --- balances that fit twice

    def test_the_second_half_of_a_day_that_ends_as_it_began(self):
        """Its closing balance fits also to a statement before that day: it asks."""
        self.imported(mt940("-5.00", "5.00"))
        half = camt("5.00", opening="995.00", number="7")
        held = self.held(half, "already imported from", "If it is another one")
        held.with_user(self.manager).accept_reason = "It came in before"
        self.retry(held, self.manager)
        self.assertEqual(self.amounts(), [-5.0, 5.0, 5.0])

    def test_the_second_half_of_two_statements_that_end_as_they_began(self):
        self.imported(mt940("5.00", "2.00"))
        self.imported(mt940("-3.00", "-4.00", opening="1007.00", number="2"))
        self.held(camt("-4.00", opening="1004.00", number="7"), "If it is another one")

    def test_a_late_statement_before_a_day_that_ends_as_it_began(self):
        self.imported(mt940("-5.00", "5.00"))
        self.imported(camt("7.00", opening="993.00", number="7"))
        self.assertEqual(self.amounts(), [-5.0, 5.0, 7.0])

    def test_statements_of_a_day_whose_bookings_are_dated_ahead(self):
        """The second statement is of earlier days than the first, and told again with it."""
        ahead = Movement(amount="40.00", day=NEXT)
        self.imported(mt940("100.00", ahead))
        self.imported(mt940("20.00", opening="1140.00", number="2"))
        self.known(mt940("100.00", ahead, "20.00", number="9"), "lready imported")

    # --- downloads that overlap

    def test_overlapping_downloads(self):
        """The last day was still open: it is read again, and the next ones are added."""
        one, two = Movement(amount="1.00"), Movement(amount="2.00", day=NEXT)
        more, three = Movement(amount="2.00", day=NEXT), Movement(amount="3.00", day=THIRD)
        self.imported(ofx(one, two), name="monday")
        document = self.imported(ofx(one, two, more, three))
        self.assertEqual(self.amounts(), [1.0, 2.0, 2.0, 3.0])
        self.assertIn("overlaps what is already imported from monday", document.note)
        self.known(ofx(two, more), "lready imported")

    def test_the_report_of_a_day_comes_again_with_more(self):
        write = partial(bai2, opening=None)
        self.imported(write("1.00", "2.00"))
        document = self.imported(write("1.00", "2.00", "2.00"))
        self.assertEqual(document.line_ids.mapped("amount"), [2.0])
        self.imported(write("2.00", day=NEXT))
        self.assertEqual(self.amounts(), [1.0, 2.0, 2.0, 2.0])

    def test_an_account_in_several_parts_of_one_file(self):
        parts = [bai2(*amounts, opening=None) for amounts in (["1.00"], ["2.00", "1.01"])]
        first, second = (part.split(b"\r\n")[2:-3] for part in parts)
        group = [*first, *second]
        self.assertEqual(group[0][:2], b"03")
        head = [line for line in parts[0].split(b"\r\n") if line[:2] in (b"01", b"02")]
        total = sum(int(line.split(b",")[1]) for line in group if line[:2] == b"49")
        content = [*head, *group, b"98,%d,2,%d/" % (total, len(group) + 2)]
        content += [b"99,%d,1,%d/" % (total, len(content) + 1), b""]
        self.imported(b"\r\n".join(content))
        self.assertEqual(self.amounts(), [1.0, 1.01, 2.0])

    def test_equal_payments_with_names_of_their_own(self):
        same = partial(Movement, amount="50.00", text="Rent")
        self.imported(ofx(same(reference="FT-100")))
        self.imported(ofx(same(reference="FT-100"), same(reference="FT-101")))
        self.assertEqual(self.amounts(), [50.0, 50.0])

    def test_equal_payments_whose_names_prove_nothing(self):
        self.imported(ofx(Movement(amount="50.00", text="Rent", reference="FT-100")))
        again = ofx(Movement(amount="50.00", text="Rent", reference="FT-101"))
        self.held(again, "another bank reference")

    def test_the_bank_changes_only_the_text(self):
        self.imported(ofx(Movement(amount="50.00", text="PENDING", reference="FT-100")))
        changed = Movement(amount="50.00", text="Rent of May", reference="FT-100")
        document = self.imported(ofx(changed, Movement(amount="1.00", day=NEXT)))
        self.assertEqual(self.amounts(), [1.0, 50.0])
        self.assertIn("stay as they were imported first", document.note)

    def test_the_bank_uses_a_reference_again(self):
        self.imported(ofx(Movement(amount="50.00", text="Rent", reference="FT-100")))
        document = self.imported(
            ofx(Movement(amount="60.00", text="Else", reference="FT-100", day=THIRD))
        )
        self.assertEqual(self.amounts(), [50.0, 60.0])
        self.assertIn("used before for another one", document.note)

    def test_the_bank_uses_a_reference_again_for_the_same_amount(self):
        rent = partial(Movement, amount="50.00", reference="FT-100")
        self.imported(ofx(rent(text="Rent of March", day=NEXT)))
        again = ofx(Movement(amount="5.00", day=DAY), rent(text="Rent of April", day=THIRD))
        self.held(again, "50.00 of 02/04/2026 has the bank reference of another day's")

    def test_a_pending_payment_of_another_amount(self):
        """A card's download names it once at the till and once as it was charged."""
        pump = partial(Movement, day=NEXT, text="Fuel")
        around = ("-1.00", Movement(amount="-2.00", day=THIRD))
        self.imported(ofx(around[0], pump(amount="-50.00", reference="PEND-1"), around[1]))
        charged = ofx(around[0], pump(amount="-48.10", reference="FT-100"), around[1])
        self.held(charged, "-50.00 of 02/03/2026 is there, but this statement does not tell it")

    def test_one_line_downloads_of_different_days(self):
        self.imported(ofx("-4.50"))
        self.imported(ofx("-4.50", day=NEXT))
        self.assertEqual(self.amounts(), [-4.5, -4.5])

    def test_a_download_and_then_the_statement(self):
        """The download's last day was open: the statement brings the rest of it."""
        self.imported(ofx(PAID))
        self.imported(mt940(PAID, FEE))
        self.imported(mt940("1.00", opening="1114.50", number="2", day=NEXT))
        self.assertEqual(self.amounts(), [-4.5, 1.0, 119.0])

    def test_an_import_that_was_cut_short_is_resumed(self):
        """A week in another format, of which the first day is there."""
        days = [Movement(amount=f"{n + 1}.00", day=DAY + timedelta(days=n // 2)) for n in range(6)]
        self.imported(mt940(*days[:2]))
        document = self.keep(camt(*days))
        for steps in range(4):
            with self.subTest(steps), self.env.cr.savepoint() as savepoint:
                ours = document.with_company(self.company)
                chunks = ours._import(ours._read())
                for _step in range(steps):
                    next(chunks, None)
                document.state = "received"
                self.env.invalidate_all()
                self.run_action("import")
                self.assertEqual(document.state, "imported", document.error)
                self.assertEqual(self.amounts(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
                savepoint.rollback()

    def test_while_another_file_of_the_account_is_being_imported(self):
        """In pieces, by the scheduled action: what it will bring cannot be known yet."""
        first = self.keep(mt940(PAID, FEE))
        ours = first.with_company(self.company)
        with patch(CHUNK, 1):
            next(ours._import(ours._read()))
        second = self.show(ofx(PAID, FEE))
        self.assertEqual(second.state, "shown")
        self.assertFalse(second.preview)
        third = self.keep(ofx("5.00"))
        third._import_or_quarantine()
        self.assertEqual(third.state, "received")
        self.run_action("import")
        self.assertEqual((first.state, third.state), ("imported", "quarantined"), third.error)
        self.assertEqual(second.state, "information", second.error)
        self.assertIn("lready imported from", second.note)
        self.assertEqual(self.amounts(), [-4.5, 119.0])

    # --- whose account

    def test_an_account_in_other_spellings(self):
        spellings = {
            "DE02 1203 0000 0000 2020 51": ("12030000/202051", "202051", "0000202051"),
            "0001234567": ("1234567", "000001234567"),
            "GB29 NWBK 6016 1331 9268 19": ("601613/31926819", "31926819"),
            "NL91ABNA0417164300": ("417164300", "0417164300"),
            "12030000/202051": ("DE02120300000000202051",),
        }
        Journal = self.root["account.journal"]
        for own, others in spellings.items():
            self.set_account(self.bank, own)
            for other in (own, *others):
                with self.subTest(own=own, other=other):
                    self.assertEqual(Journal._ar_journal_of(self.company, other, "EUR"), self.bank)

    def test_an_account_of_another_bank(self):
        self.set_account(self.bank, "DE02 1203 0000 0000 2020 51")
        self.held(mt940("1.00", account="50010517/202051"), "No bank journal")

    def test_the_more_exact_spelling_wins(self):
        self.set_account(self.bank, "0001234567")
        self.set_account(self.dollar_bank, "1234567")
        self.dollar_bank.currency_id = False
        document = self.imported(ofx("1.00", account="1234567"))
        self.assertEqual(document.line_ids.journal_id, self.dollar_bank)

    def test_a_masked_account(self):
        self.set_account(self.bank, "9991234")
        for masked in ("XXXXXX1234", "****1234"):
            with self.subTest(masked):
                self.held(ofx("1.00", account=masked), "hides a part", masked)
        self.set_account(self.bank, "****1234")
        self.imported(ofx("2.00", account="****1234"))

    # --- what is wrong, and where

    def test_an_error_in_an_archive_is_quoted_from_its_file(self):
        good, bad = mt940("1.00"), mt940("100.00").replace(b"2602020202", b"2613020202")
        document = self.give(zipped(**{"a.sta": good, "b.sta": bad}), name="both.zip")
        self.assertEqual(document.state, "quarantined")
        self.assertIn("both.zip/b.sta, line 5", document.error)
        self.assertIn(">     5  :61:2613020202", document.error_line)

    def test_an_error_in_a_long_line_is_shown(self):
        content = b"".join(camt(PAID, FEE, "1.00").split(b"\n")).replace(b">1.00<", b">1.x0<")
        document = self.give(content)
        self.assertEqual(document.state, "quarantined")
        self.assertIn("1.x0", document.error_line)


@tagged("post_install", "-at_install")
class TestPreview(FormatsCommon):
    """What a person sees before anything is imported."""

    def test_nothing_is_imported_before_it_is_confirmed(self):
        document = self.show(mt940(PAID, FEE), name="day.sta")
        self.assertEqual((document.state, document.line_count), ("shown", 0))
        self.run_action("import")
        self.assertEqual((document.state, self.amounts()), ("shown", []))
        document.with_user(self.treasurer).action_import()
        self.assertEqual((document.state, self.amounts()), ("imported", [-4.5, 119.0]))

    def test_what_is_shown(self):
        shown = str(self.show(mt940(PAID, FEE, number="42")).preview)
        for words in (
            BANK,
            "statement 42",
            self.bank.name,
            "all new: 2 movements",
            "1,000.00",
            "119.00",
            "-4.50",
            "1,114.50",
            "fa-check",
            "closing balance",
            "Alder Joinery",
            "INV/2026/00001",
            "A second reader agrees",
        ):
            self.assertIn(words, shown)
        self.assertNotIn("fa-times", shown)

    def test_a_wrong_total_is_shown_where_it_is(self):
        document = self.show(mt940(PAID, closing="1.00"))
        self.assertEqual(document.state, "quarantined")
        self.assertIn("fa-times", document.preview)
        self.assertIn("(line 7)", document.preview)

    def test_whatever_the_readers_say_has_words(self):
        for words, said in ((check_names, CheckName), (opinions, Outcome), (kinds, StatementKind)):
            with self.subTest(words.__name__):
                self.assertEqual(set(words(self.env)), set(get_args(said)))

    def test_a_user_of_another_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        german = {
            "closing balance": "Endsaldo",
            "A second reader agrees": "Ein zweiter Leser stimmt zu",
            "%(movements)s, sum %(sum)s": "%(movements)s, Summe %(sum)s",
            "the file says %(stated)s, its entries give %(found)s": "%(stated)s statt %(found)s",
        }
        document = self.keep(mt940(PAID, closing="1.00"))
        with patch.object(code_translations, "get_python_translations", return_value=german):
            document.with_context(lang="de_DE")._show()
        self.assertIn("Endsaldo:", document.preview)
        self.assertIn("Ein zweiter Leser stimmt zu", document.preview)
        self.assertIn("1,00 EUR statt 1.119,00 EUR (line 7)", document.preview)
        self.assertIn("line 7: Endsaldo: 1,00 EUR statt 1.119,00 EUR", document.error)
        self.assertIn(", Summe 119,00", document.preview)

    def test_what_is_known_already_is_marked(self):
        self.imported(camt(PAID), name="week.xml")
        document = self.show(mt940(PAID, Movement(amount="7.00", day=NEXT)))
        self.assertEqual(document.state, "shown")
        self.assertIn("1 of 2 movements are new", document.preview)
        self.assertEqual(str(document.preview).count("imported before"), 1)
        self.assertIn("overlaps what is already imported from week.xml", document.preview)

    def test_an_account_without_journal_is_said_beside_the_others(self):
        content = mt940(PAID) + mt940("1.00", account="FR7630006000011234567890189")
        document = self.show(content)
        self.assertEqual(document.state, "quarantined")
        self.assertIn("all new: 1 movement", document.preview)
        self.assertIn("No bank journal of", document.preview)

    def test_bank_text_is_no_markup(self):
        hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        content = camt(PAID).replace(b"Alder Joinery", hostile.replace("<", "&lt;").encode())
        for file in (content, mt940(Movement(amount="1.00", text=hostile, name=hostile))):
            document = self.show(file, name=hostile)
            self.assertNotIn("<script", document.preview)
            self.assertNotIn("<img", document.preview)
            self.assertIn("&lt;script", document.preview)

    def test_announced_movements_are_shown_and_never_posted(self):
        content = camt(PAID, FEE).replace(b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>", 1)
        content = content.replace(b"1114.50", b"995.50")
        document = self.show(content)
        self.assertIn("announced", document.preview)
        document.with_user(self.treasurer).action_import()
        self.assertEqual((document.state, self.amounts()), ("imported", [-4.5]), document.error)
        self.assertIn("1 announced movements", document.note)

    def test_a_preview_is_short_whatever_the_file(self):
        many = b"".join(
            mt940(*["1.00"] * 20, number=str(n), opening=str(1000 + 20 * n)) for n in range(40)
        )
        document = self.show(many)
        self.assertEqual(document.movement_count, 800)
        self.assertIn("and 15 more statements", document.preview)
        self.assertLess(len(document.preview), 200_000)

    def test_looking_takes_as_many_queries_for_many_movements(self):
        def queries(count):
            document = self.keep(mt940(*["1.00"] * count), name=str(count))
            document.state = "shown"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            document._show()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)  # warm up
        few, many = queries(10), queries(300)
        self.assertLessEqual(many, few + 2)

    def test_a_large_file_is_read_in_the_background(self):
        with patch(f"{DOCUMENT}.BYTES_WHILE_WAITING", 100):
            document = self.show(mt940(PAID))
            self.assertEqual((document.state, document.preview), ("shown", False))
            self.run_action("import")
        self.assertEqual(document.state, "shown", "a person has not seen it yet")
        self.assertIn("all new: 1 movement", document.preview)

    def test_several_files_at_once(self):
        good, bad = mt940(PAID), mt940("1.00", closing="0.00")
        documents = self.show(good, bad, b"%PDF-1.7")
        self.assertEqual(documents.mapped("state"), ["shown", "quarantined", "quarantined"])
        self.assertIn("MT940: 1 statement, 1 movement, in 119.00", documents[0].summary)

    def test_who_may_import_and_discard(self):
        document = self.show(mt940(PAID))
        other = self.setup_other_company()["company"].with_env(self.root)
        stranger = self.person("treasurer", company=other)
        for user in (self.collector, stranger):
            for action in ("action_import", "action_discard"):
                with (
                    self.subTest(user=user.name, action=action),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                    self.assertRaises(AccessError),
                ):
                    getattr(document.with_user(user), action)()
        document.with_user(self.treasurer).action_discard()
        self.assertFalse(document.exists())

    def test_what_is_imported_is_not_discarded(self):
        document = self.imported(mt940(PAID))
        document.with_user(self.treasurer).action_discard()
        self.assertTrue(document.exists())
